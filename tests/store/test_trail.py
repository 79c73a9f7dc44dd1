"""The trail is added to, read newest first, and never changed: not by this code, and not by the database."""

from __future__ import annotations

import inspect
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, insert, update
from sqlalchemy.exc import DBAPIError

from lead_metrics.errors import RequestRefused
from lead_metrics.store import trail
from lead_metrics.store.trail import Wanted


def test_what_happened_is_read_newest_first(engine: Engine) -> None:
    trail.append(engine, "sign_in", account="ann@example.org")
    trail.append(engine, "download", account="ann@example.org", about="bookings, north")
    trail.append(engine, "sign_in_refused")
    assert [(entry.action, entry.account, entry.about) for entry in trail.entries(engine)] == [
        ("sign_in_refused", None, ""),
        ("download", "ann@example.org", "bookings, north"),
        ("sign_in", "ann@example.org", ""),
    ]
    assert [entry.action for entry in trail.entries(engine, most=1)] == ["sign_in_refused"]


def test_entries_carry_their_moment_in_order(engine: Engine) -> None:
    for _ in range(3):
        trail.append(engine, "look")
    moments = [entry.at for entry in trail.entries(engine)]
    assert moments == sorted(moments, reverse=True)
    assert all(moment.tzinfo for moment in moments)


CHANGES = [update(trail.TRAIL).values(action="nothing"), delete(trail.TRAIL)]


@pytest.mark.parametrize("change", CHANGES, ids=["change", "delete"])
def test_the_database_refuses_to_change_or_delete_an_entry(engine: Engine, change: object) -> None:
    trail.append(engine, "sign_in", account="ann@example.org")
    with pytest.raises(DBAPIError, match="only appended"), engine.begin() as connection:
        connection.execute(change)
    assert [entry.action for entry in trail.entries(engine)] == ["sign_in"]


def test_the_room_offers_no_way_to_change_an_entry() -> None:
    public = {name for name, _ in inspect.getmembers(trail, inspect.isfunction) if inspect.getmodule(_) is trail}
    assert public == {"append", "entries", "named", "plain", "purge", "_asked"}


def aged(engine: Engine, days: float, action: str) -> None:
    """Write an entry down that is so many days old."""
    with engine.begin() as connection:
        at = datetime.now(UTC) - timedelta(days=days)
        connection.execute(insert(trail.TRAIL).values(at=at, action=action, about="", account=None))


def test_a_purge_takes_what_is_older_than_asked_and_leaves_its_own_mark(engine: Engine) -> None:
    for days, action in ((800, "old"), (729, "young"), (0, "now")):
        aged(engine, days, action)
    assert trail.purge(engine, 730) == 1
    assert [entry.action for entry in trail.entries(engine)] == ["purge", "now", "young"]
    assert trail.purge(engine, 730) == 0


def test_a_purge_of_young_entries_is_refused_by_the_code_and_by_the_database(engine: Engine) -> None:
    aged(engine, 30, "young")
    with pytest.raises(RequestRefused, match="at least 90 days"):
        trail.purge(engine, 29)
    for until in (datetime.now(UTC) - timedelta(days=29), datetime.now(UTC) + timedelta(days=9000)):
        with pytest.raises(DBAPIError), engine.begin() as connection:
            at = datetime.now(UTC) + timedelta(days=10_000)
            connection.execute(insert(trail.PURGES).values(at=at, until=until))
    assert [entry.action for entry in trail.entries(engine)] == ["young"]


def test_nothing_young_is_deleted_even_after_a_purge_and_the_purge_stays(engine: Engine) -> None:
    aged(engine, 800, "old")
    trail.purge(engine, 730)
    for change in (delete(trail.TRAIL), delete(trail.PURGES), update(trail.PURGES).values(until=datetime.now(UTC))):
        with pytest.raises(DBAPIError, match="only appended"), engine.begin() as connection:
            connection.execute(change)
    assert [entry.action for entry in trail.entries(engine)] == ["purge"]


def test_entries_are_found_by_account_action_and_time_a_page_at_a_time(engine: Engine) -> None:
    aged(engine, 10, "view")
    for account in ("ann", "ben"):
        trail.append(engine, "view", account=account, address="203.0.113.7")
        trail.append(engine, "sign_in", account=account)
    since = datetime.now(UTC) - timedelta(days=1)
    found = {
        "ann": Wanted(account="ann"), "views": Wanted(action="view"), "new views": Wanted(action="view", since=since),
        "old": Wanted(until=since),
    }  # fmt: skip
    counts = {name: len(trail.entries(engine, wanted=wanted)) for name, wanted in found.items()}
    assert counts == {"ann": 2, "views": 3, "new views": 2, "old": 1}
    first = trail.entries(engine, most=2)
    rest = trail.entries(engine, before=first[-1].id)
    assert [entry.id for entry in [*first, *rest]] == [entry.id for entry in trail.entries(engine)]
    assert trail.named(engine) == (["ann", "ben"], ["sign_in", "view"])


@given(st.text())
def test_nothing_that_is_written_down_looks_like_an_entry_of_its_own(about: str) -> None:
    assert "\n" not in trail.plain(about) and trail.plain(about).isprintable()
    assert len(trail.plain(about)) <= trail.LONGEST_TEXT
