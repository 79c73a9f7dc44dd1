"""What a reader can add up: each figure's numerator, denominator and complement, a row each."""

from __future__ import annotations

import polars as pl

from lead_metrics.cells import KEYS, State
from lead_metrics.privacy.primary import AMONG, BEHIND, REST

PLACE = [*KEYS, "quantity"]
ELSEWHERE = "(elsewhere)"

QUANTITIES = {
    **KEYS,
    "quantity": pl.String,
    "size": pl.Float64,
    "people": pl.Float64,
    "threshold": pl.Int64,
    "least": pl.Float64,
    "zero_discloses": pl.Boolean,
    "members": pl.Float64,
    "kind": pl.String,
    "counts": pl.String,
    "cell": pl.Int64,
}
"""size: what adds up. people: the protected people in it. least: what a withheld mark admits. cell: its figure.

members: how many groups that are not empty stand together in it.
"""


def quantities(cells: pl.DataFrame, *, stored: bool = False) -> pl.DataFrame:
    """Return columns QUANTITIES for the protected figures among cells that carry their rules and a number `cell`.

    stored: the cells are those of a stored release, in which a withheld figure has quantities of unknown size.
    """
    counted = cells.filter((pl.col("state") == State.COUNTED.value) & (pl.col("protects") != "none"))
    parts = pl.concat(
        [
            _one(counted.filter("counted"), "numerator", pl.col("numerator"), BEHIND),
            _one(counted.filter("among"), "denominator", pl.col("denominator"), AMONG),
            _one(counted.filter("share"), "rest", pl.col("denominator") - pl.col("numerator"), REST),
        ]
    )
    return parts if stored else parts.filter(pl.col("size").is_not_null())


def _one(cells: pl.DataFrame, quantity: str, size: pl.Expr, people: pl.Expr) -> pl.DataFrame:
    # Zeros are shown, so a withheld count is known to be one at least; a share of few may hide a zero.
    hides_zero = pl.col("zero_discloses") | pl.col("sheltered") | ((quantity != "denominator") & pl.col("among"))
    return (
        cells.with_columns(
            pl.lit(quantity).alias("quantity"), size.alias("size"), people.cast(pl.Float64).alias("people")
        )
        .with_columns(pl.when(hides_zero).then(0.0).otherwise(1.0).alias("least"))
        .select(pl.col(name).cast(dtype) for name, dtype in QUANTITIES.items())
    )


def is_elsewhere() -> pl.Expr:
    """Tell whether a place is that of what no part covers."""
    return pl.col("area").str.ends_with(ELSEWHERE) | (pl.col("category") == ELSEWHERE)


def unseen() -> pl.Expr:
    """Tell whether a quantity is a sum that nobody releases; what no part covers is a part of its own, not a sum."""
    return ((pl.col("cell") < 0) & ~is_elsewhere()).alias("unseen")


def need_low() -> pl.Expr:
    """Return the number down to which a reader must be unable to tell a protected size, null where none is."""
    band = pl.max_horizontal(pl.lit(1.0), pl.col("size") - _half())
    # A group of several is known to be as large as its members that are not empty, where they are marked elsewhere; a
    # sum that nobody releases, as large as its parts.
    single = pl.when(unseen()).then("size").otherwise(pl.min_horizontal("members", "size"))
    return (
        pl.when(_zero())
        .then(0.0)
        .when(_protected())
        .then(pl.when(_few()).then(single).otherwise(band))
        .alias("need_low")
    )


def need_high() -> pl.Expr:
    """Return the number up to which a reader must be unable to tell a protected size, null where none is.

    What nobody releases carries no mark, so a reader must not even learn that it is few.
    """
    few = pl.col("threshold").cast(pl.Float64) + unseen().cast(pl.Float64)
    most = pl.when(_few()).then(few).otherwise(pl.col("size") + _half())
    return pl.when(_protected() | _zero()).then(most).alias("need_high")


def _protected() -> pl.Expr:
    return ((pl.col("people") > 0) & (pl.col("people") <= pl.col("threshold")) & (pl.col("size") > 0)).fill_null(False)


def _zero() -> pl.Expr:
    return pl.col("zero_discloses") & (pl.col("size") == 0) & (pl.col("quantity") == "numerator")


def _few() -> pl.Expr:
    return pl.col("size") <= pl.col("threshold")


def _half() -> pl.Expr:
    # Many events of few people: the count itself must stay as blurred as the threshold is wide.
    return (pl.col("threshold") / 2).ceil()
