"""How often each method finds a change where there is none, and how often its interval holds the true one.

Run: python -m bench.estimates [--part alarms] [--replicates 10000] [--months 60 120]. Prints the rows of the tables in
docs/statistics.md. The model has level, trend and step, with or without two yearly waves; a cell holds one number for
each autocorrelation (0, 0.3, 0.5). Series are drawn by `bench.worlds`, fitted many at once by `bench.batches`.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import factorial
from typing import Any

import numpy as np
import polars as pl
from scipy.stats import norm

from bench import batches
from bench.worlds import SHAPES, Shape, World, correlated, drawn
from lead_metrics.estimates.answers import Rule
from lead_metrics.estimates.control import RULES, Stretch, control_chart
from lead_metrics.estimates.fitting.design import Array
from lead_metrics.estimates.fitting.difference import difference_in_differences

MONTHS, MEANS, CORRELATIONS, SPREADS = (24, 36, 48, 60, 120), (20, 200, 2000), (0.0, 0.3, 0.5), (1.0, 3.0)
EFFECT, POWER = 0.8, (0.95, 0.9, 0.85, 0.8, 0.7)
EDGES: dict[str, dict[str, Any]] = {
    "12 before, 48 after": {"before": 12},
    "48 before, 12 after": {"before": 48},
    "30 and 30, three other events": {"events": (12, 20, 45)},
}
DOUBTFUL: tuple[tuple[Shape, World], ...] = (
    *(("counts", World(60, mean, 0.5, 3.0, season)) for mean, season in ((200, True), (2000, True), (2000, False))),
    ("shares", World(60, 200, 0.5, 1.0)),
    *(("charges", World(60, mean, 0.5, 3.0, **edge)) for mean in (20, 40) for edge in ({}, *EDGES.values())),
)
"""What comes out above 6 % of a few thousand series, drawn again with many more."""

METHODS = ("poisson", "quasipoisson", "negative_binomial", "newey_west")
LONG = 200_000
"""Points of a run so long that its limits are known."""


@dataclass(frozen=True)
class Size:
    """How much is asked: how many series a cell, and of which lengths."""

    replicates: int
    months: tuple[int, ...]


def chance(world: World, shape: Shape) -> np.random.Generator:
    """Return the chance that a world's series are drawn with."""
    parts = (world.months, world.mean, 100 * world.correlation, world.spread, 100 * world.ratio, world.season)
    return np.random.default_rng([*map(int, parts), SHAPES.index(shape), world.first, *world.events])


def places(world: World, shape: Shape, replicates: int, at: float | None = None) -> Array:
    """Return where the true step (or another) lies in the interval that a page would give, for each series."""
    step, found = world.step(shape) if at is None else at, []
    for series in world.draw(shape, chance(world, shape), replicates):
        found.append(batches.pages(shape, *series, world.terms, step))
        if len(found) == 1:
            batches.check(shape, series, world.terms, step, found[0])
    return np.concatenate(found)


def missed(tails: Array) -> float:
    """Return in what percent of series the interval leaves the step out."""
    return 100 * float(((tails < 0.025) | (tails > 0.975)).mean())


def cells(size: Size, ratio: float, world: Callable[..., World]) -> Iterator[str]:
    """Yield, by kind of figure, how often (in percent) intervals miss a step of none, or hold one of this ratio."""
    for shape in SHAPES:
        rates = [missed(places(world(correlation=one, ratio=ratio), shape, size.replicates)) for one in CORRELATIONS]
        yield triple(rates if ratio == 1.0 else [100 - one for one in rates])


def alarms(size: Size) -> Iterator[str]:
    """Yield false alarms by season, months, mean and spread."""
    for season, months, mean, spread in product((True, False), size.months, MEANS, SPREADS):
        told = cells(size, 1.0, lambda s=season, m=months, n=mean, v=spread, **k: World(m, n, spread=v, season=s, **k))
        yield row("yes" if season else "no", months, mean, spread, *told)


def coverage(size: Size) -> Iterator[str]:
    """Yield how often the interval holds a true ratio of 0.8."""
    for months, mean, spread in product(size.months, MEANS, SPREADS):
        told = cells(size, EFFECT, lambda m=months, n=mean, v=spread, **k: World(m, n, spread=v, **k))
        yield row(months, mean, spread, *told)


def edges(size: Size) -> Iterator[str]:
    """Yield false alarms where a verdict is given with the fewest months on a side, or with other events."""
    for (name, edge), mean in product(EDGES.items(), MEANS):
        told = cells(size, 1.0, lambda e=edge, n=mean, **k: World(60, n, spread=3.0, **e, **k))
        yield row(name, mean, *told)


def again(size: Size) -> Iterator[str]:
    """Yield false alarms of what is doubtful."""
    for shape, world in DOUBTFUL:
        season = "yes" if world.season else "no"
        rate = missed(places(world, shape, size.replicates))
        yield row(shape, season, world.mean, world.spread, f"{world.first} of 60", len(world.events), f"{rate:.2f}")


def beside_places(size: Size) -> Iterator[str]:
    """Yield false alarms of one place beside others without LEAD, by how many others there are."""
    for others, correlation in product((5, 8, 20), (0.0, 0.5)):
        wrong, luck = 0, np.random.default_rng([others, int(10 * correlation)])
        for _ in range(size.replicates):
            frame = neighbours(others + 1, correlation, luck)
            found = difference_in_differences(
                frame, outcome="log", unit="place", time="t", treated="0", after=30, errors="placebo"
            )
            wrong += not found.low <= 0 <= found.high  # type: ignore[operator]
        yield row(others, correlation, f"{100 * wrong / size.replicates:.1f}")


