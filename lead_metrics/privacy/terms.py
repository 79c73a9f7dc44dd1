"""The terms of equations: which unknown is part of which other."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.cells import empty

NEAR = 1e-6

Schema = dict[str, type[pl.DataType]]

SHAPE_KEYS: Schema = {"site": pl.String, "indicator": pl.String, "quantity": pl.String, "label": pl.String}
SHAPES: Schema = {**SHAPE_KEYS, "how": pl.String}
"""How the parts of a series make up its total.

how: exact, remainder (parent = children + rest), overlap (each child is within the parent, and the parent within all
of them together) or part (each child is within the parent).
"""

CATEGORY: Schema = dict.fromkeys(("site", "area", "indicator", "dimension", "category"), pl.String)
"""A category of a series, at whatever grain."""

DENIED: Schema = dict.fromkeys(("site", "area", "indicator", "dimension", "category", "quantity", "label"), pl.String)
"""Where a relation of that label does not hold, though the definitions would let a reader expect it."""

FEW: Schema = {**DENIED, **dict.fromkeys(("grain", "from", "until"), pl.String)}
"""Where the remainder of a sum, named by its total and label, is of few people; dates as text."""

TERMS: Schema = {
    "parent": pl.Int64,
    "child": pl.Int64,
    "equation": pl.Int64,
    "parent_size": pl.Float64,
    "child_size": pl.Float64,
    "threshold": pl.Int64,
    **SHAPES,
    "bound": pl.String,
}
"""A term of the equation named by parent, label and equation.

bound: what this equation says: exact, remainder, part (the child is within the parent) or cover (the parent is within
the children together).
"""


@dataclass(frozen=True)
class Ties:
    """What may tie figures: places.parents, the catalogue, shapes known beforehand (SHAPES), twins.TWINS.

    denied: columns DENIED. merged: columns merging.GROUPS. few: columns FEW. uncovered: columns elsewhere.UNCOVERED.
    Where sizes are unknown these tell which relations do not hold after all, which categories a series has no more,
    which remainders are protected, whose parts leave any, and what is counted and not released (columns CATEGORY).
    """

    above: pl.DataFrame
    catalogue: Catalogue
    shapes: pl.DataFrame
    same: pl.DataFrame
    denied: pl.DataFrame
    merged: pl.DataFrame
    few: pl.DataFrame
    uncovered: pl.DataFrame
    left_out: pl.DataFrame = field(default_factory=lambda: empty(CATEGORY))


PARTS = ("label", "dimension", "category", "area")
NOT, LITTLE = "not", "little"


def denied_as_shapes(denied: pl.DataFrame) -> pl.DataFrame:
    """Return what does not hold (columns DENIED) in the columns SHAPES, so that one report tells all to an audit."""
    return _packed(denied, NOT, PARTS)


def denied_of_shapes(shapes: pl.DataFrame) -> pl.DataFrame:
    """Return what does not hold among such shapes (columns DENIED)."""
    return _unpacked(shapes, NOT, PARTS).select(list(DENIED))


def few_as_shapes(few: pl.DataFrame) -> pl.DataFrame:
    """Return the small remainders (columns FEW) in the columns SHAPES; no size is among them."""
    return _packed(few, LITTLE, (*PARTS, "grain", "from", "until"))


def few_of_shapes(shapes: pl.DataFrame) -> pl.DataFrame:
    """Return the small remainders among such shapes (columns FEW)."""
    return _unpacked(shapes, LITTLE, (*PARTS, "grain", "from", "until")).select(list(FEW))


def _packed(rows: pl.DataFrame, label: str, parts: tuple[str, ...]) -> pl.DataFrame:
    where = pl.concat_str(parts, separator="|").alias("how")
    return rows.with_columns(where).with_columns(pl.lit(label).alias("label")).select(list(SHAPES))


def _unpacked(shapes: pl.DataFrame, label: str, parts: tuple[str, ...]) -> pl.DataFrame:
    split = pl.col("how").str.splitn("|", len(parts)).alias("how")
    rows = shapes.filter(pl.col("label") == label).with_columns(split)
    return rows.with_columns(pl.col("how").struct[n].alias(name) for n, name in enumerate(parts))
