"""Which figures sum to which within one period: found in the data, never assumed."""

from __future__ import annotations

import polars as pl

from lead_metrics.privacy.links import parts, repetitions, ties
from lead_metrics.privacy.places import above_areas, totals
from lead_metrics.privacy.quantities import PLACE
from lead_metrics.privacy.terms import NEAR, SHAPE_KEYS, TERMS, Ties

LEFT = pl.when(pl.col("number") > 0).then(pl.lit("remainder"))
"""What one figure leaves of another that it is within is a remainder, wherever the two fit."""


def sums(unknowns: pl.DataFrame, known: Ties) -> pl.DataFrame:
    """Return the terms (columns TERMS) of categories, areas, shares and declared links.

    A sum that holds in every period of a series is exact; one that falls short leaves a remainder, protected like a
    figure; one that overlaps (a person met in two places) bounds each part by the whole, and the whole by the parts
    together; else each part alone is bounded. The shapes of `known` say so where sizes do not.
    """
    shapes, catalogue = known.shapes, known.catalogue
    found = [
        _terms(_labeled(totals(unknowns), unknowns, pl.col("label")), unknowns, shapes),
        _terms(_labeled(above_areas(unknowns, known.above), unknowns, pl.lit("area")), unknowns, shapes),
        _terms(_of_shares(unknowns), unknowns, shapes),
        *(_true(_terms(children, unknowns, shapes, _how_tied(shapes))) for children in ties(unknowns, catalogue)),
        *(_fitting(_terms(part, unknowns, shapes, LEFT)) for part in parts(unknowns, catalogue, known.denied)),
        *(_terms(same, unknowns, shapes) for same in repetitions(unknowns, catalogue)),
    ]
    return pl.concat(found)


def _labeled(moved: pl.DataFrame, unknowns: pl.DataFrame, label: pl.Expr) -> pl.DataFrame:
    """Name the sum that each child is part of; a breakdown's is its own dimension."""
    own = unknowns.select("unknown", pl.col("dimension").alias("label"))
    return moved.join(own, on="unknown", maintain_order="left").with_columns(
        label.alias("label"), pl.lit(1).alias("members")
    )


def _of_shares(unknowns: pl.DataFrame) -> pl.DataFrame:
    where = unknowns.filter(pl.col("quantity") == "rest").select(PLACE).drop("quantity")
    parts = unknowns.filter(pl.col("quantity") != "denominator").join(
        where, on=where.columns, how="semi", maintain_order="left"
    )
    named = pl.lit("denominator").alias("quantity"), pl.lit("share").alias("label"), pl.lit(2).alias("members")
    return parts.with_columns(named)


def _fitting(terms: pl.DataFrame) -> pl.DataFrame:
    """Drop what the data contradict: records of two sources need not agree."""
    return terms.filter((pl.col("child_size") <= pl.col("parent_size") + NEAR).fill_null(True))


def _true(terms: pl.DataFrame) -> pl.DataFrame:
    """Keep the forms of a tie that hold; what several shares leave of their denominator is a remainder."""
    together = pl.col("label").str.split(" ").list.contains(pl.col("indicator"))
    return terms.filter((pl.col("how") == "exact") | (together & (pl.col("how") == "remainder")))


def _terms(
    children: pl.DataFrame, unknowns: pl.DataFrame, shapes: pl.DataFrame, found: pl.Expr | None = None
) -> pl.DataFrame:
    """Return terms for children that carry the place of their parent, a label and the least number of members."""
    part = children.select(*PLACE, "label", "members", "threshold", child="unknown", child_size="size")
    whole = unknowns.select(*PLACE, parent="unknown", parent_size="size")
    terms = part.join(whole, on=PLACE, how="inner", maintain_order="left")
    each = terms.group_by("parent", "label", maintain_order=True).agg(
        pl.col("site", "indicator", "quantity", "members").first(),
        pl.len().alias("number"),
        # An unknown part leaves the sum undecided.
        pl.when(pl.col("child_size").is_not_null().all())
        .then(pl.col("parent_size").first() - pl.col("child_size").sum())
        .alias("over"),
    )
    how = _how() if found is None else found
    each = each.filter(pl.col("number") >= pl.col("members")).with_columns(how.over(list(SHAPE_KEYS)).alias("found"))
    each = each.join(shapes, on=list(SHAPE_KEYS), how="left", maintain_order="left")
    each = each.select("parent", "label", pl.coalesce("how", "found").alias("how"))
    return _one_by_one(terms.join(each, on=["parent", "label"], how="inner", maintain_order="left"))


def _how() -> pl.Expr:
    return (
        pl.when((pl.col("over").abs() < NEAR).all())
        .then(pl.lit("exact"))
        .when((pl.col("over") > -NEAR).all())
        .then(pl.lit("remainder"))
        .when((pl.col("over") < NEAR).all())
        .then(pl.lit("overlap"))
        .otherwise(pl.lit("part"))
    )


def _how_tied(shapes: pl.DataFrame) -> pl.Expr:
    """Return how a tie holds: where the sizes show it, or where the report of a stored release lists it."""
    seen = pl.col("over").is_not_null().any() & pl.lit(shapes.is_empty())
    return pl.when(seen).then(_how())


def _one_by_one(terms: pl.DataFrame) -> pl.DataFrame:
    """Give each bound of a part an equation of its own; drop bounds that the data contradict."""
    single = pl.col("how").is_in(["part", "overlap"])
    fits = (pl.col("child_size") <= pl.col("parent_size") + NEAR).fill_null(True)
    whole = terms.filter(pl.col("how") != "part").with_columns(
        pl.lit(-1, pl.Int64).alias("equation"), pl.col("how").replace("overlap", "cover").alias("bound")
    )
    bounds = terms.filter(single & fits).with_columns(pl.col("child").alias("equation"), pl.lit("part").alias("bound"))
    named = pl.concat([whole, bounds])
    return named.select(pl.col(name).cast(dtype) for name, dtype in TERMS.items())
