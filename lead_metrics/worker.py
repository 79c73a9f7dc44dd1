"""The writing side's worker: does what pages queued and what lies in the inbox, one thing at a time."""

from __future__ import annotations

import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import structlog

from lead_metrics import inbox, pipeline
from lead_metrics.errors import LeadError, RequestRefused
from lead_metrics.pipeline import Report, River
from lead_metrics.river import Tell
from lead_metrics.settings import settings
from lead_metrics.store import jobs, trail

PAUSE = 2.0
STEPS = 6
"""About how many steps a release tells, for the progress that a page shows."""

log = structlog.get_logger()


def work(*, once: bool = False) -> None:
    """Do what waits until somebody asks the process to stop; with `once` stop when nothing is left.

    Raises RequestRefused where another worker is at this vault.
    """
    river, stop = River.here(), Event()
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, lambda *_: stop.set())
    with river.alone("worker"):
        # One worker holds the lock, so a job that still runs was left behind by one that was ended.
        jobs.give_back(river.engine, timedelta(0))
        log.info("the worker is at work")
        while not stop.is_set():
            if not step(river):
                if once:
                    break
                stop.wait(PAUSE)


def step(river: River) -> bool:
    """Do the oldest job, else deliver what lies in the inbox; tell whether there was anything to do."""
    job = jobs.claim(river.engine)
    if job is not None:
        do(river, job)
        return True
    waiting = inbox.waiting(settings().inbox)
    for found in waiting:
        watched(river, found)
    return bool(waiting)


def do(river: River, job: jobs.Job) -> None:
    """Do one job and write down how it ended; a refusal ends the job, never the worker."""
    told = replace(river, tell=_progress(river, job))
    try:
        said, done = KINDS.get(job.kind, _unknown)(told, job.payload)
    except LeadError as refusal:
        said, done = str(refusal), False
    except Exception as defect:  # a defect of ours must not stop the jobs behind it, nor print a record
        log.error("a job was stopped by a defect", job=job.id, kind=job.kind, defect=type(defect).__name__)
        said, done = "stopped by a defect of this software; see the worker's log", False
    log.info("a job has ended", job=job.id, kind=job.kind, done=done)
    trail.append(river.engine, job.kind, account=job.asked_by, about=f"job {job.id}: {'done' if done else 'refused'}")
    jobs.end(river.engine, job.id, said, done=done)


def watched(river: River, found: inbox.Found) -> None:
    """Deliver a file that was put into the inbox's folder of its site and source, and put it aside."""
    try:
        report = pipeline.deliver(river, [found.file], (found.source, found.site))
    except LeadError as refusal:
        log.warning("a file was refused", file=found.file.name, said=str(refusal))
        inbox.aside(found, taken=False)
        return
    log.info("a file was read", file=found.file.name, said=told(report))
    inbox.aside(found, taken=report.exit_code == 0 or any(report.accepted.values()))


def told(report: Report) -> str:
    """Return a report in one line."""
    lines = report.lines()
    return " · ".join([lines[0], lines[-1]] if len(lines) > 1 else lines)


def _progress(river: River, job: jobs.Job) -> Tell:
    done = 0

    def tell(step: str) -> None:
        nonlocal done
        done += 1
        jobs.report(river.engine, job.id, min(done / STEPS, 0.99), step)

    return tell


def _deliver(river: River, asked: dict[str, Any]) -> tuple[str, bool]:
    # A job names files of the inbox and no others, whatever it says.
    files = [settings().inbox / Path(name).name for name in asked["files"]]
    report = pipeline.deliver(river, files, (asked["source"], asked["site"]))
    for file in files:
        file.unlink(missing_ok=True)
    return told(report), report.file_refused is None


def _release(river: River, asked: dict[str, Any]) -> tuple[str, bool]:
    as_of = date.fromisoformat(asked["as_of"]) if "as_of" in asked else date.today()
    return f"release {pipeline.release(river, as_of, asked.get('note', ''))} is a draft", True


def _publish(river: River, asked: dict[str, Any]) -> tuple[str, bool]:
    pipeline.publish(river, int(asked["release"]))
    return f"published release {asked['release']}", True


def _staff(river: River, asked: dict[str, Any]) -> tuple[str, bool]:
    # A job of a site's staff refreshes that site alone, and says nothing of others.
    sites = pipeline.refresh_staff(river, date.today(), asked.get("site"))
    return f"refreshed the staff view of {', '.join(sites)}", True


def _unknown(_river: River, _asked: dict[str, Any]) -> tuple[str, bool]:
    raise RequestRefused(f"there is no such kind of job; choose one of {', '.join(KINDS)}")


KINDS: dict[str, Callable[[River, dict[str, Any]], tuple[str, bool]]] = {
    "deliver": _deliver, "release": _release, "publish": _publish, "staff": _staff,
}  # fmt: skip
