"""A stored estimate as a chart, the same in words and as a table: all three from the same figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, Literal

import polars as pl

from lead_metrics.catalogue.model import Text, Unit
from lead_metrics.catalogue.wording import period
from lead_metrics.cells import Status
from lead_metrics.charts import before_after, control, describe, forest, items, rows
from lead_metrics.charts.tokens import ThemeName
from lead_metrics.estimates.payloads import BeforeAfter, Chart, Comparison, Disparity, Ends
from lead_metrics.estimates.sentences import Teller
from lead_metrics.periods import MONTHS_IN, Grain, add_months

PERCENT = Unit(
    id="change", name=Text(en="percent", es="por ciento"), axis=Text(en="Change", es="Cambio"),
    after=Text(en="%", es="%"), percent=True,
)  # fmt: skip
POINTS = Unit(
    id="gap", name=Text(en="percentage points", es="puntos porcentuales"), axis=Text(en="Difference", es="Diferencia"),
    decimals=1, after=Text(en="percentage points", es="puntos porcentuales"),
)  # fmt: skip
TIMES = Unit(id="times", name=Text(en="times", es="veces"), axis=Text(en="Ratio", es="Razón"), decimals=2)


Way = Literal["ratio", "difference"]
"""The two ways in which groups stand beside one another: neither says it all."""


@dataclass(frozen=True)
class Drawn:
    """An estimate as a chart. name: which, as in the words `grounds`. heads: keys of the words `table`. more: words."""

    name: str
    draw: Callable[[ThemeName], dict[str, Any]]
    rows: pl.DataFrame
    alt: str
    heads: tuple[str, ...]
    table: tuple[tuple[str, ...], ...]
    more: str = ""


@dataclass(frozen=True)
class Ground:
    """What an estimate is drawn upon: the released series, the events on its axis, and how they are said."""

    series: pl.DataFrame
    happened: pl.DataFrame
    teller: Teller

    @property
    def level(self) -> str:
        """Return the level of the logic model, which has a colour."""
        return self.teller.indicator.level

    def over_time(self, *parts: pl.DataFrame) -> pl.DataFrame:
        """Return the rows of the series, its events and its axis, with more."""
        own = rows.figures(self.series, describe.tooltips(self.series, self.teller))
        ends = rows.shared_domain(self.series)
        axis = [rows.span("domain", *ends)] if ends else []
        return rows.plotted(own, rows.events(self.happened), *parts, *axis)

    def month(self, start: date, months: int = 1) -> str:
        """Return so many months from a day on in words."""
        return period(start, add_months(start, months), self.teller.language)

    @property
    def trend(self) -> str:
        """Return the alt text of the series alone."""
        return describe.describe(self.series, self.happened, self.teller)


def interrupted(found: BeforeAfter, on: Ground) -> Drawn:
    """Return what was seen beside the model's line and what was to be expected without LEAD, with its band."""
    lines = pl.DataFrame(
        [(one.start, add_months(one.start, 1), one.expected, one.low, one.high) for one in found.lines],
        schema=before_after.EXPECTED, orient="row",
    )  # fmt: skip
    fitted = pl.DataFrame({"at": [one.start for one in found.lines], "value": [one.fitted for one in found.lines]})
    since = lines.filter(pl.col("from") >= found.began.replace(day=1))
    told = tuple(
        (on.month(one.start), *map(on.teller.value, (one.observed, one.fitted, one.expected)),
         between(one.low, one.high, on.teller))
        for one in found.lines
    )  # fmt: skip
    return Drawn(
        "before_after", partial(before_after.draw, on.level, on.teller.unit.percent),
        on.over_time(before_after.expected(since, on.teller), before_after.fitted(fitted)),
        before_after.describe(on.trend, since, on.teller), ("period", "figure", "model", "expected", "interval"), told,
        gap(found, on.teller),
    )  # fmt: skip


def gap(found: BeforeAfter, teller: Teller) -> str:
    """Return how far the model's line lies from what was to be expected, no words without a clear change."""
    if found.gap is None or found.answer not in ("higher", "lower"):
        return ""
    size = teller.size(found.gap, "points" if found.scale == "points" else "value")
    return teller.words(f"grounds.gap_{found.answer}", gap=size)


