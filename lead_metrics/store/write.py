"""Releases into the database: saved whole or not at all, published, hidden, and never deleted."""

from __future__ import annotations

from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, Table, insert, select, update
from sqlmodel import SQLModel

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.cells import RELEASED, SERIES, ReleasedCells, fitted
from lead_metrics.errors import RequestRefused
from lead_metrics.store import tables
from lead_metrics.store.clock import now
from lead_metrics.store.draft import Draft

BATCH = 20_000


def table(model: type[SQLModel]) -> Table:
    """Return the table of a model."""
    return SQLModel.metadata.tables[str(model.__tablename__)]


def save(engine: Engine, draft: Draft) -> int:
    """Store a draft in one transaction and return the release's number."""
    with engine.begin() as connection:
        number = _release(connection, draft)
        areas = draft.areas.with_columns(release=pl.lit(number))
        _rows(connection, tables.ReleaseSite, _sites(draft, number))
        _rows(connection, tables.ReleaseArea, areas.to_dicts())
        _rows(connection, tables.ReleaseEvent, draft.events.with_columns(release=pl.lit(number)).to_dicts())
        _rows(connection, tables.Series, _series(draft.cells.series, number))
        _rows(connection, tables.Figure, _figures(draft, number))
    return number


def _release(connection: Connection, draft: Draft) -> int:
    row = {
        "status": "draft", "as_of": draft.as_of, "note": draft.note, "sample": draft.sample, "created_at": now(),
        "catalogue_digest": draft.catalogue.digest, "catalogue_text": draft.catalogue_text,
    }  # fmt: skip
    key = connection.execute(insert(table(tables.Release)).values(row)).inserted_primary_key
    assert key is not None
    return int(key[0])


def _sites(draft: Draft, number: int) -> list[dict[str, Any]]:
    return [
        {"release": number, "site": site.id, "name": site.name, "settings": site.model_dump_json()}
        for site in draft.sites.values()
    ]


def _series(series: pl.DataFrame, number: int) -> list[dict[str, Any]]:
    return series.rename({"from": "start"}).with_columns(release=pl.lit(number)).to_dicts()


def _figures(draft: Draft, number: int) -> list[dict[str, Any]]:
    known = about(draft.catalogue)
    frame = draft.cells.frame.join(known, on="indicator", how="left").rename({"from": "start"})
    return frame.with_columns(release=pl.lit(number)).to_dicts()


def about(catalogue: Catalogue) -> pl.DataFrame:
    """Return what each figure carries from its indicator: audience, code and unit."""
    rows = [(i.id, str(i.audience), i.code, i.unit) for i in catalogue.indicators.values()]
    return pl.DataFrame(rows, schema=["indicator", "audience", "code", "unit"], orient="row")


def _rows(connection: Connection, model: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), BATCH):
        connection.execute(insert(table(model)), rows[start : start + BATCH])


def publish(engine: Engine, number: int) -> None:
    """Show a draft to its audiences; raises RequestRefused where there is no such draft."""
    _move(engine, number, "draft", {"status": "published", "published_at": now()})


def unpublish(engine: Engine, number: int) -> None:
    """Hide a published release; its figures stay known. Raises RequestRefused where it is not published."""
    _move(engine, number, "published", {"status": "withdrawn"})


def _move(engine: Engine, number: int, was: str, to: dict[str, Any]) -> None:
    release = table(tables.Release)
    with engine.begin() as connection:
        moved = connection.execute(
            update(release).where(release.c.number == number, release.c.status == was).values(to)
        )
    if moved.rowcount != 1:
        raise RequestRefused(f"release {number} is no {was} one; see: python -m lead_metrics releases")


def releases(engine: Engine) -> list[dict[str, Any]]:
    """Return every release without its figures, oldest first: number, status, as_of, note, sample, created_at, …"""
    kept = [c for c in table(tables.Release).c if c.name != "catalogue_text"]
    with engine.connect() as connection:
        return [dict(row._mapping) for row in connection.execute(select(*kept).order_by("number"))]


def earlier(engine: Engine) -> list[ReleasedCells]:
    """Return the figures of every release that was ever published, oldest first: readers know them for ever."""
    return [stored(engine, row["number"]) for row in releases(engine) if row["status"] != "draft"]


def stored(engine: Engine, number: int) -> ReleasedCells:
    """Return a release's figures as they were judged; raises RequestRefused where there is none."""
    frame = _read(engine, tables.Figure, number)
    if frame.is_empty() and number not in {row["number"] for row in releases(engine)}:
        raise RequestRefused(f"there is no release {number}; see: python -m lead_metrics releases")
    return ReleasedCells(fitted(frame, RELEASED), fitted(_read(engine, tables.Series, number), SERIES))


def _read(engine: Engine, model: type[SQLModel], number: int) -> pl.DataFrame:
    chosen = table(model)
    with engine.connect() as connection:
        result = connection.execute(select(chosen).where(chosen.c.release == number))
        rows = [tuple(row) for row in result]
    names = [c.name for c in chosen.c]
    return pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None).rename({"start": "from"})


def catalogue_of(engine: Engine, number: int) -> str:
    """Return the digest of the catalogue that a release was made with."""
    return next((str(r["catalogue_digest"]) for r in releases(engine) if r["number"] == number), "")


def save_caseload(engine: Engine, site: str, frame: pl.DataFrame) -> None:
    """Replace a site's staff view with these rows (cells.CASELOAD), without touching any other audience."""
    chosen = table(tables.CaseloadFigure)
    with engine.begin() as connection:
        connection.execute(chosen.delete().where(chosen.c.site == site))
        _rows(connection, tables.CaseloadFigure, frame.filter(pl.col("site") == site).to_dicts())
