"""The doctor: what it looks at, and what it says to do."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from lead_metrics import doctor, safety
from lead_metrics.intake.vault import Delivery, Vault
from lead_metrics.settings import settings
from tests.sampled import Sampled, place


@pytest.fixture
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sampled]:
    """Work in an empty place."""
    made = place(tmp_path)
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    yield made
    monkeypatch.undo()
    settings.cache_clear()


def found(what: str) -> doctor.Finding:
    return next(one for one in doctor.examine() if one.what == what)


def delivered(there: Sampled, until: date, source: str = "program", withdrawn: bool = False) -> None:
    Vault(there.folder / "vault").put(
        Delivery(id=f"{source}-{until}", source=source, site="alder", files=[], accepted={}, refused=0,
                 delivered_at=datetime.now(UTC), covers_from=date(2020, 1, 1), covers_until=until,
                 withdrawn=withdrawn), {},
    )  # fmt: skip


def test_an_empty_place_says_what_to_do_next(there: Sampled):
    assert not found("release").fine
    assert "release --publish" in found("release").said
    assert not found("vault").fine
    assert "deliver FILE" in found("vault").said


def test_a_source_on_time_is_fine_and_says_when_the_next_is_due(there: Sampled):
    delivered(there, date.today() - timedelta(days=10))
    one = found("program of alder")
    assert one.fine
    assert "next is due by" in one.said


def test_a_late_source_is_named_with_the_day_it_was_due(there: Sampled):
    until = date.today() - timedelta(days=200)
    delivered(there, until)
    one = found("program of alder")
    assert not one.fine
    assert str(until + timedelta(days=31 + 30)) in one.said


def test_the_latest_delivery_counts(there: Sampled):
    delivered(there, date.today() - timedelta(days=200))
    delivered(there, date.today() - timedelta(days=1))
    assert found("program of alder").fine


def test_a_source_that_comes_once_owes_nothing(there: Sampled):
    delivered(there, date(2015, 1, 1), "lead_published")
    assert found("lead_published of alder").fine


def test_a_withdrawn_delivery_counts_as_none(there: Sampled):
    delivered(there, date.today(), withdrawn=True)
    assert not found("vault").fine


def test_a_database_that_does_not_answer_is_one_finding_among_others(there: Sampled, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LEAD_DATABASE_URL", "postgresql+psycopg://nobody:secret@127.0.0.1:1/none")
    settings.cache_clear()
    one = found("database")
    assert not one.fine
    assert "secret" not in one.said
    assert found("disk").fine


def test_a_folder_of_keys_that_others_can_enter_is_told(there: Sampled):
    keys = there.folder / "keys"
    keys.mkdir(mode=0o700)
    (keys / "pseudonym.key").touch(mode=0o600)
    assert found("keys").fine
    os.chmod(keys, 0o755)
    assert f"chmod go= {keys}" in found("keys").said


def test_a_full_disk_is_told(there: Sampled, monkeypatch: pytest.MonkeyPatch):
    assert found("disk").fine
    monkeypatch.setattr(doctor, "ENOUGH_DISK", 10**18)
    assert not found("disk").fine


@pytest.mark.parametrize(("address", "fine"), [("127.0.0.1", True), ("0.0.0.0", False), (None, False)])
def test_a_dashboard_open_to_every_network_is_told(
    there: Sampled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str | None, fine: bool
):
    (tmp_path / ".streamlit").mkdir()
    line = f'address = "{address}"' if address else ""
    (tmp_path / ".streamlit" / "config.toml").write_text(f"[server]\n{line}\n")
    monkeypatch.setattr(safety, "ROOT", tmp_path)
    assert found("serving").fine is fine


def test_missing_serving_settings_are_told(there: Sampled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(safety, "ROOT", tmp_path)
    assert not found("serving").fine
