"""The modular approach to hierarchical tables: one subtable after another, from the top.

After the description of HiTaS (de Wolf 2002, in Inference Control in Statistical Databases, LNCS 2316): each subtable
without hierarchy is protected best possibly by itself, its margins kept as the table above has left them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from bench.optimum import Marks, Problem, optimum

APART = 9.0
"""How far a withheld margin that is not itself small must be able to move, as if it were a protected one of ten."""


def modular(problem: Problem, tables: Sequence[Sequence[int]]) -> Marks:
    """Return which figures the modular approach withholds, given the figures of each subtable, from the top down.

    Where a subtable cannot be protected by its inner figures alone, its margins may go too, and all begins again.
    """
    withheld = problem.forced.copy()
    while True:
        decided, again = np.zeros(withheld.size, dtype=bool), False
        for table in tables:
            figures = np.array(table)
            part = _part(problem, figures, withheld)
            kept = decided[figures] & ~part.forced
            found = optimum(replace(part, fixed=part.fixed | kept))
            if found is None:
                found, again = optimum(part), True
            if found is None:
                raise ValueError("a subtable cannot be protected at all")
            withheld[figures] |= found.withheld
            decided[figures] = True
        if not again:
            return withheld


def _part(problem: Problem, figures: np.ndarray[tuple[int], np.dtype[np.int64]], withheld: Marks) -> Problem:
    """Return the problem of these figures alone, in which what the table above withholds is protected as well."""
    at = {int(figure): place for place, figure in enumerate(figures)}
    inside = [(at[w], [at[p] for p in parts]) for w, parts in problem.sums if {w, *parts} <= at.keys()]
    size, least = problem.size[figures], problem.least[figures]
    own = ~np.isnan(problem.need_low[figures])
    margin = withheld[figures] & ~own & (size > APART)
    low = np.where(margin, np.maximum(least, size - APART), problem.need_low[figures])
    high = np.where(margin, size + APART, problem.need_high[figures])
    return Problem(
        size, inside, withheld[figures], problem.hidden[figures], problem.fixed[figures], least, low, high,
        problem.cost[figures],
    )  # fmt: skip
