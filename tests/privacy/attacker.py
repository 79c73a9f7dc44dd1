"""An attacker of whole families: integer programs over the invented people and events behind every table.

Shares no code and no method with the gate: the gate reasons about sums of released figures, this attacker about sorts
of people and events that nobody released, and asks how few or how many of them a withheld figure can count.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from lead_metrics.cells import ReleasedCells
from tests.privacy.families import Counts, Family, Figure, Key, told, total

MOST, FEW = 300, 10
KEY = ("area", "indicator", "grain", "from", "until", "dimension", "category")


@dataclass(frozen=True)
class Secret:
    """A number of one to ten that no release shows. fewest: a reader may know that there are as many as that."""

    what: str
    counts: Counts
    fewest: int


class Programs:
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


class Reader:
    """What a reader knows of a family's latest world from some releases, who is even told which figures wait."""

    def __init__(self, family: Family, releases: Sequence[ReleasedCells]) -> None:
        self.family, self.now = family, family.worlds[-1]
        self.frames = [list(cells.frame.iter_rows(named=True)) for cells in releases]
        self.figures, self.members = published(family, self.frames[-1])
        self.programs = Programs(len(self.now))
        self.shown = {key_of(row) for rows in self.frames for row in rows if row["status"] == "shown"}
        self.small: dict[Key, int] = {}
        for rows in self.frames:
            for row in rows:
                self._read(row, latest=rows is self.frames[-1])
        once = {key_of(row) for rows in self.frames[:-1] for row in rows if row["status"] == "withheld"}
        if len(self.frames) == len(family.worlds):
            for row in self.frames[-1]:
                if row["status"] == "withheld" and key_of(row) not in once:
                    self._marked(key_of(row))

    def range(self, secret: Secret) -> tuple[int, int]:
        """Return how few and how many it can be, looking no further than needed."""
        return self.programs.range(secret.counts, secret.fewest, FEW)

    def secrets(self) -> Iterator[Secret]:
        """Yield each number of one to ten that the latest release withholds or leaves over."""
        hidden = [key_of(row) for row in self.frames[-1] if row["status"] == "withheld"]
        left = [key for key in self.family.figures if not told(key)]
        for key in (*hidden, *left):
            filled = sum(total(one.counts, self.now) > 0 for one in self.members.get(key, ()))
            for name, counts in quantities(self.figures[key]):
                size = total(counts, self.now)
                if 1 <= size <= FEW:
                    yield Secret(f"{name} of {' '.join(map(str, key))}", counts, min(size, max(1, filled)))

    def _read(self, row: dict[str, Any], latest: bool) -> None:
        if row["status"] == "missing":
            self.programs.say(self.figures[key_of(row)].among or {}, 0, 0)
        if row["status"] != "shown":
            return
        figure = self.figures[key_of(row)]
        values = {"numerator": row["numerator"], "denominator": row["denominator"]}
        for name, counts in quantities(figure):
            value = values.get(name)
            if value is None:
                continue
            if total(counts, self.now) == value:
                self.programs.say(counts, value, value)
            elif latest and figure.among is None:
                self.programs.say(counts, value - FEW, value + FEW)

    def _marked(self, key: Key) -> None:
        """Take a mark for one at least, unless a whole that it is part of is so small that all its parts are marked."""
        mine = basis(self.figures[key])
        wholes = [whole for whole in self.figures if whole != key and self._holds(whole, key)]
        switched = {self._is_small(whole): 1.0 for whole in wholes if whole not in self.shown}
        self.programs.say(mine, 1, switched=switched)

    def _holds(self, whole: Key, part: Key) -> bool:
        tied = self.family.catalogue.indicators[whole[1]].disclosure.tied_to if told(whole) else ()
        same = whole[2:5] == part[2:5] and told(whole) and (whole[1] == part[1] or part[1] in tied)
        return same and basis(self.figures[whole]).keys() >= basis(self.figures[part]).keys()

    def _is_small(self, whole: Key) -> int:
        """Return the switch that says that this whole is small; where it gives way to another, it may be any size."""
        if whole not in self.small:
            self.small[whole] = self.programs.switch()
            if not self.family.catalogue.indicators[whole[1]].disclosure.within:
                counts = basis(self.figures[whole])
                far = MOST * sum(counts.values())
                self.programs.say(counts, 0, FEW + far, {self.small[whole]: far})
        return self.small[whole]


def published(family: Family, rows: Sequence[dict[str, Any]]) -> tuple[dict[Key, Figure], dict[Key, list[Figure]]]:
    """Return the figures with groups merged as the release's own rows show, and which figures stand in each."""
    there = {series_of(key_of(row)) for row in rows}
    members: dict[Key, list[Figure]] = {}
    for key, figure in family.figures.items():
        code = family.catalogue.codes.get(key[5], {}).get(key[6])
        into = key[:6] + (code.merges_into or key[6],) if code and told(key) and series_of(key) not in there else key
        members.setdefault(into, []).append(figure)
    return {key: _together(figures) for key, figures in members.items()}, members


def key_of(row: dict[str, Any]) -> Key:
    """Return the place of a released row."""
    return tuple(row[name] for name in KEY)  # type: ignore[return-value]


def series_of(key: Key) -> tuple[str, ...]:
    """Return area, indicator, dimension and category."""
    return (key[0], key[1], key[5], key[6])


def basis(figure: Figure) -> Counts:
    """Return what a mark is about: what a share is a share of, else what the figure counts."""
    return figure.counts if figure.among is None else figure.among


def quantities(figure: Figure) -> Iterator[tuple[str, Counts]]:
    """Yield all that a figure tells of: numerator, denominator and what is left between."""
    yield "numerator", figure.counts
    if figure.among is not None:
        yield "denominator", figure.among
        yield "rest", {n: number - figure.counts.get(n, 0) for n, number in figure.among.items()}


def _together(figures: Sequence[Figure]) -> Figure:
    counts = {n: number for one in figures for n, number in one.counts.items()}
    among = {n: number for one in figures for n, number in (one.among or {}).items()}
    return Figure(counts, None if figures[0].among is None else among)


def attack(family: Family, releases: Sequence[ReleasedCells]) -> tuple[int, list[str]]:
    """Return how many secrets there are, and those of which a reader can exclude a number from the fewest to ten.

    What earlier releases have given away already is not held against the latest.
    """
    reader = Reader(family, releases)
    before = Reader(family, releases[:-1]) if len(releases) > 1 else None
    secrets, found = list(reader.secrets()), []
    for secret in secrets:
        least, most = reader.range(secret)
        known = (secret.fewest, FEW) if before is None or (least, most) == (secret.fewest, FEW) else before.range(secret)
        if (least, most) != known and (least > secret.fewest or most < FEW):
            found.append(f"{secret.what}: {least} to {most}, before {known[0]} to {known[1]}")
    return len(secrets), found
