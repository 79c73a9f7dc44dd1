"""A suggestion: the fewest hand-overs that bring everybody into the band, with reasons, or what it would take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil

from lead_metrics.caseload.program import Flow, Program
from lead_metrics.caseload.state import NEW, Counts, Group, State, Worker, counts
from lead_metrics.cells import NONE

QUARTER = 4
"""Full-time shares are said in quarters of a full week."""


@dataclass(frozen=True)
class HandOver:
    """How many people one worker hands to another; giver None for people whom nobody carries yet.

    before, after: the loads of giver and taker (giver's None where nobody gives). known: languages other than the
    common one that are the reason for this taker.
    """

    giver: str | None
    taker: str
    people: int
    giver_loads: tuple[int, int] | None
    taker_loads: tuple[int, int]
    known: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shortage:
    """What is missing where the band cannot be reached with these workers.

    unplaced: people for whom no worker has a place below the most, by group. bound: languages and areas in which
    places are missing though there are enough in all. more: full-time shares that would do. average, most: the
    standard that these workers could hold, None where no such standard exists because nobody is there.
    """

    unplaced: Counts
    bound: tuple[Group, ...]
    more: float
    average: int | None
    most: int | None


@dataclass(frozen=True)
class Suggestion:
    """hand_overs: as few as can be. after: the state they lead to. shortage: None where everybody is in the band."""

    hand_overs: tuple[HandOver, ...]
    after: State
    shortage: Shortage | None = None

    @property
    def people(self) -> int:
        """Return how many people would change their worker."""
        return sum(one.people for one in self.hand_overs if one.giver is not None)


@lru_cache(maxsize=256)
def suggest(state: State) -> Suggestion:
    """Return the suggestion for a state; a state says all that it depends on, so equal ones are worked out once.

    Where the average is out of reach, the hand-overs still bring everybody to the most, if that is possible.
    Raises TookTooLong where it cannot be proven in time.
    """
    unplaced = Program(state).unplaced_people()
    if unplaced:
        return Suggestion((), state, _shortage(state, unplaced))
    flow = Program(state).fewest()
    after = _after(state, flow)
    return Suggestion(tuple(_hand_overs(state, after, flow)), after, _shortage(state, ()) if over(state) else None)


def over(state: State) -> bool:
    """Tell whether there are more people than the average allows those present."""
    return state.total > state.standard.average * state.full_time + 1e-9


def _after(state: State, flow: Flow) -> State:
    moved = []
    for worker in state.workers:
        given = [(group, -people) for group, people in flow.gives.get(worker.code, ())]
        moved.append(replace(worker, carries=counts([*worker.carries, *given, *flow.takes.get(worker.code, ())])))
    return replace(state, workers=tuple(moved), waiting_for_one=())


def _hand_overs(state: State, after: State, flow: Flow) -> Iterator[HandOver]:
    pairs: dict[tuple[str | None, str], list[tuple[Group, int]]] = {}
    for giver, taker, group, people in _matched(state, flow):
        pairs.setdefault((giver, taker), []).append((group, people))
    for (giver, taker), held in sorted(pairs.items(), key=lambda pair: (pair[0][0] or "", pair[0][1])):
        loads = None if giver is None else _loads(state, after, giver)
        languages = {group.language for group, _ in held} - {NONE, state.common_language}
        people = sum(number for _, number in held)
        yield HandOver(giver, taker, people, loads, _loads(state, after, taker), tuple(sorted(map(str, languages))))


def _loads(state: State, after: State, code: str) -> tuple[int, int]:
    before, then = state.worker(code), after.worker(code)
    assert before is not None and then is not None
    return before.load, then.load


def _matched(state: State, flow: Flow) -> Iterator[tuple[str | None, str, Group, int]]:
    """Return who hands how many of each group to whom: givers and takers in order, one after the other."""
    givers: list[tuple[str | None, Counts]] = [(None, state.waiting_for_one), *sorted(flow.gives.items())]
    takers = {code: dict(held) for code, held in sorted(flow.takes.items())}
    for giver, held in givers:
        for group, people in held:
            left = people
            for taker, room in takers.items():
                taken = min(left, room.get(group, 0))
                if taken:
                    left -= taken
                    room[group] -= taken
                    yield giver, taker, group, taken


def _shortage(state: State, unplaced: Counts) -> Shortage:
    standard, missing = state.standard, sum(people for _, people in unplaced)
    free = sum(people for _, people in Program(state, free=True).unplaced_people()) if unplaced else 0
    bound = tuple(group for group, _ in unplaced) if free < missing else ()
    for_most = missing / standard.most
    for_average = state.total / standard.average - state.full_time
    more = ceil(max(for_most, for_average, 0) * QUARTER - 1e-9) / QUARTER
    average = ceil(state.total / state.full_time - 1e-9) if state.full_time else None
    return Shortage(unplaced, bound, more, average, _most_that_does(state) if unplaced else None)


def _most_that_does(state: State) -> int | None:
    """Return the smallest whole most under which everybody has a place, None where no such standard does."""

    def fits(most: int) -> bool:
        return not Program(replace(state, standard=replace(state.standard, most=most))).unplaced_people()

    low, high = int(state.standard.most), max(state.total, 1) * QUARTER
    if not fits(high):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if fits(middle) else (middle, high)
    return high


def newcomer(worker: Worker) -> bool:
    """Tell whether a worker is the one who joins in a what-if."""
    return worker.code == NEW
