"""The attacker: how far each protected size can be narrowed from all that is shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lead_metrics.privacy.relations import Numbers, Places, System

Marks = NDArray[np.bool_]

SWEEPS = 60
NEAR = 1e-6


@dataclass(frozen=True)
class Bounds:
    """The smallest and largest size that each unknown can have."""

    low: Numbers
    high: Numbers


@dataclass(frozen=True)
class Terms:
    """The terms of equations whose unknowns are still open, and what the closed ones add to each equation."""

    equation: Places
    unknown: Places
    sign: Numbers
    fixed: Numbers


def open_terms(system: System, bounds: Bounds) -> Terms:
    """Return the terms that are not settled yet; settled ones become constants."""
    settled = bounds.high <= bounds.low
    inside = settled[system.unknown]
    told = (system.sign * bounds.low[system.unknown])[inside]
    # Without any terms bincount would return whole numbers.
    fixed = np.bincount(system.equation[inside], told, minlength=system.equations).astype(np.float64)
    return Terms(system.equation[~inside], system.unknown[~inside], system.sign[~inside], fixed)


def propagate(system: System, bounds: Bounds) -> Bounds:
    """Return the bounds that follow when each equation is used by itself, over and over, until nothing moves.

    Exact where equations and open unknowns form a tree; elsewhere the true interval lies within.
    """
    terms = open_terms(system, bounds)
    low, high = bounds.low.copy(), bounds.high.copy()
    for _ in range(SWEEPS if terms.unknown.size else 0):
        new_low, new_high = implied(terms, Bounds(low, high))
        before = low.copy(), high.copy()
        np.maximum.at(low, terms.unknown, new_low)
        np.minimum.at(high, terms.unknown, new_high)
        # Meeting ends are one number; floating sums may cross them by a hair.
        high = np.maximum(high, low)
        if np.allclose(before[0], low, atol=NEAR) and np.allclose(before[1], high, atol=NEAR):
            break
    return Bounds(low, high)


def implied(terms: Terms, bounds: Bounds) -> tuple[Numbers, Numbers]:
    """Return for each term the bounds that its own equation sets on its unknown, given the others."""
    low, high = bounds.low[terms.unknown], bounds.high[terms.unknown]
    up = terms.sign > 0
    others_least = _others(terms, np.where(up, low, -high), terms.fixed)
    others_most = -_others(terms, np.where(up, -high, low), -terms.fixed)
    return np.where(up, -others_most, others_least), np.where(up, -others_least, others_most)


def narrowed(system: System, bounds: Bounds) -> Marks:
    """Return the protected unknowns whose interval no longer holds all that a reader must be unable to exclude."""
    above = bounds.low > system.need_low + NEAR
    below = bounds.high < system.need_high - NEAR
    return system.needy & (above | below)


def _others(terms: Terms, least: Numbers, fixed: Numbers) -> Numbers:
    """Return for each term the least that the rest of its equation can sum to, minus infinity where unbounded."""
    endless = np.isinf(least)
    count = fixed.size
    finite = np.where(endless, 0.0, least)
    sums = fixed + np.bincount(terms.equation, finite, minlength=count)
    infinities = np.bincount(terms.equation, endless, minlength=count)
    rest = infinities[terms.equation] - endless
    return np.where(rest > 0, -np.inf, sums[terms.equation] - finite)
