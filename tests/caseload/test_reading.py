"""The staff view's rows as a state, and nothing lost on the way."""

from __future__ import annotations

from datetime import date

import polars as pl

from lead_metrics.caseload.reading import state_of, told
from lead_metrics.caseload.state import Group, Standard
from lead_metrics.cells import CASELOAD

DAY = date(2026, 11, 23)


def rows(*told: tuple[str, str, str, str, float]) -> pl.DataFrame:
    """Return rows of (worker, measure, language, area, value)."""
    made = [("north", worker, DAY, measure, "all", language, area, n) for worker, measure, language, area, n in told]
    return pl.DataFrame(made, schema=CASELOAD, orient="row")


CARRIED = (("w1", "active", "all", "all", 3.0), ("w1", "active", "english", "quay", 2.0),
           ("w1", "active", "spanish", "none", 1.0), ("none", "active", "all", "all", 1.0),
           ("none", "active", "english", "quay", 1.0), ("w2", "inactive", "all", "all", 4.0))  # fmt: skip


def test_people_are_read_by_group_and_those_without_a_worker_apart():
    state = state_of(told(rows(*CARRIED)))
    assert [(one.code, one.load, one.present) for one in state.workers] == [("w1", 3, 1.0)]
    assert dict(state.workers[0].carries) == {Group("english", "quay"): 2, Group("spanish", "none"): 1}
    assert (state.nobodys, state.total, told(rows(*CARRIED)).roster_known) == (1, 4, False)


def test_positions_say_who_is_there_and_a_worker_in_none_is_not():
    state = state_of(told(rows(*CARRIED, ("w2", "full_time", "all", "all", 0.5), ("w2", "present", "all", "all", 0.0),
                          ("w3", "full_time", "all", "all", 1.0), ("w3", "present", "all", "all", 1.0),
                          ("w3", "speaks", "spanish", "all", 1.0), ("w3", "capacity", "all", "all", 8.0))))  # fmt: skip
    found = {one.code: (one.load, one.full_time, one.present) for one in state.workers}
    assert found == {"w1": (3, 0.0, 0.0), "w2": (0, 0.5, 0.0), "w3": (0, 1.0, 1.0)}
    new = state.worker("w3")
    assert (new.speaks, new.capacity, new.seats(state.standard)) == (frozenset({"spanish"}), 8.0, 8)


def test_the_sites_standard_is_read_and_twenty_and_twenty_five_are_the_default():
    assert state_of(told(rows(*CARRIED))).standard == Standard(20, 25)
    held = rows(*CARRIED, ("all", "standard_average", "all", "all", 15.0), ("all", "standard_most", "all", "all", 18.0))
    assert state_of(told(held)).standard == Standard(15, 18)
