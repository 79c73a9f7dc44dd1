"""Who reads a site's fidelity reviews, and how what was typed stands beside what was released."""

from __future__ import annotations

from datetime import date
from itertools import product

import polars as pl
import pytest
from sqlalchemy import Engine

from lead_metrics.access.viewer import EVERY_SITE
from lead_metrics.errors import NotAllowed
from lead_metrics.facts.fidelity import REVIEWS, reviews_for
from lead_metrics.store import reviews, write
from lead_metrics.store.draft import REVIEWS as STORED
from tests.facts.viewers import ROLES, viewer
from tests.store.drafts import draft

JUNE, NOVEMBER = date(2024, 6, 20), date(2024, 11, 3)
MANAGER = viewer("manager", "north")
PARTNERS = {"partner", "manager", "staff"}


def saved(engine: Engine, *rows: tuple[str, str, date, float, str], publish: bool = True) -> int:
    """Save a release with these reviews."""
    held = pl.DataFrame(rows or [("north", "O9", JUNE, 1.0, "minutes")], schema=STORED, orient="row")
    number = write.save(engine, draft(reviews=held))
    if publish:
        write.publish(engine, number)
    return number


def test_reviews_are_read_by_partners_managers_and_staff_of_their_own_site(engine: Engine) -> None:
    saved(engine)
    reviews.enter(engine, MANAGER, "north", ("O10", JUNE, 3), "typed")
    for role, site in product(ROLES, ("north", "south", EVERY_SITE, "")):
        who = viewer(role, *([site] if site else []))
        if role in PARTNERS and site in ("north", EVERY_SITE):
            assert set(reviews_for(who, engine, "north")["element"]) == {"O9", "O10"}
        else:
            with pytest.raises(NotAllowed):
                reviews_for(who, engine, "north")


def test_what_was_typed_stands_over_the_same_day_and_is_marked_until_a_release_holds_it(engine: Engine) -> None:
    saved(engine, ("north", "O9", JUNE, 1.0, "minutes"), ("north", "O1", JUNE, 2.0, ""), ("south", "O2", JUNE, 0.0, ""))
    reviews.enter(engine, MANAGER, "north", ("O9", JUNE, 2), "asked again")
    reviews.enter(engine, MANAGER, "north", ("O9", NOVEMBER, 3), "autumn")
    reviews.enter(engine, viewer("manager", "south"), "south", ("O3", NOVEMBER, 3), "elsewhere")
    told = reviews_for(MANAGER, engine, "north")
    assert dict(told.schema) == {name: dtype() for name, dtype in REVIEWS.items()}
    assert told.rows() == [
        ("O1", JUNE, 2.0, "", False),
        ("O9", NOVEMBER, 3.0, "autumn", True),
        ("O9", JUNE, 2.0, "asked again", True),
    ]
    saved(engine, ("north", "O9", JUNE, 2.0, "asked again"), ("north", "O9", NOVEMBER, 3.0, "autumn"))
    assert reviews_for(MANAGER, engine, "north")["entered"].to_list() == [False, False]


def test_the_reviews_of_a_draft_are_its_managers_alone(engine: Engine) -> None:
    number = saved(engine, publish=False)
    assert reviews_for(viewer("partner", "north"), engine, "north").is_empty()
    with pytest.raises(NotAllowed):
        reviews_for(viewer("partner", "north"), engine, "north", number)
    assert reviews_for(MANAGER, engine, "north", number).height == 1
