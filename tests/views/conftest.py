"""What every test of the pages needs."""

from __future__ import annotations

import pytest

from lead_metrics.views import idle


@pytest.fixture(autouse=True)
def no_session_to_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest has no cookies, so there is no session whose end could be watched."""
    monkeypatch.setattr(idle, "token", lambda: None)
