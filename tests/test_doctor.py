"""The doctor: what it looks at, and what it says to do."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from lead_metrics import doctor, safety
from lead_metrics.intake.vault import Delivery, Vault
from lead_metrics.settings import settings
from tests.sampled import Sampled


def found(what: str) -> doctor.Finding:
    return next(one for one in doctor.examine() if one.what == what)


def delivered(nothing_yet: Sampled, until: date, source: str = "program", withdrawn: bool = False) -> None:
    Vault(nothing_yet.folder / "vault").put(
        Delivery(id=f"{source}-{until}", source=source, site="alder", files=[], accepted={}, refused=0,
                 delivered_at=datetime.now(UTC), covers_from=date(2020, 1, 1), covers_until=until,
                 withdrawn=withdrawn), {},
    )  # fmt: skip


def test_an_empty_place_says_what_to_do_next(nothing_yet: Sampled):
    assert not found("release").fine
    assert "release --publish" in found("release").said
    assert not found("vault").fine
    assert "deliver FILE" in found("vault").said


def test_a_source_on_time_is_fine_and_says_when_the_next_is_due(nothing_yet: Sampled):
    delivered(nothing_yet, date.today() - timedelta(days=10))
    one = found("program of alder")
    assert one.fine
    assert "next is due by" in one.said


def test_a_late_source_is_named_with_the_day_it_was_due(nothing_yet: Sampled):
    until = date.today() - timedelta(days=200)
    delivered(nothing_yet, until)
    one = found("program of alder")
    assert not one.fine
    assert str(until + timedelta(days=31 + 30)) in one.said


def test_the_latest_delivery_counts(nothing_yet: Sampled):
    delivered(nothing_yet, date.today() - timedelta(days=200))
    delivered(nothing_yet, date.today() - timedelta(days=1))
    assert found("program of alder").fine


def test_a_source_that_comes_once_owes_nothing(nothing_yet: Sampled):
    delivered(nothing_yet, date(2015, 1, 1), "lead_published")
    assert found("lead_published of alder").fine


def test_a_withdrawn_delivery_counts_as_none(nothing_yet: Sampled):
    delivered(nothing_yet, date.today(), withdrawn=True)
    assert not found("vault").fine


def test_a_database_that_does_not_answer_is_one_finding_among_others(
    nothing_yet: Sampled, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("LEAD_DATABASE_URL", "postgresql+psycopg://nobody:secret@127.0.0.1:1/none")
    settings.cache_clear()
    one = found("database")
    assert not one.fine
    assert "secret" not in one.said
    assert found("disk").fine


def test_a_folder_of_keys_that_others_can_enter_is_told(nothing_yet: Sampled):
    keys = nothing_yet.folder / "keys"
    keys.mkdir(mode=0o700)
    (keys / "pseudonym.key").touch(mode=0o600)
    assert found("keys").fine
    os.chmod(keys, 0o755)
    assert f"chmod go= {keys}" in found("keys").said


def test_a_full_disk_is_told(nothing_yet: Sampled, monkeypatch: pytest.MonkeyPatch):
    assert found("disk").fine
    monkeypatch.setattr(doctor, "ENOUGH_DISK", 10**18)
    assert not found("disk").fine


@pytest.mark.parametrize(("address", "fine"), [("127.0.0.1", True), ("0.0.0.0", False), (None, False)])
def test_a_dashboard_open_to_every_network_is_told(
    nothing_yet: Sampled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str | None, fine: bool
):
    (tmp_path / ".streamlit").mkdir()
    line = f'address = "{address}"' if address else ""
    (tmp_path / ".streamlit" / "config.toml").write_text(f"[server]\n{line}\n")
    monkeypatch.setattr(safety, "ROOT", tmp_path)
    assert found("serving").fine is fine


def test_missing_serving_settings_are_told(nothing_yet: Sampled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(safety, "ROOT", tmp_path)
    assert not found("serving").fine
