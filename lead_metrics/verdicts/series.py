"""What a site's released series say: control charts, before and after, beside others, and between groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date

import polars as pl

from lead_metrics.catalogue.model import Indicator
from lead_metrics.cells import ALL, KEYS
from lead_metrics.errors import EstimateRefused
from lead_metrics.estimates.charting import chart
from lead_metrics.estimates.disparity import disparity
from lead_metrics.estimates.runs import CHARTED, Run, around, runs
from lead_metrics.periods import Grain, start_of
from lead_metrics.verdicts.place import PARTS, Made, Place

REBASED_AT, INTERRUPTED_BY = ("program", "policy", "epidemic"), ("policy", "epidemic", "reporting", "law")
UNEQUAL_SHARES = ("arrest_share_of_stops", "diverted_share", "offered_share", "accepted_share")
"""Decision points that are shares; those that are rates have indicators of their own (ratio)."""

Found = Mapping[tuple[str, str], tuple[Indicator, list[Run]]]
"""The stretches of shown figures of each series, by area and indicator."""


def every(place: Place) -> Iterator[Made]:
    """Yield every estimate of a site."""
    found = {(area, one.id): (one, runs(frame, one)) for area, one, frame in place.series()}
    for (area, name), (indicator, stretches) in found.items():
        if stretches and indicator.measure.kind in CHARTED:
            days = [day for day, _ in place.happened(*REBASED_AT)]
            told = chart(stretches[-1], days, place.rules.chart_firm)
            yield Made(area, name, "chart", told, place.used(area, stretches[-1]))
    yield from interrupted(place, found)
    yield from unequal(place)


def interrupted(place: Place, found: Found) -> Iterator[Made]:
    """Yield systemwide series before and after LEAD began, and beside other charges or places."""
    began = place.site.lead_began
    systemic = {key: one for key, one in found.items() if key[0] == ALL and of_the_system(one[0]) and one[1]}
    if began is None or not systemic:
        return
    # Loaded here: a release without such a series needs no model, and loading takes seconds.
    from lead_metrics.estimates.fitting.before_after import before_after  # noqa: PLC0415

    events = [one for one in place.happened(*INTERRUPTED_BY) if one[0] != began]
    for (area, name), (indicator, stretches) in systemic.items():
        run = around(stretches, began)
        used = place.used(area, run or Run(stretches[0].frame.clear(), indicator, stretches[0].grain))
        yield Made(area, name, "before_after", before_after(run, began, events, place.here), used)
    yield from compared(place, found, start_of(began, Grain.MONTH))


def of_the_system(indicator: Indicator) -> bool:
    """Tell whether an indicator counts everybody's dealings with the system by month, before LEAD as well as after."""
    about = indicator.level == "systemic" and indicator.whom == "everybody" and indicator.disclosure.protects != "none"
    return about and indicator.measure.kind in CHARTED and Grain.MONTH in indicator.grains


def compared(place: Place, found: Found, began: date) -> Iterator[Made]:
    """Yield counts beside the rest of the figure that holds them, and areas with LEAD beside those without."""
    from lead_metrics.estimates.fitting import beside  # noqa: PLC0415

    for (area, name), (indicator, stretches) in found.items():
        whole = found.get((ALL, indicator.beside or ""))
        own, other = by_month(stretches, began), by_month(whole[1], began) if whole else None
        if area == ALL and own is not None and other is not None:
            used = pl.concat([place.used(ALL, own), place.used(ALL, other)])
            with suppress(EstimateRefused):
                told = beside.charges(months(own), months(other), began, (str(indicator.beside),), place.rules)
                yield Made(ALL, name, "comparison", told, used)
    for area in place.site.lead_areas:
        for name in sorted({name for other, name in found if other == area}):
            runs_of = alike(place, found, name, (area, began))
            with suppress(EstimateRefused):
                told = beside.places({a: months(run) for a, run in runs_of.items()}, area, began, place.rules)
                used = pl.concat([place.used(a, run) for a, run in runs_of.items()])
                yield Made(area, name, "comparison", told, used)


def alike(place: Place, found: Found, name: str, of: tuple[str, date]) -> dict[str, Run]:
    """Return an indicator's months in an area with LEAD and in every area without it."""
    area, began = of
    series = {a: by_month(stretches, began) for (a, n), (_, stretches) in found.items() if n == name and a != ALL}
    return {a: f for a, f in series.items() if f is not None and (a == area or a not in place.site.lead_areas)}


def by_month(stretches: list[Run], began: date) -> Run | None:
    """Return the months around a day, None where they are not shown by month."""
    run = around(stretches, began)
    return None if run is None or run.grain != Grain.MONTH else run


def months(run: Run) -> pl.DataFrame:
    """Return columns from and n."""
    return run.frame.select("from", n="value")


def unequal(place: Place) -> Iterator[Made]:
    """Yield each decision point's groups beside the reference group."""
    reference, years = reference_group(place)
    points = {i.measure.of or "" for i in place.catalogue.indicators.values() if i.measure.kind == "ratio"}
    for name in sorted({*points, *UNEQUAL_SHARES} & set(place.catalogue.indicators)):
        cells = place.cells.frame.filter(
            pl.col("indicator") == name, pl.col("dimension") == "race", pl.col("area") == ALL
        )
        found = disparity(cells, place.catalogue.indicators[name], reference, years) if reference else None
        if found is not None:
            groups = [found.reference, *(one.category for one in found.groups)]
            used = cells.filter(
                pl.col("from") == found.start, pl.col("until") == found.until, pl.col("category").is_in(groups)
            )
            yield Made(ALL, name, "disparity", found, used.select(*KEYS, *PARTS))


def reference_group(place: Place) -> tuple[str | None, list[int]]:
    """Return the group that others are compared with, and the years that residents are known for."""
    frame = place.deposit.records.get("population")
    if frame is None:
        return None, []
    own = frame.filter(pl.col("site") == place.site.id, pl.col("dimension") == "race")
    marked = own.filter(pl.col("reference").is_in(["yes", "true", "1"]))
    return (marked["category"][0] if marked.height else None), sorted({int(y) for y in own["year"]})
