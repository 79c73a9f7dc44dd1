"""Complementary withholding: which further figures must go so that no protected one can be worked out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lead_metrics.privacy.attack import Bounds, Marks, narrowed, propagate
from lead_metrics.privacy.knowledge import Knowledge, start
from lead_metrics.privacy.programs import narrowed_in_blocks
from lead_metrics.privacy.relations import System
from lead_metrics.privacy.search import Search, whole_component

PATIENCE = 40


def protect(system: System, known: Knowledge) -> tuple[Marks, Marks]:
    """Return which figures are withheld in the end, and which unknowns earlier releases have exposed already.

    Rounds of attack and answer: each narrowed size gets the figure that costs least to lose. What finds none, or still
    fails after PATIENCE rounds, loses its whole component, so that the gate always ends; what fails even so was
    exposed before.
    """
    search = Search(system)
    exposed = np.zeros(system.size.size, dtype=bool)
    turn = 0
    while True:
        bounds, broken = attacked(system, known)
        broken &= ~exposed
        if not broken.any():
            return known.withheld, exposed
        spent = known.withheld | known.locked
        chosen, stuck = search.answer(bounds, broken, spent, known.cost)
        more = chosen | whole_component(system, broken if turn > PATIENCE else stuck, spent)
        if not more.any():
            exposed |= broken
        known = replace(known, withheld=known.withheld | more)
        turn += 1


def attacked(system: System, known: Knowledge) -> tuple[Bounds, Marks]:
    """Return the bounds that a reader can set, and which protected unknowns they narrow."""
    bounds = propagate(system, start(system, known))
    broken = narrowed(system, bounds)
    # Programs are dear: they are asked only about what propagation could not break.
    return bounds, broken if broken.any() else narrowed_in_blocks(system, bounds)
