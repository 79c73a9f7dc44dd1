"""What is agreed is typed beside a slide by whoever runs the meeting, and comes back at the next one."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from sqlalchemy import Engine

from lead_metrics.access.viewer import EVERY_SITE
from lead_metrics.errors import NotAllowed, RequestRefused
from lead_metrics.store import decisions, meetings, presenting, trail
from lead_metrics.store.clock import now
from lead_metrics.store.decisions import LONGEST, Agreed
from tests.facts.viewers import ROLES, viewer
from tests.store.meeting import MANAGER, PARTNER, SLIDES, held

ASK = Agreed("action", "Ask the sheriff for daily bookings", "Sheriff", date(2026, 4, 1))
KEEP = Agreed("decision", "Keep the intake window")


def typed(engine: Engine, number: int, agreed: Agreed = ASK) -> int:
    """Write something down about the second slide."""
    return decisions.write(engine, MANAGER, number, SLIDES[1], agreed)


def words(listed: list[decisions.Decision]) -> list[tuple[str, str]]:
    """Return what was agreed and how it stands."""
    return [(one.words, one.ended) for one in listed]


def test_it_is_written_by_a_manager_of_the_site_and_read_by_its_partners(engine: Engine) -> None:
    number = held(engine)
    meeting = meetings.meeting_for(engine, PARTNER, number)
    for role, site in product(ROLES, ("south", "north", EVERY_SITE)):
        if role != "manager" or site == "south":
            with pytest.raises(NotAllowed):
                decisions.write(engine, viewer(role, site), number, SLIDES[1], ASK)
    typed(engine, number)
    typed(engine, number, KEEP)
    one, other = decisions.agreed_at(engine, PARTNER, meeting)
    assert (one.kind, one.words, one.who, one.due, one.slide) == ("action", *[ASK.words, ASK.who, ASK.due], SLIDES[1])
    assert (other.kind, other.who, other.due) == ("decision", "", None)
    for role, site in (("public", "north"), ("elected", "north"), ("admin", "north"), ("partner", "south")):
        for ask in (decisions.agreed_at, decisions.followed_up):
            with pytest.raises(NotAllowed):
                ask(engine, viewer(role, site), meeting)
        with pytest.raises(NotAllowed):
            decisions.left_open(engine, viewer(role, site), "north")


def test_every_screen_learns_of_it_and_the_slide_stays(engine: Engine) -> None:
    number = held(engine)
    presenting.move(engine, MANAGER, number, SLIDES[1])
    before = presenting.live(engine, PARTNER, number).step
    done = typed(engine, number)
    assert presenting.live(engine, PARTNER, number).step == before + 1
    decisions.end(engine, MANAGER, done, "done")
    assert presenting.live(engine, PARTNER, number).step == before + 2
    assert meetings.meeting_for(engine, PARTNER, number).slide == SLIDES[1]


@pytest.mark.parametrize(
    "agreed",
    [Agreed("wish", "x", "y"), Agreed("action", "Do it", "  "), Agreed("action", " ", "y"), Agreed("decision", ""),
     Agreed("decision", "x" * (LONGEST + 1)), Agreed("action", "x", "y" * 200)],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_without_its_words(engine: Engine, agreed: Agreed) -> None:
    number = held(engine)
    with pytest.raises(RequestRefused) as refused:
        typed(engine, number, agreed)
    assert "xxx" not in str(refused.value) and "yyy" not in str(refused.value)
    with pytest.raises(RequestRefused, match="no such slide"):
        decisions.write(engine, MANAGER, number, "elsewhere", ASK)
    assert decisions.agreed_at(engine, PARTNER, meetings.meeting_for(engine, PARTNER, number)) == []


def test_an_open_action_comes_back_at_the_next_meeting_and_a_decision_stands(engine: Engine) -> None:
    number = held(engine)
    typed(engine, number, KEEP)
    typed(engine, number, Agreed("action", "Later", "Staff"))
    first = typed(engine, number)
    meetings.close(engine, MANAGER, number)
    follower = meetings.meeting_for(engine, PARTNER, held(engine))
    assert words(decisions.followed_up(engine, PARTNER, follower)) == [(ASK.words, "open"), ("Later", "open")]
    decisions.end(engine, MANAGER, first, "done")
    # What is done during a meeting still stands on its slide, as done.
    assert words(decisions.followed_up(engine, PARTNER, follower)) == [(ASK.words, "done"), ("Later", "open")]
    assert words(decisions.left_open(engine, PARTNER, "north")) == [("Later", "open")]
    meetings.close(engine, MANAGER, follower.id)
    last = meetings.meeting_for(engine, PARTNER, held(engine))
    assert words(decisions.followed_up(engine, PARTNER, last)) == [("Later", "open")]


def test_a_past_meeting_shows_its_actions_as_they_stood_then(engine: Engine) -> None:
    number = held(engine)
    first = typed(engine, number)
    meetings.close(engine, MANAGER, number)
    follower = held(engine)
    meetings.close(engine, MANAGER, follower)
    decisions.end(engine, MANAGER, first, "dropped")
    for meeting, ask in ((number, decisions.agreed_at), (follower, decisions.followed_up)):
        assert words(ask(engine, PARTNER, meetings.meeting_for(engine, PARTNER, meeting))) == [(ASK.words, "open")]


def test_a_past_meeting_says_what_was_known_then_however_often_it_was_changed_since(engine: Engine) -> None:
    number = held(engine)
    first, second = typed(engine, number), typed(engine, number, Agreed("action", "Later", "Staff"))
    decisions.end(engine, MANAGER, second, "done")
    meetings.close(engine, MANAGER, number)
    follower = held(engine)
    decisions.end(engine, MANAGER, first, "done")
    meetings.close(engine, MANAGER, follower)
    for ended in ("open", "dropped"):
        decisions.end(engine, MANAGER, first, ended)
        decisions.end(engine, MANAGER, second, ended)
    past = meetings.meeting_for(engine, PARTNER, number)
    assert words(decisions.agreed_at(engine, PARTNER, past)) == [(ASK.words, "open"), ("Later", "done")]
    assert words(decisions.agreed_at(engine, PARTNER, past, today=True)) == [
        (ASK.words, "dropped"),
        ("Later", "dropped"),
    ]
    later = meetings.meeting_for(engine, PARTNER, follower)
    assert words(decisions.followed_up(engine, PARTNER, later)) == [(ASK.words, "done")]


def test_an_action_is_ended_by_a_manager_of_its_site_and_can_be_opened_again(engine: Engine) -> None:
    number = held(engine)
    first = typed(engine, number)
    for role, site in (("partner", "north"), ("staff", "north"), ("manager", "south")):
        with pytest.raises(NotAllowed):
            decisions.end(engine, viewer(role, site), first, "done")
    for which, wrong in ((first, "lost"), (first + 9, "done")):
        with pytest.raises(RequestRefused):
            decisions.end(engine, MANAGER, which, wrong)
    meeting = meetings.meeting_for(engine, PARTNER, number)
    for ended in ("done", "open", "dropped"):
        decisions.end(engine, MANAGER, first, ended)
        assert words(decisions.agreed_at(engine, PARTNER, meeting)) == [(ASK.words, ended)]
    assert ASK.words not in "".join(entry.about for entry in trail.entries(engine))


def test_an_action_that_ended_of_late_can_still_be_found(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    number = held(engine)
    first = typed(engine, number)
    typed(engine, number, KEEP)
    decisions.end(engine, MANAGER, first, "done")
    assert decisions.left_open(engine, PARTNER, "north") == []
    assert words(decisions.lately(engine, PARTNER, "north")) == [(ASK.words, "done")]
    with pytest.raises(NotAllowed):
        decisions.lately(engine, viewer("public", "north"), "north")
    later = now() + decisions.LATELY
    monkeypatch.setattr(decisions, "now", lambda: later)
    assert decisions.lately(engine, PARTNER, "north") == []


def test_words_are_kept_as_plain_text(engine: Engine) -> None:
    number = held(engine)
    typed(engine, number, Agreed("decision", " <b>Bold</b>\n\u202eback\t"))
    meeting = meetings.meeting_for(engine, PARTNER, number)
    assert words(decisions.agreed_at(engine, PARTNER, meeting)) == [("<b>Bold</b> back", "open")]
