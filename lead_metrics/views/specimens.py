"""Invented figures for the gallery: every kind of chart in every state that it knows; nothing here is data."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from math import sin
from typing import Any

import polars as pl

from lead_metrics.cells import ALL, Status
from lead_metrics.charts import (
    before_after,
    control,
    describe,
    distribution,
    dumbbell,
    flow,
    forest,
    groups,
    items,
    load,
    months_ahead,
    paired,
    places,
    rows,
    small,
    trend,
)  # fmt: skip
from lead_metrics.charts.tokens import ThemeName
from lead_metrics.estimates.sentences import Teller
from lead_metrics.periods import add_months

START = date(2023, 1, 1)
MONTHS = 36
SPAN = (START, add_months(START, MONTHS + 2))
LEVELS = ("individual", "systemic")

EVENTS = pl.DataFrame(
    {
        "on": [date(2023, 11, 1), date(2025, 3, 1)],
        "title": ["LEAD begins", "A state law changes"],
        "kind": ["program", "policy"],
    }
)

Spec = dict[str, Any]


@dataclass(frozen=True)
class Specimen:
    """One chart in one state: how it is drawn in a theme, its rows, and the same in words."""

    name: str
    draw: Callable[[ThemeName], Spec]
    rows: pl.DataFrame
    alt: str
    table: tuple[tuple[str, ...], ...]


def specimens(teller: Teller) -> Iterator[Specimen]:
    """Yield every specimen, in the words of a teller."""
    yield from over_time(teller)
    yield from side_by_side(teller)


def figures(first: float, slope: float, wave: float, *, gaps: bool = False) -> pl.DataFrame:
    """Return an invented monthly series (the columns that charts read of facts.figures.FIGURES)."""
    values = [first + slope * n + wave * sin(n) for n in range(MONTHS)]
    frame = pl.DataFrame({
        "from": [add_months(START, n) for n in range(MONTHS)],
        "until": [add_months(START, n + 1) for n in range(MONTHS)],
        "status": [str(Status.SHOWN)] * MONTHS, "value": values, "low": [v * 0.86 for v in values],
        "high": [v * 1.16 for v in values], "unreliable": [False] * MONTHS, "grain": ["month"] * MONTHS,
        "source": ["jail"] * MONTHS, "area": [ALL] * MONTHS,
    })  # fmt: skip
    return holed(frame) if gaps else frame


def holed(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a series in which some figures are withheld, missing, zero or to be read with care."""
    n = pl.int_range(pl.len())
    out, gone, zero, care = n.is_in([8, 9, 20]), n.is_in([14]), n.is_in([25]), n.is_in([30, 31])
    hidden = out | gone
    return frame.with_columns(
        status=pl.when(out).then(pl.lit(str(Status.WITHHELD))).when(gone).then(pl.lit(str(Status.MISSING)))
        .otherwise("status"),
        value=pl.when(hidden).then(None).when(zero).then(0.0).otherwise("value"),
        low=pl.when(hidden | zero).then(None).otherwise("low"),
        high=pl.when(hidden | zero).then(None).otherwise("high"),
        unreliable=care,
    )  # fmt: skip


def around(*parts: pl.DataFrame, events: bool = True, schema: Any = rows.ROWS) -> pl.DataFrame:
    """Return parts with the events, the arriving span and the ends of the axis."""
    frame = [rows.events(EVENTS)] if events else []
    late = rows.span("arriving", add_months(START, MONTHS), SPAN[1], "Still arriving")
    return rows.plotted(*parts, *frame, late, rows.span("domain", *SPAN), schema=schema)


def plain(series: pl.DataFrame, teller: Teller) -> pl.DataFrame:
    """Return the rows of a series' figures."""
    return rows.figures(series, describe.tooltips(series, teller))


def over_time(teller: Teller) -> Iterator[Specimen]:
    """Yield the charts over time."""
    whole, gaps = figures(80, -1, 9), figures(80, -1, 9, gaps=True)
    for name, series in (("trend", whole), ("trend-gaps", gaps)):
        yield Specimen(
            name, partial(trend.draw, "systemic", False), around(plain(series, teller)),
            describe.describe(series, EVENTS, teller), tuple(describe.table(series, teller)),
        )  # fmt: skip
        yield Specimen(
            name.replace("trend", "small"), partial(small.draw, "individual"), plain(series, teller),
            describe.describe(series, EVENTS.clear(), teller), tuple(describe.table(series, teller)),
        )  # fmt: skip
    yield two_levels(gaps, teller)
    yield expected(whole, teller)
    yield usual(gaps, teller)


