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

ROWS, EXPECTED, NAMES = (table(one) for one in (tables.CaseloadFigure, tables.CaseloadOutlook, tables.WorkerName))
SAME = ("site", "day")
"""What all rows of a site's staff view have in common: a date a row costs more to read than all of its counts."""


def caseload_for(viewer: Viewer, engine: Engine, site: str) -> pl.DataFrame:
    """Return a site's caseload (cells.CASELOAD); raises NotAllowed for everybody but its staff and managers."""
    check_can_see_caseload(viewer, site)
    kept = {name: dtype for name, dtype in CASELOAD.items() if name not in SAME}
    with engine.connect() as connection:
        day = connection.scalar(select(ROWS.c.day).where(ROWS.c.site == site).limit(1))
        rows = read(connection, select(*(ROWS.c[name] for name in kept)).where(ROWS.c.site == site), kept)
    whole = rows.with_columns(site=pl.lit(site), day=pl.lit(day, pl.Date)).select(*CASELOAD)
    return whole.sort("worker", "measure", "door", "language", "area")


def outlook_for(viewer: Viewer, engine: Engine, site: str) -> pl.DataFrame:
    """Return what a site's staff may expect (cells.OUTLOOK); raises NotAllowed for all but its staff and managers."""
    check_can_see_caseload(viewer, site)
    query = select(*(EXPECTED.c[name] for name in OUTLOOK)).where(EXPECTED.c.site == site)
    with engine.connect() as connection:
        return read(connection, query, OUTLOOK).sort("measure", "door", "step")


def names_for(viewer: Viewer, engine: Engine, site: str) -> dict[str, str]:
    """Return what a site's workers are called, by code; raises NotAllowed for all but its staff and managers."""
    check_can_see_caseload(viewer, site)
    with engine.connect() as connection:
        rows = connection.execute(select(NAMES.c.worker, NAMES.c.name).where(NAMES.c.site == site)).all()
    return {row.worker: row.name for row in rows}
