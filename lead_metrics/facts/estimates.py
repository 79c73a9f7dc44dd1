"""The estimates that a viewer may see: made with a release, only read here."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from sqlalchemy import Engine, select

from lead_metrics.access.rules import audience_at
from lead_metrics.access.viewer import Viewer
from lead_metrics.facts.releases import release_in, sites_in
from lead_metrics.facts.scope import visible
from lead_metrics.store import tables
from lead_metrics.store.frames import read
from lead_metrics.store.tables import table

ROWS = table(tables.EstimateRow)

ESTIMATES = {
    "release": pl.Int64, "audience": pl.String, "site": pl.String, "area": pl.String, "indicator": pl.String,
    "kind": pl.String, "payload": pl.String,
}  # fmt: skip
"""One row an estimate: `audience` is the viewer's own, `payload` JSON that lead_metrics.estimates.payloads reads."""

ORDER = ("site", "indicator", "area", "kind")


def estimates_for(  # noqa: PLR0913 (one argument for each way to narrow the question)
    viewer: Viewer, engine: Engine, *, indicators: Sequence[str] | None = None, sites: Sequence[str] | None = None,
    areas: Sequence[str] | None = None, kinds: Sequence[str] | None = None, release: int | None = None,
) -> pl.DataFrame:  # fmt: skip
    """Return the estimates of a release that this viewer may see (ESTIMATES), in a fixed order.

    release: the latest published one unless given. Raises NotAllowed and RequestRefused as `release_for` does.
    """
    wanted = {"indicator": indicators, "area": areas, "kind": kinds}
    asked = [ROWS.c[name].in_(list(values)) for name, values in wanted.items() if values is not None]
    with engine.connect() as connection:
        info = release_in(connection, viewer, release)
        held = sites_in(connection, viewer, info, sites)
        allowed = visible(viewer, held, ROWS.c.site, ROWS.c.audience)
        query = select(*(ROWS.c[name] for name in ESTIMATES)).where(ROWS.c.release == (info.number if info else None))
        frame = read(connection, query.where(allowed, *asked), ESTIMATES)
    labels = {site: str(audience_at(viewer, site)) for site in held}
    return frame.with_columns(audience=pl.col("site").replace(labels)).sort(ORDER)
