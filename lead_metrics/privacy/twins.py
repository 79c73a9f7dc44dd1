"""Quantities that are one and the same under two names: a count, and the numerator of its rate."""

from __future__ import annotations

import polars as pl

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.cells import ALL, NONE
from lead_metrics.privacy.quantities import PLACE
from lead_metrics.privacy.terms import DENIED, NEAR, SHAPES, TERMS

TWINS: dict[str, type[pl.DataType]] = {
    "site": pl.String,
    "indicator": pl.String,
    "quantity": pl.String,
    "same": pl.String,
}
"""Which quantities of a site are the same: those with one name in `same`."""

SAME = "same"
SEVERAL = 3
"""So many different sizes do not agree by chance."""
WHERE = [name for name in PLACE if name not in ("indicator", "quantity")]


def twins(known: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """Return columns TWINS: quantities whose totals are equal in every period that both have, and not all zero.

    known: columns QUANTITIES. Found in the data, since a reader who compares two figures finds it there as well. Of
    figures counted from different records no definition says it, so that fewer than SEVERAL sizes may be chance: eight
    workers, and eight goals that did not advance.
    """
    total = (pl.col("dimension") == NONE) & (pl.col("area") == ALL)
    rows = known.filter(total & pl.col("size").is_not_null()).select(*WHERE, "indicator", "quantity", "size")
    name = pl.concat_str("indicator", pl.lit(" "), "quantity")
    pairs = rows.with_columns(name.alias("one")).join(rows.with_columns(name.alias("two")), on=WHERE)
    # A share of one half is no rule: only figures of two indicators are taken for one.
    pairs = pairs.filter((pl.col("one") > pl.col("two")) & (pl.col("indicator") != pl.col("indicator_right")))
    alike = (pl.col("size") - pl.col("size_right")).abs().max() < NEAR
    sizes = pl.col("size").filter(pl.col("size") > 0).n_unique()
    found = pairs.group_by("site", "indicator", "quantity", "indicator_right", "two").agg(
        alike.alias("alike"), sizes.alias("sizes")
    )
    enough = pl.when(_of_one_record(catalogue)).then(1).otherwise(SEVERAL)
    found = found.filter(pl.col("alike") & (pl.col("sizes") >= enough))
    # The first by name stands for all: equality reaches it from every member.
    members = found.group_by("site", "indicator", "quantity").agg(pl.col("two").min().alias("same"))
    heads = (
        members.select("site", "same")
        .unique()
        .with_columns(
            pl.col("same").str.split(" ").list.first().alias("indicator"),
            pl.col("same").str.split(" ").list.last().alias("quantity"),
        )
    )
    return pl.concat([members.select(list(TWINS)), heads.select(list(TWINS))]).unique().sort(list(TWINS))


def _of_one_record(catalogue: Catalogue) -> pl.Expr:
    """Tell whether a pair is counted from the same records; what others report is of no records that anyone knows."""
    records = {one.id: one.measure.records for one in catalogue.indicators.values()}
    one, two = (
        pl.col(name).replace_strict(records, default=None, return_dtype=pl.String)
        for name in ("indicator", "indicator_right")
    )
    return one.eq_missing(two)


def twin_places(rows: pl.DataFrame, same: pl.DataFrame) -> pl.DataFrame:
    """Return where each twin of a quantity would stand."""
    at = rows.join(same, on=["site", "indicator", "quantity"], how="inner", maintain_order="left")
    return at.select(*WHERE, "same").unique().join(same, on=["site", "same"], how="inner").select(PLACE)


def apart(known: pl.DataFrame, same: pl.DataFrame) -> pl.DataFrame:
    """Return columns DENIED: the twins that differ in a breakdown or a place, though their totals agree.

    known: columns QUANTITIES of true sizes. Each is compared with the first by name that is counted there.
    """
    rows = known.join(same, on=["site", "indicator", "quantity"], how="inner", maintain_order="left")
    rows = rows.filter((pl.col("dimension") != NONE) | (pl.col("area") != ALL), pl.col("size").is_not_null())
    rows = rows.with_columns(pl.concat_str("indicator", pl.lit(" "), "quantity").alias("name"))
    first = rows.filter(pl.col("name") == pl.col("name").min().over("site", "area", "dimension", "category", "same"))
    both = rows.join(first.select(*WHERE, "same", "size"), on=[*WHERE, "same"], how="inner", maintain_order="left")
    return (
        both.filter((pl.col("size") - pl.col("size_right")).abs() >= NEAR)
        .with_columns(pl.lit(SAME).alias("label"))
        .select(list(DENIED))
        .unique()
        .sort(list(DENIED))
    )


def equal(unknowns: pl.DataFrame, same: pl.DataFrame, denied: pl.DataFrame) -> pl.DataFrame:
    """Return the terms (columns TERMS) that set twins equal, each to the one before it at its place.

    denied: columns DENIED, needed where sizes are unknown.
    """
    at = unknowns.join(same, on=["site", "indicator", "quantity"], how="inner", maintain_order="left")
    at = at.with_columns(pl.lit(SAME).alias("label")).join(denied, on=list(DENIED), how="anti", maintain_order="left")
    at = at.sort("indicator", "quantity")
    before = [
        pl.col(name).shift().over(*WHERE, "same").alias(f"parent{end}")
        for name, end in (("unknown", ""), ("size", "_size"))
    ]
    rows = at.with_columns(before).filter(pl.col("parent").is_not_null())
    # A breakdown may differ where the totals agree.
    alike = ((pl.col("size") - pl.col("parent_size")).abs() < NEAR).fill_null(True)
    rows = rows.filter(alike).rename({"unknown": "child", "size": "child_size"})
    named = rows.with_columns(
        *(pl.lit("exact").alias(name) for name in ("how", "bound")),
        pl.col("child").alias("equation"),
    )
    return named.select(pl.col(name).cast(dtype) for name, dtype in TERMS.items())


def same_as_shapes(same: pl.DataFrame) -> pl.DataFrame:
    """Return twins in the columns SHAPES, so that one report tells all that an audit must know."""
    return same.select(
        "site", "indicator", "quantity", pl.lit(SAME).alias("label"), pl.col("same").alias("how")
    ).select(list(SHAPES))


def same_of_shapes(shapes: pl.DataFrame) -> pl.DataFrame:
    """Return the twins among such shapes (columns TWINS)."""
    return shapes.filter(pl.col("label") == SAME).rename({"how": "same"}).select(list(TWINS))
