"""The audit log: appended to, never changed; what is older than its retention goes by an appended purge alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, Select, delete, insert, select

from lead_metrics.errors import RequestRefused
from lead_metrics.store import tables
from lead_metrics.store.clock import now, zoned
from lead_metrics.store.tables import table

TRAIL, PURGES = table(tables.TrailEntry), table(tables.TrailPurge)
YOUNGEST_DAYS = 90
"""What is younger the database keeps, whoever asks."""

LONGEST_TEXT = 500


@dataclass(frozen=True)
class Entry:
    """Something that happened: when, by which account, from where, what, and about what."""

    id: int
    at: datetime
    account: str | None
    action: str
    about: str
    address: str | None = None


@dataclass(frozen=True)
class Wanted:
    """Which entries somebody asks for; whatever is None is not asked about. `until` is exclusive."""

    account: str | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None


EVERYTHING = Wanted()


def append(
    holder: Engine | Connection, action: str, *, account: str | None = None, about: str = "", address: str | None = None
) -> None:
    """Write down that something happened; on a connection, within its transaction."""
    if isinstance(holder, Engine):
        with holder.begin() as connection:
            append(connection, action, account=account, about=about, address=address)
    else:
        row = {"at": now(), "action": action, "account": account, "about": plain(about), "address": address}
        holder.execute(insert(TRAIL).values(row))


def plain(text: str) -> str:
    """Return a text in one line of bounded length: nothing that is written down can look like an entry of its own."""
    return "".join(sign if sign.isprintable() else " " for sign in text)[:LONGEST_TEXT]


def entries(engine: Engine, most: int = 1000, wanted: Wanted = EVERYTHING, before: int | None = None) -> list[Entry]:
    """Return the latest entries that are asked for, newest first; `before` is the id that a page before ended with."""
    query = _asked(select(TRAIL), wanted)
    if before is not None:
        query = query.where(TRAIL.c.id < before)
    with engine.connect() as connection:
        rows = connection.execute(query.order_by(TRAIL.c.id.desc()).limit(most)).all()
    return [Entry(row.id, zoned(row.at), row.account, row.action, row.about, row.address) for row in rows]


def _asked(query: Select[tuple[object, ...]], wanted: Wanted) -> Select[tuple[object, ...]]:
    conditions = {
        "account": TRAIL.c.account.__eq__, "action": TRAIL.c.action.__eq__,
        "since": TRAIL.c.at.__ge__, "until": TRAIL.c.at.__lt__,
    }  # fmt: skip
    asked = {name: getattr(wanted, name) for name in conditions}
    return query.where(*(conditions[name](value) for name, value in asked.items() if value is not None))


def named(engine: Engine) -> tuple[list[str], list[str]]:
    """Return the accounts and the actions that the trail speaks of, each in order."""
    with engine.connect() as connection:
        accounts = connection.execute(select(TRAIL.c.account).distinct().where(TRAIL.c.account.is_not(None))).scalars()
        actions = connection.execute(select(TRAIL.c.action).distinct()).scalars()
        return sorted(accounts), sorted(actions)


def purge(engine: Engine, days: int) -> int:
    """Let go of the entries older than so many days and return how many; the purge itself is kept for ever.

    Raises RequestRefused for fewer days than the database keeps.
    """
    if days < YOUNGEST_DAYS:
        raise RequestRefused(f"the audit log keeps at least {YOUNGEST_DAYS} days; ask for more")
    moment = now()
    until = moment - timedelta(days=days)
    with engine.begin() as connection:
        # A second's grace: the database asks its own clock whether this is old enough.
        connection.execute(insert(PURGES).values(at=moment, until=until - timedelta(seconds=1)))
        gone = connection.execute(delete(TRAIL).where(TRAIL.c.at < until - timedelta(seconds=1))).rowcount
        append(connection, "purge", about=f"{gone} entries older than {days} days")
    return gone
