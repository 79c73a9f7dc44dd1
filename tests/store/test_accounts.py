"""Accounts are added, stopped and changed; a password opens its account, and guessing is slow and tells nothing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import process_time

import pytest
from sqlalchemy import Engine, select

from lead_metrics.errors import RequestRefused
from lead_metrics.store import accounts, sessions
from lead_metrics.store import engine as engines
from lead_metrics.store.clock import zoned
from tests.store.people import ANN, PASSWORD

pytestmark = pytest.mark.usefixtures("cheap_hashes")
WRONG = "a long sentence somebody guessed"


def ann(engine: Engine, role: str = "partner") -> None:
    """Add an account at one site."""
    accounts.add(engine, ANN, PASSWORD, role, sites=["north"], group="pcg")


class Clock:
    """A clock that the tests turn on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Stop the clock of the accounts."""
        self.moment = datetime(2026, 1, 1, 12, tzinfo=UTC)
        monkeypatch.setattr(accounts, "now", lambda: self.moment)

    def turn(self, **by: float) -> None:
        """Let time pass."""
        self.moment += timedelta(**by)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return a clock that stands still until it is turned on."""
    return Clock(monkeypatch)


def test_an_account_is_known_without_its_password(engine: Engine) -> None:
    ann(engine)
    accounts.add(engine, "ben@example.org", PASSWORD, "admin")
    known = accounts.Known(ANN, "partner", "pcg", False, frozenset({"north"}))
    assert accounts.known_as(engine, ANN) == known
    assert accounts.known_as(engine, "nobody@example.org") is None
    assert accounts.known(engine) == [known, accounts.Known("ben@example.org", "admin", None, False, frozenset())]
    assert PASSWORD not in repr(accounts.known(engine))


def test_a_name_is_given_once(engine: Engine) -> None:
    ann(engine)
    with pytest.raises(RequestRefused, match="taken"):
        accounts.add(engine, ANN, WRONG, "admin", sites=["*"])
    assert [(known.role, known.sites) for known in accounts.known(engine)] == [("partner", frozenset({"north"}))]


@pytest.mark.parametrize("name", ["", " ann", "ann\n", "a\0nn"])
def test_a_name_that_cannot_be_typed_is_refused(engine: Engine, name: str) -> None:
    with pytest.raises(RequestRefused, match="name"):
        accounts.add(engine, name, PASSWORD, "partner")
    assert accounts.known(engine) == []


@pytest.mark.parametrize("password", ["", "short", "x" * 73, "ñ" * 37])
def test_a_password_that_is_short_or_would_be_cut_is_refused_unrepeated(engine: Engine, password: str) -> None:
    with pytest.raises(RequestRefused, match="12 to 72 bytes") as refusal:
        accounts.add(engine, ANN, password, "partner")
    assert accounts.known(engine) == []
    assert not password or password not in str(refusal.value)


def test_the_right_password_opens_and_others_do_not(engine: Engine) -> None:
    ann(engine)
    assert accounts.verify(engine, ANN, PASSWORD)
    for wrong in (WRONG, "", PASSWORD + " ", PASSWORD.upper(), "x" * 500, PASSWORD + "\0"):
        assert not accounts.verify(engine, ANN, wrong)


def test_a_password_longer_than_bcrypt_reads_is_not_taken_for_its_beginning(engine: Engine) -> None:
    longest = ("forty spoons under a purple roof, and nine quiet otters reading maps " * 2)[:72]
    accounts.add(engine, ANN, longest, "partner")
    assert accounts.verify(engine, ANN, longest)
    assert not accounts.verify(engine, ANN, longest + "x")


@pytest.mark.parametrize("name", ["nobody@example.org", "", ANN.upper(), "ann@example.org'--", "ann\0@example.org"])
def test_a_name_that_is_not_an_account_opens_nothing(engine: Engine, name: str) -> None:
    ann(engine)
    assert not accounts.verify(engine, name, PASSWORD)
    assert not accounts.verify(engine, name, "nobody signs in with this")


def test_a_stopped_account_opens_again_when_it_is_let(engine: Engine) -> None:
    ann(engine)
    accounts.disable(engine, ANN)
    assert not accounts.verify(engine, ANN, PASSWORD)
    assert accounts.known(engine)[0].disabled
    accounts.enable(engine, ANN)
    assert accounts.verify(engine, ANN, PASSWORD)


def test_a_new_password_replaces_the_old(engine: Engine) -> None:
    ann(engine)
    accounts.set_password(engine, ANN, WRONG)
    assert accounts.verify(engine, ANN, WRONG)
    assert not accounts.verify(engine, ANN, PASSWORD)


@pytest.mark.parametrize(
    "change",
    [accounts.disable, lambda engine, name: accounts.set_password(engine, name, WRONG)],
    ids=["stopped", "new password"],
)
def test_a_stopped_account_and_a_new_password_end_open_sessions(
    engine: Engine, change: Callable[[Engine, str], None]
) -> None:
    ann(engine)
    accounts.add(engine, "ben@example.org", PASSWORD, "partner")
    mine, other = (sessions.open_session(engine, name, role="partner") for name in (ANN, "ben@example.org"))
    change(engine, ANN)
    accounts.enable(engine, ANN)
    assert sessions.session_viewer(engine, mine) is None
    assert sessions.session_viewer(engine, other) is not None


def test_a_role_is_changed_with_its_sites_and_group(engine: Engine) -> None:
    ann(engine)
    accounts.set_role(engine, ANN, "manager", sites=["south", "east", "south"])
    assert accounts.known(engine) == [accounts.Known(ANN, "manager", None, False, frozenset({"south", "east"}))]


