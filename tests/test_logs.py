"""The writing side's log."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import structlog

from lead_metrics import logs
from lead_metrics.settings import settings


@pytest.fixture(autouse=True)
def anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave the log as it was."""
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()
    structlog.reset_defaults()


def test_a_line_is_json_for_a_machine(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setenv("LEAD_LOG_FORMAT", "json")
    logs.configure()
    structlog.get_logger().info("a job has ended", job=7)
    said = json.loads(capsys.readouterr().out)
    assert (said["event"], said["job"], said["level"]) == ("a job has ended", 7, "info")


def test_a_line_is_plain_for_a_person(capsys: pytest.CaptureFixture[str]):
    logs.configure()
    structlog.get_logger().info("a job has ended", job=7)
    said = capsys.readouterr().out
    assert "a job has ended" in said
    assert "\x1b" not in said


def test_what_is_below_the_level_is_not_written(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setenv("LEAD_LOG_LEVEL", "ERROR")
    logs.configure()
    structlog.get_logger().info("a job has ended")
    assert capsys.readouterr().out == ""
