"""A what-if changes who carries whom, and never how many people there are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lead_metrics.caseload import whatif
from lead_metrics.caseload.balance import balance
from lead_metrics.caseload.state import NEW, State
from lead_metrics.errors import RequestRefused
from tests.caseload.states import ENGLISH, SPANISH, plain, states, worker

TODAY = plain({"a": 28, "b": 12})


def loads(state: State) -> dict[str, int]:
    """Return each worker's load."""
    return {one.code: one.load for one in state.workers}


def test_moving_three_people_moves_three_people():
    assert loads(whatif.move(TODAY, "a", "b", 3)) == {"a": 25, "b": 15}
    assert loads(TODAY) == {"a": 28, "b": 12}


def test_those_who_fit_the_taker_move_first():
    state = State((worker("a", (SPANISH, 5), (ENGLISH, 6)), worker("b", (ENGLISH, 1))))
    moved = whatif.move(state, "a", "b", 4)
    assert moved.worker("a").carries == ((ENGLISH, 2), (SPANISH, 5))


def test_when_a_worker_leaves_their_people_wait_for_a_new_one():
    gone = whatif.leaves(TODAY, "a")
    assert (loads(gone), gone.nobodys, gone.total) == ({"b": 12}, 28, TODAY.total)
    assert balance(gone).mean == 40


def test_a_half_time_worker_who_joins_brings_ten_seats_and_nobody():
    joined = whatif.joins(TODAY, 0.5)
    assert (joined.total, balance(joined).seats) == (40, balance(TODAY).seats + 10)
    assert joined.worker(NEW).load == 0


def test_another_standard_changes_seats_alone():
    held = whatif.held_to(TODAY, 15, 18)
    assert (loads(held), balance(held).seats, balance(held).mean) == (loads(TODAY), 3, balance(TODAY).mean)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: whatif.move(TODAY, "a", "b", 29),
        lambda: whatif.move(TODAY, "a", "b", -1),
        lambda: whatif.move(TODAY, "a", "a", 1),
        lambda: whatif.move(TODAY, "a", "x", 1),
        lambda: whatif.leaves(TODAY, "x"),
        lambda: whatif.joins(TODAY, 0),
        lambda: whatif.joins(TODAY, 1.5),
        lambda: whatif.held_to(TODAY, 20, 10),
        lambda: whatif.held_to(TODAY, 0, 10),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_to_do(ask):
    with pytest.raises(RequestRefused, match="; choose"):
        ask()


@given(state=states(), data=st.data())
def test_the_total_is_unchanged_whatever_is_asked(state, data):
    asked = state
    if asked.workers:
        asked = whatif.leaves(asked, data.draw(st.sampled_from(asked.workers)).code)
    asked = whatif.joins(asked, data.draw(st.sampled_from([0.25, 1.0])))
    giver = data.draw(st.sampled_from(asked.workers))
    if giver.code != NEW:
        asked = whatif.move(asked, giver.code, NEW, data.draw(st.integers(0, giver.load)))
    asked = whatif.held_to(asked, 5, 9)
    assert asked.total == state.total
