"""Small states made in tests, and invented ones of any kind."""

from __future__ import annotations

from hypothesis import strategies as st

from lead_metrics.caseload.state import Group, Standard, State, Worker, counts

ENGLISH, SPANISH = Group("english", "quay"), Group("spanish", "quay")
GROUPS = [Group(language, area) for language in ("english", "spanish", "none") for area in ("quay", "depot", "none")]


def worker(code: str, *carries: tuple[Group, int], share: float = 1.0, away: bool = False, **known) -> Worker:
    """Return a worker of that share of a full week."""
    return Worker(code, counts(carries), share, 0.0 if away else share, **known)


def plain(loads: dict[str, int], average: float = 20, most: float = 25, waiting: int = 0) -> State:
    """Return a state of full-time workers whose people all speak English in one area."""
    workers = tuple(worker(code, (ENGLISH, load)) for code, load in loads.items())
    return State(workers, counts([(ENGLISH, waiting)]), Standard(average, most))


@st.composite
def workers(draw: st.DrawFn, code: str, people: int, groups: list[Group]) -> Worker:
    """Return an invented worker."""
    held = draw(st.lists(st.tuples(st.sampled_from(groups), st.integers(0, people)), max_size=2))
    share, away = draw(st.sampled_from([0.25, 0.5, 1.0])), draw(st.booleans()) and draw(st.booleans())
    capacity = draw(st.none() | st.integers(0, people))
    return worker(code, *held, share=share, away=away, capacity=capacity, speaks=frozenset(draw(SPEAKS)))


SPEAKS = st.sets(st.sampled_from(["spanish", "other"]), max_size=1)


@st.composite
def states(draw: st.DrawFn, most_workers: int = 4, people: int = 12, groups: int = len(GROUPS)) -> State:
    """Return an invented state."""
    chosen = GROUPS[:groups]
    held = tuple(draw(workers(f"w{n}", people, chosen)) for n in range(draw(st.integers(0, most_workers))))
    waiting = counts(draw(st.lists(st.tuples(st.sampled_from(chosen), st.integers(0, 2)), max_size=1)))
    average = draw(st.integers(1, people))
    return State(held, waiting, Standard(average, average + draw(st.integers(0, 4))))
