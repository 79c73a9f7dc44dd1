"""What if: each question gives another state and leaves the data alone. Nobody is ever lost or made up on the way."""

from __future__ import annotations

from dataclasses import replace

from lead_metrics.caseload.state import NEW, Counts, State, Worker, counts
from lead_metrics.errors import RequestRefused


def move(state: State, giver: str, taker: str, people: int) -> State:
    """Return the state after so many people are handed from one worker to another, those who fit the taker first.

    Raises RequestRefused where a worker is unknown, the two are one, or fewer people are there.
    """
    gives, takes = _known(state, giver), _known(state, taker)
    if giver == taker:
        raise RequestRefused("a worker hands nobody to themselves; choose another")
    if not 0 <= people <= gives.load:
        raise RequestRefused(f"{people} people cannot be moved from {gives.load}; choose fewer")
    moved = _chosen(state, gives.carries, takes, people)
    left = counts([*gives.carries, *((group, -number) for group, number in moved)])
    without = state.with_worker(replace(gives, carries=left))
    return without.with_worker(replace(takes, carries=counts([*takes.carries, *moved])))


def _chosen(state: State, held: Counts, taker: Worker, people: int) -> Counts:
    fitting = sorted(held, key=lambda pair: (not state.can_take(taker, pair[0]), -pair[1], pair[0]))
    chosen = []
    for group, there in fitting:
        taken = min(there, people)
        people -= taken
        chosen.append((group, taken))
    return counts(chosen)


def leaves(state: State, code: str) -> State:
    """Return the state after a worker has left: their people need a new worker. Raises RequestRefused where unknown."""
    gone = _known(state, code)
    others = tuple(worker for worker in state.workers if worker.code != code)
    return replace(state, workers=others, waiting_for_one=counts([*state.waiting_for_one, *gone.carries]))


def joins(state: State, full_time: float = 1.0) -> State:
    """Return the state after a worker has joined with a share of a full week; raises RequestRefused for none or two."""
    if not 0 < full_time <= 1:
        raise RequestRefused("a worker joins with a share of a full week above 0 and up to 1; choose another")
    return replace(state, workers=(*state.workers, Worker(NEW, full_time=full_time, present=full_time)))


def held_to(state: State, average: float, most: float) -> State:
    """Return the state under another standard; raises RequestRefused unless 0 < average <= most."""
    if not 0 < average <= most:
        raise RequestRefused("the average lies above 0 and not above the most; choose others")
    return replace(state, standard=replace(state.standard, average=average, most=most))


def _known(state: State, code: str) -> Worker:
    found = state.worker(code)
    if found is None:
        raise RequestRefused("there is no such worker at this site; choose one of the list")
    return found
