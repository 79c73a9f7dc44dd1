"""Who came is ticked by whoever runs the meeting, and handed to the side that counts once the meeting has ended."""

from __future__ import annotations

from itertools import product

import pytest
from sqlalchemy import Engine

from lead_metrics.access.viewer import EVERY_SITE
from lead_metrics.errors import NotAllowed, RequestRefused
from lead_metrics.store import attendance, meetings, trail
from tests.facts.viewers import ROLES, viewer
from tests.store.meeting import DAY, MANAGER, PARTNER, held


def test_it_is_noted_by_a_manager_of_the_site_alone_and_can_be_mended(engine: Engine) -> None:
    number = held(engine)
    for role, site in product(ROLES, ("south", "north", EVERY_SITE)):
        if role != "manager" or site == "south":
            with pytest.raises(NotAllowed):
                attendance.note(engine, viewer(role, site), number, ["police"])
    attendance.note(engine, MANAGER, number, ["police", "defender"])
    assert attendance.came_to(engine, PARTNER, number) == ["defender", "police"]
    meetings.close(engine, MANAGER, number)
    for partners in (["police"], []):
        attendance.note(engine, MANAGER, number, partners)
        assert attendance.came_to(engine, PARTNER, number) == partners
    with pytest.raises(NotAllowed):
        attendance.came_to(engine, viewer("public", "north"), number)
    assert {entry.action for entry in trail.entries(engine)} >= {"attendance"}


def test_nobody_comes_who_is_no_partner(engine: Engine) -> None:
    number = held(engine)
    with pytest.raises(RequestRefused, match="no such partner"):
        attendance.note(engine, MANAGER, number, ["police", "somebody"])
    assert attendance.came_to(engine, PARTNER, number) == []


def test_only_what_has_ended_is_counted_under_a_name_that_no_delivery_has(engine: Engine) -> None:
    first = held(engine)
    attendance.note(engine, MANAGER, first, ["police"])
    assert [frame.is_empty() for frame in attendance.entered(engine)] == [True, True]
    meetings.close(engine, MANAGER, first)
    # A meeting at which nobody was noted is not one to which nobody came.
    meetings.close(engine, MANAGER, held(engine))
    held_rows, came = attendance.entered(engine)
    assert held_rows.rows() == [(f"typed {first}", "north", meetings.BODY, DAY)]
    assert came.rows() == [(f"typed {first}", "north", "police")]
