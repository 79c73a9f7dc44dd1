"""The staff view's rows as a state: who carries how many people, who is there, and the site's standard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from lead_metrics.caseload.state import Group, Standard, State, Worker, counts
from lead_metrics.cells import ALL, NONE, Load

COLUMNS = ("worker", "measure", "door", "language", "area", "value")
# Plain text: a member of an enumeration is found anew each time that it is named, and there are thousands of rows.
ACTIVE, SPEAKS, WORKS_IN, WHOLE = str(Load.ACTIVE), str(Load.SPEAKS), str(Load.WORKS_IN), str(ALL)


@dataclass
class Told:
    """What the rows tell.

    values: of a worker, or the site (`all`), as one. doors: of all workers by door (keys: door, measure). The others
    are by worker: people by group, and the languages and areas that their positions state.
    """

    values: dict[tuple[str, str], float] = field(default_factory=dict)
    doors: dict[tuple[str, str], float] = field(default_factory=dict)
    groups: dict[str, list[tuple[Group, int]]] = field(default_factory=dict)
    speaks: dict[str, set[str]] = field(default_factory=dict)
    works_in: dict[str, set[str]] = field(default_factory=dict)

    @property
    def roster_known(self) -> bool:
        """Tell whether any position is known."""
        full_time = str(Load.FULL_TIME)
        return any(measure == full_time for _, measure in self.values)

    def codes(self) -> list[str]:
        """Return the workers who are in a position or carry somebody, in order."""
        wanted = (ACTIVE, str(Load.FULL_TIME))
        known = {worker for worker, measure in self.values if measure in wanted}
        return sorted((known | set(self.groups)) - {ALL, NONE})


def told(rows: pl.DataFrame) -> Told:
    """Return what a site's staff view (cells.CASELOAD) tells, read in one pass."""
    found = Told()
    # Row by row in plain Python: each of the frame's filters costs more than all of these rows.
    for worker, measure, door, language, area, value in _rows(rows):
        if door != WHOLE:
            found.doors[door, measure] = found.doors.get((door, measure), 0.0) + value
        elif measure == SPEAKS:
            found.speaks.setdefault(worker, set()).add(language)
        elif measure == WORKS_IN:
            found.works_in.setdefault(worker, set()).add(area)
        elif language == area == WHOLE:
            found.values[worker, measure] = value
        elif measure == ACTIVE:
            found.groups.setdefault(worker, []).append((Group(language, area), int(value)))
    return found


def _rows(rows: pl.DataFrame) -> Iterator[tuple[str, str, str, str, str, float]]:
    return zip(*(rows[name].to_list() for name in COLUMNS), strict=True)


def state_of(found: Told) -> State:
    """Return the state that a staff view tells.

    Where no position is known, each worker who carries somebody is taken as full-time.
    """
    values, there = found.values, 0.0 if found.roster_known else 1.0
    workers = tuple(_worker(code, found, there) for code in found.codes())
    standard = Standard(values.get((ALL, Load.AVERAGE), 20.0), values.get((ALL, Load.MOST), 25.0))
    return State(workers, counts(found.groups.get(NONE, ())), standard)


def _worker(code: str, found: Told, there: float) -> Worker:
    values: Mapping[tuple[str, str], float] = found.values
    return Worker(
        code,
        counts(found.groups.get(code, ())),
        values.get((code, Load.FULL_TIME), there),
        values.get((code, Load.PRESENT), there),
        values.get((code, Load.CAPACITY)),
        frozenset(found.speaks.get(code, ())),
        frozenset(found.works_in.get(code, ())),
    )
