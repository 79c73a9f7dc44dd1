"""Decisions and actions: typed beside the slide that they are about, and asked about at the next meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, Row, insert, or_, select, update

from lead_metrics.access.rules import check_can_follow_meetings, check_can_run_meeting
from lead_metrics.access.viewer import Viewer
from lead_metrics.catalogue.load import catalogue
from lead_metrics.errors import RequestRefused
from lead_metrics.store import tables, trail
from lead_metrics.store.clock import now, zoned
from lead_metrics.store.engine import writing
from lead_metrics.store.free_text import plain_text
from lead_metrics.store.meetings import Meeting, slides_of, to_run
from lead_metrics.store.presenting import stir
from lead_metrics.store.tables import DECISIONS as KINDS
from lead_metrics.store.tables import ENDINGS, table

DECISIONS, MEETINGS = table(tables.Decision), table(tables.Meeting)
LONGEST, LONGEST_NAME = 300, 80
LATELY = timedelta(days=14)


@dataclass(frozen=True)
class Decision:
    """What was agreed: at which meeting, about which slide, who sees to it by when, and how it ended."""

    id: int
    meeting: int
    slide: str
    kind: str
    words: str
    who: str
    due: date | None
    written_at: datetime
    ended: str
    ended_at: datetime | None


@dataclass(frozen=True)
class Agreed:
    """What somebody types: a decision or an action, its words, who sees to it, and by when."""

    kind: str
    words: str
    who: str = ""
    due: date | None = None


def write(engine: Engine, who: Viewer, meeting: int, slide: str, agreed: Agreed) -> int:
    """Keep what was agreed about a slide of a meeting being held, and return its number.

    Raises NotAllowed, and RequestRefused where something is missing or makes no sense.
    """
    if agreed.kind not in KINDS:
        raise RequestRefused("what is agreed is a decision or an action; choose one")
    words = plain_text(agreed.words, LONGEST)
    name = plain_text(agreed.who, LONGEST_NAME) if agreed.who.strip() else ""
    if agreed.kind == "action" and not name:
        raise RequestRefused("an action needs somebody who sees to it; write who")
    with writing(engine) as connection:
        found = to_run(connection, who, meeting)
        if slide not in {one for one, _, _ in slides_of(found.agenda)}:
            raise RequestRefused("this meeting has no such slide; choose one of its agenda")
        row = {
            "site": found.site, "meeting": meeting, "slide": slide, "kind": agreed.kind, "words": words, "who": name,
            "due": agreed.due, "written_at": now(), "written_by": who.account, "ended": "open",
        }  # fmt: skip
        number = int(connection.execute(insert(DECISIONS).values(row).returning(DECISIONS.c.id)).scalar_one())
        stir(connection, meeting)
        trail.append(connection, agreed.kind, account=who.account, about=f"{found.site}: meeting {meeting}, {slide}")
    return number


def end(engine: Engine, who: Viewer, number: int, ended: str) -> None:
    """Say that something agreed is done, dropped, or open again; raises NotAllowed or RequestRefused."""
    if ended not in ENDINGS:
        raise RequestRefused("what was agreed is open, done or dropped; choose one")
    with writing(engine) as connection:
        row = connection.execute(select(DECISIONS).where(DECISIONS.c.id == number)).first()
        if row is None:
            raise RequestRefused("this is no longer there; open the page again")
        check_can_run_meeting(who, row.site, catalogue())
        when = None if ended == "open" else now()
        values = {"ended": ended, "ended_at": when, "ended_by": who.account if when else None}
        connection.execute(update(DECISIONS).where(DECISIONS.c.id == number).values(values))
        held = select(MEETINGS.c.id).where(MEETINGS.c.site == row.site, MEETINGS.c.closed_at.is_(None))
        for meeting in connection.execute(held).scalars():
            stir(connection, meeting)
        trail.append(connection, "follow-up", account=who.account, about=f"{row.site}: {row.kind} {number} is {ended}")


def agreed_at(engine: Engine, who: Viewer, meeting: Meeting) -> list[Decision]:
    """Return what was agreed at a meeting, in the order of typing; raises NotAllowed."""
    check_can_follow_meetings(who, meeting.site, catalogue())
    query = select(DECISIONS).where(DECISIONS.c.meeting == meeting.id).order_by(DECISIONS.c.id)
    with engine.connect() as connection:
        return [_decision(row, meeting.closed_at) for row in connection.execute(query)]


def followed_up(engine: Engine, who: Viewer, meeting: Meeting) -> list[Decision]:
    """Return the actions open when a meeting began, as they stood when it ended; raises NotAllowed."""
    check_can_follow_meetings(who, meeting.site, catalogue())
    was_open = or_(DECISIONS.c.ended_at.is_(None), DECISIONS.c.ended_at >= meeting.begun_at)
    return _earlier(engine, meeting.site, DECISIONS.c.written_at < meeting.begun_at, was_open, until=meeting.closed_at)


def left_open(engine: Engine, who: Viewer, site: str) -> list[Decision]:
    """Return every decision and action of a site that is open, the oldest first; raises NotAllowed."""
    check_can_follow_meetings(who, site, catalogue())
    return _earlier(engine, site, DECISIONS.c.ended == "open")


def lately(engine: Engine, who: Viewer, site: str) -> list[Decision]:
    """Return the actions of a site that are open, and those that ended of late: a slip can be mended.

    Raises NotAllowed.
    """
    check_can_follow_meetings(who, site, catalogue())
    return _earlier(engine, site, or_(DECISIONS.c.ended == "open", DECISIONS.c.ended_at > now() - LATELY))


def _earlier(engine: Engine, site: str, *conditions: Any, until: datetime | None = None) -> list[Decision]:
    # A decision stands; only an action waits for somebody.
    query = select(DECISIONS).where(DECISIONS.c.site == site, DECISIONS.c.kind == "action", *conditions)
    with engine.connect() as connection:
        rows = connection.execute(query.order_by(DECISIONS.c.due.is_(None), DECISIONS.c.due, DECISIONS.c.id)).all()
    return [_decision(row, until) for row in rows]


def _decision(row: Row[Any], until: datetime | None) -> Decision:
    ended_at = zoned(row.ended_at) if row.ended_at else None
    # What happened after a meeting is not shown as part of it.
    later = until is not None and ended_at is not None and ended_at > until
    return Decision(
        row.id, row.meeting, row.slide, row.kind, row.words, row.who, row.due, zoned(row.written_at),
        "open" if later else row.ended, None if later else ended_at,
    )  # fmt: skip
