"""What the room looks at: moved by whoever runs the meeting, from any of their screens, and looked at by all."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, delete, insert, select, update

from lead_metrics.access.rules import check_can_follow_meetings
from lead_metrics.access.viewer import Viewer
from lead_metrics.catalogue.load import catalogue
from lead_metrics.errors import RequestRefused
from lead_metrics.store import trail
from lead_metrics.store.clock import now
from lead_metrics.store.engine import writing
from lead_metrics.store.meetings import MEETINGS, RELEASES, SHOWN, Meeting, meeting_in, published, slides_of, to_run


@dataclass(frozen=True)
class Live:
    """A meeting at this moment: its step, the release taken and whether it was withdrawn, and the latest published."""

    step: int
    release: int | None
    withdrawn: bool
    latest: int | None

    @property
    def newer(self) -> int | None:
        """Return the release that waits to be taken, None where the latest is shown."""
        return self.latest if self.latest != self.release else None


def live(engine: Engine, who: Viewer, number: int) -> Live:
    """Return how a meeting stands at this moment; raises NotAllowed, or RequestRefused where there is none."""
    with engine.connect() as connection:
        found = meeting_in(connection, number)
        check_can_follow_meetings(who, found.site, catalogue())
        taken = select(RELEASES.c.status).where(RELEASES.c.number == found.release)
        withdrawn = connection.execute(taken).scalar_one_or_none() == "withdrawn"
        return Live(found.step, found.release, withdrawn, published(connection))


def move(engine: Engine, who: Viewer, number: int, slide: str, *, seen: int | None = None) -> bool:
    """Show another slide to the room, and note with which release; tell whether it moved.

    seen: move only if nobody else has since that step. Raises NotAllowed, and RequestRefused for no such slide.
    """
    with writing(engine) as connection:
        found = to_run(connection, who, number)
        if slide not in {name for name, _, _ in slides_of(found.agenda)}:
            raise RequestRefused("this meeting has no such slide; choose one of its agenda")
        if seen is not None and seen != found.step:
            return False
        _stands(connection, found, slide=slide)
        _note(connection, found, slide, found.release)
    return True


def take(engine: Engine, who: Viewer, number: int, release: int) -> None:
    """Show a newer release from now on, on the slide where the room is; raises NotAllowed or RequestRefused."""
    with writing(engine) as connection:
        found = to_run(connection, who, number)
        query = select(RELEASES.c.number).where(RELEASES.c.number == release, RELEASES.c.status == "published")
        if connection.execute(query).first() is None:
            raise RequestRefused("this release is not published; take the latest that is")
        _stands(connection, found, release=release)
        _note(connection, found, found.slide, release)
        said = f"{found.site}: meeting {number} takes release {release}"
        trail.append(connection, "meeting take", account=who.account, about=said)


def _stands(connection: Connection, found: Meeting, **values: object) -> None:
    moved = {"step": MEETINGS.c.step + 1, "moved_at": now(), **values}
    connection.execute(update(MEETINGS).where(MEETINGS.c.id == found.id).values(moved))


def _note(connection: Connection, found: Meeting, slide: str, release: int | None) -> None:
    connection.execute(delete(SHOWN).where(SHOWN.c.meeting == found.id, SHOWN.c.slide == slide))
    connection.execute(insert(SHOWN).values(meeting=found.id, slide=slide, release=release))


def stir(connection: Connection, number: int) -> None:
    """Have every screen of a meeting look again, within the transaction of what changed there."""
    connection.execute(update(MEETINGS).where(MEETINGS.c.id == number).values(step=MEETINGS.c.step + 1))
