"""Figures made of other figures: a ratio of two groups' rates may say no more than those rates do."""

from __future__ import annotations

import polars as pl

from lead_metrics.cells import NONE, Status

GROUP = ["site", "area", "of", "dimension"]
UNGROUPED = "unknown"


def speak_only_of_shown(decided: pl.DataFrame, counted: pl.DataFrame) -> pl.DataFrame:
    """Return the decided cells, with each derived figure withheld unless both figures behind it are shown.

    decided: cells with their rules, `status`, `reason` and `held`. counted: the raw cells before groups were merged.
    Behind a derived figure stand the same category and the reference group of the indicator that it is made `of`, in
    the same period or in finer ones that fill it.
    """
    made = decided.filter(pl.col("of").is_not_null(), pl.col("status") == Status.SHOWN.value)
    if made.is_empty():
        return decided
    needed = pl.concat([made.select(*GROUP, "category", "cell", "from", "until"), _beside_reference(made, counted)])
    told = decided.filter(pl.col("status") == Status.SHOWN.value, ~pl.col("held")).select(
        "site", "area", pl.col("indicator").alias("of"), "dimension", "category", start="from", end="until"
    )
    days = (pl.col("end") - pl.col("start")).filter(
        (pl.col("start") >= pl.col("from")) & (pl.col("end") <= pl.col("until"))
    )
    filled = (
        needed.join(told, on=[*GROUP, "category"], how="left")
        .group_by("cell", "category", "from", "until")
        .agg(days.sum().alias("days"))
        .group_by("cell")
        .agg((pl.col("days") == pl.col("until") - pl.col("from")).all().alias("open"))
    )
    shut = decided["cell"].is_in(filled.filter(~pl.col("open"))["cell"].to_list())
    return decided.with_columns(
        pl.when(shut).then(pl.lit(Status.WITHHELD.value)).otherwise("status").alias("status"),
        pl.when(shut).then(pl.lit("complementary")).otherwise("reason").alias("reason"),
    )


def _beside_reference(made: pl.DataFrame, counted: pl.DataFrame) -> pl.DataFrame:
    """Return the reference group's figure behind each: the group that the base has and the derived indicator never."""
    base = counted.filter(pl.col("dimension") != NONE, pl.col("category") != UNGROUPED)
    base = base.select("site", "area", pl.col("indicator").alias("of"), "dimension", "category").unique()
    own = counted.filter(pl.col("of").is_not_null()).select(*GROUP, "category").unique()
    reference = base.join(own, on=[*GROUP, "category"], how="anti")
    return (
        made.select(*GROUP, "cell", "from", "until")
        .join(reference, on=GROUP, how="inner")
        .select(*GROUP, "category", "cell", "from", "until")
    )
