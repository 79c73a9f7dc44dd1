"""The database itself refuses rows that say what no release may say."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, insert
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import SQLModel

from lead_metrics.store import tables, write
from lead_metrics.store.tables import table
from tests.store.drafts import draft

NOW = datetime(2026, 1, 1, tzinfo=UTC)
FIGURE: dict[str, Any] = {
    "site": "north", "indicator": "for_public", "dimension": "none", "area": "all", "category": "all", "grain": "month",
    "start": date(2025, 1, 1), "until": date(2025, 2, 1), "audience": "public", "code": "Y5", "unit": "number",
    "status": "shown", "value": 42.0, "unreliable": False,
}  # fmt: skip
SERIES = {"site": "north", "indicator": "for_public", "dimension": "none", "area": "all", "grain": "month",
          "audience": "public"}  # fmt: skip
RELEASE = {"status": "draft", "as_of": date(2026, 1, 1), "note": "", "sample": False, "created_at": NOW,
           "catalogue_digest": "", "catalogue_text": ""}  # fmt: skip
SESSION = {"token": "a" * 64, "role": "public", "opened_at": NOW, "seen_at": NOW, "expires_at": NOW + timedelta(days=1)}
JOB = {"kind": "release", "payload": "{}", "asked_at": NOW, "status": "waiting", "progress": 0.0, "said": ""}
ESTIMATE = {"site": "north", "area": "all", "indicator": "for_public", "audience": "public", "kind": "trend",
            "payload": "{}"}  # fmt: skip
ACCOUNT = {"name": "ann@example.org", "role": "admin", "password": "x", "disabled": False, "created_at": NOW,
           "refused": 0}  # fmt: skip
TRIES = {"address": "203.0.113.7", "refused": 0, "tried_at": NOW}
LINK = {"token": "a" * 64, "account": "nobody@example.org", "kind": "reset", "made_at": NOW,
        "expires_at": NOW + timedelta(days=1)}  # fmt: skip
SITE = {"site": "north", "name": "North", "time_zone": "America/Denver", "caseload_average": 20, "caseload_most": 25,
        "intake_days": 14, "active_days": 90, "fiscal_year_starts": 7, "contact": "", "changed_at": NOW}  # fmt: skip
WRONG_SITES: list[dict[str, Any]] = [
    {"name": ""}, {"caseload_average": 0}, {"caseload_average": 26}, {"caseload_most": 101}, {"intake_days": 8},
    {"active_days": 31}, {"fiscal_year_starts": 13},
]  # fmt: skip
PURGE = {"at": NOW, "until": NOW - timedelta(days=1000)}
LOADED = {"site": "north", "day": date(2026, 1, 5), "worker": "w1", "measure": "active", "door": "all",
          "language": "all", "area": "all", "value": 12.0}  # fmt: skip
AHEAD = {"site": "north", "day": date(2026, 1, 5), "measure": "load", "door": "all", "step": 1,
         "at": date(2026, 2, 1), "value": 40.0, "low_95": 36.0, "low_80": 38.0, "high_80": 42.0,
         "high_95": 44.0}  # fmt: skip
CALLED = {"site": "north", "worker": "w1", "name": "Ana Ruiz", "changed_at": NOW}
REVIEWED = {"site": "north", "element": "O9", "on": date(2025, 6, 20), "rating": 2.0, "evidence": "minutes"}
ENTERED = REVIEWED | {"entered_by": "ann@example.org", "entered_at": NOW}
WROTE = {"id": "a", "site": "north", "week": date(2025, 12, 29), "slot": 1, "words": "Words.", "read": False}
PARTS = ("low", "high", "numerator", "denominator")
OF_A_RELEASE = (tables.Figure, tables.Series, tables.EstimateRow, tables.ReleaseReview)

GOOD: list[tuple[type[SQLModel], dict[str, Any]]] = [
    (tables.Figure, FIGURE),
    (tables.Figure, FIGURE | {"status": "withheld", "value": None}),
    (tables.Figure, FIGURE | {"value": 0.0, "unreliable": True}),
    (tables.Series, SERIES),
    (tables.Release, RELEASE),
    (tables.Release, RELEASE | {"status": "withdrawn", "published_at": NOW}),
    (tables.Session, SESSION),
    (tables.Job, JOB),
    (tables.EstimateRow, ESTIMATE),
    (tables.Account, ACCOUNT),
    (tables.AddressTries, TRIES),
    (tables.SiteSettings, SITE),
    (tables.TrailPurge, PURGE),
    (tables.CaseloadFigure, LOADED),
    (tables.CaseloadOutlook, AHEAD),
    (tables.CaseloadOutlook, AHEAD | {"step": 2} | dict.fromkeys(("low_95", "low_80", "high_80", "high_95"))),
    (tables.WorkerName, CALLED),
    (tables.ReleaseReview, REVIEWED),
    (tables.EnteredReview, ENTERED),
    (tables.EnteredReview, ENTERED | {"element": "O10", "rating": 0.0}),
    (tables.Reply, WROTE),
    (tables.Reply, WROTE | {"id": "b", "slot": 50, "words": "\u00f1" * 1000}),
]
BAD: list[tuple[type[SQLModel], dict[str, Any]]] = [
    (tables.Figure, FIGURE | {"status": "withheld"}),
    (tables.Figure, FIGURE | {"status": "missing", "value": 0.0}),
    *[(tables.Figure, FIGURE | {"status": "withheld", "value": None, part: 3.0}) for part in PARTS],
    (tables.Figure, FIGURE | {"status": "not_collected", "value": None, "unreliable": True}),
    (tables.Figure, FIGURE | {"value": None}),
    (tables.CaseloadFigure, LOADED | {"measure": "rank"}),
    (tables.CaseloadFigure, LOADED | {"value": -1.0}),
    (tables.CaseloadFigure, LOADED | {"value": float("inf")}),
    (tables.CaseloadOutlook, AHEAD | {"step": 4, "low_80": 41.0}),
    (tables.CaseloadOutlook, AHEAD | {"step": 3, "high_95": None}),
    (tables.CaseloadOutlook, AHEAD | {"measure": "hope", "step": 5}),
    (tables.CaseloadOutlook, AHEAD | {"step": -1}),
    (tables.WorkerName, CALLED | {"worker": "w2", "name": ""}),
    (tables.Figure, FIGURE | {"value": float("nan")}),
    (tables.Figure, FIGURE | {"value": float("inf")}),
    (tables.Figure, FIGURE | {"status": "too few", "value": None}),
    (tables.Figure, FIGURE | {"until": FIGURE["start"]}),
    (tables.Figure, FIGURE | {"grain": "week"}),
    (tables.Figure, FIGURE | {"audience": "staff"}),
    (tables.Figure, FIGURE | {"audience": "everybody"}),
    (tables.Figure, FIGURE | {"release": 1_000_000}),
    (tables.Series, SERIES | {"audience": "admin"}),
    (tables.Series, SERIES | {"grain": "rolling"}),
    (tables.EstimateRow, ESTIMATE | {"audience": "staff"}),
    (tables.Release, RELEASE | {"status": "hidden"}),
    (tables.Release, RELEASE | {"status": "published"}),
    (tables.Release, RELEASE | {"published_at": NOW}),
    (tables.Session, SESSION | {"token": "the token itself"}),
    (tables.Session, SESSION | {"expires_at": NOW}),
    (tables.Session, SESSION | {"account": "nobody@example.org"}),
    (tables.Job, JOB | {"status": "stuck"}),
    (tables.Job, JOB | {"progress": 1.5}),
    (tables.Account, ACCOUNT | {"refused": -1}),
    (tables.AddressTries, TRIES | {"refused": -1}),
    (tables.Link, LINK),
    (tables.Link, LINK | {"token": "the token itself"}),
    (tables.Link, LINK | {"kind": "password"}),
    (tables.Link, LINK | {"expires_at": NOW}),
    (tables.Identity, {"issuer": "https://id.example", "subject": "1", "account": "nobody@example.org"}),
    *[(tables.SiteSettings, SITE | change) for change in WRONG_SITES],
    (tables.TrailPurge, PURGE | {"until": NOW}),
    (tables.ReleaseReview, REVIEWED | {"rating": 3.5}),
    (tables.ReleaseReview, REVIEWED | {"rating": -1.0}),
    (tables.EnteredReview, ENTERED | {"element": "O11", "rating": float("nan")}),
    (tables.EnteredReview, ENTERED | {"element": "O11", "entered_by": None}),
    (tables.Reply, WROTE | {"id": "c", "slot": 0}),
    (tables.Reply, WROTE | {"id": "c", "slot": 51}),
    (tables.Reply, WROTE | {"id": "c", "slot": 2, "words": ""}),
    (tables.Reply, WROTE | {"id": "c", "slot": 2, "words": "x" * 1001}),
    (tables.Reply, WROTE | {"id": "c", "slot": 2, "release": 1_000_000}),
]


def put(engine: Engine, model: type[SQLModel], row: dict[str, Any]) -> None:
    """Insert a row, of the first release where its table asks for one."""
    if model in OF_A_RELEASE:
        row = {"release": write.save(engine, draft())} | row
    with engine.begin() as connection:
        connection.execute(insert(table(model)).values(row))


def taken(engine: Engine, model: type[SQLModel], row: dict[str, Any]) -> bool:
    """Tell whether the database takes a row."""
    try:
        put(engine, model, row)
    except DBAPIError:
        return False
    return True


def test_each_good_row_is_taken(engine: Engine) -> None:
    assert [row for model, row in GOOD if not taken(engine, model, row)] == []


def test_each_bad_row_is_refused_by_the_database(engine: Engine) -> None:
    assert [row for model, row in BAD if taken(engine, model, row)] == []


def test_a_figure_is_stored_once_in_a_release(engine: Engine) -> None:
    number = write.save(engine, draft())
    put(engine, tables.Figure, FIGURE | {"release": number})
    with pytest.raises(IntegrityError):
        put(engine, tables.Figure, FIGURE | {"release": number})


def test_a_place_among_a_weeks_replies_is_taken_once(engine: Engine) -> None:
    put(engine, tables.Reply, WROTE)
    put(engine, tables.Reply, WROTE | {"id": "b", "slot": 2})
    put(engine, tables.Reply, WROTE | {"id": "c", "site": "south"})
    with pytest.raises(IntegrityError):
        put(engine, tables.Reply, WROTE | {"id": "d"})


def test_every_constraint_has_a_name() -> None:
    unnamed = [c for known in SQLModel.metadata.tables.values() for c in known.constraints if c.name is None]
    assert unnamed == []


def test_a_reply_has_no_column_for_who_wrote_it_where_or_when() -> None:
    columns = {column.name for column in table(tables.Reply).columns}
    assert columns == {"id", "site", "week", "slot", "release", "indicator", "words", "read"}


def test_no_table_holds_a_record_of_a_person() -> None:
    columns = {column.name for known in SQLModel.metadata.tables.values() for column in known.columns}
    assert columns.isdisjoint({"person", "born", "birth_date", "first_name", "last_name", "people", "reason"})
