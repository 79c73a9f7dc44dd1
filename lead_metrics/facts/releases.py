"""What a release is about: its number and day, its sites, areas, events and series."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from sqlalchemy import Engine, select

from lead_metrics.access.rules import can_see_drafts
from lead_metrics.access.viewer import Viewer
from lead_metrics.cells import AREAS, SERIES
from lead_metrics.errors import NotAllowed, RequestRefused
from lead_metrics.store import tables
from lead_metrics.store.clock import zoned
from lead_metrics.store.write import table

RELEASES, SITES, PLACES = table(tables.Release), table(tables.ReleaseSite), table(tables.ReleaseArea)
EVENTS, SPANS, FIGURES = table(tables.ReleaseEvent), table(tables.Series), table(tables.Figure)
EVENT = {"site": pl.String, "on": pl.Date, "title": pl.String, "kind": pl.String}


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
    """Return the latest published release, or the one asked for.

    Raises NotAllowed for a release that is not published unless the viewer may see drafts, and RequestRefused where
    there is no such release.
    """
    query = select(RELEASES).order_by(RELEASES.c.number.desc()).limit(1)
    wanted = RELEASES.c.status == "published" if number is None else RELEASES.c.number == number
    with engine.connect() as connection:
        row = connection.execute(query.where(wanted)).first()
    if row is None:
        if number is not None:
            raise RequestRefused(f"there is no release {number}; see: python -m lead_metrics releases")
        return None
    if row.status != "published" and not can_see_drafts(viewer):
        raise NotAllowed(f"release {row.number} is not published")
    published = zoned(row.published_at) if row.published_at else None
    return ReleaseInfo(row.number, row.as_of, published, row.sample, row.note, row.status)


def number_for(viewer: Viewer, engine: Engine, release: int | None) -> int | None:
    """Return the number of the release that a query is about, None while there is none."""
    info = release_for(viewer, engine, release)
    return info.number if info else None


def sites_for(viewer: Viewer, engine: Engine, release: int | None = None) -> list[SiteInfo]:
    """Return the sites of a release, by name."""
    number = number_for(viewer, engine, release)
    with engine.connect() as connection:
        rows = connection.execute(select(SITES).where(SITES.c.release == number).order_by(SITES.c.name)).all()
    return [_site(row.site, row.name, json.loads(row.settings)) for row in rows]


def _site(site: str, name: str, settings: dict[str, str]) -> SiteInfo:
    began = settings.get("lead_began")
    return SiteInfo(
        site, name, settings.get("county", ""), date.fromisoformat(began) if began else None,
        settings.get("time_zone", ""), settings.get("contact", ""), bool(settings.get("sample")),
    )  # fmt: skip


def areas_for(viewer: Viewer, engine: Engine, site: str, release: int | None = None) -> pl.DataFrame:
    """Return the places of a site that hold figures (cells.AREAS), by name."""
    number = number_for(viewer, engine, release)
    held = select(SPANS.c.area).where(SPANS.c.release == number, SPANS.c.site == site).distinct()
    columns = [PLACES.c[name] for name in AREAS]
    query = select(*columns).where(PLACES.c.release == number, PLACES.c.site == site, PLACES.c.area.in_(held))
    return _frame(engine, query.order_by(PLACES.c.name), AREAS)


def events_for(
    viewer: Viewer, engine: Engine, sites: Sequence[str] | None = None, release: int | None = None
) -> pl.DataFrame:
    """Return policy events in time order: columns site, on, title, kind."""
    number = number_for(viewer, engine, release)
    query = select(*(EVENTS.c[name] for name in EVENT)).where(EVENTS.c.release == number)
    if sites is not None:
        query = query.where(EVENTS.c.site.in_(sites))
    return _frame(engine, query.order_by(EVENTS.c.on, EVENTS.c.title, EVENTS.c.site), EVENT)


def series_for(
    viewer: Viewer, engine: Engine, *, indicators: Sequence[str], sites: Sequence[str] | None = None,
    release: int | None = None,
) -> pl.DataFrame:  # fmt: skip
    """Return the series of these indicators that hold a figure for this viewer (cells.SERIES)."""
    # The import is here because figures reads releases.
    from lead_metrics.facts.figures import facts_for

    number = number_for(viewer, engine, release)
    seen = facts_for(viewer, engine, indicators=indicators, sites=sites, release=number).select("site", "indicator")
    columns = [SPANS.c.start if name == "from" else SPANS.c[name] for name in SERIES]
    query = select(*columns).where(SPANS.c.release == number, SPANS.c.indicator.in_(list(indicators)))
    found = _frame(engine, query, SERIES).join(seen.unique(), on=["site", "indicator"], how="semi")
    return found.sort("site", "indicator", "dimension", "area")


def _frame(engine: Engine, query: object, schema: dict[str, type[pl.DataType]]) -> pl.DataFrame:
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(query)]  # type: ignore[call-overload]
    return pl.DataFrame(rows, schema=schema, orient="row")
