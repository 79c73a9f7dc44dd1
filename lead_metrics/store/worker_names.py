"""Writing what a site's staff call their workers: for the staff and managers of that site alone."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, delete, insert, select

from lead_metrics.access.rules import check_can_see_caseload
from lead_metrics.access.viewer import Viewer
from lead_metrics.errors import RequestRefused
from lead_metrics.store import tables, trail
from lead_metrics.store.clock import now
from lead_metrics.store.site_settings import ACTIVE_PEN
from lead_metrics.store.tables import table

NAMES, LOADED = table(tables.WorkerName), table(tables.CaseloadFigure)
LONGEST = 40


def call(engine: Engine, who: Viewer, site: str, worker: str, name: str) -> None:
    """Keep what a worker is called, or forget it where the name is empty; raises NotAllowed or RequestRefused.

    The log says that a name was written at a site, never whose or which.
    """
    check_can_see_caseload(who, site)
    if len(name) > LONGEST or not name.isprintable() or ACTIVE_PEN & set(name) or name != name.strip():
        raise RequestRefused(f"a name is plain text of up to {LONGEST} signs in one line; write it anew")
    with engine.begin() as connection:
        if name and not _known(connection, site, worker):
            raise RequestRefused("there is no such worker at this site; choose one of the list")
        connection.execute(delete(NAMES).where(NAMES.c.site == site, NAMES.c.worker == worker))
        if name:
            connection.execute(insert(NAMES).values(site=site, worker=worker, name=name, changed_at=now()))
        trail.append(connection, "worker name", account=who.account, about=site)


def _known(connection: Connection, site: str, worker: str) -> bool:
    query = select(LOADED.c.worker).where(LOADED.c.site == site, LOADED.c.worker == worker).limit(1)
    return connection.scalar(query) is not None