def two_levels(gaps: pl.DataFrame, teller: Teller) -> Specimen:
    """Return the paired chart."""
    people = figures(30, 0.5, 3)
    parts = [paired.panel(LEVELS[0], plain(people, teller)), paired.panel(LEVELS[1], plain(gaps, teller))]
    upper, lower = (describe.describe(each, EVENTS, teller) for each in (people, gaps))
    return Specimen(
        "paired", partial(paired.draw, LEVELS, (False, False)), around(*parts, schema=paired.ROWS),
        teller.words("alt.paired", upper=upper, lower=lower),
        (*describe.table(people, teller), *describe.table(gaps, teller)),
    )  # fmt: skip


def expected(whole: pl.DataFrame, teller: Teller) -> Specimen:
    """Return the chart of before and after."""
    since = (
        figures(80, -0.1, 9).select("from", "until", "value", "low", "high").filter(pl.col("from") >= EVENTS["on"][0])
    )
    return Specimen(
        "before-after", partial(before_after.draw, "systemic", False),
        around(plain(whole, teller), before_after.expected(since, teller)),
        before_after.describe(describe.describe(whole, EVENTS, teller), since, teller),
        tuple(describe.table(whole, teller)),
    )  # fmt: skip


def usual(gaps: pl.DataFrame, teller: Teller) -> Specimen:
    """Return the control chart, whose zero and one other figure are signals."""
    band = gaps.select("from", "until").with_columns(
        value=60.0, low=38.0, high=82.0, signal=pl.int_range(pl.len()).is_in([2, 9, 25])
    )
    return Specimen(
        "control", partial(control.draw, "systemic", False),
        around(plain(gaps, teller), control.limits(band), control.signals(gaps, band, teller)),
        control.describe(describe.describe(gaps, EVENTS, teller), gaps, band, teller),
        tuple(describe.table(gaps, teller)),
    )  # fmt: skip


Values = Sequence[float | None]


def listed(labels: list[str], values: Values, *, ends: bool = False, gone: int | None = None) -> pl.DataFrame:
    """Return invented items (charts.items.ITEMS): None is withheld, `gone` is missing; the last wants care."""
    hidden = [Status.MISSING if n == gone else Status.WITHHELD for n in range(len(values))]
    status = [Status.SHOWN if v is not None else why for v, why in zip(values, hidden, strict=True)]
    return pl.DataFrame(
        {
            "label": labels, "status": [str(each) for each in status], "value": values,
            "low": [v * 0.7 if ends and v else None for v in values],
            "high": [v * 1.4 if ends and v else None for v in values],
            "unreliable": [n == len(labels) - 1 for n in range(len(labels))],
        },
        schema=items.ITEMS, strict=False,
    )  # fmt: skip


STEPS = ["Referred", "Reached", "Intake", "Connected"]
WORKERS = ["Worker A", "Worker B", "Worker C", "Worker D", "Worker E", "Worker F"]
GROUPS = ["American Indian or Alaska Native", "Asian", "Black or African American", "Hispanic or Latino", "White"]
SCALE = ["10–19", "20–29", "30–39", "40–49", "50–60"]
RATIOS = [None, 0.6, 2.1, 1.3, 1.0]
DIFFERENCES = [4.0, -2.0, 3.0, 0.5, 1.0]
TOPICS = ["Housing", "Health", "Income", "Safety"]


def side_by_side(teller: Teller) -> Iterator[Specimen]:
    """Yield the charts of figures beside one another."""
    spread = listed(SCALE, [12, 0, None, 64, 15])
    yield Specimen(
        "distribution", partial(distribution.draw, "individual", False), items.figures(spread, teller),
        items.describe(spread, "distribution", teller), tuple(items.table(spread, teller)),
    )  # fmt: skip
    yield changes(teller)
    for name, ratio in (("forest", True), ("forest-difference", False)):
        told = listed(GROUPS, RATIOS if ratio else DIFFERENCES, ends=True)
        yield Specimen(
            name, partial(forest.draw, "systemic", ratio, len(GROUPS)), items.figures(told, teller),
            items.describe(told, "forest", teller), tuple(items.table(told, teller)),
        )  # fmt: skip
    shares = listed(GROUPS, [None, 22.0, 31.0, 0.0, 26.0], ends=True)
    yield Specimen(
        "groups", partial(groups.draw, "systemic", True, len(GROUPS)), items.figures(shares, teller),
        items.describe(shares, "groups", teller), tuple(items.table(shares, teller)),
    )  # fmt: skip
    for name, third in (("flow", 71.0), ("flow-gaps", None)):
        steps = listed(STEPS, [120, 96, third, 52])
        yield Specimen(
            name, partial(flow.draw, "programmatic", len(STEPS)), flow.rows(steps, teller),
            items.describe(steps, "flow", teller), tuple(items.table(steps, teller)),
        )  # fmt: skip
    yield loads(teller)
    yield ahead(teller)
    yield areas(teller)


