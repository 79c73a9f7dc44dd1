"""Intervals rolled over the past: each is as wide as the misses of the ones before it have taught."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp

import numpy as np

from lead_metrics.forecast.series import Values
from lead_metrics.forecast.spread import LEVELS, Band

START = 0.15
"""The first intervals rest on few errors, and are so much wider (logarithm)."""

STEPS = (0.2, 0.4)
"""How far a month's misses move the widths of 80 and 95 % (logarithm): one of misses alone by a sixth, a half."""

MOST = 1.4
"""No interval is stretched further than this (logarithm: four times), however hard a break in the series was."""

Known = Sequence[tuple[int, int]]
"""Origins (rows) and months ahead (columns) of what had been seen by a month."""


@dataclass(frozen=True)
class Rolled:
    """Where the widths stand after all that was seen, and which of what came lay in the intervals (a pair each)."""

    widths: tuple[float, ...]
    inside: tuple[tuple[bool, ...], ...]

    def coverage(self) -> tuple[float, float]:
        """Return how much of what came lay in the 80 and 95 % intervals; not a number where nothing was tried."""
        if not self.inside:
            return float("nan"), float("nan")
        eighty, more = np.array(self.inside, dtype=float).mean(axis=0)
        return float(eighty), float(more)

    def stretched(self, band: Band, value: float) -> Band:
        """Return a band about a value, as much wider as the past has taught."""
        return band.stretched(value, *(exp(width) for width in self.widths))


def roll(origins: Sequence[int], seen: Values, told: Values, band: Callable[[int, int, Known], Band | None]) -> Rolled:
    """Roll intervals over the past, month by month, with what each month knew (Gibbs and Candès, 2021).

    After each month the widths move by how much more often than meant what came in it lay outside what had been said.
    band: the unstretched interval of an origin and a month ahead, from what was known then; None while that is little.
    """
    widths, made, inside = (START,) * len(LEVELS), dict[tuple[int, int], Band](), []
    steps = range(seen.shape[1])
    rows = {origin: row for row, origin in enumerate(origins)}
    for month in range(origins[0], origins[-1] + len(steps) + 1):
        came = [(row, step) for origin, row in rows.items() for step in steps if origin + step + 1 == month]
        hits = [made[one].holds(seen[one]) for one in came if one in made]
        inside += hits
        widths = _moved(widths, hits)
        if month in rows:
            row, now = rows[month], Rolled(widths, ())
            known = [(r, s) for origin, r in rows.items() for s in steps if origin + s + 1 <= month]
            for step in steps:
                plain = band(row, step, known)
                if plain is not None:
                    made[row, step] = now.stretched(plain, float(told[row, step]))
    return Rolled(widths, tuple(inside))


def _moved(widths: tuple[float, ...], hits: Sequence[tuple[bool, ...]]) -> tuple[float, ...]:
    if not hits:
        return widths
    missed = 1 - np.array(hits, dtype=float).mean(axis=0)
    return tuple(
        min(width + step * (float(share) - (1 - level)), MOST)
        for width, step, share, level in zip(widths, STEPS, missed, LEVELS, strict=True)
    )
