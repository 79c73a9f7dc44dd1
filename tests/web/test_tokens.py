"""A form is ours when its token was made for this very browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lead_metrics.errors import SettingsRefused
from lead_metrics.settings import settings
from lead_metrics.web import tokens


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Keep the keys in a folder of this test."""
    monkeypatch.setenv("LEAD_KEYS", str(tmp_path / "keys"))
    monkeypatch.delenv("LEAD_SECRET_KEY", raising=False)
    settings.cache_clear()
    tokens.secret_key.cache_clear()
    yield tmp_path / "keys"
    settings.cache_clear()
    tokens.secret_key.cache_clear()


def test_a_token_is_genuine_for_its_bearer_alone() -> None:
    token = tokens.form_token("one browser")
    assert tokens.genuine(token, "one browser")
    assert not tokens.genuine(token, "another browser")
    assert not tokens.genuine(token, None)
    assert not tokens.genuine("", "one browser")
    assert not tokens.genuine("ä", "one browser")


def test_the_first_run_makes_a_key_that_only_its_owner_reads_and_the_next_run_keeps_it(keys: Path) -> None:
    first = tokens.secret_key()
    tokens.secret_key.cache_clear()
    assert tokens.secret_key() == first
    assert (keys / tokens.KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert len(first) >= 32


def test_a_key_of_the_environment_goes_before_the_kept_one(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEAD_SECRET_KEY", "k" * 32)
    assert tokens.secret_key() == b"k" * 32
    assert not keys.exists()


def test_a_kept_key_that_is_too_short_is_refused_without_being_told(keys: Path) -> None:
    keys.mkdir()
    (keys / tokens.KEY_FILE).write_text("short-key")
    with pytest.raises(SettingsRefused) as refused:
        tokens.secret_key()
    assert "short-key" not in str(refused.value)
