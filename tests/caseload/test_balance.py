"""Loads against the standard and one another, worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from lead_metrics.caseload.balance import Place, at, balance, gini, open_seats, ordered, place, placed
from lead_metrics.caseload.state import Standard, State, counts
from tests.caseload.states import ENGLISH, plain, states, worker

HALF = worker("half", (ENGLISH, 10), share=0.5)


@pytest.mark.parametrize(
    ("loads", "mean", "max_to_mean", "uneven", "seats"),
    [
        # Three workers with 10, 20 and 30: mean 20; 30/20; Gini 2(10 + 40 + 90)/(3 × 60) - 4/3 = 2/9; 10 seats.
        ({"a": 10, "b": 20, "c": 30}, 20, 1.5, 2 / 9, 10),
        ({"a": 20, "b": 20}, 20, 1, 0, 0),
        ({"a": 0, "b": 20}, 10, 2, 0.5, 20),
        ({"a": 25}, 25, 1, 0, 0),
        ({"a": 18, "b": 19, "c": 29}, 22, 29 / 22, 2 * (18 + 38 + 87) / (3 * 66) - 4 / 3, 3),
    ],
)
def test_worked_examples_of_full_time_workers(loads, mean, max_to_mean, uneven, seats):
    found = balance(plain(loads))
    assert (found.mean, found.seats) == (mean, seats)
    assert found.max_to_mean == pytest.approx(max_to_mean)
    assert found.gini == pytest.approx(uneven)


def test_a_half_time_worker_with_ten_is_as_loaded_as_a_full_time_one_with_twenty():
    found = balance(State((HALF, worker("full", (ENGLISH, 20)))))
    assert (found.mean, found.max_to_mean, found.gini, found.seats) == (20, 1, 0, 0)


def test_people_of_somebody_on_leave_weigh_on_those_present():
    # 30 people, one full-time worker present: the mean is 30, though the worker carries 20.
    state = State((worker("away", (ENGLISH, 10), away=True), worker("here", (ENGLISH, 20))))
    assert balance(state).mean == 30
    assert place(state.workers[0], state) is Place.AWAY
    assert state.workers[0].seats(state.standard) == 0


def test_half_a_leave_halves_what_a_worker_carries_and_what_their_position_states():
    half, stated = (replace(worker("a", (ENGLISH, 9), capacity=capacity), present=0.5) for capacity in (None, 12.0))
    state = State((half,))
    assert (place(half, state), half.seats(state.standard), half.most(state.standard)) == (Place.OPEN, 1, 12)
    assert (stated.aim(state.standard), stated.most(state.standard), place(stated, state)) == (6, 6, Place.ABOVE)


def test_people_without_a_worker_count_towards_the_mean():
    assert balance(plain({"a": 10, "b": 10}, waiting=20)).mean == 20


def test_nobody_there_is_no_average_and_not_zero():
    assert balance(State(())) == balance(State((worker("away", (ENGLISH, 3), away=True),)))
    assert balance(State(())).mean is None


@pytest.mark.parametrize(
    ("load", "share", "where", "seats"),
    [
        (19, 1.0, Place.OPEN, 1), (20, 1.0, Place.FULL, 0), (25, 1.0, Place.FULL, 0), (26, 1.0, Place.ABOVE, 0),
        (9, 0.5, Place.OPEN, 1), (12, 0.5, Place.FULL, 0), (13, 0.5, Place.ABOVE, 0), (14, 0.75, Place.OPEN, 1),
    ],
)  # fmt: skip
def test_the_band_is_twenty_to_twenty_five_for_each_full_time_share(load, share, where, seats):
    one = worker("a", (ENGLISH, load), share=share)
    state = State((one,))
    assert (place(one, state), one.seats(state.standard)) == (where, seats)


def test_a_position_with_a_lower_capacity_has_no_seats_beyond_it_and_one_with_more_changes_nothing():
    low, high = (worker("a", (ENGLISH, 10), capacity=capacity) for capacity in (10.0, 40.0))
    assert (low.seats(Standard()), low.most(Standard())) == (0, 10)
    assert (high.seats(Standard()), high.most(Standard())) == (10, 25)


def test_workers_come_in_the_order_of_open_seats_and_those_away_last():
    away = worker("away", (ENGLISH, 2), away=True)
    state = State((away, worker("full", (ENGLISH, 24)), worker("b", (ENGLISH, 15)), worker("a", (ENGLISH, 15)), HALF))
    assert [one.code for one in ordered(state)] == ["a", "b", "half", "full", "away"]


@given(state=states())
def test_every_worker_lies_in_one_place_and_seats_add_up(state):
    found = [one.code for one, _ in placed(state)]
    assert len(found) == len(set(found))
    assert {one.code for one in state.workers if one.load or one.present} == set(found)
    assert open_seats(state) == sum(one.seats(state.standard) for one in at(placed(state), Place.OPEN))


@given(state=states())
def test_gini_lies_between_zero_and_one_and_forgets_the_order(state):
    loads = [float(one.load) for one in state.workers]
    found = gini(loads)
    if found is not None:
        assert -1e-9 <= found < 1
        assert gini(loads[::-1]) == pytest.approx(found)


def test_groups_met_twice_are_added_up():
    assert counts([(ENGLISH, 2), (ENGLISH, 3)]) == ((ENGLISH, 5),)
