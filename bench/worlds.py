"""Series drawn from a known truth: months of counts, values, shares or two charges, with a step in them or none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import nbinom, norm, poisson

from lead_metrics.estimates.fitting.design import Array, Plan, own, seasonal

Shape = Literal["counts", "values", "shares", "charges"]
SHAPES: tuple[Shape, ...] = ("counts", "values", "shares", "charges")
SEASON, SHARE, OTHERS = 0.2, 0.4, 2.0
"""How far the season swings; the share that is drawn; how many other charges stand beside each."""

REACH, CHUNK = 40.0, 2500
"""How many deviations a table of chances reaches; how many series are held at once."""


@dataclass(frozen=True)
class World:
    """What a series is drawn from.

    mean: events a month, or people counted by a share. spread: variance over mean. before: months before the step, the
    middle unless given. events: months from which other things changed, in the model but not in the truth. ratio: what
    the step multiplies the mean by.
    """

    months: int
    mean: float
    correlation: float
    spread: float
    season: bool = True
    ratio: float = 1.0
    before: int | None = None
    events: tuple[int, ...] = ()

    @property
    def first(self) -> int:
        """Return how many months lie before the step."""
        return self.months // 2 if self.before is None else self.before

    @property
    def terms(self) -> Array:
        """Return the model's terms; the step is the third."""
        plan = Plan(None, season="harmonic" if self.season else None)
        parts = {"level": np.ones(self.months), **own(self.months, self.first, plan), **seasonal(self.months, plan)}
        others = [(np.arange(self.months) >= month).astype(float) for month in self.events]
        return np.column_stack([*parts.values(), *others])

    def step(self, shape: Shape) -> float:
        """Return the true step on the model's own scale: a log of a ratio, or a difference of shares."""
        return SHARE * (self.ratio - 1) if shape == "shares" else float(np.log(self.ratio))

    def means(self, ratio: float) -> Array:
        """Return each month's mean, of which one is usual."""
        at = np.arange(self.months)
        waves = 1 + SEASON * np.sin(2 * np.pi * at / 12) if self.season else np.ones(self.months)
        return np.asarray(waves * np.where(at >= self.first, ratio, 1.0))

    def draw(self, shape: Shape, chance: np.random.Generator, replicates: int) -> Iterator[tuple[Array, Array]]:
        """Yield series, one a row, and what they are parts of (only for charges; else ones)."""
        for many in [CHUNK] * (replicates // CHUNK) + [replicates % CHUNK] * (replicates % CHUNK > 0):
            deviates = correlated((many, self.months), self.correlation, chance)
            if shape == "shares":
                yield self.shares(deviates), np.ones((1, self.months))
                continue
            counts = drawn(deviates, self.mean * self.means(self.ratio), self.spread)
            whole = np.ones((1, self.months))
            if shape == "charges":
                beside = correlated((many, self.months), self.correlation, chance)
                whole = counts + drawn(beside, OTHERS * self.mean * self.means(1.0), self.spread)
            told = (counts[:, : self.first].sum(axis=1) > 0) & (counts[:, self.first :].sum(axis=1) > 0)
            yield counts[told], whole[told] if shape == "charges" else whole

    def shares(self, deviates: Array) -> Array:
        """Return shares of so many people: season and step add up, in points."""
        after = np.arange(self.months) >= self.first
        share = SHARE * (self.means(1.0) + (self.ratio - 1) * after)
        people = self.mean / SHARE
        error = np.sqrt(self.spread * people * share * (1 - share))
        return np.asarray(np.clip(np.round(people * share + error * deviates), 0, people) / people)


def correlated(shape: tuple[int, int], correlation: float, chance: np.random.Generator) -> Array:
    """Return normal deviates with this correlation one month apart, one series a row."""
    shocks = chance.normal(size=shape)
    for n in range(1, shape[1]):
        shocks[:, n] = correlation * shocks[:, n - 1] + np.sqrt(1 - correlation**2) * shocks[:, n]
    return shocks


def drawn(deviates: Array, means: Array, spread: float) -> Array:
    """Return counts of these means and this variance over mean, as often as the deviates' places say."""
    level, counts = norm.cdf(deviates), np.empty_like(deviates)
    for mean in np.unique(means):
        at = means == mean
        upto = np.arange(int(mean + REACH * np.sqrt(spread * mean) + REACH))
        law = poisson(mean) if spread == 1.0 else nbinom(mean / (spread - 1), 1 / spread)
        counts[:, at] = np.searchsorted(law.cdf(upto), level[:, at])
    return counts
