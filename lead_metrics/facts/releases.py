"""What a release is about: its number and day, its sites, areas, events and series."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, Row, select

from lead_metrics.access.rules import can_see_draft, can_see_drafts
from lead_metrics.access.viewer import Viewer
from lead_metrics.cells import AREAS, SERIES
from lead_metrics.errors import NotAllowed, RequestRefused
from lead_metrics.facts.scope import visible
from lead_metrics.store import tables
from lead_metrics.store.clock import zoned
from lead_metrics.store.draft import EVENTS
from lead_metrics.store.frames import read
from lead_metrics.store.tables import table

RELEASES, SITES, PLACES = table(tables.Release), table(tables.ReleaseSite), table(tables.ReleaseArea)
MARKS, SPANS = table(tables.ReleaseEvent), table(tables.Series)
PUBLISHED = "published"


@dataclass(frozen=True)
class ReleaseInfo:
    """A release as a page speaks of it."""

    number: int
    as_of: date
    published_at: datetime | None
    sample: bool
    note: str
    status: str


@dataclass(frozen=True)
class SiteInfo:
    """A site as a release knew it."""

    id: str
    name: str
    county: str
    lead_began: date | None
    time_zone: str
    contact: str
    sample: bool


def release_for(viewer: Viewer, engine: Engine, number: int | None = None) -> ReleaseInfo | None:
    """Return the latest published release, or the one asked for; None while none is published.

    Raises NotAllowed for a release that is not published unless the viewer may see drafts, and RequestRefused where
    there is no such release.
    """
    with engine.connect() as connection:
        return release_in(connection, viewer, number)


def release_in(connection: Connection, viewer: Viewer, number: int | None) -> ReleaseInfo | None:
    """Return what `release_for` does, within a query's own connection."""
    columns = (RELEASES.c[name] for name in ("number", "as_of", "published_at", "sample", "note", "status"))
    wanted = RELEASES.c.status == PUBLISHED if number is None else RELEASES.c.number == number
    row = connection.execute(select(*columns).where(wanted).order_by(RELEASES.c.number.desc()).limit(1)).first()
    if row is not None:
        return _info(viewer, row)
    if number is not None:
        raise RequestRefused(f"there is no release {number}; see: python -m lead_metrics releases")
    return None


def _info(viewer: Viewer, row: Row[Any]) -> ReleaseInfo:
    if row.status != PUBLISHED and not can_see_drafts(viewer):
        raise NotAllowed(f"release {row.number} is not published; ask for another, or ask the program's manager")
    published = zoned(row.published_at) if row.published_at else None
    return ReleaseInfo(row.number, row.as_of, published, row.sample, row.note, row.status)


def sites_in(
    connection: Connection, viewer: Viewer, release: ReleaseInfo | None, among: Collection[str] | None = None
) -> list[str]:
    """Return the ids of a release's sites that this viewer may read: of one that is not published, their own alone."""
    if release is None:
        return []
    query = select(SITES.c.site).where(SITES.c.release == release.number).order_by(SITES.c.site)
    return [
        site
        for site in connection.execute(query).scalars()
        if (among is None or site in among) and (release.status == PUBLISHED or can_see_draft(viewer, site))
    ]


def sites_for(viewer: Viewer, engine: Engine, release: int | None = None) -> list[SiteInfo]:
    """Return the sites of a release, by name."""
    with engine.connect() as connection:
        info = release_in(connection, viewer, release)
        held = sites_in(connection, viewer, info)
        query = select(SITES).where(SITES.c.release == (info.number if info else None), SITES.c.site.in_(held))
        rows = connection.execute(query).all()
    return sorted((_site(row.site, row.name, json.loads(row.settings)) for row in rows), key=lambda s: (s.name, s.id))


def _site(site: str, name: str, settings: dict[str, Any]) -> SiteInfo:
    began = settings.get("lead_began")
    return SiteInfo(
        site, name, settings.get("county", ""), date.fromisoformat(began) if began else None,
        settings.get("time_zone", ""), settings.get("contact", ""), bool(settings.get("sample")),
    )  # fmt: skip


def areas_for(viewer: Viewer, engine: Engine, site: str, release: int | None = None) -> pl.DataFrame:
    """Return the places of a site that hold figures for this viewer (cells.AREAS), by name."""
    with engine.connect() as connection:
        info = release_in(connection, viewer, release)
        number, sites = info.number if info else None, sites_in(connection, viewer, info, [site])
        seen = visible(viewer, sites, SPANS.c.site, SPANS.c.audience)
        held = select(SPANS.c.area).where(SPANS.c.release == number, seen)
        query = select(*(PLACES.c[name] for name in AREAS)).where(PLACES.c.release == number, PLACES.c.site.in_(sites))
        return read(connection, query.where(PLACES.c.area.in_(held)), AREAS).sort("name", "area")


def events_for(
    viewer: Viewer, engine: Engine, sites: Sequence[str] | None = None, release: int | None = None
) -> pl.DataFrame:
    """Return policy events in time order: columns site, on, title, kind."""
    with engine.connect() as connection:
        info = release_in(connection, viewer, release)
        held = sites_in(connection, viewer, info, sites)
        query = select(*(MARKS.c[name] for name in EVENTS)).where(MARKS.c.release == (info.number if info else None))
        return read(connection, query.where(MARKS.c.site.in_(held)), EVENTS).sort("on", "site", "title", "kind")


def series_for(
    viewer: Viewer, engine: Engine, *, indicators: Sequence[str], sites: Sequence[str] | None = None,
    release: int | None = None,
) -> pl.DataFrame:  # fmt: skip
    """Return the series of these indicators that are for this viewer (cells.SERIES), in a fixed order."""
    columns = [SPANS.c.start if name == "from" else SPANS.c[name] for name in SERIES]
    with engine.connect() as connection:
        info = release_in(connection, viewer, release)
        seen = visible(viewer, sites_in(connection, viewer, info, sites), SPANS.c.site, SPANS.c.audience)
        query = select(*columns).where(SPANS.c.release == (info.number if info else None), seen)
        found = read(connection, query.where(SPANS.c.indicator.in_(list(indicators))), SERIES)
    return found.sort("site", "indicator", "dimension", "area")
