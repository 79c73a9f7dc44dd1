"""The fidelity reviews of a site, for its own partners, managers and staff."""

from __future__ import annotations

import polars as pl
from sqlalchemy import Engine, select

from lead_metrics.access.rules import check_can_see_figure
from lead_metrics.access.viewer import Viewer
from lead_metrics.catalogue.model import Audience
from lead_metrics.facts.releases import release_in, sites_in
from lead_metrics.store import tables
from lead_metrics.store.frames import read
from lead_metrics.store.tables import table

RELEASED, ENTERED = table(tables.ReleaseReview), table(tables.EnteredReview)

REVIEWS = {
    "element": pl.String, "on": pl.Date, "rating": pl.Float64, "evidence": pl.String, "entered": pl.Boolean,
}  # fmt: skip
"""One row an element and day; `entered` tells that it was typed since the release, or that it changes one of its."""

SAME = ("element", "on")


def reviews_for(viewer: Viewer, engine: Engine, site: str, release: int | None = None) -> pl.DataFrame:
    """Return a site's reviews (REVIEWS), an element's latest first; raises NotAllowed for all but its partners and up.

    release: the latest published one unless given. What was typed stands over what the release counted.
    """
    check_can_see_figure(viewer, site, Audience.PARTNER)
    said = {name: kind for name, kind in REVIEWS.items() if name != "entered"}
    with engine.connect() as connection:
        info = release_in(connection, viewer, release)
        held = sites_in(connection, viewer, info, [site])
        number = info.number if info else None
        query = select(*(RELEASED.c[name] for name in said)).where(RELEASED.c.release == number)
        counted = read(connection, query.where(RELEASED.c.site.in_(held)), said)
        typed = read(connection, select(*(ENTERED.c[name] for name in said)).where(ENTERED.c.site == site), said)
    new = typed.join(counted, on=[*said], how="anti").with_columns(entered=pl.lit(True))
    old = counted.join(new, on=SAME, how="anti").with_columns(entered=pl.lit(False))
    return pl.concat([old, new]).select(*REVIEWS).sort("element", "on", descending=[False, True])
