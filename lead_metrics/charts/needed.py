"""What of a chart its rows need: a layer that no row reaches costs a browser as much as one that is seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any

import polars as pl

EQUALS = re.compile(r"datum\.(\w+) == '([^']*)'")
VALID = re.compile(r"isValid\(datum\.(\w+)\)")


def needed(spec: dict[str, Any], rows: pl.DataFrame) -> dict[str, Any]:
    """Return a layered spec without the layers whose filters no row passes; other forms of filter pass them all."""
    if "layer" not in spec:
        return spec
    kept = [layer for layer in spec["layer"] if reached(layer, rows)]
    # Without any figure the axis of values stays all the same.
    return {**spec, "layer": kept} if any(measured(layer, "y") for layer in kept) else spec


def reached(layer: dict[str, Any], rows: pl.DataFrame) -> bool:
    """Return whether a layer draws any of the rows, or holds rows of its own."""
    passing = [passes for passes in map(condition, filters(layer)) if passes is not None] + list(places(layer))
    return "data" in layer or not passing or not rows.filter(*passing).is_empty()


def places(layer: dict[str, Any]) -> Iterator[pl.Expr]:
    """Yield the conditions that a row has a place: what is measured along an axis and unknown is not drawn."""
    for axis in ("x", "y"):
        if field := measured(layer, axis):
            yield pl.col(field).is_not_null()


def measured(layer: dict[str, Any], axis: str) -> str | None:
    """Return the column that a layer measures along an axis, None where it measures none."""
    along = layer.get("encoding", {}).get(axis, {})
    return along.get("field") if along.get("type") in ("quantitative", "temporal") else None


def filters(layer: dict[str, Any]) -> Iterator[str]:
    """Yield the filters of a layer that are expressions."""
    for step in layer.get("transform", ()):
        if isinstance(step.get("filter"), str):
            yield step["filter"]


def condition(expression: str) -> pl.Expr | None:
    """Return the two forms of filter that charts use as a condition on rows, None for any other."""
    valid = VALID.fullmatch(expression)
    if valid:
        return pl.col(valid.group(1)).is_not_null()
    found = [EQUALS.fullmatch(part) for part in expression.split(" || ")]
    equal = [pl.col(one.group(1)) == one.group(2) for one in found if one]
    return reduce(or_, equal) if len(equal) == len(found) else None