def changes(teller: Teller) -> Specimen:
    """Return paired change, one pair of which is withheld."""
    pairs = pl.DataFrame(
        {
            "label": TOPICS, "status": ["shown", "shown", "withheld", "shown"], "earlier": [2.1, 3.0, None, 3.4],
            "later": [3.2, 3.1, None, 2.9], "unreliable": [False, False, False, True],
        },
        schema=dumbbell.PAIRS,
    )  # fmt: skip
    return Specimen(
        "dumbbell", partial(dumbbell.draw, "individual", False, len(TOPICS)), dumbbell.rows(pairs, teller),
        dumbbell.describe(pairs, teller), tuple(dumbbell.table(pairs, teller)),
    )  # fmt: skip


def loads(teller: Teller) -> Specimen:
    """Return load bars: with open seats, full, above the most, away, with nobody, and part-time."""
    told = [(18, 20.5, 1.0), (25, 24.0, 1.0), (29, 33.5, 1.0), (12, None, 0.0), (0, None, 1.0), (9, 9.5, 0.5)]
    rows = [
        {
            "place": n, "worker": worker, "load": load_, "before": 12 if n == 0 else None, "weighted": weighted,
            "aim": 20 * share, "most": 25.0 * share, "mark": "above" if load_ > 25 else "within",
            "said": f"{worker}: {load_}", "label": str(load_),
        }
        for n, (worker, (load_, weighted, share)) in enumerate(zip(WORKERS, told, strict=True))
    ]  # fmt: skip
    workers = listed(WORKERS, [float(load_) for load_, _, _ in told])
    return Specimen(
        "load", load.draw, pl.DataFrame(rows, infer_schema_length=None),
        items.describe(workers, "load", teller), tuple(items.table(workers, teller)),
    )  # fmt: skip


def ahead(teller: Teller) -> Specimen:
    """Return the months ahead, with a what-if and the lines that today's workers can carry."""
    names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun"]
    expected = [60.0 + 2 * n for n in range(len(names))]
    points = [
        {
            "row": row, "at": n, "month": name, "value": value, "low_80": value - 2 - n, "high_80": value + 2 + n,
            "low_95": value - 4 - n, "high_95": value + 4 + n, "said": f"{name}: {value:.0f}",
            "label": f"{row}: {value:.0f}" if n == 0 and row in ("average", "most") else None,
        }
        for n, name in enumerate(names)
        for row, value in (("month", expected[n]), ("instead", expected[n] - 5), ("average", 56.0), ("most", 70.0))
    ]  # fmt: skip
    months = listed(names, list(expected)).with_columns(unreliable=pl.lit(False))
    return Specimen(
        "months-ahead", months_ahead.draw, pl.DataFrame(points, infer_schema_length=None),
        items.describe(months, "distribution", teller), tuple(items.table(months, teller)),
    )  # fmt: skip


def areas(teller: Teller) -> Specimen:
    """Return the map of an invented county."""
    names = ["Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir"]
    told = listed(names, [42, 18, None, None, 7, 30], gone=3)
    return Specimen(
        "places", partial(places.draw, "systemic", shapes(tuple(names))), items.figures(told, teller),
        items.describe(told, "places", teller), tuple(items.table(told, teller)),
    )  # fmt: skip


def shapes(names: tuple[str, ...]) -> str:
    """Return invented areas as TopoJSON: squares of a crooked grid, three in a row."""
    arcs, drawn = [], []
    for n, name in enumerate(names):
        x, y = 100 * (n % 3), 80 * (n // 3)
        ring = [[x, y], [x + 100, y + 8 * (n % 2)], [x + 100, y + 80], [x, y + 80 - 8 * (n % 2)], [x, y]]
        arcs.append(ring)
        drawn.append(
            {"type": "Polygon", "id": name, "arcs": [[n]], "properties": {"x": x + 50, "y": y + 40}}
        )  # fmt: skip
    whole = {
        "type": "Topology",
        "arcs": arcs,
        "objects": {"areas": {"type": "GeometryCollection", "geometries": drawn}},
    }
    return json.dumps(whole)
