"""The audit log: appended to, never changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, insert, select

from lead_metrics.store import tables
from lead_metrics.store.clock import now
from lead_metrics.store.write import table

TRAIL = table(tables.TrailEntry)


def append(engine: Engine, action: str, *, account: str | None = None, about: str = "") -> None:
    """Write down that something happened."""
    with engine.begin() as connection:
        connection.execute(insert(TRAIL).values(at=now(), action=action, account=account, about=about))


def entries(engine: Engine, most: int = 1000) -> list[dict[str, Any]]:
    """Return the latest entries, newest first."""
    with engine.connect() as connection:
        found = connection.execute(select(TRAIL).order_by(TRAIL.c.id.desc()).limit(most))
        return [dict(row._mapping) for row in found]
