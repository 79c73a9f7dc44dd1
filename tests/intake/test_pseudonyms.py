"""Pseudonyms: the same for the same person and key, and for nobody else."""

from __future__ import annotations

import stat
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lead_metrics.catalogue.load import catalogue
from lead_metrics.errors import SettingsRefused
from lead_metrics.intake.key import key_file, pseudonym_key
from lead_metrics.intake.pseudonyms import pseudonym, pseudonymous
from lead_metrics.intake.vault import Vault
from lead_metrics.settings import settings
from tests.intake.files import delivered, referrals

KEY = b"k" * 40


@given(st.lists(st.one_of(st.none(), st.text(max_size=20)), max_size=30))
def test_each_value_has_one_pseudonym_and_nothing_stays_nothing(values: list[str | None]) -> None:
    made = pseudonymous(pl.Series(values, dtype=pl.String), "person", KEY)
    assert made.is_null().to_list() == [value is None for value in values]
    assert made.to_list() == [None if v is None else pseudonym(v, "person", KEY) for v in values]


def test_key_and_namespace_change_a_pseudonym_and_blanks_around_it_do_not() -> None:
    one = pseudonym("4711", "person", KEY)
    assert len(one) == 32 and int(one, 16) >= 0
    assert one == pseudonym(" 4711 ", "person", KEY)
    assert (
        len(
            {
                one,
                pseudonym("4711", "booking", KEY),
                pseudonym("4711", "person", b"j" * 40),
                pseudonym("4712", "person", KEY),
            }
        )
        == 4
    )


def test_a_person_is_the_same_in_the_programs_and_the_jails_records(tmp_path: Path, vault: Vault) -> None:
    delivered(vault, referrals(tmp_path, "r1,p1,2024-03-05,community,,"))
    (tmp_path / "bookings.csv").write_text(
        "booking,person,admitted\nb1,p1,2024-04-01\nr1,p2,2024-04-02\n", encoding="utf-8"
    )
    delivered(vault, tmp_path / "bookings.csv", source="jail")
    records = vault.deposit(catalogue()).records
    assert set(records["referrals"]["person"]) < set(records["bookings"]["person"])
    assert not set(records["referrals"]["referral"]) & set(records["bookings"]["booking"])


def test_a_worker_is_a_code_and_stays_one(tmp_path: Path, vault: Vault) -> None:
    (tmp_path / "engagements.csv").write_text("person,at,mode,worker\np1,2024-05-30,field,W07\n", encoding="utf-8")
    delivered(vault, tmp_path / "engagements.csv")
    assert vault.deposit(catalogue()).records["engagements"]["worker"].to_list() == ["W07"]


def test_a_short_key_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEAD_PSEUDONYM_KEY", "too-short-a-canary")
    with pytest.raises(SettingsRefused, match="LEAD_PSEUDONYM_KEY is shorter than 32 bytes") as refusal:
        pseudonym_key()
    assert "canary" not in str(refusal.value)


def test_the_embedded_key_is_made_once_for_its_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LEAD_PSEUDONYM_KEY")
    monkeypatch.setenv("LEAD_KEYS", str(tmp_path / "keys"))
    settings.cache_clear()
    first = pseudonym_key()
    assert first == pseudonym_key() and len(first) >= 32
    assert stat.S_IMODE(key_file().stat().st_mode) == 0o600
