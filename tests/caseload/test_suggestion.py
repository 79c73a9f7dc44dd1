"""The suggestion is the best there is: beside every other way of sharing people out, in small cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given, settings

from lead_metrics.caseload import program
from lead_metrics.caseload.program import TookTooLong
from lead_metrics.caseload.state import Group, Standard, State, Worker, counts
from lead_metrics.caseload.suggestion import over, suggest
from tests.caseload.states import ENGLISH, SPANISH, plain, states, worker

Placing = tuple[int, ...]


def people_of(state: State) -> list[tuple[str | None, Group]]:
    """Return everybody one by one: who carries them, and their group."""
    held = [(one.code, group) for one in state.workers for group, number in one.carries for _ in range(number)]
    return [*held, *((None, group) for group, number in state.waiting_for_one for _ in range(number))]


def placings(state: State) -> Iterator[tuple[int, float]]:
    """Return hand-overs and unevenness of every way in which everybody has a worker who may carry them."""
    people = people_of(state)
    for chosen in product(state.workers, repeat=len(people)):
        loads = Counter(one.code for one in chosen)
        stays = [taker.code == giver for taker, (giver, _) in zip(chosen, people, strict=True)]
        fits = all(
            stay or state.can_take(taker, group) for stay, taker, (_, group) in zip(stays, chosen, people, strict=True)
        )
        if fits and all(loads[one.code] <= one.most(state.standard) for one in state.workers):
            handed = sum(1 for stay, (giver, _) in zip(stays, people, strict=True) if not stay and giver is not None)
            yield handed, unevenness(state, loads)


def unevenness(state: State, loads: Counter[str]) -> float:
    """Return the sum of squared loads over shares."""
    return round(sum(loads[one.code] ** 2 / one.present for one in state.workers if one.present), 6)


def loads_of(state: State) -> Counter[str]:
    """Return each worker's load."""
    return Counter({one.code: one.load for one in state.workers})


def check(state: State) -> bool:
    """Compare a suggestion with every placing; tell whether there was one at all."""
    found, best = suggest(state), min(placings(state), default=None)
    assert (best is None) == bool(found.shortage and found.shortage.unplaced)
    if best is not None:
        assert (found.people, unevenness(state, loads_of(found.after))) == best
        assert found.after.total == state.total and found.after.nobodys == 0
    return best is not None


@settings(max_examples=60)
@given(state=states(most_workers=3, people=3, groups=4))
def test_no_way_of_sharing_out_needs_fewer_hand_overs_or_is_as_short_and_more_even(state):
    if len(people_of(state)) <= 7:
        check(state)


def test_every_small_case_of_three_workers_is_solved_as_by_trying_everything():
    solved = [
        check(State(
            (worker("a", (ENGLISH, a), (SPANISH, s)), worker("b", (ENGLISH, b), share=0.5),
             worker("c", (SPANISH, c), away=away)),
            standard=Standard(2, most),
        ))
        for a, b, c, s, most, away in product(range(4), range(2), range(2), range(2), (2, 3), (False, True))
    ]  # fmt: skip
    assert len(solved) == 128 and {*solved} == {True, False}


@pytest.mark.parametrize(
    ("loads", "moved", "after"),
    [
        ({"a": 28, "b": 12}, 3, {"a": 25, "b": 15}),
        ({"a": 30, "b": 10, "c": 13}, 5, {"a": 25, "b": 14, "c": 14}),
        ({"a": 25, "b": 5}, 0, {"a": 25, "b": 5}),
        ({"a": 27, "b": 27, "c": 0}, 4, {"a": 25, "b": 25, "c": 4}),
    ],
)
def test_worked_examples(loads, moved, after):
    found = suggest(plain(loads))
    assert (found.people, dict(loads_of(found.after)), found.shortage) == (moved, after, None)


def test_each_hand_over_has_its_counts():
    found = suggest(plain({"a": 28, "b": 12}))
    (one,) = found.hand_overs
    assert (one.giver, one.taker, one.people, one.giver_loads, one.taker_loads) == ("a", "b", 3, (28, 25), (12, 15))