def usual(found: Chart, on: Ground) -> Drawn:
    """Return a run of figures with its natural limits and the points that stand out."""
    marked = {one.start for one in found.special}
    spans = MONTHS_IN[Grain(found.grain)]
    whole = [one for one in found.points if one.centre is not None]
    spread = [
        (one.start, add_months(one.start, spans), one.centre, one.lower, one.upper, one.start in marked)
        for one in whole
    ]
    limits = pl.DataFrame(spread, schema=control.LIMITS, orient="row")
    # Limits that were computed anew do not join those before them.
    stretches = pl.Series("segment", [sum(one.start >= day for day in found.starts) for one in whole], dtype=pl.Int64)
    told = tuple(
        (on.month(one.start, spans), on.teller.value(one.value), between(one.lower, one.upper, on.teller),
         on.teller.words("grounds.stands_out") if one.start in marked else "")
        for one in whole
    )  # fmt: skip
    return Drawn(
        "chart", partial(control.draw, on.level, on.teller.unit.percent),
        on.over_time(control.limits(limits).with_columns(stretches), control.signals(on.series, limits, on.teller)),
        control.describe(on.trend, on.series, limits, on.teller), ("period", "figure", "usual", "mark"), told,
    )  # fmt: skip


def beside(found: Comparison, on: Ground, names: Mapping[str, str]) -> Drawn:
    """Return a series beside all other charges, drawn at its own level before LEAD; places as a forest."""
    if found.beside == "places":
        return placebos(found, on, names)
    before = [(own, other) for day, own, other in found.lines if day < found.began]
    level = sum(own for own, _ in before) / sum(other for _, other in before)
    moved = pl.DataFrame(
        [(day, add_months(day, 1), other * level, None, None) for day, _, other in found.lines],
        schema=before_after.EXPECTED, orient="row",
    )  # fmt: skip
    told = tuple((on.month(day), on.teller.value(own), on.teller.value(other)) for day, own, other in found.lines)
    return Drawn(
        "comparison", partial(before_after.draw, on.level, on.teller.unit.percent),
        on.over_time(before_after.beside(moved)), f"{on.trend} {on.teller.words('alt.beside')}",
        ("period", "figure", "others"), told,
    )  # fmt: skip


def placebos(found: Comparison, on: Ground, names: Mapping[str, str]) -> Drawn:
    """Return the change beside places without LEAD, above each of them taken for the one with LEAD."""
    own = (on.teller.words("grounds.with_lead"), found.effect)
    others = [
        (names.get(name, name), Ends(estimate=one)) for name, one in zip(found.names, found.placebos, strict=False)
    ]
    return listed("places", [own, *others], on, PERCENT)


def tried(found: BeforeAfter, on: Ground) -> Drawn:
    """Return the finding above the same question asked in other ways."""
    assert found.effect is not None
    points = found.scale == "points"
    asked = [(on.teller.words("estimate.check.main"), found.effect)]
    asked += [(on.teller.words(f"estimate.check.{one.what}"), one.effect) for one in found.checks]
    drawn = listed("tried", asked, on, POINTS if points else PERCENT)
    if not found.placebos:
        return drawn
    return replace(drawn, more=on.teller.words("grounds.dates", alarms=found.alarms, of=found.placebos))


def unequal(found: Disparity, on: Ground, names: Mapping[str, str], way: Way | None = None) -> Drawn:
    """Return each group beside the reference group as ratios or as differences; shares as differences if not asked."""
    shares = on.teller.unit.percent
    way = way or ("difference" if shares else "ratio")
    groups = [(names.get(one.category, one.category), getattr(one, way)) for one in found.groups]
    unit = TIMES if way == "ratio" else POINTS if shares else on.teller.unit
    return listed("disparity" if way == "ratio" else "gap", groups, on, unit)


def listed(name: str, given: Sequence[tuple[str, Ends]], on: Ground, unit: Unit) -> Drawn:
    """Return numbers with their intervals as a forest plot; a share of one is told in percent."""
    by = 100.0 if unit is PERCENT else 1.0
    ends = [(label, *scaled((one.estimate, one.low, one.high), by)) for label, one in given]
    frame = pl.DataFrame(
        [(label, str(Status.SHOWN), *numbers, False) for label, *numbers in ends], schema=items.ITEMS, orient="row"
    )
    teller = replace(on.teller, unit=unit)
    return Drawn(
        name, partial(forest.draw, on.level, unit is TIMES, frame.height), items.figures(frame, teller),
        items.describe(frame, "forest", teller), ("item", "figure", "interval"), tuple(items.table(frame, teller)),
    )  # fmt: skip


def scaled(numbers: Iterable[float | None], by: float) -> list[float | None]:
    """Return numbers times `by`."""
    return [None if one is None else one * by for one in numbers]


def between(low: float | None, high: float | None, teller: Teller) -> str:
    """Return an interval in words, empty where there is none."""
    if low is None or high is None:
        return ""
    return teller.words("interval.from_to", low=teller.value(low), high=teller.value(high))


def within(series: pl.DataFrame, happened: pl.DataFrame) -> pl.DataFrame:
    """Return the events that fall within a series."""
    ends: tuple[date, date] | None = rows.shared_domain(series)
    return rows.within(happened, ends) if ends else happened.clear()
