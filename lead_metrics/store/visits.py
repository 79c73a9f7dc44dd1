"""Looking around without an account: only while the database holds sample data and nothing else."""

from __future__ import annotations

from sqlalchemy import Engine, select

from lead_metrics.access.viewer import Viewer
from lead_metrics.store import tables
from lead_metrics.store.sessions import session_viewer
from lead_metrics.store.tables import table

RELEASES, SITES, CASELOADS = table(tables.Release), table(tables.ReleaseSite), table(tables.CaseloadFigure)


def open_viewer(engine: Engine, token: str, *, used: bool = True) -> Viewer | None:
    """Return the viewer of an open session; a visit to the sample is over as soon as there is real data.

    used: whether a person does something; what a page does by itself must not keep a session open.
    """
    viewer = session_viewer(engine, token, used=used)
    if viewer is not None and viewer.account is None and not only_samples(engine):
        return None
    return viewer


def only_samples(engine: Engine) -> bool:
    """Tell whether every release, drafts included, is a sample, there is one, and every caseload is of its sites."""
    with engine.connect() as connection:
        samples = [sample for (sample,) in connection.execute(select(RELEASES.c.sample))]
        sites = {site for (site,) in connection.execute(select(SITES.c.site).distinct())}
        caseloads = {site for (site,) in connection.execute(select(CASELOADS.c.site).distinct())}
    return bool(samples) and all(samples) and caseloads <= sites
