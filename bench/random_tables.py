"""Random small tables of four kinds: two-way, hierarchical, three-way, linked."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np

from bench.tables import OUTCOMES, Key, Row, Table, by_place, key, sums_of
from lead_metrics.cells import ALL, NONE
from lead_metrics.periods import Grain
from tests.privacy.county import cell, month, summed


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
    return Table(rows, areas, list(sums_of(rows, areas, tied=True)), network=False)


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
    return Table(rows, areas, list(sums_of(rows, areas)))


KINDS: dict[str, Callable[[np.random.Generator], Table]] = {
    "two-way": two_way, "hierarchical": hierarchical, "three-way": three_way, "linked": linked,
}  # fmt: skip


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
    return Table(rows, areas, list(sums_of(rows, areas, tied)), network=not tied)
