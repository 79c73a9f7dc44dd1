"""The integer program behind a suggestion: who hands over how many, exactly, by HiGHS (Huangfu and Hall, 2018)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from lead_metrics.caseload.state import Counts, Group, State, counts
from lead_metrics.errors import RequestRefused

if TYPE_CHECKING:
    import highspy

SECONDS = 10.0
"""After so long a search is stopped, and said to be."""


class TookTooLong(RequestRefused):
    """The search was stopped before the best answer was proven."""


@dataclass(frozen=True)
class Flow:
    """How many people of each group each worker gives and takes, by the worker's code."""

    gives: dict[str, Counts]
    takes: dict[str, Counts]


@dataclass
class Rows:
    """Constraints as they are written down: low <= sum of coefficient × column <= high."""

    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    start: list[int] = field(default_factory=list)
    column: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)

    def add(self, terms: Sequence[tuple[int, float]], low: float, high: float) -> None:
        """Add one constraint."""
        self.start.append(len(self.column))
        self.column.extend(column for column, _ in terms)
        self.value.extend(value for _, value in terms)
        self.low.append(low)
        self.high.append(high)


class Program:
    """Columns: what a worker gives of a group, what they take of it, and one for each person of their load after.

    Rows: of each group as much is taken as is given and waits for a worker, unless it stays unplaced; each load after
    is the load before, less what is given, more what is taken. That is a flow through a network.
    """

    def __init__(self, state: State, *, free: bool = False) -> None:
        """Write down the program of a state; `free` leaves languages and areas aside."""
        self.state, self.rows = state, Rows()
        self.high: list[float] = []
        self.groups = sorted(
            {g for worker in state.workers for g, _ in worker.carries} | set(dict(state.waiting_for_one))
        )
        self.give = {
            (worker.code, group): self._column(people) for worker in state.workers for group, people in worker.carries
        }
        there = self._people()
        self.take = {
            (worker.code, group): self._column(there[group])
            for worker in state.workers
            if worker.most(state.standard)
            for group in self.groups
            if free or state.can_take(worker, group)
        }
        self.unplaced = {group: self._column(there[group]) for group in self.groups}
        self.seat = {
            worker.code: [self._column(1) for _ in range(worker.most(state.standard))] for worker in state.workers
        }
        self._balance_groups()
        self._balance_workers()

    def _column(self, high: float) -> int:
        self.high.append(high)
        return len(self.high) - 1

    def _people(self) -> dict[Group, int]:
        held = [pair for worker in self.state.workers for pair in worker.carries]
        return dict(counts([*held, *self.state.waiting_for_one]))

    def _balance_groups(self) -> None:
        terms: dict[Group, list[tuple[int, float]]] = {group: [(self.unplaced[group], 1.0)] for group in self.groups}
        for columns, sign in ((self.give, -1.0), (self.take, 1.0)):
            for (_, group), column in columns.items():
                terms[group].append((column, sign))
        waiting = dict(self.state.waiting_for_one)
        for group, balanced in terms.items():
            number = float(waiting.get(group, 0))
            self.rows.add(balanced, number, number)

    def _balance_workers(self) -> None:
        terms = {code: [(column, -1.0) for column in columns] for code, columns in self.seat.items()}
        for columns, sign in ((self.give, -1.0), (self.take, 1.0)):
            for (code, _), column in columns.items():
                terms[code].append((column, sign))
        for worker in self.state.workers:
            self.rows.add(terms[worker.code], -worker.load, -worker.load)

    def unplaced_people(self) -> Counts:
        """Return the fewest people for whom no worker has a place, by group."""
        found = self._solve(dict.fromkeys(self.unplaced.values(), 1.0))
        return counts((group, found[column]) for group, column in self.unplaced.items())

    def fewest(self) -> Flow:
        """Return the flow with fewest hand-overs and, among those, the most even loads; everybody has a place."""
        for column in self.unplaced.values():
            self.high[column] = 0
        handed = [(column, 1.0) for column in self.give.values()]
        first = self._solve(dict(handed))
        least = float(sum(first[column] for column, _ in handed))
        self.rows.add(handed, least, least)
        found = self._solve(self._unevenness())
        return Flow(self._flow(self.give, found), self._flow(self.take, found))

    def _unevenness(self) -> dict[int, float]:
        """Return the sum of load²/share as the cost of each further person: (2k - 1)/share for the k-th."""
        present = {worker.code: worker.present for worker in self.state.workers}
        return {
            column: (2 * k - 1) / present[code]
            for code, columns in self.seat.items()
            for k, column in enumerate(columns, start=1)
        }

    @staticmethod
    def _flow(columns: dict[tuple[str, Group], int], found: list[int]) -> dict[str, Counts]:
        pairs: dict[str, list[tuple[Group, int]]] = {}
        for (code, group), column in columns.items():
            pairs.setdefault(code, []).append((group, found[column]))
        return {code: counts(held) for code, held in pairs.items()}

    def _solve(self, cost: dict[int, float]) -> list[int]:
        """Return each column of a cheapest solution; raises TookTooLong where it is not proven in time."""
        if not self.high:
            return []
        # Only here: a page that asks for no suggestion need not load a solver.
        import highspy  # noqa: PLC0415

        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        solver.silent()
        for option, value in (("threads", 1), ("mip_rel_gap", 0.0), ("time_limit", SECONDS)):
            solver.setOptionValue(option, value)
        solver.passModel(self._model(highspy, cost))
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise TookTooLong(f"no best answer was found within {SECONDS:.0f} seconds; change the question")
        return [round(value) for value in solver.getSolution().col_value]

    def _model(self, highs: Any, cost: dict[int, float]) -> highspy.HighsLp:
        lp = highs.HighsLp()
        size = len(self.high)
        lp.num_col_, lp.num_row_ = size, len(self.rows.low)
        lp.col_cost_ = [cost.get(column, 0.0) for column in range(size)]
        lp.col_lower_, lp.col_upper_ = [0.0] * size, self.high
        lp.row_lower_, lp.row_upper_ = self.rows.low, self.rows.high
        lp.a_matrix_.format_ = highs.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = [*self.rows.start, len(self.rows.column)]
        lp.a_matrix_.index_, lp.a_matrix_.value_ = self.rows.column, self.rows.value
        lp.integrality_ = [highs.HighsVarType.kInteger] * size
        return cast("highspy.HighsLp", lp)
