"""Complementary withholding: which further figures must go so that no protected one can be worked out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lead_metrics.privacy.attack import Bounds, Marks, narrowed, propagate
from lead_metrics.privacy.knowledge import Knowledge, start
from lead_metrics.privacy.programs import narrowed_in_blocks
from lead_metrics.privacy.relations import Places, System
from lead_metrics.privacy.search import Search, whole_component
from lead_metrics.privacy.spare import spare

PATIENCE = 40
NEARBY = 2


def protect(system: System, known: Knowledge) -> tuple[Marks, Marks]:
    """Return which figures are withheld in the end, and which unknowns earlier releases have exposed already.

    Rounds of attack and answer: each narrowed size gets the figure that costs least to lose. What finds none, or still
    fails after PATIENCE rounds, loses its whole component, so that the gate always ends; what fails even so was
    exposed before.
    """
    search, needed, spared = Search(system), known.withheld, False
    exposed = np.zeros(system.size.size, dtype=bool)
    seen: dict[bytes, Places] = {}
    turn = 0
    while True:
        bounds, broken = attacked(system, known, exposed, programs=seen if spared else None)
        if not broken.any() and spared:
            return known.withheld, exposed
        if not broken.any():
            known, spared = replace(known, withheld=spare(system, known, needed, exposed)), True
            continue
        more, stuck = _least(search, known, (bounds, broken))
        more |= whole_component(system, broken if turn > PATIENCE else stuck, known.withheld | known.locked)
        more &= ~(known.withheld | known.locked)
        if not more.any():
            exposed |= broken
        # What only programs ask for is not given back again.
        needed = needed | more if spared else needed
        known, spared = replace(known, withheld=known.withheld | more), False
        turn += 1


def _least(search: Search, known: Knowledge, found: tuple[Bounds, Marks]) -> tuple[Marks, Marks]:
    """Return the figures that cost least to lose, and the narrowed unknowns that losing none would help.

    One number under several names is lost only with all of them, which is what it costs; where one name can go no more,
    the others need not.
    """
    cell, label = search.system.cell, search.name
    shown = (cell >= 0) & ~np.append(known.withheld, True)[cell]
    price = np.bincount(label, np.where(shown, np.append(known.cost, 0.0)[cell], 0.0)).astype(np.float64)[label]
    fixed = (cell >= 0) & np.append(known.locked, False)[cell]
    bounds, broken = found
    spent = _spread(fixed, label) | ~_spread(shown, label)
    # What is given up last is spared while anything else near enough would do.
    chosen, stuck = search.answer(bounds, broken, spent | (price >= known.dearest), price, NEARBY)
    rest, stuck = search.answer(bounds, stuck, spent, price)
    lost = np.zeros(known.withheld.size, dtype=bool)
    lost[cell[(chosen | rest) & (cell >= 0)]] = True
    return lost, stuck


def _spread(marks: Marks, label: Places) -> Marks:
    """Mark every unknown that shares its number with a marked one."""
    marked = np.zeros(label.size, dtype=bool)
    marked[label[marks]] = True
    return marked[label]


def attacked(
    system: System, known: Knowledge, exposed: Marks, *, programs: dict[bytes, Places] | None
) -> tuple[Bounds, Marks]:
    """Return the bounds that a reader can set, and which protected unknowns they narrow, but for those exposed anyway.

    programs: their answers so far, by block; None leaves them out. They are dear: they are asked only about what
    propagation could not break, once the figures are given back.
    """
    bounds = propagate(system, start(system, known))
    broken = narrowed(system, bounds) & ~exposed
    if programs is not None and not broken.any():
        broken = narrowed_in_blocks(system, bounds, programs) & ~exposed
    return bounds, broken
