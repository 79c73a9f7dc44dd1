"""What every test of the pages needs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner

from lead_metrics.views import idle
from tests.sampled import Sampled, served
from tests.views.states import copied


@pytest.fixture(autouse=True)
def no_session_to_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest has no cookies, so there is no session whose end could be watched."""
    monkeypatch.setattr(idle, "token", lambda: None)


@pytest.fixture(scope="session", autouse=True)
def packages_are_scanned_once() -> Iterator[None]:
    """Keep what Streamlit found: to read every installed package takes most of a run of AppTest."""
    with pytest.MonkeyPatch.context() as patch:
        found = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", found)
        yield


@pytest.fixture
def own_county(county: Sampled, tmp_path: Path) -> Iterator[Sampled]:
    """Serve the pages of a copy of the county's database, free to change."""
    with served(copied(county, tmp_path)) as made:
        yield made
