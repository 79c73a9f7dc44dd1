"""The audit log: appended to, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, insert, select

from lead_metrics.store import tables
from lead_metrics.store.clock import now, zoned
from lead_metrics.store.tables import table

TRAIL = table(tables.TrailEntry)


@dataclass(frozen=True)
class Entry:
    """Something that happened: when, by which account, what, and about what."""

    id: int
    at: datetime
    account: str | None
    action: str
    about: str


def append(engine: Engine, action: str, *, account: str | None = None, about: str = "") -> None:
    """Write down that something happened."""
    with engine.begin() as connection:
        connection.execute(insert(TRAIL).values(at=now(), action=action, account=account, about=about))


def entries(engine: Engine, most: int = 1000) -> list[Entry]:
    """Return the latest entries, newest first."""
    columns = (TRAIL.c.id, TRAIL.c.at, TRAIL.c.account, TRAIL.c.action, TRAIL.c.about)
    with engine.connect() as connection:
        rows = connection.execute(select(*columns).order_by(TRAIL.c.id.desc()).limit(most)).all()
    return [Entry(row.id, zoned(row.at), row.account, row.action, row.about) for row in rows]
