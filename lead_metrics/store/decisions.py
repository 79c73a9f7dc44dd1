"""Decisions and actions: typed beside the slide that they are about, and asked about at the next meeting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, Row, insert, select

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
from lead_metrics.store.tables import ENDINGS as STATES
from lead_metrics.store.tables import table

DECISIONS, MEETINGS, ENDINGS = table(tables.Decision), table(tables.Meeting), table(tables.DecisionEnding)
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
            "due": agreed.due, "written_at": now(), "written_by": who.account,
        }  # fmt: skip
        number = int(connection.execute(insert(DECISIONS).values(row).returning(DECISIONS.c.id)).scalar_one())
        stir(connection, meeting)
        trail.append(connection, agreed.kind, account=who.account, about=f"{found.site}: meeting {meeting}, {slide}")
    return number


def end(engine: Engine, who: Viewer, number: int, ended: str) -> None:
    """Say that something agreed is done, dropped, or open again; raises NotAllowed or RequestRefused."""
    if ended not in STATES:
        raise RequestRefused("what was agreed is open, done or dropped; choose one")
    with writing(engine) as connection:
        row = connection.execute(select(DECISIONS).where(DECISIONS.c.id == number)).first()
        if row is None:
            raise RequestRefused("this is no longer there; open the page again")
        check_can_run_meeting(who, row.site, catalogue())
        connection.execute(insert(ENDINGS).values(decision=number, ended=ended, at=now(), by=who.account))
        held = select(MEETINGS.c.id).where(MEETINGS.c.site == row.site, MEETINGS.c.closed_at.is_(None))
        for meeting in connection.execute(held).scalars():
            stir(connection, meeting)
        trail.append(connection, "follow-up", account=who.account, about=f"{row.site}: {row.kind} {number} is {ended}")


def agreed_at(engine: Engine, who: Viewer, meeting: Meeting, *, today: bool = False) -> list[Decision]:
    """Return what was agreed at a meeting, in the order of typing, as it stood when the meeting ended, or as of today.

    Raises NotAllowed.
    """
    check_can_follow_meetings(who, meeting.site, catalogue())
    as_of = None if today else meeting.closed_at
    return [one for one in _agreed(engine, meeting.site, as_of) if one.meeting == meeting.id]


def followed_up(engine: Engine, who: Viewer, meeting: Meeting) -> list[Decision]:
    """Return the actions open when a meeting began, as they stood when it ended; raises NotAllowed."""
    check_can_follow_meetings(who, meeting.site, catalogue())
    begun = _agreed(engine, meeting.site, meeting.begun_at)
    waiting = {one.id for one in begun if one.kind == "action" and one.ended == "open"}
    return by_day(one for one in _agreed(engine, meeting.site, meeting.closed_at) if one.id in waiting)


def left_open(engine: Engine, who: Viewer, site: str) -> list[Decision]:
    """Return the actions of a site that are open, the most urgent first; raises NotAllowed."""
    return [one for one in lately(engine, who, site) if one.ended == "open"]


def lately(engine: Engine, who: Viewer, site: str) -> list[Decision]:
    """Return the actions of a site that are open, and those that ended of late: a slip can be mended.

    Raises NotAllowed.
    """
    check_can_follow_meetings(who, site, catalogue())
    since = now() - LATELY
    found = _agreed(engine, site)
    return by_day(one for one in found if one.kind == "action" and (one.ended_at is None or one.ended_at > since))


def by_day(found: Iterable[Decision]) -> list[Decision]:
    """Return decisions by their day, those without one last."""
    return sorted(found, key=lambda one: (one.due is None, one.due or date.max, one.id))


def _agreed(engine: Engine, site: str, as_of: datetime | None = None) -> list[Decision]:
    """Return all that a site agreed on up to a moment, or up to now, as it stood then."""
    query = select(DECISIONS).where(DECISIONS.c.site == site).order_by(DECISIONS.c.id)
    later = select(ENDINGS).join(DECISIONS, DECISIONS.c.id == ENDINGS.c.decision).where(DECISIONS.c.site == site)
    if as_of is not None:
        query, later = query.where(DECISIONS.c.written_at < as_of), later.where(ENDINGS.c.at <= as_of)
    with engine.connect() as connection:
        rows = connection.execute(query).all()
        said = {row.decision: row for row in connection.execute(later.order_by(ENDINGS.c.id))}
    return [_decision(row, said.get(row.id)) for row in rows]


def _decision(row: Row[Any], said: Row[Any] | None) -> Decision:
    ended = said.ended if said else "open"
    return Decision(
        row.id, row.meeting, row.slide, row.kind, row.words, row.who, row.due, zoned(row.written_at), ended,
        zoned(said.at) if said and ended != "open" else None,
    )  # fmt: skip
