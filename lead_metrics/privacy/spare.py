"""Giving back: figures that the search withheld, and that nothing needs any more once the others are withheld."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from lead_metrics.privacy.attack import Bounds, Marks, narrowed, open_terms, propagate
from lead_metrics.privacy.knowledge import Knowledge, start
from lead_metrics.privacy.relations import Places, System


@dataclass(frozen=True)
class Blocks:
    """The block of each unknown and of each figure; different blocks tell nothing of one another."""

    unknown: Places
    figure: Places


def spare(system: System, known: Knowledge, needed: Marks, exposed: Marks) -> Marks:
    """Return which figures are withheld once all that can be given back is given back, the dearest first.

    needed: per figure, withheld whatever happens. exposed: per unknown, narrowed whatever happens. A figure is given
    back where propagation narrows nothing then; one of every block is tried at a time.
    """
    bounds = propagate(system, start(system, known))
    blocks, known = _blocks(system, known, bounds), _settled(known, bounds)
    waiting = np.flatnonzero(known.withheld & ~needed)
    waiting = waiting[np.lexsort([waiting, -known.cost[waiting], blocks.figure[waiting]])]
    part, of_part = system, np.arange(system.size.size)
    while waiting.size:
        active, first = np.unique(blocks.figure[waiting], return_index=True)
        part, of_part = _shrunk((part, of_part), blocks, active)
        tried, waiting = waiting[first], np.delete(waiting, first)
        trial = replace(known.at(of_part), withheld=_without(known.withheld, tried))
        broken = narrowed(part, propagate(part, start(part, trial))) & ~exposed[of_part]
        kept = np.isin(active, blocks.unknown[of_part[broken]])
        known = replace(known, withheld=_without(known.withheld, tried[~kept]))
    return known.withheld


def _without(marks: Marks, figures: Places) -> Marks:
    """Return the marks with these taken away."""
    left = marks.copy()
    left[figures] = False
    return left


def _shrunk(part: tuple[System, Places], blocks: Blocks, active: Places) -> tuple[System, Places]:
    """Return the part of the system that the active blocks need, and its unknowns' numbers; only when much is saved."""
    system, numbers = part
    inside = np.isin(blocks.unknown[numbers], active)
    touched = np.unique(system.equation[inside[system.unknown]])
    if 2 * touched.size > system.equations:
        return part
    smaller, kept = system.only(touched)
    return smaller, numbers[kept]


def _settled(known: Knowledge, bounds: Bounds) -> Knowledge:
    """Return the knowledge with all that is worked out already, so that no block needs what lies outside it."""
    settled = bounds.high <= bounds.low
    return replace(known, low=np.where(settled, bounds.low, known.low), high=np.where(settled, bounds.high, known.high))


def _blocks(system: System, known: Knowledge, bounds: Bounds) -> Blocks:
    """Return the blocks while all of these figures are withheld; a figure's own sizes are in one block."""
    terms = open_terms(system, bounds)
    count, equations, figures = system.size.size, system.equations, known.withheld.size
    open_cell = np.append(known.withheld, False)[system.cell] & (system.cell >= 0)
    shown = np.flatnonzero(open_cell)
    rows = np.concatenate([terms.unknown, shown])
    columns = np.concatenate([terms.equation + count, system.cell[shown] + count + equations])
    total = count + equations + figures
    graph = coo_array((np.ones(rows.size), (rows, columns)), shape=(total, total))
    label = np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)
    return Blocks(label[:count], label[count + equations :])
