"""The exact optimum of complementary withholding for small tables, to hold the gate's greedy choice against.

One mixed-integer program (Fischetti and Salazar 2000, written out in full rather than by cuts): a figure is withheld or
not, and for every protected figure two tables must fit all that is shown, in one of which it is as small as a reader
must be unable to exclude, and in the other as large.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

Numbers = NDArray[np.float64]
Marks = NDArray[np.bool_]

SECONDS = 60.0
GAP = 1e-6


@dataclass(frozen=True)
class Problem:
    """A table to protect.

    size: per figure. sums: a whole and its parts, by their places. forced: withheld whatever happens. hidden: never
    released at all. fixed: shown whatever happens. least: what a withheld mark admits. need_low, need_high: what a
    reader must be unable to exclude, NaN where nothing is protected. cost: of losing each.
    """

    size: Numbers
    sums: Sequence[tuple[int, Sequence[int]]]
    forced: Marks
    hidden: Marks
    fixed: Marks
    least: Numbers
    need_low: Numbers
    need_high: Numbers
    cost: Numbers


@dataclass(frozen=True)
class Optimum:
    """Which figures are withheld, and whether the solver proved that less is impossible."""

    withheld: Marks
    proven: bool


def optimum(problem: Problem, cost: Numbers | None = None, reach: float = 1.0) -> Optimum | None:
    """Return the withheld figures of least cost (each figure 1 unless `cost` says otherwise), None in want of time.

    reach: how far a figure may move beside the protected one, in multiples of the latter's own move; 1 is exact where
    the sums form a network (two-way tables, one of them hierarchical). Tables are not asked to be whole numbers: where
    sums form no network, less than this cannot be withheld, but it may not suffice.
    """
    count = problem.size.size
    asked = list(_asked(problem))
    rows = _Rows(count)
    for number, (figure, move) in enumerate(asked):
        rows.table(problem, figure, move, (number + 1) * count, reach * abs(move))
    total = (len(asked) + 1) * count
    binary = np.arange(total) < count
    most = np.abs([move for _, move in asked]).max(initial=0.0) * max(reach, 1.0)
    low = np.where(binary, np.tile(problem.forced | problem.hidden, len(asked) + 1).astype(float), -most)
    high = np.where(binary, 1.0 - np.tile(problem.fixed, len(asked) + 1), most)
    price = np.where(problem.hidden, 0.0, np.ones(count) if cost is None else cost)
    found = milp(
        np.concatenate([price, np.zeros(total - count)]),
        integrality=binary.astype(int),
        bounds=Bounds(low, np.maximum(low, high)),
        constraints=rows.constraint(total),
        options={"time_limit": SECONDS, "mip_rel_gap": GAP},
    )
    return None if found.x is None else Optimum((found.x[:count] > 0.5) & ~problem.hidden, found.status == 0)


def _asked(problem: Problem) -> Iterator[tuple[int, float]]:
    """Yield each protected figure with how far it must be able to move, down and up."""
    for figure in np.flatnonzero(~np.isnan(problem.need_low)):
        for need in (problem.need_low[figure], problem.need_high[figure]):
            if abs(need - problem.size[figure]) > GAP:
                yield int(figure), float(need - problem.size[figure])


class _Rows:
    """The rows of the program: for each other table, that it fits sums and shown figures, and moves far enough."""

    def __init__(self, count: int) -> None:
        """count: how many figures there are."""
        self.count = count
        self.entries: list[tuple[int, int, float]] = []
        self.low: list[float] = []
        self.high: list[float] = []

    def table(self, problem: Problem, figure: int, move: float, at: int, most: float) -> None:
        """Add the rows of one other table, whose moves from the truth stand in the columns from `at` on."""
        for whole, parts in problem.sums:
            self._row([(at + whole, 1.0), *((at + part, -1.0) for part in parts)], 0.0, 0.0)
        for place, size in enumerate(problem.size):
            down = min(most, size - problem.least[place])
            self._row([(at + place, 1.0), (place, -most)], -np.inf, 0.0)
            self._row([(at + place, 1.0), (place, down)], 0.0, np.inf)
        ends = (move, np.inf) if move > 0 else (-np.inf, move)
        self._row([(at + figure, 1.0)], *ends)

    def constraint(self, total: int) -> LinearConstraint:
        """Return the rows as one constraint over that many columns."""
        row, column, value = zip(*self.entries, strict=True) if self.entries else ((), (), ())
        matrix = coo_array((value, (row, column)), shape=(len(self.low), total)).tocsr()
        return LinearConstraint(matrix, np.array(self.low), np.array(self.high))

    def _row(self, terms: Sequence[tuple[int, float]], low: float, high: float) -> None:
        self.entries += [(len(self.low), column, value) for column, value in terms]
        self.low.append(low)
        self.high.append(high)


def safe(problem: Problem, withheld: Marks) -> bool:
    """Tell whether whole-number tables reach all that a reader must be unable to exclude, these being withheld."""
    return all(_reaches(problem, withheld | problem.hidden, figure, move) for figure, move in _asked(problem))


def _reaches(problem: Problem, open_: Marks, figure: int, move: float) -> bool:
    low = np.where(open_, problem.least, problem.size)
    high = np.where(open_, np.inf, problem.size)
    target = problem.size[figure] + move
    low[figure], high[figure] = (max(low[figure], target), np.inf) if move > 0 else (low[figure], target)
    if low[figure] > high[figure]:
        return False
    rows = np.zeros((len(problem.sums), problem.size.size))
    for number, (whole, parts) in enumerate(problem.sums):
        rows[number, list(parts)], rows[number, whole] = -1.0, 1.0
    equal = LinearConstraint(rows, 0, 0) if len(problem.sums) else ()
    size = problem.size.size
    found = milp(np.zeros(size), integrality=np.ones(size), bounds=Bounds(low, high), constraints=equal)
    return bool(found.status == 0)
