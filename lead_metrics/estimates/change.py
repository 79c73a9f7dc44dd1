"""The latest figure of a series beside the one a year earlier."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from math import exp

import polars as pl

from lead_metrics.catalogue.model import Indicator
from lead_metrics.cells import Status
from lead_metrics.estimates.rates import Z_POWER, dispersion, rate_ratio, share_difference, standard_error
from lead_metrics.estimates.results import Change, Estimate, Reading
from lead_metrics.periods import MONTHS_IN, Grain

ADDITIVE = {"count"}
"""Measures whose months may be summed into a year."""

RATES = {"rate_per", "per_person_time"}
"""Measures of events over an exposure."""

FEWEST = 10
"""Below so many events on a side no interval is claimed."""


def shown(series: pl.DataFrame) -> list[dict[str, object]]:
    """Return the shown figures of one series in time order."""
    return series.filter(pl.col("status") == Status.SHOWN, pl.col("value").is_not_null()).sort("from").to_dicts()


def a_year_before(day: date) -> date:
    """Return the same first day of a month, a year earlier."""
    return day.replace(year=day.year - 1)


def latest_change(series: pl.DataFrame, indicator: Indicator) -> Change | None:
    """Return the latest change of one series (facts.figures.FIGURES, totals of one area), None where none can be told.

    Counts of events are summed over twelve months when every one of the last 24 is shown; all else compares the
    latest period with the same period a year earlier.
    """
    rows = shown(series)
    if not rows:
        return None
    if indicator.measure.kind in ADDITIVE and (change := yearly(rows)):
        return change
    latest = rows[-1]
    earlier = next((r for r in rows if r["from"] == a_year_before(latest["from"])), None)  # type: ignore[arg-type]
    return compared(latest, earlier, indicator) if earlier else None


def yearly(rows: list[dict[str, object]]) -> Change | None:
    """Return the last twelve months beside the twelve before, None where a period of either is not shown."""
    grain = str(rows[-1]["grain"])
    if grain not in MONTHS_IN:
        return None
    season = 12 // MONTHS_IN[Grain(grain)]
    last = rows[-2 * season :]
    if len(last) < 2 * season or any(a["until"] != b["from"] for a, b in pairwise(last)):
        return None
    values = [float(r["value"]) for r in last]  # type: ignore[arg-type]
    before, after = values[:season], values[season:]
    spread = dispersion([float(r["value"]) for r in rows], season) if season > 1 else 1.0  # type: ignore[arg-type]
    return counted(
        Reading(last[season]["from"], last[-1]["until"], sum(after)),  # type: ignore[arg-type]
        Reading(last[0]["from"], last[season - 1]["until"], sum(before)),  # type: ignore[arg-type]
        spread,
    )


def counted(latest: Reading, earlier: Reading, spread: float) -> Change:
    """Return the change between two counts, with an interval where both are large enough for one."""
    if min(latest.value, earlier.value) < FEWEST:
        return Change("percent", latest, earlier, None)
    ratio = rate_ratio(
        latest.value, (latest.until - latest.start).days, earlier.value, (earlier.until - earlier.start).days,
        dispersion=spread,
    )  # fmt: skip
    by = Estimate(ratio.estimate - 1, ratio.low - 1, ratio.high - 1)
    seeable = exp(Z_POWER * standard_error(latest.value, earlier.value, spread)) - 1
    return Change("percent", latest, earlier, by, seeable)


def reading(row: dict[str, object]) -> Reading:
    """Return a row as a reading."""
    return Reading(row["from"], row["until"], float(row["value"]))  # type: ignore[arg-type]


def compared(latest: dict[str, object], earlier: dict[str, object], indicator: Indicator) -> Change:
    """Return the change between two rows of the same season."""
    now, then = reading(latest), reading(earlier)
    if indicator.unit == "percent":
        return Change("points", now, then, points(latest, earlier))
    if indicator.measure.kind in ("count", "people", "reported"):
        return counted(now, then, 1.0)
    if indicator.measure.kind in RATES:
        return rated(latest, earlier, now, then)
    return Change("value", now, then, None)


def rated(latest: dict[str, object], earlier: dict[str, object], now: Reading, then: Reading) -> Change:
    """Return the change between two rates, with an interval where the events behind both are shown and many enough."""
    events = [row["numerator"] for row in (latest, earlier)]
    if any(not isinstance(n, float) or n < FEWEST for n in events) or min(now.value, then.value) <= 0:
        return Change("value", now, then, None)
    a, b = (float(n) for n in events)  # type: ignore[arg-type]
    ratio = rate_ratio(a, a / now.value, b, b / then.value)
    by = Estimate(ratio.estimate - 1, ratio.low - 1, ratio.high - 1)
    return Change("percent", now, then, by, exp(Z_POWER * standard_error(a, b)) - 1)


def points(latest: dict[str, object], earlier: dict[str, object]) -> Estimate | None:
    """Return the difference of two shares in percentage points, None where an interval is not shown."""
    sides = [[row[name] for name in ("value", "low", "high")] for row in (latest, earlier)]
    if any(value is None for side in sides for value in side):
        return None
    a, b = (Estimate(*(float(value) for value in side)) for side in sides)  # type: ignore[arg-type]
    return share_difference(a, b)