def test_people_without_a_worker_get_one_and_nobody_else_moves():
    found = suggest(plain({"a": 10, "b": 12}, waiting=4))
    assert found.people == 0
    assert dict(loads_of(found.after)) == {"a": 13, "b": 13}
    assert {one.giver for one in found.hand_overs} == {None}


def test_people_of_somebody_away_are_covered():
    state = State((worker("away", (ENGLISH, 4), away=True), worker("here", (ENGLISH, 10))))
    found = suggest(state)
    assert (found.people, dict(loads_of(found.after))) == (4, {"away": 0, "here": 14})


def test_a_language_goes_to_somebody_who_works_in_it_even_with_fewer_open_seats():
    speaker = worker("b", (ENGLISH, 20), (SPANISH, 1))
    state = State((worker("a", (SPANISH, 27)), speaker, worker("c", (ENGLISH, 2)), worker("d", (ENGLISH, 9))))
    assert state.common_language == "english"
    (one,) = suggest(state).hand_overs
    assert (one.taker, one.people, one.known) == ("b", 2, ("spanish",))


def test_what_a_position_says_of_languages_and_areas_counts():
    far = Group("english", "depot")
    state = State(
        (worker("a", (far, 26)), worker("b", (ENGLISH, 3)), worker("c", (ENGLISH, 9), works_in=frozenset({"depot"})))
    )
    (one,) = suggest(state).hand_overs
    assert one.taker == "c"


@pytest.mark.parametrize(
    ("state", "more", "average", "most"),
    [
        # 60 people, two workers: 50 places; 10 more ask for 0.5 (10/25) and, for the average, one (60/20 - 2).
        (plain({"a": 30, "b": 30}), 1.0, 30, 30),
        # 45 people under the most of 50, above the average of 40: a quarter more (45/20 - 2).
        (plain({"a": 24, "b": 21}), 0.25, 23, None),
        (plain({"a": 27, "b": 18}), 0.25, 23, None),
    ],
)
def test_what_cannot_be_done_says_what_would_do(state, more, average, most):
    short = suggest(state).shortage
    assert (short.more, short.average, short.most, short.bound) == (more, average, most, ())


def test_above_the_average_the_hand_overs_still_bring_everybody_under_the_most():
    found = suggest(plain({"a": 27, "b": 18}))
    assert over(found.after) and dict(loads_of(found.after)) == {"a": 25, "b": 20}


def test_places_that_are_missing_in_one_language_are_named():
    state = State((worker("a", (SPANISH, 30)), worker("b", (ENGLISH, 40), share=1.0), worker("c")))
    state = State((*state.workers, worker("d"), worker("e")))
    short = suggest(state).shortage
    assert short.bound == (SPANISH,)
    assert short.unplaced == ((SPANISH, 5),)


def test_nobody_there_is_an_answer_too():
    short = suggest(State((worker("away", (ENGLISH, 3), away=True),))).shortage
    assert (short.unplaced, short.average, short.most) == (((ENGLISH, 3),), None, None)
    assert short.more == 0.25


@settings(max_examples=15)
@given(state=states(most_workers=6, people=30))
def test_the_standard_that_is_said_to_do_does_and_one_less_does_not(state):
    found = suggest(state)
    if found.shortage and found.shortage.most is not None:
        for most, fits in ((found.shortage.most, True), (found.shortage.most - 1, False)):
            held = State(state.workers, state.waiting_for_one, Standard(state.standard.average, most))
            if most >= state.standard.average:
                again = suggest(held)
                assert (not (again.shortage and again.shortage.unplaced)) is fits


def test_the_same_question_has_the_same_answer_and_names_no_person():
    state = plain({"a": 28, "b": 12, "c": 12})
    first = suggest(state)
    suggest.cache_clear()
    assert suggest(state) == first
    assert {type(worker) for worker in first.after.workers} == {Worker}
    assert counts([]) == ()


def test_a_search_that_is_not_proven_in_time_says_so(monkeypatch):
    monkeypatch.setattr(program, "SECONDS", 0.0)
    suggest.cache_clear()
    with pytest.raises(TookTooLong, match="change the question"):
        suggest(plain({f"w{n:02}": 20 + n for n in range(12)}, 21, 24))
