"""How loads stand against the standard and one another: a balance, never a league table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lead_metrics.caseload.state import State, Worker


class Place(StrEnum):
    """Where a worker's load lies against the standard."""

    OPEN = "open"
    FULL = "full"
    ABOVE = "above"
    AWAY = "away"
    """On leave, or in no position, while people are theirs."""


@dataclass(frozen=True)
class Balance:
    """Loads per full-time share. mean: all active people for each full-time share present, None while nobody is there.

    max_to_mean: the largest load per full-time share over the mean. gini: of the loads per full-time share of those
    present (Gini, 1912), 0 where all are equal. seats: how many people more fit before the average is reached.
    """

    mean: float | None
    max_to_mean: float | None
    gini: float | None
    seats: int


def balance(state: State) -> Balance:
    """Return how the loads of a state stand to one another."""
    loads = sorted(load for load in (worker.per_full_time for worker in state.workers) if load is not None)
    mean = state.total / state.full_time if state.full_time else None
    uneven = loads[-1] / mean if loads and mean else None
    return Balance(mean, uneven, gini(loads), open_seats(state))


def gini(loads: list[float]) -> float | None:
    """Return the Gini coefficient of loads in rising order, None where there are none or nobody carries anybody."""
    whole, n = sum(loads), len(loads)
    if not whole:
        return None
    weighed = sum(place * load for place, load in enumerate(sorted(loads), start=1))
    return 2 * weighed / (n * whole) - (n + 1) / n


def open_seats(state: State) -> int:
    """Return how many people more those present can take before each reaches the average."""
    return sum(worker.seats(state.standard) for worker in state.workers)


def place(worker: Worker, state: State) -> Place:
    """Return where a worker's load lies: with open seats, full, above the most, or carried by somebody away."""
    if not worker.present:
        return Place.AWAY
    if worker.load > worker.most(state.standard):
        return Place.ABOVE
    return Place.OPEN if worker.seats(state.standard) else Place.FULL


def ordered(state: State) -> list[Worker]:
    """Return the workers with most open seats first, those away last; equals by code. An order, never a rank."""
    standard = state.standard
    return sorted(
        state.workers,
        key=lambda one: (not one.present, -one.seats(standard), one.load - one.aim(standard), one.code),
    )


def placed(state: State) -> list[tuple[Worker, Place]]:
    """Return each worker with where their load lies, in the page's order; who is away with nobody is left out."""
    return [(worker, place(worker, state)) for worker in ordered(state) if worker.load or worker.present]


def at(workers: list[tuple[Worker, Place]], where: Place) -> list[Worker]:
    """Return those of the placed workers whose load lies there."""
    return [worker for worker, found in workers if found is where]
