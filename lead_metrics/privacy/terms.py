"""The terms of equations: which unknown is part of which other."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lead_metrics.catalogue.model import Catalogue

NEAR = 1e-6

Schema = dict[str, type[pl.DataType]]

SHAPE_KEYS: Schema = {"site": pl.String, "indicator": pl.String, "quantity": pl.String, "label": pl.String}
SHAPES: Schema = {**SHAPE_KEYS, "how": pl.String}
"""How the parts of a series make up its total.

how: exact, remainder (parent = children + rest), overlap (each child is within the parent, and the parent within all
of them together) or part (each child is within the parent).
"""

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

    differ: columns twins.APART. merged: columns merging.GROUPS. Where sizes are unknown these tell which twins are not
    the same after all, and which categories a series has no more.
    """

    above: pl.DataFrame
    catalogue: Catalogue
    shapes: pl.DataFrame
    same: pl.DataFrame
    differ: pl.DataFrame
    merged: pl.DataFrame
