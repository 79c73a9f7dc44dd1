"""The queue between pages and the writing side: asked for here, done by the worker."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, Row, insert, select, update

from lead_metrics.errors import RequestRefused
from lead_metrics.store import tables
from lead_metrics.store.clock import now, zoned
from lead_metrics.store.tables import table

JOBS = table(tables.Job)


@dataclass(frozen=True)
class Job:
    """A job as it stands. status: waiting, running, done or refused; progress: 0 to 1; said: one line about it."""

    id: int
    kind: str
    payload: dict[str, Any]
    asked_by: str | None
    asked_at: datetime
    status: str
    progress: float
    said: str


def enqueue(engine: Engine, kind: str, payload: dict[str, Any], asked_by: str | None = None) -> int:
    """Ask for a job and return its number."""
    row = {"kind": kind, "payload": json.dumps(payload), "asked_by": asked_by, "asked_at": now(), "status": "waiting",
           "progress": 0.0, "said": ""}  # fmt: skip
    with engine.begin() as connection:
        return int(connection.execute(insert(JOBS).values(row).returning(JOBS.c.id)).scalar_one())


def enqueue_once(engine: Engine, kind: str, payload: dict[str, Any], asked_by: str | None = None) -> int:
    """Ask for a job unless one like it waits already; return its number, whoever asked for it first."""
    alike = (JOBS.c.kind == kind) & (JOBS.c.payload == json.dumps(payload)) & (JOBS.c.status == "waiting")
    with engine.connect() as connection:
        waiting = connection.execute(select(JOBS.c.id).where(alike).order_by(JOBS.c.id)).scalars().first()
    return enqueue(engine, kind, payload, asked_by) if waiting is None else waiting


def claim(engine: Engine) -> Job | None:
    """Take the oldest waiting job, which no other worker then takes; None where there is none."""
    # One statement, so that nothing comes between looking and taking; PostgreSQL skips what another worker is taking.
    oldest = select(JOBS.c.id).where(JOBS.c.status == "waiting").order_by(JOBS.c.id).limit(1)
    which = JOBS.c.id == oldest.with_for_update(skip_locked=True).scalar_subquery()
    with engine.begin() as connection:
        taken = update(JOBS).where(which).values(status="running", heard_at=now()).returning(*JOBS.c)
        row = connection.execute(taken).first()
    return _job(row) if row else None


def report(engine: Engine, job: int, progress: float, said: str = "") -> None:
    """Say how far a running job is (0 to 1); raises RequestRefused where it is not running any more."""
    _set(engine, job, {"progress": progress, "said": said, "heard_at": now()})


def end(engine: Engine, job: int, said: str, *, done: bool) -> None:
    """End a running job as done or refused, with one line about it; raises RequestRefused where it is not running."""
    _set(engine, job, {"status": "done" if done else "refused", "progress": 1.0, "said": said, "ended_at": now()})


def _set(engine: Engine, job: int, values: dict[str, Any]) -> None:
    with engine.begin() as connection:
        changed = connection.execute(update(JOBS).where(JOBS.c.id == job, JOBS.c.status == "running").values(values))
    if changed.rowcount != 1:
        raise RequestRefused(f"job {job} is not running; another worker has it, or it has ended")


def give_back(engine: Engine, silent: timedelta) -> int:
    """Let jobs wait again whose worker has said nothing for so long; return how many."""
    quiet = (JOBS.c.status == "running") & (JOBS.c.heard_at < now() - silent)
    with engine.begin() as connection:
        return connection.execute(update(JOBS).where(quiet).values(status="waiting", progress=0.0)).rowcount


def asked(engine: Engine) -> list[Job]:
    """Return every job, newest first."""
    with engine.connect() as connection:
        return [_job(row) for row in connection.execute(select(JOBS).order_by(JOBS.c.id.desc()))]


def _job(row: Row[Any]) -> Job:
    return Job(
        row.id, row.kind, json.loads(row.payload), row.asked_by, zoned(row.asked_at), row.status, row.progress, row.said
    )
