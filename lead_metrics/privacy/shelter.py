"""Parts of a small total are withheld together, zeros too, or counting the marks would tell how small it is."""

from __future__ import annotations

import polars as pl

from lead_metrics.cells import ALL, KEYS, NONE, State, Status


def shelter(judged: pl.DataFrame, above: pl.DataFrame) -> pl.DataFrame:
    """Return the judged cells with `sheltered`, and those withheld whose total is withheld as small.

    above: site, area and the place `above` it. Four parts marked as withheld beside shown zeros would say "four or
    more"; with the zeros withheld as well they say nothing.
    """
    # A withheld share may hide a zero anyway; only the number that it is a share of can be counted up from marks.
    counts = ~pl.col("among") | pl.col("note").str.contains("denominator").fill_null(False)
    small = (
        judged.filter((pl.col("reason") == "primary") & counts)
        .select(list(KEYS))
        .with_columns(pl.lit(True).alias("sheltered"))
    )
    placed = judged.join(above, on=["site", "area"], how="left", maintain_order="left")
    whole = {"area": pl.col("area"), "dimension": pl.lit(NONE), "category": pl.lit(ALL)}
    around = {"area": pl.col("above"), "dimension": pl.col("dimension"), "category": pl.col("category")}
    marks = pl.lit(False)
    columns = []
    for n, (total, has) in enumerate(((whole, pl.col("dimension") != NONE), (around, pl.col("above").is_not_null()))):
        found = placed.with_columns(has.alias("has"), *(value.alias(name) for name, value in total.items()))
        joined = found.select(*KEYS, "has").join(small, on=list(KEYS), how="left", maintain_order="left")
        columns.append(joined["has"] & joined["sheltered"].fill_null(False))
    marks = columns[0] | columns[1]
    guarded = (pl.col("protects") != "none") & pl.col("already_public").is_null()
    hidden = marks & judged.select(guarded & (pl.col("state") == State.COUNTED.value)).to_series()
    return judged.with_columns(hidden.alias("sheltered")).with_columns(
        pl.when("sheltered").then(pl.lit(Status.WITHHELD.value)).otherwise("status").alias("status"),
        pl.when("sheltered").then(pl.coalesce("reason", pl.lit("complementary"))).otherwise("reason").alias("reason"),
    )
