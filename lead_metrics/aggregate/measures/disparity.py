"""Rates of each group beside those of the reference group: ratio and difference."""

from __future__ import annotations

import polars as pl

from lead_metrics.aggregate.frames import Work
from lead_metrics.aggregate.population import reference_group
from lead_metrics.cells import ALL


def beside_reference(work: Work, cells: pl.DataFrame) -> pl.DataFrame:
    """Return ratios or differences from the cells (cells.RAW) of the indicator that the measure is `of`, by race.

    `people` are those behind the smaller of the two numerators, since either could be worked out from the other.
    """
    rates = cells.filter(pl.col("dimension") == "race", pl.col("value").is_not_null(), pl.col("category") != "unknown")
    group = None if rates.is_empty() else reference_group(work, "race")
    if group is None:
        return pl.DataFrame()
    ties = ["grain", "from"]
    against = rates.filter(pl.col("category") == group).select(
        *ties, base="value", base_people="people", base_n="numerator"
    )
    both = rates.filter(pl.col("category") != group).join(against, on=ties)
    ratio = pl.when(pl.col("base") > 0).then(pl.col("value") / pl.col("base"))
    value = ratio if work.indicator.measure.kind == "ratio" else pl.col("value") - pl.col("base")
    return both.select(
        "grain",
        pl.col("from").alias("start"),
        "until",
        pl.lit(ALL).alias("area"),
        "dimension",
        "category",
        value=value,
        people=pl.min_horizontal("people", "base_people"),
        numerator=pl.min_horizontal("numerator", "base_n"),
    )
