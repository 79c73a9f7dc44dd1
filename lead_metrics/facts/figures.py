"""The figures that a viewer may see: the one query behind pages, files and the command line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Engine, Select, select

from lead_metrics.access.rules import audience_at
from lead_metrics.access.viewer import Viewer
from lead_metrics.facts.releases import release_in, sites_in
from lead_metrics.facts.scope import visible
from lead_metrics.store import tables
from lead_metrics.store.frames import read
from lead_metrics.store.tables import table

FIGURE = table(tables.Figure)

FIGURES = {
    "release": pl.Int64, "audience": pl.String, "site": pl.String, "area": pl.String, "indicator": pl.String,
    "code": pl.String, "from": pl.Date, "until": pl.Date, "grain": pl.String, "dimension": pl.String,
    "category": pl.String, "status": pl.String, "value": pl.Float64, "low": pl.Float64, "high": pl.Float64,
    "numerator": pl.Float64, "denominator": pl.Float64, "unit": pl.String, "unreliable": pl.Boolean,
    "source": pl.String,
}  # fmt: skip
"""One row a figure: `audience` is the viewer's own, `until` exclusive, value and its parts null unless shown."""

ORDER = ("site", "indicator", "dimension", "area", "from", "category", "until")
"""Names one figure of a release, so that the same release always gives the same bytes."""


def facts_for(  # noqa: PLR0913 (one argument for each way to narrow the question)
    viewer: Viewer, engine: Engine, *, indicators: Sequence[str], sites: Sequence[str] | None = None,
    areas: Sequence[str] | None = None, dimension: str | None = None, start: date | None = None,
    until: date | None = None, release: int | None = None,
) -> pl.DataFrame:  # fmt: skip
    """Return the figures of a release that this viewer may see (FIGURES), in a fixed order.

    dimension: None for every one, `none` for totals. start, until: figures that lie wholly between the two days.
    release: the latest published one unless given. Raises NotAllowed and RequestRefused as `release_for` does.
    """
    asked = [FIGURE.c.indicator.in_(list(indicators)), *_asked(areas, dimension, start, until)]
    with engine.connect() as connection:
        info = release_in(connection, viewer, release)
        held = sites_in(connection, viewer, info, sites)
        allowed = visible(viewer, held, FIGURE.c.site, FIGURE.c.audience)
        query = _figures().where(FIGURE.c.release == (info.number if info else None), allowed, *asked)
        frame = read(connection, query, FIGURES)
    labels = {site: str(audience_at(viewer, site)) for site in held}
    return frame.with_columns(audience=pl.col("site").replace(labels)).sort(ORDER)


def _figures() -> Select[Any]:
    return select(*(FIGURE.c.start if name == "from" else FIGURE.c[name] for name in FIGURES))


def _asked(
    areas: Sequence[str] | None, dimension: str | None, start: date | None, until: date | None
) -> Iterator[ColumnElement[bool]]:
    if areas is not None:
        yield FIGURE.c.area.in_(list(areas))
    if dimension is not None:
        yield FIGURE.c.dimension == dimension
    if start is not None:
        yield FIGURE.c.start >= start
    if until is not None:
        yield FIGURE.c.until <= until
