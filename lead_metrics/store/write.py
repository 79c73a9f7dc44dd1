"""Releases into the database: saved whole or not at all, published, hidden, and never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, Row, delete, insert, select, update
from sqlmodel import SQLModel

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.cells import AREAS, CASELOAD, OUTLOOK, check, empty
from lead_metrics.errors import RequestRefused
from lead_metrics.store import tables
from lead_metrics.store.clock import now
from lead_metrics.store.draft import ESTIMATES, EVENTS, REVIEWS, Draft
from lead_metrics.store.engine import writing
from lead_metrics.store.frames import write
from lead_metrics.store.stored import Release, earlier, releases
from lead_metrics.store.tables import table

__all__ = ["Release", "about", "earlier", "publish", "releases", "save", "save_caseload", "unpublish"]

RELEASES, CASELOAD_FIGURES = table(tables.Release), table(tables.CaseloadFigure)
OUTLOOKS = table(tables.CaseloadOutlook)


def save(engine: Engine, draft: Draft) -> int:
    """Store a draft in one transaction and return the release's number.

    Raises RequestRefused where a figure or a series names an indicator that the draft's catalogue does not know.
    """
    check(draft.areas, AREAS)
    check(draft.events, EVENTS)
    check(draft.estimates, ESTIMATES)
    check(draft.reviews, REVIEWS)
    with engine.begin() as connection:
        number = _release(connection, draft)
        for model, frame in _frames(draft):
            write(connection, model, frame.with_columns(release=pl.lit(number)))
    return number


def _release(connection: Connection, draft: Draft) -> int:
    row = {
        "status": "draft", "as_of": draft.as_of, "note": draft.note, "sample": draft.sample, "created_at": now(),
        "catalogue_digest": draft.catalogue.digest, "catalogue_text": draft.catalogue_text,
    }  # fmt: skip
    return int(connection.execute(insert(RELEASES).values(row).returning(RELEASES.c.number)).scalar_one())


def _frames(draft: Draft) -> list[tuple[type[SQLModel], pl.DataFrame]]:
    known = about(draft.catalogue)
    sites = [{"site": site.id, "name": site.name, "settings": site.model_dump_json()} for site in draft.sites.values()]
    return [
        (tables.ReleaseSite, pl.DataFrame(sites, schema=dict.fromkeys(("site", "name", "settings"), pl.String))),
        (tables.ReleaseArea, draft.areas),
        (tables.ReleaseEvent, draft.events),
        (tables.ReleaseReview, draft.reviews),
        (tables.Series, _with(draft.cells.series, known.drop("code", "unit"))),
        (tables.Figure, _with(draft.cells.frame, known)),
        (tables.EstimateRow, _with(draft.estimates, known.drop("code", "unit"))),
    ]


def about(catalogue: Catalogue) -> pl.DataFrame:
    """Return what each figure carries from its indicator: columns indicator, audience, code, unit."""
    rows = [(i.id, str(i.audience), i.code, i.unit) for i in catalogue.indicators.values()]
    return pl.DataFrame(rows, schema=dict.fromkeys(("indicator", "audience", "code", "unit"), pl.String), orient="row")


def _with(frame: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    unknown = frame.join(known, on="indicator", how="anti").get_column("indicator").unique().sort().to_list()
    if unknown:
        raise RequestRefused(f"the catalogue does not know the indicators {', '.join(unknown)}; add or remove them")
    return frame.join(known, on="indicator", how="left").rename({"from": "start"}, strict=False)


def publish(engine: Engine, number: int) -> None:
    """Show a draft, or a withdrawn release again, to its audiences.

    Raises RequestRefused where there is no such release, or where another was published since this one was made: the
    two were never judged together, and what both show could narrow what each withholds.
    """
    with writing(engine) as connection:
        rows = connection.execute(select(RELEASES).order_by(RELEASES.c.number).with_for_update()).all()
        row = _found(rows, number, ("draft", "withdrawn"))
        later = [r.number for r in rows if r.published_at and r.published_at > row.created_at and r.number != number]
        if later and row.status == "draft":
            raise RequestRefused(f"release {later[-1]} was published since release {number} was made; release anew")
        to = {"status": "published", "published_at": row.published_at or now()}
        connection.execute(update(RELEASES).where(RELEASES.c.number == number).values(to))


def unpublish(engine: Engine, number: int) -> None:
    """Hide a published release; its figures stay known. Raises RequestRefused where it is not published."""
    with writing(engine) as connection:
        rows = connection.execute(select(RELEASES).where(RELEASES.c.number == number).with_for_update()).all()
        _found(rows, number, ("published",))
        connection.execute(update(RELEASES).where(RELEASES.c.number == number).values(status="withdrawn"))


def _found(rows: Sequence[Row[Any]], number: int, states: tuple[str, ...]) -> Row[Any]:
    for row in rows:
        if row.number == number and row.status in states:
            return row
    raise RequestRefused(f"there is no {' or '.join(states)} release {number}; see: python -m lead_metrics releases")


def save_caseload(engine: Engine, site: str, frame: pl.DataFrame, outlook: pl.DataFrame | None = None) -> None:
    """Replace a site's staff view with its rows of these frames (cells.CASELOAD, cells.OUTLOOK), all or nothing.

    No other audience is touched.
    """
    expected = empty(OUTLOOK) if outlook is None else outlook
    check(frame, CASELOAD)
    check(expected, OUTLOOK)
    kept = ((CASELOAD_FIGURES, tables.CaseloadFigure, frame), (OUTLOOKS, tables.CaseloadOutlook, expected))
    with engine.begin() as connection:
        for rows, model, new in kept:
            connection.execute(delete(rows).where(rows.c.site == site))
            write(connection, model, new.filter(pl.col("site") == site))