def neighbours(places_: int, correlation: float, luck: np.random.Generator) -> pl.DataFrame:
    """Return the logs of sixty months of as many places, in which nothing happens."""
    logs = np.log(np.maximum(drawn(correlated((places_, 60), correlation, luck), np.full(60, 200.0), 3.0), 0.5))
    names, at = np.repeat(np.arange(places_), 60).astype(str), np.tile(np.arange(60), places_)
    return pl.DataFrame({"place": names, "t": at, "log": logs.ravel()})


def methods(size: Size) -> Iterator[str]:
    """Yield false alarms, then coverage, of the methods that pages do not use, on counts with a season."""
    for months, mean, spread in product(size.months, MEANS, SPREADS):
        rates: dict[tuple[str, float], list[float]] = defaultdict(list)
        for ratio, correlation in product((1.0, EFFECT), CORRELATIONS):
            world = World(months, mean, correlation, spread, ratio=ratio)
            for name, rate in others(world, size.replicates).items():
                rates[name, ratio].append(rate if ratio == 1.0 else 100 - rate)
        yield row(months, mean, spread, *(triple(rates[name, ratio]) for ratio in (1.0, EFFECT) for name in METHODS))


def others(world: World, replicates: int) -> dict[str, float]:
    """Return how often each of the other methods misses the true step."""
    at, found = world.step("counts"), defaultdict[str, list[Array]](list)
    for counts, _ in world.draw("counts", chance(world, "counts"), replicates):
        tails = batches.plain(counts, world.terms, at)
        if not found:
            batches.check_plain(counts, world.terms, at, tails)
        for name, one in tails.items():
            found[name].append(one)
    return {name: missed(np.concatenate(ones)) for name, ones in found.items()}


def power(size: Size) -> Iterator[str]:
    """Yield how often a fall of each size is seen in counts by the errors that pages use."""
    for months, mean, correlation in product(size.months, MEANS, CORRELATIONS):
        worlds = [World(months, mean, correlation, 1.5 if mean < 200 else 3.0, ratio=ratio) for ratio in POWER]
        seen = [100 * float((places(one, "counts", size.replicates, 0.0) > 0.975).mean()) for one in worlds]
        yield row(months, mean, correlation, *(f"{one:.0f}" for one in seen))


def charts(size: Size) -> Iterator[str]:
    """Yield how often each rule marks a point of a run in which nothing happens: values, then rates."""
    luck = np.random.default_rng(7)
    for points, kind in product((12, 24, 60), ("values", "rates")):
        marked: dict[Any, int] = defaultdict(int)
        for _ in range(size.replicates):
            frame = run(points, kind, luck)
            made = control_chart(frame, value="v", time="t", denominator="d" if kind == "rates" else None)
            for rule in {one.rule for one in made.special}:
                marked[rule] += 1
            marked["any"] += bool(made.special)
        yield row(points, kind, *(f"{100 * marked[rule] / size.replicates:.1f}" for rule in (*Rule, "any")))


def known(_: Size) -> Iterator[str]:
    """Yield the share of points that each rule marks in a run so long that limits are known, beside the exact share."""
    values = tuple(np.random.default_rng(11).normal(size=LONG).tolist())
    whole = Stretch(0, values, 0.0, (1.0,) * LONG, None, None, None)
    for rule, exact in EXACT.items():
        yield row(rule, f"{100 * len(RULES[rule](whole)) / LONG:.3f}", f"{100 * exact:.3f}")


def near_limit() -> float:
    """Return how often a normal point lies in a window of three with two on its side in the outer third."""
    p = float(norm.sf(2))
    return 2 * p * (1 - (1 - p) ** 4)


def rising(length: int = 7) -> float:
    """Return how often a point lies in a run of so many that rise, or fall, all the way."""
    exactly = [2 * n * ((n * n + n - 1) / factorial(n + 2)) for n in range(length, 40)]
    return sum(exactly)


EXACT = {
    Rule.OUTSIDE: 2 * float(norm.sf(3)),
    Rule.SHIFT: 8 / 2**7,
    Rule.TREND: rising(),
    Rule.NEAR_LIMIT: near_limit(),
}
"""What share of points each rule marks by its own definition, in independent normal points with known limits."""


def run(points: int, kind: str, luck: np.random.Generator) -> pl.DataFrame:
    """Return a run of points in which nothing happens."""
    sizes = luck.integers(800, 1200, points).astype(float)
    values = luck.normal(100, 10, points) if kind == "values" else luck.negative_binomial(30, 30 / (30 + sizes / 10))
    return pl.DataFrame({"t": range(points), "v": values.astype(float), "d": sizes})


def triple(rates: Sequence[float]) -> str:
    """Return percentages of one cell."""
    return " / ".join(f"{one:.1f}" for one in rates)


def row(*parts: object) -> str:
    """Return a row of a table."""
    return "| " + " | ".join(str(part) for part in parts) + " |"


PARTS: dict[str, Callable[[Size], Iterator[str]]] = {
    "edges": edges, "alarms": alarms, "again": again, "coverage": coverage, "power": power, "places": beside_places,
    "methods": methods, "charts": charts, "known": known,
}  # fmt: skip


def main() -> None:
    """Print the rows of one part, or of all."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--replicates", type=int, default=10_000)
    asked.add_argument("--months", type=int, nargs="*", default=list(MONTHS))
    asked.add_argument("--part", choices=list(PARTS))
    given = asked.parse_args()
    for name, part in PARTS.items():
        if given.part in (None, name):
            print(f"# {name}, {given.replicates} series a cell")
            for line in part(Size(given.replicates, tuple(given.months))):
                print(line, flush=True)


if __name__ == "__main__":
    main()
