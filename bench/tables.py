"""A small table, as raw cells for the gate and as a problem for the optimum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from bench.optimum import Problem
from lead_metrics.catalogue.model import Catalogue
from lead_metrics.cells import ALL, KEYS, NONE, RawCells
from lead_metrics.periods import Grain
from lead_metrics.privacy import grain, primary
from lead_metrics.privacy.knowledge import cost
from lead_metrics.privacy.places import parents
from lead_metrics.privacy.rules import with_rules
from lead_metrics.privacy.shelter import shelter
from tests.privacy.county import catalogue, cell, raw, summed

Key = tuple[Any, ...]
Row = dict[str, Any]
NEAR = 1e-6
OUTCOMES = ("taken", "let_go")


@dataclass(frozen=True)
class Table:
    """A table: its raw rows, which area lies in which, and its sums, by the keys of whole and parts."""

    rows: list[Row]
    areas: dict[str, str]
    sums: list[tuple[Key, list[Key]]]
    network: bool = True

    def raw(self) -> RawCells:
        """Return the table as the gate reads it."""
        return raw(self.rows, self.areas)


def key(row: Row) -> Key:
    """Return the place of a figure."""
    return tuple(row[name] for name in KEYS)


def problem(table: Table, rules: Catalogue) -> tuple[Problem, list[Key]]:
    """Return what the optimum must solve, and the keys of its figures.

    What is small, and which grain each series has, is as the gate decides it: both start from the same figures.
    """
    judged = _judged(table, rules)
    keys = [key(row) for row in judged.select(list(KEYS)).iter_rows(named=True)]
    at = {one: n for n, one in enumerate(keys)}
    size, shown = judged["numerator"].to_numpy(), judged["shown"].to_numpy()
    few = (size > 0) & (size <= rules.rule.threshold)
    forced = shown & (judged["status"] == "withheld").to_numpy()
    # A sum that nobody releases is known to be as large as its parts that are not zero.
    low = np.where(few, np.where(shown, 1.0, size), np.nan)
    least = np.where(shown & ~judged["sheltered"].to_numpy(), np.minimum(1.0, size), 0.0)
    sums = [(at[whole], [at[part] for part in parts]) for whole, parts in table.sums]
    high = np.where(few, float(rules.rule.threshold), np.nan)
    zero = shown & (size < NEAR) & ~forced
    return Problem(size, sums, forced, ~shown, zero, least, low, high, _cost(judged, rules)), keys


def _judged(table: Table, rules: Catalogue) -> pl.DataFrame:
    given = table.raw()
    ruled = with_rules(given.frame, rules).with_columns(pl.lit(None, pl.Float64).alias("beside"))
    judged = shelter(primary.judge(ruled, rules.rule.unreliable_below), parents(given.areas, ruled), rules)
    kept = grain.at_grain(judged, grain.choose(judged, rules.rule.enough_shown))
    marked = kept.select(*KEYS, pl.lit(True).alias("shown"))
    return judged.join(marked, on=list(KEYS), how="left", maintain_order="left").with_columns(
        pl.col("shown").fill_null(False)
    )


def _cost(judged: pl.DataFrame, rules: Catalogue) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return the gate's own cost of losing each figure; over the released ones, as the gate reckons it."""
    shown = judged["shown"].to_numpy()
    found = np.zeros(judged.height)
    found[shown] = cost(judged.filter("shown"), rules.rule.give_up_last)
    return found


def by_place(
    inner: Mapping[tuple[str, str], int], areas: dict[str, str], dimension: str, name: str = "arrests"
) -> Table:
    """Return a table of places by categories with all margins; areas: in which area each lies, ALL at the top."""
    sizes: dict[tuple[str, str], int] = {}
    for (area, category), size in inner.items():
        place: str | None = area
        while place is not None:
            for group in (category, ALL):
                sizes[place, group] = sizes.get((place, group), 0) + size
            place = None if place == ALL else areas[place]
    rows = [
        cell(name, float(size), area=area, dimension=NONE if category == ALL else dimension, category=category)
        for (area, category), size in sizes.items()
    ]
    return Table(rows, areas, list(sums_of(rows, areas)))


def sums_of(rows: list[Row], areas: dict[str, str], tied: bool = False) -> Iterator[tuple[Key, list[Key]]]:
    """Yield every sum: groups and places make up their total, months their quarter, outcomes their whole."""
    groups: dict[tuple[Key, str], list[Key]] = {}
    there = {key(row) for row in rows}
    for row in rows:
        for label, whole in _wholes(row, areas, tied):
            if key(whole) in there:
                groups.setdefault((key(whole), label), []).append(key(row))
    for (whole_key, _), parts in groups.items():
        yield whole_key, parts


def _wholes(row: Row, areas: dict[str, str], tied: bool) -> Iterator[tuple[str, Row]]:
    if row["dimension"] != NONE:
        yield row["dimension"], row | {"dimension": NONE, "category": ALL}
    if row["area"] != ALL:
        yield "area", row | {"area": areas[row["area"]]}
    if row["grain"] == Grain.MONTH:
        yield "time", summed([row], Grain.QUARTER)[1]
    if tied and row["indicator"] in OUTCOMES:
        yield "outcome", row | {"indicator": "contacts"}


def rules() -> Catalogue:
    """Return the catalogue by which both judge."""
    return catalogue()
