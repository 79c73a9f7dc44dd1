"""The trail is added to, read newest first, and never changed: not by this code, and not by the database."""

from __future__ import annotations

import inspect

import pytest
from sqlalchemy import Engine, delete, update
from sqlalchemy.exc import DBAPIError

from lead_metrics.store import trail


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
    assert public == {"append", "entries"}
