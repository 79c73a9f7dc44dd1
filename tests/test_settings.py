"""The environment, checked."""

import pytest

from lead_metrics.errors import SettingsRefused
from lead_metrics.settings import ROOT, Settings, settings


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_the_embedded_default_keeps_everything_below_the_project(monkeypatch):
    for name in ("LEAD_DATABASE_URL", "LEAD_VAULT"):
        monkeypatch.delenv(name, raising=False)
    assert settings().database_url == f"sqlite:///{ROOT / 'data' / 'local' / 'lead.db'}"
    assert settings().vault.is_relative_to(ROOT)


def test_a_short_key_is_refused_by_name_and_never_by_value(monkeypatch):
    monkeypatch.setenv("LEAD_SECRET_KEY", "canary-key")
    with pytest.raises(SettingsRefused, match="LEAD_SECRET_KEY is shorter than 32 bytes") as refusal:
        settings()
    assert "canary" not in str(refusal.value)


def test_an_unknown_engine_is_refused(monkeypatch):
    monkeypatch.setenv("LEAD_ENGINE", "abacus")
    with pytest.raises(SettingsRefused, match="LEAD_ENGINE"):
        settings()


def test_settings_cannot_be_changed_after_reading():
    with pytest.raises(ValueError, match="frozen"):
        settings().engine = "spark"


def test_the_pseudonym_key_is_no_setting_of_the_reading_side():
    assert "pseudonym_key" not in Settings.model_fields
