"""The doctor names what is unsafe, and what to do about it."""

from __future__ import annotations

import os
import tomllib

import pytest

from lead_metrics import safety
from lead_metrics.settings import ROOT, settings
from lead_metrics.store import accounts, write
from lead_metrics.store.engine import engine
from tests.sampled import Sampled
from tests.store.drafts import draft

CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


def said(look: object) -> str:
    """Return what a look finds, as one text."""
    assert callable(look)
    return "\n".join(words for fine, words in look() if not fine)


def test_what_ships_is_safe() -> None:
    assert list(safety.unsafe(CONFIG)) == []
    assert CONFIG["server"]["address"] == "127.0.0.1"


@pytest.mark.parametrize(("section", "key"), sorted(safety.SERVED))
def test_each_setting_that_is_changed_or_left_out_is_named(section: str, key: str) -> None:
    changed = {**CONFIG, section: {name: value for name, value in CONFIG[section].items() if name != key}}
    (only,) = safety.unsafe(changed)
    assert f"{section}.{key}" in only[1]


def test_large_uploads_and_other_addresses_are_named() -> None:
    (only,) = safety.unsafe({**CONFIG, "server": {**CONFIG["server"], "maxUploadSize": 2000}})
    assert "maxUploadSize" in only[1]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql+psycopg://lead:pw@db.example/lead", "sslmode"),
        ("postgresql+psycopg://lead:pw@db.example/lead?sslmode=require", "sslmode"),
        ("postgresql+psycopg://lead@db.example/lead?sslmode=verify-full", "password"),
        ("postgresql+psycopg://lead:pw@db.example/lead?sslmode=verify-full", ""),
        ("postgresql+psycopg://lead@127.0.0.1/lead", ""),
    ],
)
def test_a_database_elsewhere_needs_tls_and_a_password(
    nothing_yet: Sampled, url: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEAD_DATABASE_URL", url)
    settings.cache_clear()
    found = said(safety.database)
    assert words in found and bool(found) is bool(words)
    assert "pw@" not in found


def test_what_others_can_read_or_write_is_named(nothing_yet: Sampled, monkeypatch: pytest.MonkeyPatch) -> None:
    engine()
    assert said(safety.database) == ""
    (nothing_yet.folder / "lead.db").chmod(0o644)
    assert "chmod go=" in said(safety.database)
    vault, words = nothing_yet.folder / "vault", nothing_yet.folder / "catalogue"
    for folder in (vault, words):
        folder.mkdir()
    vault.chmod(0o755)
    words.chmod(0o777)
    monkeypatch.setenv("LEAD_CATALOGUE", str(words))
    settings.cache_clear()
    found = said(safety.keeping)
    assert str(vault) in found and f"chmod go-w {words}" in found
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    for folder in (vault, words):
        folder.chmod(0o700)
    assert said(safety.keeping) == ""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert "root" in said(safety.keeping)


def test_somebody_keeps_the_accounts_and_nobody_looks_around_where_others_reach(
    nothing_yet: Sampled, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "nobody keeps the accounts" in said(safety.people)
    accounts.add(engine(), "admin", "a long sentence nobody guesses", "admin", sites=["*"])
    assert said(safety.people) == ""
    write.save(engine(), draft(sample=True))
    monkeypatch.setenv("LEAD_HOSTS", "lead.example")
    settings.cache_clear()
    assert "look around" in said(safety.people)


def test_a_provider_without_tls_is_named(nothing_yet: Sampled, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"ISSUER": "http://127.0.0.1:9", "CLIENT_ID": "a", "CLIENT_SECRET": "b"}.items():
        monkeypatch.setenv(f"LEAD_OIDC_{name}", value)
    settings.cache_clear()
    assert "https://" in said(safety.provider)