@pytest.mark.parametrize(
    "change",
    [
        accounts.disable,
        accounts.enable,
        lambda engine, name: accounts.set_password(engine, name, PASSWORD),
        lambda engine, name: accounts.set_role(engine, name, "admin", sites=["*"]),
    ],
)
def test_changing_an_account_that_is_not_there_is_refused(
    engine: Engine, change: Callable[[Engine, str], None]
) -> None:
    with pytest.raises(RequestRefused, match="account list"):
        change(engine, "nobody@example.org")


def test_credentials_are_in_the_format_of_streamlit_authenticator(engine: Engine) -> None:
    hasher = pytest.importorskip("streamlit_authenticator.utilities.hasher").Hasher
    ann(engine)
    accounts.add(engine, "gone@example.org", PASSWORD, "admin")
    accounts.disable(engine, "gone@example.org")
    given = accounts.credentials(engine)["usernames"]
    assert set(given) == {ANN}
    assert given[ANN]["roles"] == ["partner"]
    assert hasher.is_hash(given[ANN]["password"])
    assert hasher.check_pw(PASSWORD, given[ANN]["password"])


def test_five_wrong_tries_are_free_and_the_sixth_locks(engine: Engine, clock: Clock) -> None:
    ann(engine)
    for _ in range(accounts.FREE_TRIES):
        assert not accounts.verify(engine, ANN, WRONG)
    assert accounts.verify(engine, ANN, PASSWORD)
    assert accounts.verify(engine, ANN, PASSWORD)
    for _ in range(accounts.FREE_TRIES):
        accounts.verify(engine, ANN, WRONG)
    assert accounts.verify(engine, ANN, PASSWORD)
    for _ in range(accounts.FREE_TRIES + 1):
        assert not accounts.verify(engine, ANN, WRONG)
    assert not accounts.verify(engine, ANN, PASSWORD)
    clock.turn(seconds=2)
    assert accounts.verify(engine, ANN, PASSWORD)


def test_a_lock_doubles_with_each_wrong_try_up_to_an_hour(engine: Engine, clock: Clock) -> None:
    ann(engine)
    for _ in range(accounts.FREE_TRIES):
        accounts.verify(engine, ANN, WRONG)
    locks = []
    for _ in range(14):
        accounts.verify(engine, ANN, WRONG)
        locks.append(seconds_locked(engine, clock))
        clock.turn(seconds=locks[-1])
    assert locks == [2.0**n for n in range(1, 12)] + [3600.0] * 3


def seconds_locked(engine: Engine, clock: Clock) -> float:
    """Return how long an account stays locked from now."""
    with engine.connect() as connection:
        until = connection.execute(select(accounts.ACCOUNTS.c.locked_until)).scalar_one()
    return float((zoned(until) - clock.moment).total_seconds())


def test_tries_while_locked_do_not_lengthen_the_lock(engine: Engine, clock: Clock) -> None:
    ann(engine)
    for _ in range(accounts.FREE_TRIES + 1):
        accounts.verify(engine, ANN, WRONG)
    before = seconds_locked(engine, clock)
    accounts.verify(engine, ANN, WRONG)
    assert seconds_locked(engine, clock) == before == 2.0


def test_a_lock_holds_for_its_account_alone_and_letting_in_ends_it(engine: Engine, clock: Clock) -> None:
    ann(engine)
    accounts.add(engine, "ben@example.org", PASSWORD, "partner")
    for _ in range(accounts.FREE_TRIES + 1):
        accounts.verify(engine, ANN, WRONG)
    assert accounts.verify(engine, "ben@example.org", PASSWORD)
    accounts.enable(engine, ANN)
    assert accounts.verify(engine, ANN, PASSWORD)


def test_guesses_at_the_same_moment_are_counted_one_by_one(engine: Engine, clock: Clock) -> None:
    ann(engine)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: accounts.verify(engine, ANN, f"{WRONG} {n}"), range(24)))
    assert not any(found)
    with engine.connect() as connection:
        tries = connection.execute(select(accounts.ACCOUNTS.c.refused)).scalar_one()
    assert tries == accounts.FREE_TRIES + 1


def test_an_unknown_name_costs_as_much_as_a_known_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()  # what bcrypt really costs
    accounts._nobody.cache_clear()
    engine = engines.engine(f"sqlite:///{tmp_path / 'lead.db'}")
    ann(engine)

    def cost(name: str) -> float:
        began = process_time()  # what it costs, whoever else is busy
        accounts.verify(engine, name, WRONG)
        return process_time() - began

    known, *others = (median(cost(name) for _ in range(3)) for name in (ANN, "nobody@example.org", "a\0b", ""))
    accounts._nobody.cache_clear()
    assert min(others) > known / 2


def test_an_account_without_a_password_opens_for_no_password_at_all(engine: Engine) -> None:
    with engine.begin() as connection:
        accounts.put(connection, accounts.Known(ANN, "partner", None, False, frozenset()))
    assert accounts.known(engine)[0].invited
    assert accounts.credentials(engine) == {"usernames": {}}
    for guess in ("", " ", PASSWORD, "nobody signs in with this", "None"):
        assert not accounts.verify(engine, ANN, guess)


@pytest.mark.parametrize(
    "easy",
    ["password1234", "Password123!", "123456789012", "qwertyuiop12", "aaaaaaaaaaaaaaaa", "LeadMetrics2026!", ANN],
)
def test_a_password_that_is_easy_to_guess_is_refused_unrepeated(engine: Engine, easy: str) -> None:
    with pytest.raises(RequestRefused, match="easy to guess") as refusal:
        accounts.add(engine, ANN, easy, "partner")
    assert easy not in str(refusal.value)
    assert accounts.known(engine) == []
