"""Which sources feed an indicator at a site, and which of its periods are whole, final, due or still arriving."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from lead_metrics.catalogue.model import Indicator
from lead_metrics.intake.deposit import Deposit
from lead_metrics.periods import Grain, Period, start_of, whole_periods

TELLING = frozenset({"kind", "topic", "instrument", "side", "door"})
"""Columns that say what a record is: a value that a site's records never hold is not collected, rather than zero."""

LONGEST_MISSING = 24


@dataclass(frozen=True)
class Covered:
    """The span that an indicator's sources cover; `final_until` is the end of the last whole final month."""

    sources: str
    first: date
    until: date
    lag_days: int
    once: bool

    def final_until(self, as_of: date) -> date:
        """Return the day before which records are whole and no longer wait for late ones."""
        return start_of(min(self.until, as_of - timedelta(days=self.lag_days)), Grain.MONTH)

    def periods(self, grain: Grain, as_of: date) -> list[Period]:
        """Return the whole, final periods of that grain."""
        return whole_periods(self.first, self.final_until(as_of), grain)

    def missing(self, grain: Grain, as_of: date) -> list[Period]:
        """Return the latest periods that are due and did not arrive; a source that came once owes nothing."""
        if self.once:
            return []
        due = start_of(as_of - timedelta(days=self.lag_days), grain)
        done = self.final_until(as_of)
        return [p for p in whole_periods(self.first, due, grain) if p.until > done][-LONGEST_MISSING:]


def feeding(indicator: Indicator, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of sources that hold what the indicator needs."""
    return rows.filter(pl.col("source").is_in([s for s in rows["source"].unique() if holds(indicator, rows, s)]))


def holds(indicator: Indicator, rows: pl.DataFrame, source: str) -> bool:
    """Tell whether a source's records hold every column that the indicator needs, with a value it could count."""
    own = rows.filter(pl.col("source") == source)
    measure = indicator.measure
    needed = {*measure.where, *measure.among} | ({measure.span.until} if measure.span else set())
    if measure.kind == "people" or indicator.counts == "people":
        needed.add("person")
    if measure.kind in ("average_daily",):
        needed.add("released")
    for name in needed & set(own.columns):
        if own[name].null_count() == own.height and measure.where.get(name) != ["unknown"]:
            return False
    wanted = {name: [*measure.where.get(name, []), *measure.among.get(name, [])] for name in TELLING & needed}
    return all(own[name].is_in(values).any() for name, values in wanted.items() if name in own.columns)


def covering(indicator: Indicator, record: str, site: str, sources: set[str], deposit: Deposit) -> Covered | None:
    """Return the span that these sources cover for a kind of record at a site, None where they cover no day."""
    rows = deposit.covers.filter(
        pl.col("site") == site,
        pl.col("record") == record,
        pl.col("source").is_in(list(sources)),
        pl.col("covers_from").is_not_null(),
        pl.col("covers_until").is_not_null(),
    )
    if rows.is_empty():
        return None
    lag = indicator.lag_days if indicator.lag_days is not None else max(rows["lag_days"].to_list())
    first, until = min(rows["covers_from"].to_list()), max(rows["covers_until"].to_list())
    return Covered(",".join(sorted(rows["source"])), first, until, lag, bool((rows["cadence"] == "once").all()))
