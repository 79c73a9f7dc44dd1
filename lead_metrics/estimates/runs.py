"""Which stretch of a released series an estimate may use: shown periods without a gap, in the indicator's unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import polars as pl

from lead_metrics.catalogue.model import Indicator
from lead_metrics.cells import Status

COUNTED = ("count", "people", "reported")
CHARTED = frozenset({
    "count", "people", "share", "rate_per", "per_person_time", "median", "mean", "stock", "stock_share", "latest_share",
    "average_daily", "reported", "load", "waiting",
})  # fmt: skip
"""Measures whose runs are charted."""


@dataclass(frozen=True)
class Run:
    """Shown periods that follow one another. frame: columns from, until, value, numerator, denominator."""

    frame: pl.DataFrame
    indicator: Indicator
    grain: str

    @property
    def shape(self) -> str:
        """Return how the figures behave: counts, rates, points (shares in percent) or values."""
        kind = self.indicator.measure.kind
        if self.indicator.unit == "percent":
            return "points"
        if kind in COUNTED:
            return "counts"
        whole = self.frame["numerator"].null_count() == 0 and (self.frame["numerator"] > 0).all()
        return "rates" if kind in ("rate_per", "per_person_time") and whole else "values"

    @property
    def exposed(self) -> pl.DataFrame:
        """Return columns month, n, exposure: events and what they are over (days for counts)."""
        days = (pl.col("until") - pl.col("from")).dt.total_days().cast(pl.Float64)
        if self.shape == "rates":
            return self.frame.select("from", n="numerator", exposure=pl.col("numerator") / pl.col("value"))
        return self.frame.select("from", n="value", exposure=days)


def runs(series: pl.DataFrame, indicator: Indicator) -> list[Run]:
    """Return the stretches of shown periods of one series in time order; a withheld or missing one ends a stretch."""
    shown = series.filter(pl.col("status") == Status.SHOWN, pl.col("value").is_not_null()).sort("from")
    if shown.is_empty():
        return []
    rows = shown.select("from", "until", "value", "numerator", "denominator")
    breaks = [n + 1 for n, (a, b) in enumerate(pairwise(rows.iter_rows(named=True))) if a["until"] != b["from"]]
    cuts = [0, *breaks, rows.height]
    return [Run(rows[a:b], indicator, str(shown["grain"][0])) for a, b in pairwise(cuts)]


def around(found: list[Run], when: date) -> Run | None:
    """Return the stretch that holds a day, None where there is none."""
    return next((one for one in found if one.frame["from"][0] <= when < one.frame["until"][-1]), None)
