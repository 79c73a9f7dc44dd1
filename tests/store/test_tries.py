"""An address that guesses waits longer and longer, whichever account it tries; a table keeps count for all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from lead_metrics.store import tries
from lead_metrics.store.clock import zoned
from lead_metrics.store.tries import FEW, FORGOTTEN, FREE_TRIES, LONGEST_LOCK, TRIES

HERE, THERE = "203.0.113.7", "203.0.113.8"


class Clock:
    """A clock that the tests turn on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.moment = datetime(2026, 1, 1, 12, tzinfo=UTC)
        monkeypatch.setattr(tries, "now", lambda: self.moment)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def locked(engine: Engine, clock: Clock) -> float:
    with engine.connect() as connection:
        until = connection.execute(select(TRIES.c.locked_until)).scalar_one()
    return float((zoned(until) - clock.moment).total_seconds()) if until else 0.0


def test_an_address_has_its_free_tries_and_then_waits(engine: Engine, clock: Clock) -> None:
    assert all(tries.may_try(engine, HERE) for _ in range(FREE_TRIES + 1))
    assert not tries.may_try(engine, HERE)
    assert tries.may_try(engine, THERE)


def test_the_wait_doubles_up_to_its_longest(engine: Engine, clock: Clock) -> None:
    for _ in range(FREE_TRIES):
        tries.may_try(engine, HERE)
    waits = []
    for _ in range(12):
        assert tries.may_try(engine, HERE)
        waits.append(locked(engine, clock))
        clock.moment += timedelta(seconds=waits[-1])
    longest = LONGEST_LOCK.total_seconds()
    assert waits == [min(2.0**n, longest) for n in range(1, 13)]


def test_a_right_password_takes_back_its_own_try_and_no_earlier_one(engine: Engine, clock: Clock) -> None:
    for _ in range(FREE_TRIES):
        tries.may_try(engine, HERE)
    # Whoever has one account of their own must not use it to go on guessing at others.
    for _ in range(3):
        assert tries.may_try(engine, HERE)
        tries.give_back(engine, HERE)
    assert tries.may_try(engine, HERE)
    assert not tries.may_try(engine, HERE)


def test_an_address_is_suspect_after_a_few_wrong_tries_and_no_other_is(engine: Engine, clock: Clock) -> None:
    for _ in range(FEW):
        tries.may_try(engine, HERE)
    assert not tries.suspect(engine, HERE)
    tries.may_try(engine, HERE)
    assert tries.suspect(engine, HERE)
    assert not tries.suspect(engine, THERE)


def test_an_address_is_forgotten_after_a_quiet_while(engine: Engine, clock: Clock) -> None:
    for _ in range(FREE_TRIES):
        tries.may_try(engine, HERE)
    clock.moment += FORGOTTEN + timedelta(seconds=1)
    assert all(tries.may_try(engine, HERE) for _ in range(FREE_TRIES))
    clock.moment += FORGOTTEN + timedelta(hours=1)
    assert tries.forget(engine) == 1
    assert tries.forget(engine) == 0


def test_first_tries_at_the_same_moment_are_counted_one_by_one(engine: Engine, clock: Clock) -> None:
    with ThreadPoolExecutor(8) as pool:
        allowed = list(pool.map(lambda _: tries.may_try(engine, HERE), range(FREE_TRIES + 12)))
    assert sum(allowed) == FREE_TRIES + 1


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("", "unknown"),
        ("not an address'; --", "unknown"),
    ],
)
def test_an_address_is_counted_by_what_its_holder_cannot_change_at_will(address: str, counted: str) -> None:
    assert tries.place(address) == counted


@given(st.text(max_size=60))
def test_any_address_is_counted_under_a_short_printable_name(address: str) -> None:
    assert tries.place(address).isprintable()
    assert len(tries.place(address)) <= 60
