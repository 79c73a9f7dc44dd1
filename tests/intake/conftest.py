"""A vault and a key for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lead_metrics.intake.vault import Vault
from lead_metrics.settings import settings


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hold a pseudonym key of the test's own."""
    monkeypatch.setenv("LEAD_PSEUDONYM_KEY", "k" * 40)
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """Return an empty vault."""
    return Vault(tmp_path / "vault")
