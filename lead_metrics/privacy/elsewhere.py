"""What no part covers, as a part of its own: the people of a city outside its zones, those met on no listed topic."""

from __future__ import annotations

import polars as pl

from lead_metrics.cells import ALL, NONE, fitted
from lead_metrics.privacy.quantities import ELSEWHERE, PLACE, QUANTITIES
from lead_metrics.privacy.terms import NEAR, SHAPES

UNCOVERED = dict.fromkeys(("site", "indicator", "label"), pl.String)
"""Which indicators' parts (by `area`, or by the dimension `label`) leave something of their total."""

AREA = "area"
SIZES = ["size", "threshold", "zero_discloses", "kind", "counts"]


def with_elsewhere(known: pl.DataFrame, above: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the true quantities (columns QUANTITIES) with those of what no part covers, and columns UNCOVERED.

    Only where parts never exceed their total, in no period and no quantity: else they overlap.
    """
    outside, by_area = _left(known, _by_area(known, above))
    known = pl.concat([known, outside])
    rest, by_group = _left(known, _by_group(known))
    return pl.concat([known, rest]), pl.concat([by_area, by_group])


def beyond(above: pl.DataFrame, uncovered: pl.DataFrame) -> pl.DataFrame:
    """Return columns of places.parents with what lies elsewhere in each place, below that place."""
    sites = uncovered.filter(pl.col("label") == AREA).select("site").unique()
    places = above.join(sites, on="site", how="semi", maintain_order="left").select("site", "above").unique()
    return pl.concat([above, places.select("site", _outside(pl.col("above")), "above")]).sort("site", AREA)


def elsewhere_places(rows: pl.DataFrame, above: pl.DataFrame, uncovered: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with, beside each part, what lies elsewhere; above: columns of places.parents."""
    inside = rows.join(above, on=["site", AREA]).join(
        uncovered.filter(pl.col("label") == AREA), on=["site", "indicator"], how="semi"
    )
    outside = inside.with_columns(_outside(pl.col("above"))).select(rows.columns)
    both = pl.concat([rows, outside]).unique(maintain_order=True)
    parts = both.join(uncovered, left_on=["site", "indicator", "dimension"], right_on=list(UNCOVERED), how="semi")
    return pl.concat([both, parts.with_columns(pl.lit(ELSEWHERE).alias("category"))]).unique(maintain_order=True)


def whole_of() -> list[pl.Expr]:
    """Return the place of the total of which something lies elsewhere: that has no figure of its own."""
    area = pl.col(AREA).str.strip_suffix(f" {ELSEWHERE}")
    category = pl.when(pl.col("category") == ELSEWHERE).then(pl.lit(ALL)).otherwise("category")
    return [area.alias(AREA), category.alias("category")]


def uncovered_as_shapes(uncovered: pl.DataFrame) -> pl.DataFrame:
    """Return columns UNCOVERED in the columns SHAPES, so that one report tells all that an audit must know."""
    named = uncovered.with_columns(quantity=pl.lit(""), how="label", label=pl.lit(ELSEWHERE))
    return named.select(list(SHAPES))


def uncovered_of_shapes(shapes: pl.DataFrame) -> pl.DataFrame:
    """Return columns UNCOVERED among such shapes."""
    return shapes.filter(pl.col("label") == ELSEWHERE).select("site", "indicator", label="how")


def _by_area(known: pl.DataFrame, above: pl.DataFrame) -> pl.DataFrame:
    parts = known.filter(pl.col(AREA) != ALL).join(above, on=["site", AREA], maintain_order="left")
    return parts.with_columns(pl.col("above").alias(AREA), label=pl.lit(AREA)).select(*PLACE, "label", "size")


def _by_group(known: pl.DataFrame) -> pl.DataFrame:
    parts = known.filter(pl.col("dimension") != NONE).with_columns(label="dimension")
    moved = parts.with_columns(dimension=pl.lit(NONE), category=pl.lit(ALL))
    return moved.select(*PLACE, "label", "size")


def _left(known: pl.DataFrame, parts: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return what the parts leave of their totals (columns QUANTITIES), and whose (columns UNCOVERED)."""
    covered = parts.group_by([*PLACE, "label"], maintain_order=True).agg(pl.col("size").sum().alias("covered"))
    left = covered.join(known.select(*PLACE, *SIZES), on=PLACE, maintain_order="left")
    left = left.with_columns(pl.col("size") - pl.col("covered"))
    ends = left.group_by(list(UNCOVERED)).agg(pl.col("size").min().alias("least"), pl.col("size").max().alias("most"))
    fitting = (pl.col("least") > -NEAR) & (pl.col("most") > NEAR)
    whose = ends.filter(fitting).select(list(UNCOVERED)).sort(list(UNCOVERED))
    left = left.join(whose, on=list(UNCOVERED), how="semi", maintain_order="left")
    outside = pl.when(pl.col("label") == AREA)
    moved = left.with_columns(
        outside.then(_outside(pl.col(AREA))).otherwise(AREA).alias(AREA),
        outside.then("dimension").otherwise("label").alias("dimension"),
        outside.then("category").otherwise(pl.lit(ELSEWHERE)).alias("category"),
        pl.col("size").clip(0).alias("people"),
        pl.lit(0.0).alias("least"),
        pl.lit(1.0).alias("members"),
        pl.lit(-1, pl.Int64).alias("cell"),
    )
    return fitted(moved.with_columns(pl.col("size").clip(0)), QUANTITIES), whose


def _outside(place: pl.Expr) -> pl.Expr:
    return pl.concat_str(place, pl.lit(f" {ELSEWHERE}")).alias(AREA)
