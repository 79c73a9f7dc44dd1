"""The staff view: caseload by worker, for the staff and managers of that site alone."""

from __future__ import annotations

import polars as pl
from sqlalchemy import Engine, select

from lead_metrics.access.rules import check_can_see_caseload
from lead_metrics.access.viewer import Viewer
from lead_metrics.cells import CASELOAD, OUTLOOK
from lead_metrics.store import tables
from lead_metrics.store.frames import read
from lead_metrics.store.tables import table

ROWS, EXPECTED = table(tables.CaseloadFigure), table(tables.CaseloadOutlook)


def caseload_for(viewer: Viewer, engine: Engine, site: str) -> pl.DataFrame:
    """Return a site's caseload (cells.CASELOAD); raises NotAllowed for everybody but its staff and managers."""
    check_can_see_caseload(viewer, site)
    query = select(*(ROWS.c[name] for name in CASELOAD)).where(ROWS.c.site == site)
    with engine.connect() as connection:
        return read(connection, query, CASELOAD).sort("worker", "measure", "door", "day", "language", "area")


def outlook_for(viewer: Viewer, engine: Engine, site: str) -> pl.DataFrame:
    """Return what a site's staff may expect (cells.OUTLOOK); raises NotAllowed for all but its staff and managers."""
    check_can_see_caseload(viewer, site)
    query = select(*(EXPECTED.c[name] for name in OUTLOOK)).where(EXPECTED.c.site == site)
    with engine.connect() as connection:
        return read(connection, query, OUTLOOK).sort("measure", "door", "step")
