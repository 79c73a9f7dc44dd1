"""Integer programs over worlds: how many there may be of each sort of people and events that nobody released."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from tests.privacy.families import Counts

MOST = 300
"""More of one sort than any invented world has."""


class Worlds:
    """Integer programs over counts of sorts; each solution found is kept, as it answers other questions too."""

    def __init__(self, sorts: int) -> None:
        self.columns = sorts
        self.switches = 0
        self.rows: list[tuple[dict[int, float], float, float]] = []
        self.seen: list[np.ndarray[Any, np.dtype[np.float64]]] = []

    def say(self, counts: Counts, low: float, high: float = np.inf, switched: dict[int, float] | None = None) -> None:
        """Add that this sum, with these multiples of switches, lies in low … high."""
        self.rows.append(({**counts, **(switched or {})}, low, high))

    def switch(self) -> int:
        """Return the number of a new unknown that is 0 or 1."""
        self.switches += 1
        return self.columns + self.switches - 1

    def range(self, counts: Counts, least: int, most: int) -> tuple[int, int]:
        """Return how small and how large the sum can be, but no further than from `least` to `most`."""
        return self._end(counts, 1, least), -self._end(counts, -1, -most)

    def _end(self, counts: Counts, way: int, enough: int) -> int:
        objective = np.zeros(self.columns + self.switches)
        objective[list(counts)] = [way * number for number in counts.values()]
        best = min((float(objective @ one) for one in self.seen), default=np.inf)
        if best > enough:
            self.seen.append(self._solved(objective))
            best = float(objective @ self.seen[-1])
        return max(round(best), enough)

    def _solved(self, objective: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]:
        matrix = np.zeros((len(self.rows), objective.size))
        for n, (terms, _, _) in enumerate(self.rows):
            matrix[n, list(terms)] = list(terms.values())
        low, high = [row[1] for row in self.rows], [row[2] for row in self.rows]
        top = np.where(np.arange(objective.size) < self.columns, MOST, 1)
        found = milp(objective, integrality=np.ones(objective.size), bounds=Bounds(0, top),
                     constraints=LinearConstraint(matrix, low, high))  # fmt: skip
        if found.x is None:
            raise ValueError("no world fits what the reader takes the release to say")
        return np.asarray(np.round(found.x))
