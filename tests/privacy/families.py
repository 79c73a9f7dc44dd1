"""Families of tables, counted from invented people and events: areas, groups, months and linked indicators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, product
from random import Random
from typing import Any

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.cells import RawCells
from lead_metrics.periods import Grain, Period, add_months, whole_periods
from tests.privacy.county import cell, raw

Key = tuple[str, str, str, date, date, str, str]
Counts = Mapping[int, int]
START = date(2024, 1, 1)
ELSEWHERE, LEFT = "(elsewhere)", "(left)"
EVERYTHING = ("none", "all")
PROFILES = ((0.05, 0.15), (0.1, 0.3), (0.2, 0.6), (0.4, 0.9), (0.7, 0.95))
"""How often a size is zero, and how often few at most."""


@dataclass(frozen=True)
class Sort:
    """People or events that no figure tells apart: what they are, where, of which groups, and in which months."""

    what: str
    place: str
    groups: tuple[str, ...]
    months: frozenset[int]


@dataclass(frozen=True)
class Figure:
    """How often each sort (by its number) counts in a figure, and in what the figure is a share of."""

    counts: Counts
    among: Counts | None = None


@dataclass(frozen=True)
class Shape:
    """What is counted. counts, among: indicator → what it counts. areas: each with the leaves in it. parents: each with
    the area above. groups: each dimension's groups. people: indicators that count a person once a period. left: two
    indicators, of which what the first has more than the second is attacked too."""

    counts: dict[str, tuple[str, ...]]
    areas: dict[str, tuple[str, ...]]
    parents: dict[str, str]
    groups: dict[str, tuple[str, ...]]
    months: int = 1
    among: dict[str, tuple[str, ...]] = field(default_factory=dict)
    people: tuple[str, ...] = ()
    left: tuple[str, str] | None = None
    crossed: bool = True


@dataclass(frozen=True)
class Family:
    """Tables of one shape. worlds: how many there truly were of each sort, at each release, oldest first."""

    catalogue: Catalogue
    parents: dict[str, str]
    figures: dict[Key, Figure]
    worlds: list[list[int]]

    def raws(self) -> list[RawCells]:
        """Return what the gate is given at each release; what nobody counts by itself is left out."""
        return [
            raw([self._cell(key, world) for key in self.figures if told(key)], self.parents) for world in self.worlds
        ]

    def _cell(self, key: Key, world: Sequence[int]) -> dict[str, Any]:
        area, name, grain, start, until, dimension, category = key
        figure, place = self.figures[key], {"area": area, "dimension": dimension, "category": category}
        among = None if figure.among is None else float(total(figure.among, world))
        return cell(
            name, float(total(figure.counts, world)), of=among, period=Period(start, until, Grain(grain)), **place
        )


def told(key: Key) -> bool:
    """Tell whether a figure is ever given to the gate: what is left over is not."""
    return key[0] != ELSEWHERE and key[1] != LEFT


def total(counts: Counts, world: Sequence[int]) -> int:
    """Return what a figure counts in such a world."""
    return sum(number * world[sort] for sort, number in counts.items())


def sorts(shape: Shape) -> list[Sort]:
    """Return all sorts of people and events; a person may be met in several months."""
    months = range(1, shape.months + 1)
    met = {False: [(n,) for n in months], True: [c for size in months for c in combinations(months, size)]}
    whats = dict.fromkeys(what for group in (*shape.counts.values(), *shape.among.values()) for what in group)
    return [
        Sort(what, place, groups, frozenset(when))
        for what in whats
        for place, groups in product(shape.areas["all"], product(*shape.groups.values()))
        for when in met[what == "person"]
    ]


def figures(shape: Shape) -> dict[Key, Figure]:
    """Return every figure of the shape, at every grain."""
    every, found = sorts(shape), {}
    grains = [(p.grain, p) for g in (Grain.MONTH, Grain.QUARTER) for p in _periods(shape.months, g)]
    names = {name: tuple(shape.groups).index(name) for name in shape.groups}
    broken = [EVERYTHING, *((name, group) for name, groups in shape.groups.items() for group in groups)]
    for name, area, (dimension, group), (grain, period) in product(shape.counts, shape.areas, broken, grains):
        if dimension != "none" and area != "all" and not shape.crossed:
            continue
        inside = [
            (n, one)
            for n, one in enumerate(every)
            if one.place in shape.areas[area] and (dimension == "none" or one.groups[names[dimension]] == group)
        ]
        months = frozenset(range(period.start.month, period.start.month + (3 if grain == Grain.QUARTER else 1)))
        once = name in shape.people
        counts = _counted(inside, shape.counts[name], months, once)
        among = _counted(inside, shape.among[name], months, once) if name in shape.among else None
        found[area, name, grain.value, period.start, period.until, dimension, group] = Figure(counts, among)
    return found | (_left(found, *shape.left) if shape.left else {})


def _left(found: Mapping[Key, Figure], whole: str, part: str) -> dict[Key, Figure]:
    over: dict[Key, Figure] = {}
    for key, figure in found.items():
        if key[1] == whole:
            taken = found[(key[0], part, *key[2:])].counts
            counts = {n: number - taken.get(n, 0) for n, number in figure.counts.items()}
            over[(key[0], LEFT, *key[2:])] = Figure({n: number for n, number in counts.items() if number})
    return over


def _periods(months: int, grain: Grain) -> list[Period]:
    return whole_periods(START, add_months(START, months), grain)


def _counted(inside: Sequence[tuple[int, Sort]], whats: Sequence[str], months: frozenset[int], once: bool) -> Counts:
    times = {n: len(one.months & months) for n, one in inside if one.what in whats}
    return {n: min(number, 1) if once else number for n, number in times.items() if number}


def sizes(rng: Random, number: int) -> list[int]:
    """Return whole numbers, some zero, some few, some more."""
    zero, few = rng.choice(PROFILES)
    return [_size(rng, zero, few) for _ in range(number)]


def _size(rng: Random, zero: float, few: float) -> int:
    drawn = rng.random()
    return 0 if drawn < zero else rng.randint(1, 12) if drawn < few else rng.randint(11, 60)
