"""Meetings: begun with an agenda and a release, closed with what each slide showed, and read again ever after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from lead_metrics.access.rules import check_can_follow_meetings, check_can_run_meeting
from lead_metrics.access.viewer import Viewer
from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import Agenda, Item
from lead_metrics.errors import RequestRefused
from lead_metrics.store import tables, trail
from lead_metrics.store.agendas import agenda_in
from lead_metrics.store.clock import now, zoned
from lead_metrics.store.engine import writing
from lead_metrics.store.tables import table

MEETINGS, SHOWN, RELEASES = table(tables.Meeting), table(tables.MeetingSlide), table(tables.Release)
FAR = timedelta(days=31)
BODY = "pcg"
"""The body whose attendance is an indicator: the policy coordinating group."""


@dataclass(frozen=True)
class Meeting:
    """A meeting as pages speak of it.

    release: the one that was taken last, None where there was none. since: the one that the meeting `before` ended
    with. step: grows with whatever the room must see.
    """

    id: int
    site: str
    body: str
    on: date
    agenda: Agenda
    slide: str
    step: int
    moved_at: datetime
    release: int | None
    since: int | None
    before: int | None
    begun_at: datetime
    closed_at: datetime | None
    next_on: date | None

    @property
    def running(self) -> bool:
        """Tell whether the meeting is being held."""
        return self.closed_at is None


def slides_of(agenda: Agenda) -> list[tuple[str, Item, str | None]]:
    """Return the slides of an agenda in order: id, item, and the indicator where the slide shows one."""
    return [
        (f"{item.id}/{indicator}" if indicator else item.id, item, indicator)
        for item in agenda.items
        for indicator in (item.indicators if item.kind == "figures" else (None,))
    ]


def meetings_for(engine: Engine, who: Viewer, site: str) -> list[Meeting]:
    """Return a site's meetings, newest first; raises NotAllowed for those who do not sit in them."""
    check_can_follow_meetings(who, site, catalogue())
    query = select(MEETINGS).where(MEETINGS.c.site == site).order_by(MEETINGS.c.begun_at.desc(), MEETINGS.c.id.desc())
    with engine.connect() as connection:
        return [_meeting(row) for row in connection.execute(query)]


def running_at(engine: Engine, who: Viewer, site: str) -> Meeting | None:
    """Return the meeting that a site holds at this moment, None where it holds none; raises NotAllowed."""
    return next((one for one in meetings_for(engine, who, site) if one.running), None)


def meeting_for(engine: Engine, who: Viewer, number: int) -> Meeting:
    """Return one meeting; raises NotAllowed, and RequestRefused where there is none of this number."""
    with engine.connect() as connection:
        found = meeting_in(connection, number)
    check_can_follow_meetings(who, found.site, catalogue())
    return found


def meeting_in(connection: Connection, number: int, *, alone: bool = False) -> Meeting:
    """Return one meeting, within a query's own connection; `alone`: nobody else changes it until the connection ends.

    Raises RequestRefused where there is none.
    """
    query = select(MEETINGS).where(MEETINGS.c.id == number)
    row = connection.execute(query.with_for_update() if alone else query).first()
    if row is None:
        raise RequestRefused("there is no such meeting; choose one of the list")
    return _meeting(row)


def to_run(connection: Connection, who: Viewer, number: int) -> Meeting:
    """Return a meeting that is being held, for whoever runs it; raises NotAllowed or RequestRefused."""
    found = meeting_in(connection, number, alone=True)
    check_can_run_meeting(who, found.site, catalogue())
    if not found.running:
        raise RequestRefused("this meeting has ended; begin another")
    return found


def _meeting(row: Row[Any]) -> Meeting:
    return Meeting(
        row.id, row.site, row.body, row.on, Agenda.model_validate_json(row.agenda), row.slide, row.step,
        zoned(row.moved_at), row.release, row.since, row.before, zoned(row.begun_at),
        zoned(row.closed_at) if row.closed_at else None, row.next_on,
    )  # fmt: skip


def begin(engine: Engine, who: Viewer, site: str, on: date) -> int:
    """Begin a meeting with the site's agenda and the latest published release; return its number.

    Raises NotAllowed, and RequestRefused where one is being held, nothing was released yet, or the day is far away.
    """
    check_can_run_meeting(who, site, catalogue())
    if abs(on - now().date()) > FAR:
        raise RequestRefused("a meeting begins within a month of its day; choose another day")
    with writing(engine) as connection:
        release = published(connection)
        if release is None:
            raise RequestRefused("nothing was released yet, so there is nothing to show; release first")
        agenda, moment = agenda_in(connection, site), now()
        slide = slides_of(agenda)[0][0]
        last = _before(connection, site)
        row = {
            "site": site, "body": BODY, "on": on, "agenda": agenda.model_dump_json(), "slide": slide,
            "step": 0, "moved_at": moment, "release": release, "since": last.release if last else None,
            "before": last.id if last else None, "begun_at": moment, "begun_by": who.account,
        }  # fmt: skip
        try:
            number = int(connection.execute(insert(MEETINGS).values(row).returning(MEETINGS.c.id)).scalar_one())
        except IntegrityError:
            raise RequestRefused("a meeting is being held already; go on with it or close it") from None
        connection.execute(insert(SHOWN).values(meeting=number, slide=slide, release=release))
        trail.append(connection, "meeting begin", account=who.account, about=f"{site}: meeting {number}")
    return number


def _before(connection: Connection, site: str) -> Meeting | None:
    query = select(MEETINGS).where(MEETINGS.c.site == site, MEETINGS.c.closed_at.is_not(None))
    row = connection.execute(query.order_by(MEETINGS.c.begun_at.desc(), MEETINGS.c.id.desc()).limit(1)).first()
    return _meeting(row) if row else None


def published(connection: Connection) -> int | None:
    """Return the number of the latest published release, None while there is none."""
    query = select(RELEASES.c.number).where(RELEASES.c.status == "published").order_by(RELEASES.c.number.desc())
    return connection.execute(query.limit(1)).scalar_one_or_none()


def close(engine: Engine, who: Viewer, number: int, next_on: date | None = None) -> None:
    """End a meeting: each slide keeps the release that it was shown with, one never shown the last taken.

    Raises NotAllowed or RequestRefused.
    """
    with writing(engine) as connection:
        found = to_run(connection, who, number)
        seen = shown_in(connection, number)
        left = [slide for slide, _, _ in slides_of(found.agenda) if slide not in seen]
        if left and found.release is not None:
            rows = [{"meeting": number, "slide": slide, "release": found.release} for slide in left]
            connection.execute(insert(SHOWN), rows)
        ended = {"closed_at": now(), "next_on": next_on, "step": MEETINGS.c.step + 1}
        connection.execute(update(MEETINGS).where(MEETINGS.c.id == number).values(ended))
        trail.append(connection, "meeting close", account=who.account, about=f"{found.site}: meeting {number}")


def shown_in(connection: Connection, number: int) -> dict[str, int]:
    """Return the release that each slide of a meeting was shown with last."""
    query = select(SHOWN.c.slide, SHOWN.c.release).where(SHOWN.c.meeting == number)
    return {row.slide: row.release for row in connection.execute(query)}


def shown_at(engine: Engine, who: Viewer, number: int) -> dict[str, int]:
    """Return the release that each slide of a meeting was shown with last; raises NotAllowed or RequestRefused."""
    with engine.connect() as connection:
        check_can_follow_meetings(who, meeting_in(connection, number).site, catalogue())
        return shown_in(connection, number)
