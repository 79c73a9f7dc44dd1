"""Fidelity reviews that managers type: kept until the next release counts them beside the delivered ones."""

from __future__ import annotations

from datetime import date

import polars as pl
from sqlalchemy import Engine, delete, insert, select

from lead_metrics.access.rules import check_can_review_fidelity
from lead_metrics.access.viewer import Viewer
from lead_metrics.catalogue.load import catalogue
from lead_metrics.errors import RequestRefused
from lead_metrics.store import tables, trail
from lead_metrics.store.clock import now
from lead_metrics.store.draft import REVIEWS
from lead_metrics.store.frames import read
from lead_metrics.store.free_text import plain_text
from lead_metrics.store.tables import table

ENTERED = table(tables.EnteredReview)
RATINGS = (0, 1, 2, 3)
FIRST_DAY = date(2011, 1, 1)
"""LEAD began in this year; a review cannot be older."""

LONGEST = 300


def enter(engine: Engine, who: Viewer, site: str, review: tuple[str, date, int], evidence: str) -> None:
    """Keep a review of a site: element, day and rating, and what it rests on; another of that element and day goes.

    Raises NotAllowed, and RequestRefused where an element, day, rating or the evidence makes no sense.
    """
    check_can_review_fidelity(who, site, catalogue())
    element, on, rating = review
    if element not in catalogue().fidelity:
        raise RequestRefused("there is no such element; choose one of the list")
    if rating not in RATINGS:
        raise RequestRefused("a rating is 0, 1, 2 or 3; choose one")
    if not FIRST_DAY <= on <= now().date():
        raise RequestRefused(f"a review lies between {FIRST_DAY.year} and today; choose its day")
    row = {"site": site, "element": element, "on": on, "rating": float(rating),
           "evidence": plain_text(evidence, LONGEST), "entered_by": who.account, "entered_at": now()}  # fmt: skip
    with engine.begin() as connection:
        same = (ENTERED.c.site == site) & (ENTERED.c.element == element) & (ENTERED.c.on == on)
        connection.execute(delete(ENTERED).where(same))
        connection.execute(insert(ENTERED).values(row))
        trail.append(connection, "fidelity review", account=who.account, about=f"{site}: {element} of {on}")


def entered(engine: Engine) -> pl.DataFrame:
    """Return every review that was typed, for the side that counts (store.draft.REVIEWS)."""
    columns = [ENTERED.c[name] for name in REVIEWS]
    with engine.connect() as connection:
        return read(connection, select(*columns).order_by(*columns[:3]), REVIEWS)
