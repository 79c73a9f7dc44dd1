"""The queue between pages and the writing side: asked for here, done by the worker."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, insert, select, update

from lead_metrics.store import tables
from lead_metrics.store.clock import now
from lead_metrics.store.write import table

JOBS = table(tables.Job)


@dataclass(frozen=True)
class Asked:
    """A job that the worker has taken."""

    id: int
    kind: str
    payload: dict[str, Any]
    asked_by: str | None


def enqueue(engine: Engine, kind: str, payload: dict[str, Any], asked_by: str | None = None) -> int:
    """Ask for a job and return its number."""
    row = {"kind": kind, "payload": json.dumps(payload), "asked_by": asked_by, "asked_at": now(), "status": "waiting",
           "progress": 0.0, "said": ""}  # fmt: skip
    with engine.begin() as connection:
        key = connection.execute(insert(JOBS).values(row)).inserted_primary_key
    assert key is not None
    return int(key[0])


def claim(engine: Engine) -> Asked | None:
    """Take the oldest waiting job, which no other worker then takes; None where there is none."""
    with engine.begin() as connection:
        waiting = connection.execute(select(JOBS).where(JOBS.c.status == "waiting").order_by(JOBS.c.id)).all()
        for row in waiting:
            taken = connection.execute(
                update(JOBS).where(JOBS.c.id == row.id, JOBS.c.status == "waiting").values(status="running")
            )
            if taken.rowcount == 1:
                return Asked(row.id, row.kind, json.loads(row.payload), row.asked_by)
    return None


def report(engine: Engine, job: int, progress: float, said: str = "") -> None:
    """Say how far a job is (0–1)."""
    _set(engine, job, {"progress": progress, "said": said})


def end(engine: Engine, job: int, said: str, *, done: bool) -> None:
    """End a job as done or refused, with one line about it."""
    _set(engine, job, {"status": "done" if done else "refused", "progress": 1.0, "said": said, "ended_at": now()})


def _set(engine: Engine, job: int, values: dict[str, Any]) -> None:
    with engine.begin() as connection:
        connection.execute(update(JOBS).where(JOBS.c.id == job).values(values))


def asked(engine: Engine) -> list[dict[str, Any]]:
    """Return every job, newest first."""
    with engine.connect() as connection:
        return [dict(row._mapping) for row in connection.execute(select(JOBS).order_by(JOBS.c.id.desc()))]
