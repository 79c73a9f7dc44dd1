"""What a site's staff may expect is read by its own staff and managers, and by nobody else."""

from __future__ import annotations

from datetime import date
from itertools import product

import polars as pl
import pytest
from sqlalchemy import Engine

from lead_metrics.access.viewer import EVERY_SITE
from lead_metrics.cells import CASELOAD, OUTLOOK, empty
from lead_metrics.errors import NotAllowed
from lead_metrics.facts.caseload import caseload_for, outlook_for
from lead_metrics.store import write
from tests.facts.viewers import ROLES, viewer

DAY = date(2026, 1, 5)
ROWS = [
    ("north", DAY, "load", "all", 1, date(2026, 2, 1), 40.0, 38.0, 42.0, 37.0, 43.0),
    ("north", DAY, "leaving", "all", 0, DAY, 0.1, None, None, None, None),
    ("south", DAY, "leaving", "all", 0, DAY, 0.2, None, None, None, None),
]
AHEAD = pl.DataFrame(ROWS, schema=OUTLOOK, orient="row")


def saved(engine: Engine) -> None:
    """Save what both sites expect."""
    for site in ("north", "south"):
        write.save_caseload(engine, site, empty(CASELOAD), AHEAD)


def test_staff_read_what_their_site_may_expect_and_nothing_of_another(engine: Engine) -> None:
    saved(engine)
    got = outlook_for(viewer("staff", "north"), engine, "north")
    assert dict(got.schema) == {name: dtype() for name, dtype in OUTLOOK.items()}
    assert got.rows() == [ROWS[1], ROWS[0]]


@pytest.mark.parametrize(("role", "site"), [*product(ROLES, ("north", "south", EVERY_SITE))])
def test_whoever_is_not_staff_or_manager_of_the_site_is_refused(engine: Engine, role: str, site: str) -> None:
    saved(engine)
    who = viewer(role, site)
    if role in ("staff", "manager") and site != "south":
        assert outlook_for(who, engine, "north").height == 2
    else:
        for ask in (outlook_for, caseload_for):
            with pytest.raises(NotAllowed):
                ask(who, engine, "north")


def test_a_refresh_replaces_what_one_site_expects_and_leaves_the_other(engine: Engine) -> None:
    saved(engine)
    write.save_caseload(engine, "north", empty(CASELOAD))
    assert outlook_for(viewer("staff", "north"), engine, "north").is_empty()
    assert outlook_for(viewer("staff", "south"), engine, "south").height == 1
