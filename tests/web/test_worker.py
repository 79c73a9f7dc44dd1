"""The worker runs beside the dashboard where the database is embedded, and ends with it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from lead_metrics.settings import settings
from lead_metrics.web.worker import stop, wanted, worker


@pytest.fixture(autouse=True)
def anew() -> Iterator[None]:
    """Read the settings anew before and after."""
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.mark.parametrize(
    ("switch", "database", "runs"),
    [
        ("auto", "sqlite:///data/local/lead.db", True),
        ("auto", "postgresql+psycopg://host/lead", False),
        ("off", "sqlite:///data/local/lead.db", False),
        ("on", "postgresql+psycopg://host/lead", True),
    ],
)
def test_the_worker_is_a_child_where_the_database_is_embedded_unless_told_otherwise(
    switch: str, database: str, runs: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEAD_WORKER", switch)
    monkeypatch.setenv("LEAD_DATABASE_URL", database)
    assert wanted() is runs


def test_the_child_ends_with_the_dashboard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEAD_WORKER", "on")
    with worker() as child:
        assert child is not None
    assert child.poll() is not None


def test_no_child_where_none_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEAD_WORKER", "off")
    with worker() as child:
        assert child is None


def test_a_child_that_does_not_listen_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lead_metrics.web.worker.PATIENCE", 0.2)
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
    child = subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.readline()
    stop(child)
    child.stdout.close()
    assert child.returncode == -9
