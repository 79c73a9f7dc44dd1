"""Parts of a small total are withheld together, zeros too, or counting the marks would tell how small it is."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.cells import ALL, KEYS, NONE, State, Status
from lead_metrics.privacy.links import tied

Total = tuple[pl.Expr, dict[str, pl.Expr]]


def shelter(judged: pl.DataFrame, above: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """Return the judged cells with `sheltered`, and those withheld whose total is withheld as small.

    above: site, area and the place `above` it. Four parts marked as withheld beside shown zeros would say "four or
    more"; with the zeros withheld as well they say nothing.
    """
    # A withheld share may hide a zero anyway; only the number that it is a share of can be counted up from marks.
    counts = ~pl.col("among") | pl.col("note").str.contains("denominator").fill_null(False)
    small = judged.filter((pl.col("reason") == "primary") & counts).select(*KEYS, pl.lit(True).alias("small"))
    placed = judged.join(above, on=["site", "area"], how="left", maintain_order="left")
    marks = pl.repeat(False, judged.height, dtype=pl.Boolean, eager=True)
    for has, total in _totals(catalogue):
        found = placed.with_columns(has.alias("has")).with_columns(**total).select(*KEYS, "has")
        joined = found.join(small, on=list(KEYS), how="left", maintain_order="left")
        marks = marks | joined.select(pl.col("has") & pl.col("small").fill_null(False)).to_series()
    guarded = (pl.col("protects") != "none") & pl.col("already_public").is_null()
    hidden = marks & judged.select(guarded & (pl.col("state") == State.COUNTED.value)).to_series()
    return judged.with_columns(hidden.alias("sheltered")).with_columns(
        pl.when("sheltered").then(pl.lit(Status.WITHHELD.value)).otherwise("status").alias("status"),
        pl.when("sheltered").then(pl.coalesce("reason", pl.lit("complementary"))).otherwise("reason").alias("reason"),
    )


def _totals(catalogue: Catalogue) -> Iterator[Total]:
    """Yield which cells are part of a total, and where that stands: by category, by area, by tied indicators."""
    yield pl.col("dimension") != NONE, {"dimension": pl.lit(NONE), "category": pl.lit(ALL)}
    yield pl.col("above").is_not_null(), {"area": pl.col("above")}
    for whole, parts in tied(catalogue):
        yield pl.col("indicator").is_in(parts), {"indicator": pl.lit(whole)}
