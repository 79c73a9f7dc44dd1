"""Did something special happen in a run of months? Control charts: XmR for values, u′ and p′ (Laney) for rates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from typing import Any

import polars as pl

from lead_metrics.errors import EstimateRefused
from lead_metrics.estimates import times as clock
from lead_metrics.estimates.answers import ControlChart, Point, Rule, Time, Verdict

FEWEST, FIRM = 7, 12
"""Under so many points there are no limits, under the second ones they are trial limits."""

RUN = 7
RANGE_TO_SIGMA = 1.128
"""The mean range of two normal deviates over their standard deviation (d₂ of Shewhart's tables)."""


@dataclass(frozen=True)
class Stretch:
    """Points between two rebasings with one middle and their own limits: middle ± 3 sigmas."""

    first: int
    values: tuple[float, ...]
    middle: float
    sigmas: tuple[float, ...]
    floor: float | None
    ceiling: float | None
    spread: float | None

    @property
    def limited(self) -> bool:
        """Tell whether there are points enough for limits."""
        return len(self.values) >= FEWEST

    def lower(self, n: int) -> float | None:
        """Return the lower limit at a point; never below what the figure can be."""
        end = self.middle - 3 * self.sigmas[n]
        return None if not self.limited else end if self.floor is None else max(end, self.floor)

    def upper(self, n: int) -> float | None:
        """Return the upper limit at a point; never above what the figure can be."""
        end = self.middle + 3 * self.sigmas[n]
        return None if not self.limited else end if self.ceiling is None else min(end, self.ceiling)


def control_chart(
    frame: pl.DataFrame, *, value: str, time: str, denominator: str | None = None, rebase: Sequence[Any] = ()
) -> ControlChart:
    """Return a run of points with its natural limits and the points that are special.

    Without a denominator the values themselves with limits from moving ranges (XmR; Shewhart, Wheeler); with one, value
    over denominator with Laney's (2002) limits, p′ where counts are parts of it and u′ else. The rules are those of the
    NHS's Making Data Count. rebase: times from which limits are computed anew. Under 7 points of the last stretch the
    verdict is `too few months`, under 12 `trial limits`. Raises EstimateRefused for gaps in values and for unreadable
    times; a stretch without variation marks nothing.
    """
    ordered = clock.timed(frame, time)
    if not ordered.height:
        raise EstimateRefused("too few points: the frame has none")
    counts = clock.whole(ordered, value).to_list()
    sizes = None if denominator is None else clock.whole(ordered, denominator).to_list()
    check_sizes(counts, sizes)
    times = tuple(ordered[time])
    starts = rebased(times, [clock.like(ordered[time], one) for one in rebase])
    cuts = [*starts, len(times)]
    stretches = [stretch(first, counts, sizes, until) for first, until in pairwise(cuts)]
    return told(times, stretches)


def check_sizes(counts: Sequence[float], sizes: Sequence[float] | None) -> None:
    """Raise EstimateRefused where a rate has nothing to be a rate of."""
    if sizes is not None and (min(sizes) <= 0 or min(counts) < 0):
        raise EstimateRefused("a rate needs counts of zero or more over denominators above zero")


def rebased(times: Sequence[Time], rebase: Sequence[Time]) -> list[int]:
    """Return where stretches begin: at the first point, and at each rebasing within."""
    return sorted({0, *(place for one in rebase if 0 < (place := clock.place_of(times, one)) < len(times))})


def stretch(first: int, counts: Sequence[float], sizes: Sequence[float] | None, until: int) -> Stretch:
    """Return the points of a stretch with their middle and sigmas."""
    own = list(counts[first:until])
    if sizes is None:
        sigma = moving(own) / RANGE_TO_SIGMA
        return Stretch(first, tuple(own), sum(own) / len(own), (sigma,) * len(own), None, None, None)
    below = list(sizes[first:until])
    middle = sum(own) / sum(below)
    values = tuple(n / of for n, of in zip(own, below, strict=True))
    parts = all(n <= of and float(n).is_integer() for n, of in zip(own, below, strict=True))
    variance = middle * (1 - middle) if parts else middle
    plain = [sqrt(variance / of) for of in below]
    scores = [(v - middle) / s for v, s in zip(values, plain, strict=True)] if variance > 0 else [0.0] * len(own)
    spread = moving(scores) / RANGE_TO_SIGMA
    return Stretch(first, values, middle, tuple(s * spread for s in plain), 0.0, 1.0 if parts else None, spread)


def moving(values: Sequence[float]) -> float:
    """Return the mean range between one point and the next, zero for a single point."""
    return sum(abs(b - a) for a, b in pairwise(values)) / (len(values) - 1) if len(values) > 1 else 0.0


def told(times: tuple[Time, ...], stretches: Sequence[Stretch]) -> ControlChart:
    """Return the chart of all stretches; the verdict is that of the last."""
    special = tuple(
        Point(times[one.first + n], one.values[n], rule, "above" if one.values[n] > one.middle else "below")
        for one in stretches
        for n, rule in marked(one)
    )
    last, at = stretches[-1], len(stretches[-1].values) - 1
    every = [(one, n) for one in stretches for n in range(len(one.values))]
    return ControlChart(
        last.middle, last.lower(at), last.upper(at), verdict(last, special, times), times,
        tuple(v for one in stretches for v in one.values),
        tuple(one.middle if one.limited else None for one, _ in every), tuple(one.lower(n) for one, n in every),
        tuple(one.upper(n) for one, n in every), special, tuple(times[one.first] for one in stretches), last.spread,
    )  # fmt: skip


def verdict(last: Stretch, special: Sequence[Point], times: Sequence[Time]) -> Verdict:
    """Return what the last stretch says."""
    if not last.limited:
        return Verdict.TOO_FEW
    if len(last.values) < FIRM:
        return Verdict.TRIAL
    return Verdict.SPECIAL if any(one.time >= times[last.first] for one in special) else Verdict.STEADY


def marked(one: Stretch) -> Iterator[tuple[int, Rule]]:
    """Yield the special points of a stretch, each with the first rule that marks it."""
    if not one.limited or not any(one.sigmas):
        return
    rules: dict[int, Rule] = {}
    for rule, find in RULES.items():
        for n in find(one):
            rules.setdefault(n, rule)
    yield from sorted(rules.items())


def outside(one: Stretch) -> set[int]:
    """Return the points beyond a limit."""
    return {n for n, v in enumerate(one.values) if abs(v - one.middle) > 3 * one.sigmas[n]}


def shifted(one: Stretch) -> set[int]:
    """Return the points of runs of seven or more on one side of the middle; a point on it ends a run."""
    return runs([(v > one.middle) - (v < one.middle) for v in one.values], RUN)


def trending(one: Stretch) -> set[int]:
    """Return the points of runs of seven or more that rise or fall all the way; an equal point ends a run."""
    steps = runs([(b > a) - (b < a) for a, b in pairwise(one.values)], RUN - 1)
    return steps | {n + 1 for n in steps}


def near(one: Stretch) -> set[int]:
    """Return the points in the outer third, two of three together on one side."""
    sides = [
        0 if abs(v - one.middle) <= 2 * s else 1 if v > one.middle else -1
        for v, s in zip(one.values, one.sigmas, strict=True)
    ]
    found = set()
    for n in range(len(sides) - 2):
        for side in (1, -1):
            close = [k for k in range(n, n + 3) if sides[k] == side]
            found |= set(close) if len(close) >= 2 else set()
    return found


def runs(signs: Sequence[int], least: int) -> set[int]:
    """Return the places of runs of one sign, not zero, of at least that length."""
    found, begun = set(), 0
    for n in range(len(signs) + 1):
        if n == len(signs) or signs[n] != signs[begun]:
            if signs and signs[begun] and n - begun >= least:
                found |= set(range(begun, n))
            begun = n
    return found


RULES: dict[Rule, Callable[[Stretch], set[int]]] = {
    Rule.OUTSIDE: outside, Rule.SHIFT: shifted, Rule.TREND: trending, Rule.NEAR_LIMIT: near,
}  # fmt: skip
