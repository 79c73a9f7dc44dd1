"""The settings that the serving rests on still exist, and say what they must."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit import config
from uvicorn.loops.auto import auto_loop_factory

from lead_metrics.settings import ROOT

SAFE = {
    "server.address": "127.0.0.1",
    "server.port": 8501,
    "server.headless": True,
    "server.enableXsrfProtection": True,
    "server.enableAgentApi": False,
    "server.scriptHealthCheckEnabled": False,
    "server.fileWatcherType": "none",
    "client.showErrorDetails": "none",
    "client.toolbarMode": "minimal",
    "client.allowedOrigins": [],
    "browser.gatherUsageStats": False,
    "runner.postScriptGC": False,
}


def options(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each option of the file by its full name."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from options(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


SET = dict(options(tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())))


@pytest.mark.parametrize("name", SET)
def test_every_option_that_is_set_still_exists(name: str) -> None:
    assert name in config._config_options_template


def test_the_options_say_what_they_must() -> None:
    assert {name: SET.get(name) for name in SAFE} == SAFE


def test_uploads_are_small() -> None:
    assert SET["server.maxUploadSize"] <= 20


def test_the_server_runs_on_uvloop_which_switches_nagle_off() -> None:
    assert auto_loop_factory().__module__.startswith("uvloop")


def test_the_dashboard_stays_a_page_long() -> None:
    assert len((ROOT / "dashboard.py").read_text().splitlines()) <= 60
