"""A fidelity review is entered by a manager of the site, and by nobody else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import Engine, inspect, text

from lead_metrics.access.viewer import EVERY_SITE, Viewer
from lead_metrics.catalogue.model import Audience
from lead_metrics.errors import NotAllowed, RequestRefused
from lead_metrics.store import reviews, trail
from tests.facts.viewers import ROLES, viewer

MANAGER: Viewer = viewer("manager", "north")
DAY = date(2026, 2, 3)
EVIDENCE = "Minutes of the yearly review"


def held(engine: Engine) -> list[tuple[object, ...]]:
    """Return what was entered."""
    return reviews.entered(engine).rows()


def test_a_review_is_entered_by_a_manager_of_its_site_alone(engine: Engine) -> None:
    for role, site in product(ROLES, ("south", "north", EVERY_SITE)):
        if role != "manager" or site == "south":
            with pytest.raises(NotAllowed):
                reviews.enter(engine, viewer(role, site), "north", ("O9", DAY, 2), EVIDENCE)
    assert held(engine) == []
    for site in ("north", EVERY_SITE):
        reviews.enter(engine, viewer("manager", site), "north", ("O9", DAY, 2), EVIDENCE)
    assert held(engine) == [("north", "O9", DAY, 2.0, EVIDENCE)]


def test_whoever_only_looks_around_enters_nothing(engine: Engine) -> None:
    looking = Viewer(Audience.MANAGER, frozenset({EVERY_SITE}), None, "manager")
    with pytest.raises(NotAllowed):
        reviews.enter(engine, looking, "north", ("O9", DAY, 2), EVIDENCE)


def test_another_review_of_the_same_element_and_day_takes_its_place(engine: Engine) -> None:
    for rating, evidence in ((2, EVIDENCE), (1, "Asked again")):
        reviews.enter(engine, MANAGER, "north", ("O9", DAY, rating), evidence)
    reviews.enter(engine, MANAGER, "north", ("O9", DAY - timedelta(days=1), 0), EVIDENCE)
    reviews.enter(engine, viewer("manager", "south"), "south", ("O9", DAY, 3), EVIDENCE)
    assert held(engine) == [
        ("north", "O9", DAY - timedelta(days=1), 0.0, EVIDENCE),
        ("north", "O9", DAY, 1.0, "Asked again"),
        ("south", "O9", DAY, 3.0, EVIDENCE),
    ]


WRONG: list[tuple[tuple[str, date, int], str]] = [
    (("O99", DAY, 2), EVIDENCE),
    (("O9", DAY, 4), EVIDENCE),
    (("O9", DAY, -1), EVIDENCE),
    (("O9", datetime.now(UTC).date() + timedelta(days=2), 2), EVIDENCE),
    (("O9", date(1999, 1, 1), 2), EVIDENCE),
    (("O9", DAY, 2), " "),
    (("O9", DAY, 2), "secret " * 50),
]


def test_what_makes_no_sense_is_refused_without_its_words(engine: Engine) -> None:
    for review, evidence in WRONG:
        with pytest.raises(RequestRefused) as refused:
            reviews.enter(engine, MANAGER, "north", review, evidence)
        assert "secret" not in str(refused.value)
    assert held(engine) == []


def test_the_log_tells_who_entered_which_element_and_not_what_it_rests_on(engine: Engine) -> None:
    reviews.enter(engine, MANAGER, "north", ("O9", DAY, 2), EVIDENCE)
    [entry] = trail.entries(engine)
    assert (entry.account, entry.action, entry.about) == (
        MANAGER.account, "fidelity review", "north: O9 of 2026-02-03"
    )  # fmt: skip
    with engine.connect() as connection:
        found = {
            name
            for name in inspect(engine).get_table_names()
            if EVIDENCE in str([*connection.execute(text(f'select * from "{name}"')).mappings()])
        }
    assert found == {"entered_reviews"}
