"""The writing side's worker as a child of the dashboard, so that one command runs everything."""

from __future__ import annotations

import logging
import os
import subprocess  # nosec B404
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from lead_metrics.settings import ROOT, settings

PATIENCE = 10

log = logging.getLogger(__name__)


def wanted() -> bool:
    """Return whether the dashboard runs the worker: by default with the embedded database alone."""
    asked = settings().worker
    return asked == "on" or (asked == "auto" and settings().database_url.startswith("sqlite"))


@contextmanager
def worker() -> Iterator[subprocess.Popen[bytes] | None]:
    """Run `python -m lead_metrics work` as long as the block lasts, where it is wanted.

    The child inherits the environment, and with it the pseudonym key where there is one; this process never reads it.
    The web's own key stays here.
    """
    if not wanted():
        yield None
        return
    environment = {name: value for name, value in os.environ.items() if name != "LEAD_SECRET_KEY"}
    child = subprocess.Popen(  # nosec B603
        [sys.executable, "-m", "lead_metrics", "work"], cwd=ROOT, env=environment
    )
    log.info("the worker runs as process %s", child.pid)
    try:
        yield child
    finally:
        stop(child)


def stop(child: subprocess.Popen[bytes]) -> None:
    """Ask the worker to finish its step and wait for it; one that does not listen is ended."""
    child.terminate()
    try:
        child.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
