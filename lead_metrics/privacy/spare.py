"""Giving back: figures that the search withheld, and that nothing needs any more once the others are withheld."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from lead_metrics.privacy.attack import Bounds, Marks, Told, grouped, narrowed_at, open_terms, propagate, within
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
    blocks, told = _blocks(system, known, bounds), Told(system, bounds)
    of_figure, first = grouped(system.cell, known.withheld.size)
    withheld, watched = known.withheld.copy(), ~exposed
    waiting = np.flatnonzero(known.withheld & ~needed)
    waiting = waiting[np.lexsort([waiting, -known.cost[waiting], blocks.figure[waiting]])]
    while waiting.size:
        active, ahead = np.unique(blocks.figure[waiting], return_index=True)
        tried, waiting = waiting[ahead], np.delete(waiting, ahead)
        steps = told.tell(of_figure[within(first, tried)])
        touched = np.unique(np.concatenate([moved for moved, _, _ in steps]))
        broken = touched[narrowed_at(system, told.bounds, touched) & watched[touched]]
        lost = np.isin(active, blocks.unknown[broken])
        told.take_back(steps, np.isin(blocks.unknown, active[lost]))
        withheld[tried[~lost]] = False
    return withheld


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
