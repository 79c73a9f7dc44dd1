"""Random small tables of four kinds, each as raw cells for the gate and as a problem for the optimum."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
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
from tests.privacy.county import catalogue, cell, month, raw, summed

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


def two_way(rng: np.random.Generator) -> Table:
    """Return areas by races with all margins, of one year."""
    sizes = _sizes(rng, (int(rng.integers(3, 7)), int(rng.integers(3, 6))))
    return _crossed({"arrests": sizes})


def three_way(rng: np.random.Generator) -> Table:
    """Return areas by races by outcomes with all margins: the outcomes are indicators tied to their whole."""
    sizes = _sizes(rng, (int(rng.integers(2, 4)), int(rng.integers(2, 5)), len(OUTCOMES)))
    parts = {name: sizes[:, :, n] for n, name in enumerate(OUTCOMES)}
    return _crossed({"contacts": sizes.sum(axis=2), **parts}, tied=True)


def linked(rng: np.random.Generator) -> Table:
    """Return breakdowns by race, sex and area of one total, for a whole and the two indicators tied to it."""
    rows, shares = [], {what: rng.dirichlet(np.full(number, 0.8)) for what, number in (("sex", 3), ("area", 4))}
    for name in OUTCOMES:
        races = _sizes(rng, (5,))
        rows += [_at(name, races.sum()), *(_at(name, size, race=n) for n, size in enumerate(races))]
        for what, share in shares.items():
            split = rng.multinomial(races.sum(), share)
            rows += [_at(name, size, **{what: n}) for n, size in enumerate(split)]
    groups: dict[Key, Row] = {}
    for row in rows:
        whole = row | {"indicator": "contacts"}
        size = row["numerator"] + groups.get(key(whole), {"numerator": 0})["numerator"]
        groups[key(whole)] = whole | {"numerator": size, "value": size}
    rows += groups.values()
    areas = {row["area"]: ALL for row in rows if row["area"] != ALL}
    return Table(rows, areas, list(_sums(rows, areas, tied=True)), network=False)


def hierarchical(rng: np.random.Generator) -> Table:
    """Return zones and the beats in them by month and quarter, of which the grain ladder shows one a series."""
    months, zones = 6, int(rng.integers(2, 4))
    areas: dict[str, str] = {}
    rows = []
    for zone in range(zones):
        beats = _sizes(rng, (int(rng.integers(2, 4)), months))
        areas |= {f"zone_{zone}": ALL} | {f"beat_{zone}_{n}": f"zone_{zone}" for n in range(len(beats))}
        places = {f"zone_{zone}": beats.sum(axis=0)} | {f"beat_{zone}_{n}": beat for n, beat in enumerate(beats)}
        for place, sizes in places.items():
            rows += [cell("arrests", float(size), period=month(n + 1), area=place) for n, size in enumerate(sizes)]
    for n in range(months):
        size = sum(row["numerator"] for row in rows if row["area"].startswith("zone") and row["from"].month == n + 1)
        rows.append(cell("arrests", size, period=month(n + 1)))
    rows = summed(rows, Grain.QUARTER)
    return Table(rows, areas, list(_sums(rows, areas)))


KINDS: dict[str, Callable[[np.random.Generator], Table]] = {
    "two-way": two_way, "hierarchical": hierarchical, "three-way": three_way, "linked": linked,
}  # fmt: skip


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
    judged = shelter(primary.judge(ruled, rules.rule.unreliable_below), parents(given.areas, ruled))
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


def _sizes(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return whole numbers, some zero, some few, most more."""
    small = rng.choice([0.1, 0.2, 0.35])
    kind = rng.choice(3, shape, p=[0.08, small, 0.92 - small])
    return np.choose(kind, [np.zeros(shape, int), rng.integers(1, 11, shape), rng.integers(11, 80, shape)])


def _at(name: str, size: float, **place: int) -> Row:
    given = {f"{what}": n for what, n in place.items() if what == "area"}
    broken = {what: n for what, n in place.items() if what != "area"}
    area = f"area_{given['area']}" if given else ALL
    dimension, category = next(((what, f"{what}_{n}") for what, n in broken.items()), (NONE, ALL))
    return cell(name, float(size), area=area, dimension=dimension, category=category)


def _crossed(indicators: dict[str, np.ndarray[Any, np.dtype[np.int64]]], tied: bool = False) -> Table:
    """Return areas by races of each indicator, with all margins."""
    rows = []
    for name, sizes in indicators.items():
        inner = {(f"area_{a}", f"race_{r}"): int(sizes[a, r]) for a, r in product(*map(range, sizes.shape))}
        areas = {area: ALL for area, _ in inner}
        rows += by_place(inner, areas, "race", name).rows
    return Table(rows, areas, list(_sums(rows, areas, tied)), network=not tied)


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
    return Table(rows, areas, list(_sums(rows, areas)))


def _sums(rows: list[Row], areas: dict[str, str], tied: bool = False) -> Iterator[tuple[Key, list[Key]]]:
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
