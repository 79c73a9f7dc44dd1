"""The staff view's rows as a state: who carries how many people, who is there, and the site's standard."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from lead_metrics.caseload.state import Counts, Group, Standard, State, Worker, counts
from lead_metrics.cells import ALL, NONE, Load

Shares = Mapping[tuple[str, str], float]


def state_of(rows: pl.DataFrame) -> State:
    """Return the state that a site's staff view (cells.CASELOAD) tells.

    Where no position is known, each worker who carries somebody is taken as full-time.
    """
    shares = by_worker(rows)
    held = _held(rows)
    rostered = {worker for worker, measure in shares if measure == Load.FULL_TIME}
    codes = sorted((rostered | set(held) | _known(rows, Load.ACTIVE)) - {ALL, NONE})
    knows = {name: _knows(rows, *name) for name in ((Load.SPEAKS, "language"), (Load.WORKS_IN, "area"))}
    workers = []
    for code in codes:
        full, present = (shares.get((code, part), 0.0 if rostered else 1.0) for part in (Load.FULL_TIME, Load.PRESENT))
        speaks, works_in = (known.get(code, frozenset()) for known in knows.values())
        capacity = shares.get((code, Load.CAPACITY))
        workers.append(Worker(code, held.get(code, ()), full, present, capacity, speaks, works_in))
    standard = Standard(shares.get((ALL, Load.AVERAGE), 20.0), shares.get((ALL, Load.MOST), 25.0))
    return State(tuple(workers), held.get(NONE, ()), standard)


def by_worker(rows: pl.DataFrame) -> dict[tuple[str, str], float]:
    """Return the values that speak of a worker, or of the whole site, as one (keys: worker, measure)."""
    whole = rows.filter(pl.col("door") == ALL, pl.col("language") == ALL, pl.col("area") == ALL)
    return {(worker, measure): value for worker, measure, value in whole.select("worker", "measure", "value").rows()}


def roster_known(rows: pl.DataFrame) -> bool:
    """Tell whether any position is known."""
    return bool((rows["measure"] == Load.FULL_TIME).any())


def _known(rows: pl.DataFrame, measure: str) -> set[str]:
    return set(rows.filter(pl.col("measure") == measure)["worker"])


def _held(rows: pl.DataFrame) -> dict[str, Counts]:
    cut = rows.filter(pl.col("measure") == Load.ACTIVE, pl.col("language") != ALL, pl.col("area") != ALL)
    pairs: dict[str, list[tuple[Group, int]]] = {}
    for worker, language, area, people in cut.select("worker", "language", "area", "value").rows():
        pairs.setdefault(worker, []).append((Group(language, area), int(people)))
    return {worker: counts(found) for worker, found in pairs.items()}


def _knows(rows: pl.DataFrame, measure: str, column: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for worker, known in rows.filter(pl.col("measure") == measure).select("worker", column).rows():
        found.setdefault(worker, set()).add(known)
    return {worker: frozenset(known) for worker, known in found.items()}
