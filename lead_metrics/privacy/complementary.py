"""Complementary withholding: which further figures must go so that no protected one can be worked out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lead_metrics.privacy.attack import Bounds, Marks, narrowed, propagate
from lead_metrics.privacy.knowledge import Knowledge, start
from lead_metrics.privacy.programs import narrowed_in_blocks
from lead_metrics.privacy.relations import Places, System
from lead_metrics.privacy.search import Search, groups, whole_component

PATIENCE = 40


def protect(system: System, known: Knowledge) -> tuple[Marks, Marks]:
    """Return which figures are withheld in the end, and which unknowns earlier releases have exposed already.

    Rounds of attack and answer: each narrowed size gets the figure that costs least to lose. What finds none, or still
    fails after PATIENCE rounds, loses its whole component, so that the gate always ends; what fails even so was
    exposed before.
    """
    search, label = Search(system), groups(system, known.withheld.size)
    exposed = np.zeros(system.size.size, dtype=bool)
    turn = 0
    while True:
        bounds, broken = attacked(system, known)
        broken &= ~exposed
        if not broken.any():
            return known.withheld, exposed
        # Figures under two names are kept or lost together; where one can go no more, neither helps.
        spent = known.withheld | _spread(known.locked, label)
        chosen, stuck = search.answer(bounds, broken, spent, known.cost)
        more = _spread(chosen, label) | whole_component(
            system, broken if turn > PATIENCE else stuck, known.withheld | known.locked
        )
        more &= ~(known.withheld | known.locked)
        if not more.any():
            exposed |= broken
        known = replace(known, withheld=known.withheld | more)
        turn += 1


def _spread(marks: Marks, label: Places) -> Marks:
    """Mark every figure of a group in which one is marked."""
    marked = np.zeros(label.size, dtype=bool)
    marked[label[marks]] = True
    return marked[label]


def attacked(system: System, known: Knowledge) -> tuple[Bounds, Marks]:
    """Return the bounds that a reader can set, and which protected unknowns they narrow."""
    bounds = propagate(system, start(system, known))
    broken = narrowed(system, bounds)
    # Programs are dear: they are asked only about what propagation could not break.
    return bounds, broken if broken.any() else narrowed_in_blocks(system, bounds)
