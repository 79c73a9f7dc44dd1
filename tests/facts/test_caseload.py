"""The staff view is read by the staff and managers of its site, and by nobody else."""

from __future__ import annotations

from datetime import date
from itertools import product

import polars as pl
import pytest
from sqlalchemy import Engine

from lead_metrics.access.viewer import ANYBODY, EVERY_SITE, Viewer
from lead_metrics.cells import CASELOAD
from lead_metrics.errors import NotAllowed
from lead_metrics.facts.caseload import caseload_for, names_for
from lead_metrics.facts.figures import facts_for
from lead_metrics.store import worker_names, write
from tests.facts.viewers import ROLES, viewer
from tests.store.drafts import INDICATORS, draft, figure

DAY = date(2026, 1, 5)
NORTH = pl.DataFrame(
    [("north", "w2", DAY, "active", "all", "all", "all", 3.0),
     ("north", "w1", DAY, "active", "community", "all", "all", 2.0),
     ("north", "w1", DAY, "active", "all", "all", "all", 21.0)],
    schema=CASELOAD, orient="row",
)  # fmt: skip


def saved(engine: Engine) -> None:
    """Save the staff view of one site, and an empty one of another."""
    write.save_caseload(engine, "north", NORTH)
    write.save_caseload(engine, "south", NORTH)


def test_staff_read_true_counts_by_worker_in_a_fixed_order(engine: Engine) -> None:
    saved(engine)
    got = caseload_for(viewer("staff", "north"), engine, "north")
    assert dict(got.schema) == {name: dtype() for name, dtype in CASELOAD.items()}
    assert got.select("worker", "door", "value").rows() == [
        ("w1", "all", 21.0),
        ("w1", "community", 2.0),
        ("w2", "all", 3.0),
    ]


@pytest.mark.parametrize(("role", "site"), [*product(ROLES, ("north", "south", EVERY_SITE))])
def test_whoever_is_not_staff_or_manager_of_the_site_is_refused(engine: Engine, role: str, site: str) -> None:
    saved(engine)
    who = viewer(role, site)
    if role in ("staff", "manager") and site != "south":
        assert caseload_for(who, engine, "north").height == 3
    else:
        with pytest.raises(NotAllowed):
            caseload_for(who, engine, "north")


@pytest.mark.parametrize(("role", "site"), [*product(ROLES, ("north", "south", EVERY_SITE))])
def test_names_of_workers_are_for_the_staff_and_managers_of_the_site(engine: Engine, role: str, site: str) -> None:
    saved(engine)
    worker_names.call(engine, viewer("staff", "north"), "north", "w1", "Ana Ruiz")
    who = viewer(role, site)
    if role in ("staff", "manager") and site != "south":
        assert names_for(who, engine, "north") == {"w1": "Ana Ruiz"}
    else:
        with pytest.raises(NotAllowed):
            names_for(who, engine, "north")


def test_a_name_belongs_to_one_site(engine: Engine) -> None:
    saved(engine)
    worker_names.call(engine, viewer("staff", "north"), "north", "w1", "Ana Ruiz")
    assert names_for(viewer("staff", "south"), engine, "south") == {}


def test_a_site_without_a_staff_view_has_an_empty_one(engine: Engine) -> None:
    saved(engine)
    assert caseload_for(viewer("staff", "south"), engine, "south").is_empty()


@pytest.mark.parametrize("who", [ANYBODY, viewer("staff", "north"), viewer("manager", EVERY_SITE)])
def test_no_row_of_the_staff_view_is_ever_among_the_figures(engine: Engine, who: Viewer) -> None:
    saved(engine)
    write.publish(engine, write.save(engine, draft([figure()])))
    assert facts_for(who, engine, indicators=[*INDICATORS, "active", "w1"])["value"].to_list() == [42.0]
