"""The attacker: how far each protected size can be narrowed from all that is shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lead_metrics.privacy.relations import Numbers, Places, System

Marks = NDArray[np.bool_]
Step = tuple[Places, Numbers, Numbers]
"""Unknowns that moved, and their bounds before."""

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


class Told:
    """Bounds that tighten as more is told; only what a figure touches is looked at again, and all can be taken back."""

    def __init__(self, system: System, bounds: Bounds) -> None:
        """Start from bounds from which nothing follows any more."""
        self.bounds = Bounds(bounds.low.copy(), bounds.high.copy())
        self._system = system
        self._terms, self._first = grouped(system.equation, system.equations)
        self._uses, self._from = grouped(system.unknown, system.size.size)

    def tell(self, unknowns: Places) -> list[Step]:
        """Tell the true sizes of these unknowns and all that follows; return the steps, by which to take it back."""
        low, high = self.bounds.low, self.bounds.high
        steps = [(unknowns, low[unknowns], high[unknowns])]
        low[unknowns] = high[unknowns] = self._system.size[unknowns]
        while steps[-1][0].size and len(steps) <= SWEEPS:
            steps.append(self._followed(steps[-1][0]))
        return steps

    def take_back(self, steps: list[Step], which: Marks) -> None:
        """Undo the steps for the unknowns that are marked."""
        for moved, low, high in reversed(steps):
            mine = which[moved]
            self.bounds.low[moved[mine]], self.bounds.high[moved[mine]] = low[mine], high[mine]

    def _followed(self, moved: Places) -> Step:
        """Use every equation of what has moved once."""
        system, (low, high) = self._system, (self.bounds.low, self.bounds.high)
        equations = np.unique(system.equation[self._uses[within(self._from, moved)]])
        places = self._terms[within(self._first, equations)]
        sizes = self._first[equations + 1] - self._first[equations]
        label = np.repeat(np.arange(equations.size), sizes)
        unknown, inverse = np.unique(system.unknown[places], return_inverse=True)
        before = low[unknown], high[unknown]
        terms = Terms(label, system.unknown[places], system.sign[places], np.zeros(equations.size))
        new_low, new_high = implied(terms, self.bounds)
        least, most = before[0].copy(), before[1].copy()
        np.maximum.at(least, inverse, new_low)
        np.minimum.at(most, inverse, new_high)
        most = np.maximum(most, least)
        tighter = (least > before[0] + NEAR) | (most < before[1] - NEAR)
        low[unknown[tighter]], high[unknown[tighter]] = least[tighter], most[tighter]
        return unknown[tighter], before[0][tighter], before[1][tighter]


def within(first: Places, groups: Places) -> Places:
    """Return the places of all members of these groups, where group n lies from first[n] to first[n + 1]."""
    counts = first[groups + 1] - first[groups]
    places: Places = np.arange(counts.sum()) + np.repeat(first[groups] - np.cumsum(counts) + counts, counts)
    return places


def grouped(keys: Places, groups: int) -> tuple[Places, Places]:
    """Return the order that sorts by key, and where each key's group begins in it, with the end of all."""
    order = np.argsort(keys, kind="stable")
    return order, np.searchsorted(keys[order], np.arange(groups + 1))


def implied(terms: Terms, bounds: Bounds) -> tuple[Numbers, Numbers]:
    """Return for each term the bounds that its own equation sets on its unknown, given the others."""
    low, high = bounds.low[terms.unknown], bounds.high[terms.unknown]
    up = terms.sign > 0
    others_least = _others(terms, np.where(up, low, -high), terms.fixed)
    others_most = -_others(terms, np.where(up, -high, low), -terms.fixed)
    return np.where(up, -others_most, others_least), np.where(up, -others_least, others_most)


def narrowed(system: System, bounds: Bounds) -> Marks:
    """Return the protected unknowns whose interval no longer holds all that a reader must be unable to exclude."""
    return narrowed_at(system, bounds, np.arange(system.size.size))


def narrowed_at(system: System, bounds: Bounds, unknowns: Places) -> Marks:
    """Return which of these unknowns are narrowed."""
    above = bounds.low[unknowns] > system.need_low[unknowns] + NEAR
    below = bounds.high[unknowns] < system.need_high[unknowns] - NEAR
    return above | below


def _others(terms: Terms, least: Numbers, fixed: Numbers) -> Numbers:
    """Return for each term the least that the rest of its equation can sum to, minus infinity where unbounded."""
    endless = np.isinf(least)
    count = fixed.size
    finite = np.where(endless, 0.0, least)
    sums = fixed + np.bincount(terms.equation, finite, minlength=count)
    infinities = np.bincount(terms.equation, endless, minlength=count)
    rest = infinities[terms.equation] - endless
    return np.where(rest > 0, -np.inf, sums[terms.equation] - finite)
