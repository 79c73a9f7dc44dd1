"""The figures that a viewer may see: the one query behind pages, files and the command line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl
from sqlalchemy import Engine, Select, select

from lead_metrics.access.rules import audience_at
from lead_metrics.access.viewer import Viewer
from lead_metrics.facts.releases import number_for
from lead_metrics.facts.scope import visible
from lead_metrics.store import tables
from lead_metrics.store.write import table

FIGURE, SITES = table(tables.Figure), table(tables.ReleaseSite)

FIGURES = {
    "release": pl.Int64, "audience": pl.String, "site": pl.String, "area": pl.String, "indicator": pl.String,
    "code": pl.String, "from": pl.Date, "until": pl.Date, "grain": pl.String, "dimension": pl.String,
    "category": pl.String, "status": pl.String, "value": pl.Float64, "low": pl.Float64, "high": pl.Float64,
    "numerator": pl.Float64, "denominator": pl.Float64, "unit": pl.String, "unreliable": pl.Boolean,
    "source": pl.String,
}  # fmt: skip
"""One row a figure: `audience` is the viewer's own, `until` exclusive, value and its parts null unless shown."""

ORDER = ("site", "indicator", "dimension", "area", "from", "until", "category")


def facts_for(
    viewer: Viewer, engine: Engine, *, indicators: Sequence[str], sites: Sequence[str] | None = None,
    areas: Sequence[str] | None = None, dimension: str | None = None, start: date | None = None,
    until: date | None = None, release: int | None = None,
) -> pl.DataFrame:  # fmt: skip
    """Return the figures of a release that this viewer may see (FIGURES), in a fixed order.

    dimension: None for every one, `none` for totals. start, until: figures that lie wholly between the two days.
    release: the latest published one unless given. Raises NotAllowed and RequestRefused as facts.releases does.
    """
    number = number_for(viewer, engine, release)
    with engine.connect() as connection:
        held = [site for (site,) in connection.execute(select(SITES.c.site).where(SITES.c.release == number))]
        chosen = [site for site in held if sites is None or site in sites]
        query = _query(number, indicators).where(visible(viewer, chosen, FIGURE.c.site, FIGURE.c.audience))
        query = _narrowed(query, areas, dimension, start, until)
        rows = [tuple(row) for row in connection.execute(query)]
    frame = pl.DataFrame(rows, schema=FIGURES, orient="row")
    labels = {site: str(audience_at(viewer, site)) for site in chosen}
    return frame.with_columns(pl.col("site").replace(labels).alias("audience")).sort(ORDER)


def _query(number: int | None, indicators: Sequence[str]) -> Select[tuple[object, ...]]:
    columns = [FIGURE.c.start if name == "from" else FIGURE.c[name] for name in FIGURES]
    return select(*columns).where(FIGURE.c.release == number, FIGURE.c.indicator.in_(list(indicators)))


def _narrowed(
    query: Select[tuple[object, ...]], areas: Sequence[str] | None, dimension: str | None, start: date | None,
    until: date | None,
) -> Select[tuple[object, ...]]:  # fmt: skip
    if areas is not None:
        query = query.where(FIGURE.c.area.in_(list(areas)))
    if dimension is not None:
        query = query.where(FIGURE.c.dimension == dimension)
    if start is not None:
        query = query.where(FIGURE.c.start >= start)
    return query if until is None else query.where(FIGURE.c.until <= until)
