"""How finer periods of one series make up coarser ones."""

from __future__ import annotations

import polars as pl

from lead_metrics.periods import LADDER, start_expr
from lead_metrics.privacy.terms import DENIED, NEAR, TERMS

STOCKS = ["stock", "stock_share", "latest_share"]
SERIES = ["site", "area", "indicator", "dimension", "category", "quantity"]
ADD, LAST, PART, COVER = "time adds", "time ends", "time holds", "time covers"
BOUNDS = {
    ADD: ("exact", pl.lit(-1)),
    LAST: ("exact", pl.lit(-2)),
    PART: ("part", pl.col("child")),
    COVER: ("cover", pl.lit(-3)),
}
RUNGS = {grain.value: rung for rung, grain in enumerate(LADDER)}


def spans(unknowns: pl.DataFrame, denied: pl.DataFrame) -> pl.DataFrame:
    """Return the terms (columns TERMS) by which finer periods make up coarser ones, where both are known of.

    Events add up. A stock is that of its last day. People are counted once a period: the largest part bounds the
    whole from below, the sum of the parts from above. denied (columns DENIED): where that is not so.
    """
    return _shaped(_pairs(unknowns), denied)


def promised_in_vain(unknowns: pl.DataFrame) -> pl.DataFrame:
    """Return columns DENIED: the series whose periods do not make up one another as definitions promise."""
    pairs = _pairs(unknowns)
    broken = [
        pairs.filter(pl.col("promised").struct.field(label) & ~pl.col(label)).with_columns(pl.lit(label).alias("label"))
        for label in BOUNDS
    ]
    return pl.concat([rows.select(list(DENIED)) for rows in broken]).unique()


def _pairs(unknowns: pl.DataFrame) -> pl.DataFrame:
    """Return each finer unknown beside the coarser one of its series that holds it, and how the two are bound."""
    stepped = unknowns.filter(pl.col("grain").is_in(list(RUNGS)) & (pl.col("quantity") != "rest"))
    stepped = stepped.with_columns(pl.col("grain").replace_strict(RUNGS, return_dtype=pl.Int64).alias("rung"))
    present = stepped.select(*SERIES, "rung").unique()
    pairs = present.join(present.rename({"rung": "next"}), on=SERIES).filter(pl.col("next") > pl.col("rung"))
    pairs = pairs.group_by(*SERIES, "rung").agg(pl.col("next").min())
    fine = stepped.join(pairs, on=[*SERIES, "rung"], maintain_order="left")
    found = [_within(fine.filter(pl.col("next") == rung), stepped, rung) for rung in range(1, len(LADDER))]
    return _flagged(pl.concat(found))


def _within(fine: pl.DataFrame, stepped: pl.DataFrame, rung: int) -> pl.DataFrame:
    """Return each finer unknown of these beside the unknown of the coarser period that holds it."""
    moved = fine.with_columns(
        pl.col("until").alias("end"),
        (pl.col("until") - pl.col("from")).alias("days"),
        start_expr(pl.col("from"), LADDER[rung]).alias("from"),
    )
    coarse = stepped.filter(pl.col("rung") == rung).select(
        *SERIES,
        "from",
        parent="unknown",
        parent_size="size",
        parent_end="until",
        parent_days=pl.col("until") - pl.col("from"),
    )
    return moved.join(coarse, on=[*SERIES, "from"], how="inner", maintain_order="left")


def _flagged(found: pl.DataFrame) -> pl.DataFrame:
    """Return each pair with the bounds that hold (`exact`, `part`, `cover`) and those that definitions promise."""
    people = (pl.col("counts") == "people") & ~pl.col("kind").is_in(STOCKS)
    stock = pl.col("kind").is_in(STOCKS) & (pl.col("end") == pl.col("parent_end"))
    total = pl.when(pl.col("child_size").is_not_null().all().over("parent")).then(
        pl.col("child_size").sum().over("parent")
    )
    whole = pl.col("days").sum().over("parent") == pl.col("parent_days")
    # Known sizes decide (an absent part is a zero); else only a period whose parts are all there adds up.
    adds = ((pl.col("parent_size") - total).abs() < NEAR).fill_null(whole)
    same = ((pl.col("parent_size") - pl.col("child_size")).abs() < NEAR).fill_null(True)
    within = (pl.col("child_size") <= pl.col("parent_size") + NEAR).fill_null(True)
    covers = (total >= pl.col("parent_size") - NEAR).fill_null(whole)
    events = ~people & ~pl.col("kind").is_in(STOCKS)
    named = found.rename({"unknown": "child", "size": "child_size"})
    return named.with_columns(
        (events & adds).alias(ADD), (stock & same).alias(LAST), (people & within).alias(PART),
        (people & covers).alias(COVER),
        pl.struct((events & whole).alias(ADD), stock.alias(LAST), people.alias(PART), (people & whole).alias(COVER))
        .alias("promised"),
    )  # fmt: skip


def _shaped(pairs: pl.DataFrame, denied: pl.DataFrame) -> pl.DataFrame:
    shapes = []
    for label, (bound, equation) in BOUNDS.items():
        held = pairs.filter(label).with_columns(pl.lit(label).alias("label"))
        held = held.join(denied, on=list(DENIED), how="anti", maintain_order="left")
        named = held.with_columns(pl.lit(bound).alias("how"), pl.lit(bound).alias("bound"), equation.alias("equation"))
        shapes.append(named.select(pl.col(name).cast(dtype) for name, dtype in TERMS.items()))
    return pl.concat(shapes)
