"""What a site's staff call their workers: written by them alone, and said nowhere else."""

from __future__ import annotations

from datetime import date
from itertools import product

import polars as pl
import pytest
from sqlalchemy import Engine, inspect, text

from lead_metrics.access.viewer import EVERY_SITE, Viewer
from lead_metrics.cells import CASELOAD
from lead_metrics.errors import NotAllowed, RequestRefused
from lead_metrics.facts.caseload import names_for
from lead_metrics.store import worker_names, write
from tests.facts.viewers import ROLES, viewer

DAY = date(2026, 1, 5)
STAFF: Viewer = viewer("staff", "north")
NAME = "Zoraida Quintanilla"


@pytest.fixture(autouse=True)
def _loaded(engine: Engine) -> None:
    """Keep the staff view of two sites."""
    rows = [
        (site, worker, DAY, "active", "all", "all", "all", 3.0) for site, worker in (("north", "w1"), ("south", "w2"))
    ]
    for site in ("north", "south"):
        write.save_caseload(engine, site, pl.DataFrame(rows, schema=CASELOAD, orient="row"))


@pytest.mark.parametrize(("role", "site"), [*product(ROLES, ("north", "south", EVERY_SITE))])
def test_a_worker_is_named_by_the_staff_and_managers_of_the_site_alone(engine: Engine, role: str, site: str) -> None:
    if role in ("staff", "manager") and site != "south":
        worker_names.call(engine, viewer(role, site), "north", "w1", NAME)
        assert names_for(STAFF, engine, "north") == {"w1": NAME}
    else:
        with pytest.raises(NotAllowed):
            worker_names.call(engine, viewer(role, site), "north", "w1", NAME)
        assert names_for(STAFF, engine, "north") == {}


def test_a_name_is_written_over_and_taken_back(engine: Engine) -> None:
    for name, kept in ((NAME, {"w1": NAME}), ("Jo", {"w1": "Jo"}), ("", {})):
        worker_names.call(engine, STAFF, "north", "w1", name)
        assert names_for(STAFF, engine, "north") == kept


@pytest.mark.parametrize(
    ("worker", "name"),
    [("w2", NAME), ("all", NAME), ("w1", "<b>Jo</b>"), ("w1", "Jo\nSmith"), ("w1", "J" * 41), ("w1", " Jo")],
)
def test_a_name_is_one_plain_line_for_a_worker_of_the_site(engine: Engine, worker: str, name: str) -> None:
    with pytest.raises(RequestRefused) as refused:
        worker_names.call(engine, STAFF, "north", worker, name)
    assert name.strip() not in str(refused.value)
    assert names_for(STAFF, engine, "north") == {}


def test_names_outlive_a_refresh_of_the_staff_view(engine: Engine) -> None:
    worker_names.call(engine, STAFF, "north", "w1", NAME)
    write.save_caseload(engine, "north", pl.DataFrame(schema=CASELOAD))
    assert names_for(STAFF, engine, "north") == {"w1": NAME}


def test_no_other_table_holds_a_name_and_the_log_tells_neither_whose_nor_which(engine: Engine) -> None:
    worker_names.call(engine, STAFF, "north", "w1", NAME)
    with engine.connect() as connection:
        held = {
            table: [*connection.execute(text(f'select * from "{table}"')).mappings()]
            for table in inspect(engine).get_table_names()
        }
    assert {table for table, rows in held.items() if NAME in str(rows)} == {"worker_names"}
    told = [row for row in held["trail"] if row["action"] == "worker name"]
    assert [(row["account"], row["about"]) for row in told] == [(STAFF.account, "north")]
