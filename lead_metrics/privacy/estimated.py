"""Estimates pass the gate again: a fitted line or a control limit says no more than the shown figures behind it."""

from __future__ import annotations

import polars as pl

from lead_metrics.cells import KEYS, ReleasedCells, Status
from lead_metrics.errors import EstimateRefused

PARTS = ("value", "numerator", "denominator")
NEAR = 1e-9


def tell_estimates(made: pl.DataFrame, used: pl.DataFrame, cells: ReleasedCells) -> pl.DataFrame:
    """Return the estimates that may be told beside a release: those at figures that it shows.

    made: columns KEYS and whatever was estimated there (a fitted value, limits). used: columns KEYS and, as far as
    they entered, value, numerator and denominator of every figure that they were made from. A line through figures
    that are all shown tells nothing new; so `used` must be shown in `cells`, with the very numbers. Raises
    EstimateRefused, naming the first figure that is not and no number, where a withheld, missing or newer figure went
    into an estimate.
    """
    shown = cells.frame.filter(pl.col("status") == Status.SHOWN.value)
    names = [name for name in PARTS if name in used.columns]
    told = shown.select(*KEYS, *(pl.col(name).alias(f"told_{name}") for name in names), pl.lit(True).alias("told"))
    beside = used.join(told, on=list(KEYS), how="left", maintain_order="left")
    same = [((pl.col(name) - pl.col(f"told_{name}")).abs() <= NEAR).fill_null(pl.col(name).is_null()) for name in names]
    foreign = beside.filter(~pl.all_horizontal(pl.col("told").fill_null(False), *same))
    if foreign.height:
        first = foreign.select(list(KEYS)).row(0)
        raise EstimateRefused(
            f"an estimate was made from {foreign.height} figures that are not shown so: {' '.join(map(str, first))}; "
            "estimate from shown figures alone"
        )
    return made.join(shown.select(list(KEYS)), on=list(KEYS), how="semi", maintain_order="left")
