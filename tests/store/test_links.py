"""A link works once, for a while, for its account alone; only its hash is kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from lead_metrics.errors import RequestRefused
from lead_metrics.store import accounts, links, sessions, trail
from lead_metrics.store.accounts import Known
from lead_metrics.store.links import KEPT, LASTS, LINKS
from tests.store.people import ANN, PASSWORD

pytestmark = pytest.mark.usefixtures("cheap_hashes")
NEW = "seven lanterns over quiet water"


def invited(engine: Engine, name: str = ANN) -> str:
    """Return the token of a new account's invitation."""
    with engine.begin() as connection:
        accounts.put(connection, Known(name, "partner", None, False, frozenset({"north"})))
        return links.make(connection, name, "invitation")


def test_an_invitation_lets_somebody_choose_a_password_once(engine: Engine) -> None:
    token = invited(engine)
    assert links.account_of(engine, token) == ANN
    assert links.use(engine, token, NEW) == ANN
    assert accounts.verify(engine, ANN, NEW)
    assert links.account_of(engine, token) is None
    with pytest.raises(RequestRefused, match="used up"):
        links.use(engine, token, PASSWORD)
    assert accounts.verify(engine, ANN, NEW)
    assert "invitation used" in [entry.action for entry in trail.entries(engine)]


def test_only_the_hash_of_a_link_is_kept(engine: Engine) -> None:
    token = invited(engine)
    with engine.connect() as connection:
        kept = str(connection.execute(select(LINKS)).all())
    assert token not in kept
    assert sessions.fingerprint(token) in kept
    assert links.account_of(engine, sessions.fingerprint(token)) is None
    assert len(token) >= 43


def test_a_weak_password_is_refused_and_the_link_stays_open(engine: Engine) -> None:
    token = invited(engine)
    for weak in ("short", "password1234"):
        with pytest.raises(RequestRefused):
            links.use(engine, token, weak)
    assert links.use(engine, token, NEW) == ANN


@pytest.mark.parametrize("kind", sorted(LASTS))
def test_a_link_is_too_old_after_its_time(engine: Engine, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    accounts.add(engine, ANN, PASSWORD, "partner")
    token, moment = links.make(engine, ANN, kind), datetime.now(UTC)
    monkeypatch.setattr(links, "now", lambda: moment + LASTS[kind] - timedelta(minutes=1))
    assert links.account_of(engine, token) == ANN
    monkeypatch.setattr(links, "now", lambda: moment + LASTS[kind] + timedelta(minutes=1))
    assert links.account_of(engine, token) is None
    with pytest.raises(RequestRefused):
        links.use(engine, token, NEW)
    assert accounts.verify(engine, ANN, PASSWORD)
    monkeypatch.setattr(links, "now", lambda: moment + LASTS[kind] + KEPT + timedelta(minutes=1))
    assert links.forget(engine) == 1


def test_a_new_link_replaces_the_one_before(engine: Engine) -> None:
    first = invited(engine)
    second = links.make(engine, ANN, "reset")
    assert links.account_of(engine, first) is None
    assert links.account_of(engine, second) == ANN


def test_a_link_ends_every_session_of_its_account_and_no_other(engine: Engine) -> None:
    accounts.add(engine, ANN, PASSWORD, "partner")
    accounts.add(engine, "ben@example.org", PASSWORD, "partner")
    mine, other = (sessions.open_session(engine, name, role="partner") for name in (ANN, "ben@example.org"))
    links.use(engine, links.make(engine, ANN, "reset"), NEW)
    assert sessions.session_viewer(engine, mine) is None
    assert sessions.session_viewer(engine, other) is not None


def test_a_stopped_account_has_no_link(engine: Engine) -> None:
    token = invited(engine)
    accounts.disable(engine, ANN)
    assert links.account_of(engine, token) is None
    with pytest.raises(RequestRefused):
        links.use(engine, token, NEW)
    with pytest.raises(RequestRefused, match="no account"):
        links.make(engine, ANN, "reset")


@pytest.mark.parametrize("guess", ["", "x" * 43, "' or 1=1 --", "\0"])
def test_a_guessed_link_opens_nothing(engine: Engine, guess: str) -> None:
    invited(engine)
    assert links.account_of(engine, guess) is None
    with pytest.raises(RequestRefused):
        links.use(engine, guess, NEW)


def test_a_link_that_is_used_twice_at_the_same_moment_works_once(engine: Engine) -> None:
    token = invited(engine)

    def use(number: int) -> bool:
        try:
            links.use(engine, token, f"{NEW} {number}")
        except RequestRefused:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(use, range(4))) == 1
