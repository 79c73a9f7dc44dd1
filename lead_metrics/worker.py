"""The writing side's worker: takes queued jobs one by one, and says how each ended."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from lead_metrics import pipeline
from lead_metrics.catalogue.load import catalogue
from lead_metrics.errors import LeadError, RequestRefused
from lead_metrics.intake.delivery import deliver
from lead_metrics.intake.vault import Vault
from lead_metrics.pipeline import River
from lead_metrics.settings import settings
from lead_metrics.store import jobs, write
from lead_metrics.store.engine import engine

PAUSE = 2.0


def work(*, once: bool = False) -> None:
    """Do waiting jobs; with `once` stop when none is left."""
    river = River(Vault(settings().vault), engine(), catalogue())
    while True:
        job = jobs.claim(river.engine)
        if job is not None:
            do(river, job)
        elif once:
            return
        else:
            time.sleep(PAUSE)


def do(river: River, job: jobs.Job) -> None:
    """Do one job and write down how it ended; a refusal ends the job, never the worker."""
    try:
        said = KINDS.get(job.kind, _unknown)(river, job.payload)
    except LeadError as refusal:
        jobs.end(river.engine, job.id, str(refusal), done=False)
    except Exception:  # a defect of ours must not stop the jobs behind it, nor print a record
        jobs.end(river.engine, job.id, "stopped by a defect of this software; see the log", done=False)
    else:
        jobs.end(river.engine, job.id, said, done=True)


def _deliver(river: River, asked: dict[str, Any]) -> str:
    inbox = settings().inbox.resolve()
    files = [(inbox / Path(name).name) for name in asked["files"]]
    report = deliver(files, asked["source"], asked["site"], catalogue=river.catalogue, vault=river.vault)
    return " · ".join(report.lines())


def _release(river: River, asked: dict[str, Any]) -> str:
    as_of = date.fromisoformat(asked["as_of"]) if "as_of" in asked else date.today()
    return f"release {pipeline.release(river, as_of, asked.get('note', ''))} is a draft"


def _publish(river: River, asked: dict[str, Any]) -> str:
    write.publish(river.engine, int(asked["release"]))
    return f"published release {asked['release']}"


def _staff(river: River, _asked: dict[str, Any]) -> str:
    return f"refreshed the staff view of {', '.join(pipeline.refresh_staff(river, date.today()))}"


def _unknown(_river: River, _asked: dict[str, Any]) -> str:
    raise RequestRefused("there is no such kind of job")


KINDS: dict[str, Callable[[River, dict[str, Any]], str]] = {
    "deliver": _deliver, "release": _release, "publish": _publish, "staff": _staff,
}  # fmt: skip
