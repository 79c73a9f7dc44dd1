"""Looking around without an account lasts as long as there is nothing real to see."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from sqlalchemy import Engine

from lead_metrics.cells import CASELOAD
from lead_metrics.store import accounts, visits, write
from lead_metrics.store.sessions import open_session
from tests.store.drafts import draft
from tests.store.people import ANN, PASSWORD

pytestmark = pytest.mark.usefixtures("cheap_hashes")


def visit(engine: Engine) -> str:
    """Return the token of somebody who looks around the sample."""
    write.save(engine, draft(sample=True))
    return open_session(engine, None, role="partner")


def staff_view(engine: Engine, site: str) -> None:
    """Save a staff view of a site."""
    rows = pl.DataFrame(
        [(site, "w1", date(2026, 1, 5), "active", "all", "all", "all", 12.0)], schema=CASELOAD, orient="row"
    )
    write.save_caseload(engine, site, rows)


def test_a_sample_is_looked_around(engine: Engine) -> None:
    token = visit(engine)
    staff_view(engine, "north")
    assert visits.only_samples(engine)
    assert visits.open_viewer(engine, token) is not None


def test_an_empty_database_is_not_a_sample(engine: Engine) -> None:
    assert not visits.only_samples(engine)


def test_the_first_real_draft_ends_a_visit(engine: Engine) -> None:
    token = visit(engine)
    write.save(engine, draft(sample=False))
    assert visits.open_viewer(engine, token) is None


def test_the_first_real_staff_view_ends_a_visit(engine: Engine) -> None:
    token = visit(engine)
    staff_view(engine, "elsewhere")
    assert visits.open_viewer(engine, token) is None


def test_an_account_stays_signed_in_whatever_the_database_holds(engine: Engine) -> None:
    accounts.add(engine, ANN, PASSWORD, "partner")
    token = open_session(engine, ANN, role="partner")
    write.save(engine, draft(sample=False))
    assert visits.open_viewer(engine, token) is not None
    assert visits.open_viewer(engine, "no token") is None
