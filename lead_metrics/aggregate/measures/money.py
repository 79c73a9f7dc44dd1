"""Amounts that span days: spread evenly over them, and summed a period."""

from __future__ import annotations

import polars as pl

from lead_metrics.aggregate.frames import Work, grid, matches
from lead_metrics.aggregate.measures.stocks import TOTAL, active_months, ends


def amount(work: Work) -> pl.DataFrame:
    """Return the sum of the measure's column, each record spread evenly over its days."""
    rows = work.rows.filter(matches(work.indicator.measure.where)).rename({"from": "first", "until": "after"})
    column = pl.col(work.indicator.measure.column or "amount")
    parts = []
    for periods in work.periods.values():
        inside = ends(periods).join_where(rows, pl.col("first") < pl.col("until"), pl.col("after") > pl.col("start"))
        days = (pl.min_horizontal("after", "until") - pl.max_horizontal("first", "start")).dt.total_days()
        whole = (pl.col("after") - pl.col("first")).dt.total_days()
        found = inside.group_by("grain", "start").agg(value=(column * days / whole).sum())
        parts.append(grid(pl.DataFrame(TOTAL), periods).join(found, on=["grain", "start"], how="left"))
    return pl.concat(parts).with_columns(numerator=pl.col("value"))


def cost(work: Work) -> pl.DataFrame:
    """Return an amount per active participant-month."""
    spent = amount(work)
    months = pl.concat(
        [active_months(work, periods).with_columns(grain=pl.lit(str(grain))) for grain, periods in work.periods.items()]
    )
    joined = spent.join(months, on=["grain", "start"], how="left")
    value = pl.when(pl.col("months") > 0).then(pl.col("value") / pl.col("months"))
    return joined.with_columns(
        denominator=pl.col("months"), people_of=pl.col("active"), people=pl.col("active"), value=value
    )


MEASURES = {"amount": amount, "cost": cost}
