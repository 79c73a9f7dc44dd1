"""How often each method finds a change where there is none, and how often its interval holds the true one.

Run: python -m bench.estimates [--replicates 2000] [--part alarms]. Prints the rows of the tables in docs/statistics.md.
 Counts are drawn with the stated mean, variance over mean (`spread`) and correlation one
month apart, with or without a season; the step is in the middle and the model has level, trend and step.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import polars as pl
from scipy.special import stdtr
from scipy.stats import nbinom, norm, poisson

from lead_metrics.estimates.answers import Rule
from lead_metrics.estimates.control import control_chart
from lead_metrics.estimates.fitting.design import Array, Plan, own, seasonal
from lead_metrics.estimates.fitting.regression import Family, fit, reach
from lead_metrics.estimates.fitting.serial import STRENGTHS

MONTHS, MEANS, CORRELATIONS, SPREADS = (24, 36, 48, 60, 120), (20, 200, 2000), (0.0, 0.3, 0.5), (1.0, 3.0)
EFFECT, SEASON = 0.8, 0.2
POWER = (0.95, 0.9, 0.85, 0.8, 0.7)
FAMILIES: tuple[Family, ...] = ("poisson", "quasipoisson", "negative_binomial")
STEP, ROUNDS, CHECKED = 2, 12, 10
"""Which term the step is; how often a regression is reweighted; on how many series the batch is checked."""


@dataclass(frozen=True)
class World:
    """What a series is drawn from. ratio: what the step multiplies the mean by."""

    months: int
    mean: float
    correlation: float
    spread: float
    season: bool
    ratio: float = 1.0

    @property
    def terms(self) -> Array:
        """Return the model's terms; the step is the third."""
        plan = Plan(None, season="harmonic" if self.season else None)
        before = self.months // 2
        parts = {"level": np.ones(self.months), **own(self.months, before, plan), **seasonal(self.months, plan)}
        return np.column_stack(list(parts.values()))

    def draw(self, chance: np.random.Generator, replicates: int) -> Array:
        """Return that many series of counts, one a row."""
        at = np.arange(self.months)
        waves = 1 + SEASON * np.sin(2 * np.pi * at / 12) if self.season else np.ones(self.months)
        mean = self.mean * waves * np.where(at >= self.months // 2, self.ratio, 1.0)
        level = norm.cdf(correlated((replicates, self.months), self.correlation, chance))
        if self.spread == 1.0:
            return np.asarray(poisson.ppf(level, mean))
        return np.asarray(nbinom.ppf(level, mean / (self.spread - 1), 1 / self.spread))


def correlated(shape: tuple[int, int], correlation: float, chance: np.random.Generator) -> Array:
    """Return normal deviates with this correlation one month apart, one series a row."""
    shocks = chance.normal(size=shape)
    for n in range(1, shape[1]):
        shocks[:, n] = correlation * shocks[:, n - 1] + np.sqrt(1 - correlation**2) * shocks[:, n]
    return shocks


Tails = dict[str, Array]


def batch(counts: Array, terms: Array, at: float) -> Tails:
    """Return, for many series at once (one a row), where a step of this size lies in what each kind of errors says.

    The same formulas as `lead_metrics.estimates.fitting`, for quasi-Poisson counts: between 0.025 and 0.975 is inside
    the 95 % interval. `check` compares the two.
    """
    found, mean = settled(counts, terms)
    freedom = counts.shape[1] - terms.shape[1]
    weighted = terms[None] * np.sqrt(mean)[:, :, None]
    inside = np.linalg.inv(np.einsum("rni,rnj->rij", weighted, weighted))
    dispersion = ((counts - mean) ** 2 / mean).sum(axis=1) / freedom
    plain = np.sqrt(dispersion * inside[:, STEP, STEP])
    robust = np.sqrt(newey_west(terms[None] * (counts - mean)[:, :, None], inside)[:, STEP, STEP])
    z = {"model": (at - found[:, STEP]) / plain, "newey_west": (at - found[:, STEP]) / robust}
    linear = np.sqrt(mean) * (np.log(mean) + (counts - mean) / mean)
    return {"ar1": mixture(linear, weighted, freedom, at)} | {name: norm.cdf(one) for name, one in z.items()}


def settled(counts: Array, terms: Array) -> tuple[Array, Array]:
    """Return coefficients and means of Poisson regressions, by reweighted least squares."""
    mean = (counts + counts.mean(axis=1, keepdims=True)) / 2
    for _ in range(ROUNDS):
        working = np.log(mean) + (counts - mean) / mean
        heavy = terms[None] * mean[:, :, None]
        found = np.linalg.solve(
            np.einsum("rni,nj->rij", heavy, terms), np.einsum("rni,rn->ri", heavy, working)[..., None]
        )
        mean = np.exp(found[..., 0] @ terms.T)
    return found[..., 0], mean


def newey_west(scores: Array, inside: Array) -> Array:
    """Return the covariances of the terms with serial correlation."""
    months = scores.shape[1]
    middle, lags = np.einsum("rni,rnj->rij", scores, scores), reach(months, None)
    for lag in range(1, lags + 1):
        apart = np.einsum("rni,rnj->rij", scores[:, lag:], scores[:, :-lag])
        middle += (1 - lag / (lags + 1)) * (apart + apart.transpose(0, 2, 1))
    return np.asarray(inside @ middle @ inside)


def mixture(outcome: Array, terms: Array, freedom: int, at: float) -> Array:
    """Return where `at` lies in the step's mixture over the autocorrelation."""
    both, parts = np.concatenate([terms, outcome[..., None]], axis=2), []
    for strength in STRENGTHS:
        apart = both.copy()
        apart[:, 1:] -= strength * both[:, :-1]
        apart[:, 0] *= np.sqrt(1 - strength**2)
        products = np.einsum("rni,rnj->rij", apart, apart)
        inverse = np.linalg.inv(products[:, :-1, :-1])
        found = np.einsum("rij,rj->ri", inverse, products[:, :-1, -1])
        left = products[:, -1, -1] - np.einsum("ri,ri->r", products[:, :-1, -1], found)
        likely = (np.log(1 - strength**2) + np.linalg.slogdet(inverse)[1] - freedom * np.log(left)) / 2
        error = np.sqrt(left / freedom * inverse[:, STEP, STEP])
        parts.append((likely, stdtr(freedom, (at - found[:, STEP]) / error)))
    likely, reached = (np.array(one) for one in zip(*parts, strict=True))
    weights = np.exp(likely - likely.max(axis=0))
    return np.asarray((weights * reached).sum(axis=0) / weights.sum(axis=0))


def check(counts: Array, terms: Array, at: float, tails: Tails) -> None:
    """Raise AssertionError where the batch says something else than the estimates themselves."""
    step = np.eye(terms.shape[1])[[STEP]]
    for n, errors in product(range(CHECKED), ("ar1", "model", "newey_west")):
        ends = fit(counts[n], terms, None, "quasipoisson", errors, None).spread(step)[0]  # type: ignore[arg-type]
        held = 0.025 <= tails[errors][n] <= 0.975
        assert held == (ends[2] <= at <= ends[3]) or min(abs(ends[2] - at), abs(ends[3] - at)) < 1e-3 * ends[1]


def rate(world: World, replicates: int) -> tuple[dict[str, float], Tails]:
    """Return how often, in percent, each interval misses the true step, and where the true step lies."""
    chance = np.random.default_rng([world.months, int(world.mean), int(100 * world.correlation), int(world.spread)])
    counts = world.draw(chance, replicates)
    counts = counts[(counts[:, : world.months // 2].sum(axis=1) > 0) & (counts[:, world.months // 2 :].sum(axis=1) > 0)]
    at = float(np.log(world.ratio))
    tails = batch(counts, world.terms, at)
    check(counts, world.terms, at, tails)
    return {name: 100 * float(((one < 0.025) | (one > 0.975)).mean()) for name, one in tails.items()}, tails


def alarms(replicates: int) -> Iterator[str]:
    """Yield false alarms by season, months, mean, spread and correlation."""
    for season, months, mean, spread in product((True, False), MONTHS, MEANS, SPREADS):
        for correlation in CORRELATIONS:
            found, _ = rate(World(months, mean, correlation, spread, season), replicates)
            yield row("yes" if season else "no", months, mean, spread, correlation, *told(found))


def effects(replicates: int) -> Iterator[str]:
    """Yield how often the interval holds a true ratio of 0.8."""
    for months, mean, correlation in product(MONTHS, MEANS, CORRELATIONS):
        found, _ = rate(World(months, mean, correlation, 3.0, True, EFFECT), replicates)
        yield row(months, mean, correlation, *told({name: 100 - one for name, one in found.items()}))


def power(replicates: int) -> Iterator[str]:
    """Yield how often a fall of each size is seen by the errors that pages use, without and with correlation."""
    for months, mean, correlation in product(MONTHS, MEANS, (0.0, 0.3)):
        seen = []
        for ratio in POWER:
            world = World(months, mean, correlation, 1.5 if mean < 200 else 3.0, True, ratio)
            counts = world.draw(np.random.default_rng([months, int(mean), int(100 * ratio)]), replicates)
            seen.append(f"{100 * float((batch(counts, world.terms, 0.0)['ar1'] > 0.975).mean()):.0f}")
        yield row(months, mean, correlation, *seen)


def by_family(replicates: int) -> Iterator[str]:
    """Yield false alarms by family, errors of the model, without correlation; a tenth of the replicates."""
    for months, spread in product((36, 60, 120), SPREADS):
        world, found = World(months, 200, 0.0, spread, True), defaultdict[str, int](int)
        step, many = np.eye(world.terms.shape[1])[[STEP]], replicates // 10
        for counts in world.draw(np.random.default_rng([months, int(spread)]), many):
            for family in FAMILIES:
                ends = fit(counts, world.terms, None, family, "model", None).spread(step)[0]
                found[family] += not ends[2] <= 0 <= ends[3]
        yield row(months, spread, *(f"{100 * found[family] / many:.1f}" for family in FAMILIES))


def charts(replicates: int) -> Iterator[str]:
    """Yield how often each rule marks a point of a run in which nothing happens: values, then rates."""
    chance = np.random.default_rng(7)
    for points, kind in product((12, 24, 60), ("values", "rates")):
        marked: dict[Any, int] = defaultdict(int)
        for _ in range(replicates):
            frame = run(points, kind, chance)
            made = control_chart(frame, value="v", time="t", denominator="d" if kind == "rates" else None)
            for rule in {one.rule for one in made.special}:
                marked[rule] += 1
            marked["any"] += bool(made.special)
        yield row(points, kind, *(f"{100 * marked[rule] / replicates:.1f}" for rule in (*Rule, "any")))


def run(points: int, kind: str, chance: np.random.Generator) -> pl.DataFrame:
    """Return a run of points in which nothing happens."""
    sizes = chance.integers(800, 1200, points).astype(float)
    values = (
        chance.normal(100, 10, points) if kind == "values" else chance.negative_binomial(30, 30 / (30 + sizes / 10))
    )
    return pl.DataFrame({"t": range(points), "v": values.astype(float), "d": sizes})


def told(found: dict[str, float]) -> list[str]:
    """Return percentages by name."""
    return [f"{found[name]:.1f}" for name in sorted(found)]


def row(*cells: object) -> str:
    """Return a row of a table."""
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


PARTS: dict[str, Callable[[int], Iterator[str]]] = {
    "alarms": alarms,
    "effects": effects,
    "families": by_family,
    "charts": charts,
    "power": power,
}


def main() -> None:
    """Print the rows of one part, or of all."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--replicates", type=int, default=2000)
    asked.add_argument("--part", choices=list(PARTS))
    given = asked.parse_args()
    for name, part in PARTS.items():
        if given.part in (None, name):
            print(f"# {name}, {given.replicates} replicates")
            for line in part(given.replicates):
                print(line, flush=True)


if __name__ == "__main__":
    main()
