"""What readers write to a site's manager: kept by its week, with nothing that tells who wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from secrets import choice, token_hex

from sqlalchemy import Connection, Engine, delete, exists, insert, select, update
from sqlalchemy.exc import IntegrityError

from lead_metrics.access.rules import check_can_read_replies, check_can_see_figure, check_can_see_page
from lead_metrics.access.viewer import ANYBODY, Viewer
from lead_metrics.catalogue.load import catalogue
from lead_metrics.errors import RequestRefused
from lead_metrics.store import tables, trail
from lead_metrics.store.clock import now
from lead_metrics.store.engine import writing
from lead_metrics.store.free_text import plain_text
from lead_metrics.store.tables import LONGEST_REPLY, REPLIES_A_WEEK, table

REPLIES, RELEASES, SITES = table(tables.Reply), table(tables.Release), table(tables.ReleaseSite)
PAGE = "my_data"
KEPT = timedelta(days=365)
FULL = "so much was written this week that no more can be taken; write again next week, or ask the program directly"


@dataclass(frozen=True)
class Reply:
    """What somebody wrote: in the week of which Monday, about which figure of which release, None for none of them."""

    id: str
    week: date
    release: int | None
    indicator: str | None
    words: str
    read: bool


def monday(day: date) -> date:
    """Return the first day of a day's week."""
    return day - timedelta(days=day.weekday())


def send(engine: Engine, who: Viewer, site: str, words: str, *, about: str | None = None) -> None:
    """Keep a reply for a site's manager; nothing else is written down.

    about: an indicator that everybody sees, so that the choice of it tells nothing of who wrote. Raises NotAllowed, and
    RequestRefused for no words, too many, or more replies in a week than are taken.
    """
    check_can_see_page(who, PAGE, catalogue())
    text = plain_text(words, LONGEST_REPLY, lines=True)
    if about is not None:
        if about not in catalogue().indicators:
            raise RequestRefused("there is no such figure; choose one of the list, or none")
        check_can_see_figure(ANYBODY, site, catalogue().indicators[about].audience)
    try:
        with writing(engine) as connection:
            week = monday(now().date())
            row = {"id": token_hex(16), "site": site, "week": week, "slot": _free(connection, site, week),
                   "release": _release(connection, site), "indicator": about, "words": text, "read": False}  # fmt: skip
            connection.execute(insert(REPLIES).values(row))
    except IntegrityError:
        # Somebody else took the same place between the look and the writing.
        raise RequestRefused("two replies came at once; send it again") from None


def _release(connection: Connection, site: str) -> int:
    """Return the release that a reader sees of a site; raises RequestRefused where none is published of it."""
    held = exists().where(SITES.c.release == RELEASES.c.number, SITES.c.site == site)
    query = select(RELEASES.c.number).where(RELEASES.c.status == "published", held)
    number = connection.scalar(query.order_by(RELEASES.c.number.desc()).limit(1))
    if number is None:
        raise RequestRefused("there is no such site; open the page again")
    return int(number)


def _free(connection: Connection, site: str, week: date) -> int:
    free = _free_slots(connection, site, week)
    if not free:
        raise RequestRefused(FULL)
    return choice(free)


def _free_slots(connection: Connection, site: str, week: date) -> list[int]:
    query = select(REPLIES.c.slot).where(REPLIES.c.site == site, REPLIES.c.week == week)
    return sorted(set(range(1, REPLIES_A_WEEK + 1)) - set(connection.execute(query).scalars()))


def full(engine: Engine, site: str) -> bool:
    """Tell whether a site takes no more replies this week."""
    with engine.connect() as connection:
        return not _free_slots(connection, site, monday(now().date()))


def replies_for(engine: Engine, who: Viewer, site: str) -> list[Reply]:
    """Return what was written to a site, newest week first and within a week by chance; raises NotAllowed."""
    check_can_read_replies(who, site, catalogue())
    columns = (REPLIES.c[name] for name in ("id", "week", "release", "indicator", "words", "read"))
    query = select(*columns).where(REPLIES.c.site == site).order_by(REPLIES.c.week.desc(), REPLIES.c.id)
    with engine.connect() as connection:
        return [Reply(*row) for row in connection.execute(query)]


def mark(engine: Engine, who: Viewer, site: str, reply: str, *, read: bool) -> None:
    """Mark a reply as read, or as not read; raises NotAllowed or RequestRefused."""
    check_can_read_replies(who, site, catalogue())
    with engine.begin() as connection:
        mine = (REPLIES.c.id == reply) & (REPLIES.c.site == site)
        _one(connection.execute(update(REPLIES).where(mine).values(read=read)).rowcount)
        trail.append(connection, "reply read" if read else "reply unread", account=who.account, about=site)


def remove(engine: Engine, who: Viewer, site: str, reply: str) -> None:
    """Delete a reply; the log says that one was, never which words; raises NotAllowed or RequestRefused."""
    check_can_read_replies(who, site, catalogue())
    with engine.begin() as connection:
        _one(connection.execute(delete(REPLIES).where(REPLIES.c.id == reply, REPLIES.c.site == site)).rowcount)
        trail.append(connection, "reply delete", account=who.account, about=site)


def _one(changed: int) -> None:
    if changed != 1:
        raise RequestRefused("this reply is gone; open the page again")


def forget(engine: Engine) -> int:
    """Delete what was written more than a year ago and return how many."""
    with engine.begin() as connection:
        old = REPLIES.c.week < monday(now().date() - KEPT)
        return connection.execute(delete(REPLIES).where(old)).rowcount
