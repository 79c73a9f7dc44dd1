"""What the database holds of releases, read back for the writing side: every figure, whoever it is for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import Engine, Row, select
from sqlmodel import SQLModel

from lead_metrics.cells import AREAS, RELEASED, SERIES, ReleasedCells
from lead_metrics.errors import RequestRefused
from lead_metrics.store import tables
from lead_metrics.store.clock import zoned
from lead_metrics.store.draft import ESTIMATES
from lead_metrics.store.frames import read
from lead_metrics.store.tables import table

RELEASES = table(tables.Release)


@dataclass(frozen=True)
class Release:
    """A release without its figures. status: draft, published or withdrawn."""

    number: int
    status: str
    as_of: date
    note: str
    sample: bool
    created_at: datetime
    published_at: datetime | None
    catalogue_digest: str


def releases(engine: Engine) -> list[Release]:
    """Return every release without its figures, oldest first."""
    kept = [RELEASES.c[field.name] for field in fields(Release)]
    with engine.connect() as connection:
        return [_release(row) for row in connection.execute(select(*kept).order_by(RELEASES.c.number))]


def _release(row: Row[Any]) -> Release:
    values: list[Any] = [zoned(value) if isinstance(value, datetime) else value for value in row]
    return Release(*values)


def release_of(engine: Engine, number: int) -> Release:
    """Return one release; raises RequestRefused where there is none of this number."""
    for release in releases(engine):
        if release.number == number:
            return release
    raise RequestRefused(f"there is no release {number}; see: python -m lead_metrics releases")


def earlier(engine: Engine) -> list[ReleasedCells]:
    """Return the figures of every release that was ever published, oldest first: readers know them for ever."""
    return [stored(engine, release.number) for release in releases(engine) if release.status != "draft"]


def stored(engine: Engine, number: int) -> ReleasedCells:
    """Return a release's figures as they were judged, by their keys; raises RequestRefused for no release."""
    release_of(engine, number)
    return ReleasedCells(_frame(engine, tables.Figure, number, RELEASED), _frame(engine, tables.Series, number, SERIES))


def areas_of(engine: Engine, number: int) -> pl.DataFrame:
    """Return the places that a release speaks of (cells.AREAS); raises RequestRefused for no release."""
    release_of(engine, number)
    return _frame(engine, tables.ReleaseArea, number, AREAS)


def estimates_of(engine: Engine, number: int) -> pl.DataFrame:
    """Return the estimates of a release, whoever they are for (store.draft.ESTIMATES)."""
    release_of(engine, number)
    rows = table(tables.EstimateRow)
    query = select(*(rows.c[name] for name in ESTIMATES)).where(rows.c.release == number).order_by(rows.c.id)
    with engine.connect() as connection:
        return read(connection, query, ESTIMATES)


def _frame(engine: Engine, model: type[SQLModel], number: int, schema: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    chosen = table(model)
    columns = [chosen.c.start if name == "from" else chosen.c[name] for name in schema]
    query = select(*columns).where(chosen.c.release == number).order_by(*chosen.primary_key)
    with engine.connect() as connection:
        return read(connection, query, schema)


def catalogue_text(engine: Engine, number: int) -> str:
    """Return the text of the catalogue that a release was made with; raises RequestRefused for no release."""
    release_of(engine, number)
    query = select(RELEASES.c.catalogue_text).where(RELEASES.c.number == number)
    with engine.connect() as connection:
        return str(connection.execute(query).scalar_one())
