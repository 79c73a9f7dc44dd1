"""What the room looks at is moved by whoever runs the meeting, and seen by all who sit in it."""

from __future__ import annotations

from itertools import product

import pytest
from sqlalchemy import Engine

from lead_metrics.access.viewer import EVERY_SITE
from lead_metrics.errors import NotAllowed, RequestRefused
from lead_metrics.store import meetings, presenting, write
from lead_metrics.store.presenting import Live
from tests.facts.viewers import ROLES, viewer
from tests.store.drafts import draft
from tests.store.meeting import MANAGER, PARTNER, SLIDES, held, release


def test_the_room_is_moved_by_a_manager_of_its_site_alone(engine: Engine) -> None:
    number = held(engine)
    for role, site in product(ROLES, ("south", "north", EVERY_SITE)):
        if role != "manager" or site == "south":
            with pytest.raises(NotAllowed):
                presenting.move(engine, viewer(role, site), number, SLIDES[1])
            with pytest.raises(NotAllowed):
                presenting.take(engine, viewer(role, site), number, 1)
    assert presenting.live(engine, PARTNER, number).step == 0
    assert presenting.move(engine, MANAGER, number, SLIDES[1])
    assert meetings.meeting_for(engine, PARTNER, number).slide == SLIDES[1]


def test_each_move_is_a_step_that_every_screen_can_see(engine: Engine) -> None:
    number, seen = held(engine), [0]
    for slide in (SLIDES[2], SLIDES[0], SLIDES[0]):
        presenting.move(engine, MANAGER, number, slide)
        seen.append(presenting.live(engine, PARTNER, number).step)
    assert seen == [0, 1, 2, 3]


def test_a_screen_that_moves_by_itself_does_not_move_what_another_has_just_moved(engine: Engine) -> None:
    number = held(engine)
    presenting.move(engine, MANAGER, number, SLIDES[2])
    assert not presenting.move(engine, MANAGER, number, SLIDES[1], seen=0)
    assert meetings.meeting_for(engine, PARTNER, number).slide == SLIDES[2]
    assert presenting.move(engine, MANAGER, number, SLIDES[1], seen=1)


def test_a_newer_release_is_announced_and_taken_on_the_slide_where_the_room_is(engine: Engine) -> None:
    first = release(engine)
    number = held(engine)
    presenting.move(engine, MANAGER, number, SLIDES[1])
    assert presenting.live(engine, PARTNER, number).newer is None
    second = release(engine)
    told = presenting.live(engine, PARTNER, number)
    assert (told.release, told.latest, told.newer, told.withdrawn) == (first, second, second, False)
    presenting.take(engine, MANAGER, number, second)
    after = meetings.meeting_for(engine, PARTNER, number)
    assert (after.slide, after.release) == (SLIDES[1], second)
    assert presenting.live(engine, PARTNER, number).newer is None


def test_a_draft_is_neither_announced_nor_taken(engine: Engine) -> None:
    number = held(engine)
    waiting = write.save(engine, draft())
    assert presenting.live(engine, PARTNER, number).newer is None
    for release_number in (waiting, 4711):
        with pytest.raises(RequestRefused, match="not published"):
            presenting.take(engine, MANAGER, number, release_number)


def test_a_withdrawn_release_is_told_and_the_one_before_can_be_taken(engine: Engine) -> None:
    first, second = release(engine), release(engine)
    number = held(engine)
    write.unpublish(engine, second)
    told = presenting.live(engine, PARTNER, number)
    assert told.withdrawn and told.newer == first
    write.unpublish(engine, first)
    assert presenting.live(engine, PARTNER, number) == Live(0, second, True, None)


def test_a_slide_that_the_agenda_has_not_is_refused(engine: Engine) -> None:
    number = held(engine)
    with pytest.raises(RequestRefused, match="no such slide"):
        presenting.move(engine, MANAGER, number, "elsewhere")
    assert presenting.live(engine, PARTNER, number).step == 0
