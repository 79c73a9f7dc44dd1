"""Accounts for the tests, made with cheap hashes: what bcrypt costs is a test of its own."""

from __future__ import annotations

import bcrypt
import pytest

PASSWORD = "a long sentence nobody guesses"
ANN = "ann@example.org"


@pytest.fixture
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let bcrypt do its least work."""
    real = bcrypt.gensalt
    monkeypatch.setattr(bcrypt, "gensalt", lambda: real(rounds=4))
