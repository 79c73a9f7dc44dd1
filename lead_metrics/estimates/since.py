"""What became final since an earlier release: whole periods beside the same ones a year before, per 30 days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import polars as pl

from lead_metrics.catalogue.model import Indicator
from lead_metrics.catalogue.wording import day, number
from lead_metrics.cells import Status
from lead_metrics.estimates.change import ADDITIVE, a_year_before, compared, counted, reading, shown
from lead_metrics.estimates.rates import dispersion
from lead_metrics.estimates.results import Change, Reading
from lead_metrics.estimates.sentences import Teller, Told, changed
from lead_metrics.periods import MONTHS_IN, Grain, add_months

DAYS = 30
COUNTED = (Status.SHOWN, Status.WITHHELD)
Row = dict[str, Any]


@dataclass(frozen=True)
class Since:
    """What became final of one series.

    until: the day before which all is final now, None where nothing ever was. latest: its last final period, None where
    nothing is newly final. change: that and what became final with it, beside a year before; None where a side of it
    is not shown. due: the day from which the next period can be final, None where its source says no periods.
    """

    until: date | None
    latest: Row | None
    change: Change | None
    due: date | None


def since(now: pl.DataFrame, before: pl.DataFrame | None, indicator: Indicator, lag_days: int) -> Since:
    """Return what became final of a series (facts.figures.FIGURES, totals of one area) since an earlier release of it.

    before: the same series as that release had it; None compares the last final period alone. lag_days: how long its
    records are awaited.
    """
    final = now.filter(pl.col("status").is_in(COUNTED)).sort("from").to_dicts()
    if not final:
        return Since(None, None, None, None)
    until, due = final[-1]["until"], next_final(final[-1], lag_days)
    known = last_final(before) if before is not None else final[-1]["from"]
    new = [row for row in final if known is None or row["until"] > known]
    if not new:
        return Since(until, None, None, due)
    return Since(until, new[-1], beside(new, now, indicator), due)


def last_final(series: pl.DataFrame) -> date | None:
    """Return the day before which a series' figures are final, None where it has none."""
    final = series.filter(pl.col("status").is_in(COUNTED))["until"].max()
    return final if isinstance(final, date) else None


def next_final(row: Row, lag_days: int) -> date | None:
    """Return the day from which the period after this one can be final, None for a period that its source chose."""
    months = MONTHS_IN.get(Grain(row["grain"]))
    return add_months(row["until"], months) + timedelta(days=lag_days) if months else None


def beside(new: list[Row], series: pl.DataFrame, indicator: Indicator) -> Change | None:
    """Return the change of new periods beside the same a year before, None where the last of either is not shown.

    Counts of events are summed over all new periods that both years show without a gap, and told per 30 days; of all
    else the last new period speaks, since people and shares cannot be added up.
    """
    known = {row["from"]: row for row in shown(series)}
    season = 12 // MONTHS_IN.get(Grain(new[-1]["grain"]), 12)
    pairs: list[tuple[Row, Row]] = []
    # A year at most: no period may stand on both sides.
    for row in reversed(new[-season:]):
        earlier = known.get(a_year_earlier(row["from"]))
        if row["from"] not in known or earlier is None or not alike(row, earlier):
            break
        pairs.insert(0, (row, earlier))
    if not pairs:
        return None
    if indicator.measure.kind not in ADDITIVE or indicator.counts != "events":
        return compared(*pairs[-1], indicator)
    spread = dispersion([reading(row).value for row in known.values()], season) if season > 1 else 1.0
    change = counted(total([now for now, _ in pairs]), total([then for _, then in pairs]), spread)
    return replace(change, latest=per_30_days(change.latest), earlier=per_30_days(change.earlier))


def a_year_earlier(day: date) -> date:
    """Return the same day a year before; the day before it for the one that other years have not."""
    return a_year_before(day if (day.month, day.day) != (2, 29) else day - timedelta(days=1))


def alike(row: Row, earlier: Row) -> bool:
    """Tell whether two periods are of one grain and, but for a leap day, of one length."""
    days = [(one["until"] - one["from"]).days for one in (row, earlier)]
    return bool(row["grain"] == earlier["grain"]) and abs(days[0] - days[1]) <= 1


def total(rows: list[Row]) -> Reading:
    """Return periods that follow one another as one."""
    return Reading(rows[0]["from"], rows[-1]["until"], sum(reading(row).value for row in rows))


def per_30_days(of: Reading) -> Reading:
    """Return a count as a rate per 30 days."""
    return replace(of, value=of.value / (of.until - of.start).days * DAYS)


@dataclass(frozen=True)
class PerDays(Teller):
    """Writes about rates per 30 days of an indicator that counts events."""

    def value(self, value: float) -> str:
        """Return a rate per 30 days."""
        return self.words("since.per_30_days", n=number(value, 1, self.language), days=DAYS)


def tell_since(found: Since, teller: Teller, today: date) -> Told:
    """Return what became final in words: the change, why there is none, or when the next figures come."""
    indicator = teller.indicator
    if found.until is None:
        return Told(teller.name, teller.words("since.never", name=teller.name), quiet=True)
    if found.latest is None:
        return Told(teller.name, nothing_new(found, teller, today), quiet=True)
    if found.change is None:
        span = teller.span_of(found.latest)
        return Told(teller.name, teller.words("since.not_comparable", name=teller.name, period=span), quiet=True)
    per_days = indicator.measure.kind in ADDITIVE and indicator.counts == "events"
    return changed(found.change, PerDays(**vars(teller)) if per_days else teller)


def nothing_new(found: Since, teller: Teller, today: date) -> str:
    """Say that nothing is newly final, until when all is, and when more can come."""
    assert found.until is not None
    fields = {"name": teller.name, "until": day(found.until - timedelta(days=1), teller.language)}
    if found.due is None:
        return teller.words("since.nothing", **fields)
    key = "since.nothing_due" if found.due > today else "since.nothing_late"
    return teller.words(key, **fields, day=day(found.due, teller.language))
