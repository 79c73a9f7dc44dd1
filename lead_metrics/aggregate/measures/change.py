"""How the same people changed between their first and their latest score."""

from __future__ import annotations

import polars as pl

from lead_metrics.aggregate.frames import Work, grid, matches, started
from lead_metrics.aggregate.measures.stocks import TOTAL


def paired_change(work: Work) -> pl.DataFrame:
    """Return the mean change from the first score ever to the latest one in the period, of people with both."""
    column = work.indicator.measure.column or "score"
    rows = work.rows.filter(matches(work.indicator.measure.where)).sort("person", "day")
    firsts = rows.group_by("person").agg(first_day=pl.col("day").min(), first=pl.col(column).first())
    again = rows.join(firsts, on="person").filter(pl.col("day") > pl.col("first_day"))
    parts = []
    for grain, periods in work.periods.items():
        last = (
            started(again, grain, periods)
            .group_by("start", "person")
            .agg(change=(pl.col(column) - pl.col("first")).last())
        )
        found = last.group_by("start").agg(
            value=pl.col("change").mean(), denominator=pl.len().cast(pl.Float64), people=pl.len().cast(pl.Int64)
        )
        parts.append(grid(pl.DataFrame(TOTAL), periods).join(found, on="start", how="left"))
    return pl.concat(parts).with_columns(pl.col("denominator").fill_null(0), pl.col("people").fill_null(0))


MEASURES = {"paired_change": paired_change}
