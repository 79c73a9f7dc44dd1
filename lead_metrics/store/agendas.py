"""The agenda that a site goes through: the catalogue's, until its manager keeps another."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, delete, func, insert, select

from lead_metrics.access.rules import check_can_follow_meetings, check_can_run_meeting
from lead_metrics.access.viewer import Viewer
from lead_metrics.catalogue.checks import for_the_room
from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import Agenda
from lead_metrics.errors import RequestRefused
from lead_metrics.store import tables, trail
from lead_metrics.store.clock import now
from lead_metrics.store.engine import writing
from lead_metrics.store.tables import table

AGENDAS = table(tables.SiteAgenda)
LOCK = 7_305_212
"""Any number that the processes of this software share, for PostgreSQL's advisory lock."""

MOST, LONGEST = 40, 200
"""Items of an agenda, and signs of each of its texts."""


def agenda_for(engine: Engine, who: Viewer, site: str) -> Agenda:
    """Return the agenda of a site; raises NotAllowed for those who do not sit in its meetings."""
    check_can_follow_meetings(who, site, catalogue())
    with engine.connect() as connection:
        return agenda_in(connection, site)


def agenda_in(connection: Connection, site: str) -> Agenda:
    """Return the agenda of a site, within a query's own connection."""
    kept = connection.execute(select(AGENDAS.c.body).where(AGENDAS.c.site == site)).scalar_one_or_none()
    return Agenda.model_validate_json(kept) if kept else catalogue().own_agenda()


def keep(engine: Engine, who: Viewer, site: str, agenda: Agenda, *, before: Agenda | None = None) -> None:
    """Keep an agenda for a site's next meetings; `before`: only if the site still has this one.

    Raises NotAllowed, and RequestRefused where it makes no sense or somebody changed the one before meanwhile.
    """
    check_can_run_meeting(who, site, catalogue())
    check(Agenda.model_validate(agenda.model_dump()))
    row = {"site": site, "body": agenda.model_dump_json(), "changed_at": now(), "changed_by": who.account}
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
        if before is not None and agenda_in(connection, site) != before:
            raise RequestRefused("somebody changed the agenda meanwhile; open the page again")
        connection.execute(delete(AGENDAS).where(AGENDAS.c.site == site))
        connection.execute(insert(AGENDAS).values(row))
        trail.append(connection, "agenda", account=who.account, about=f"{site}: {len(agenda.items)} items")


def give_back(engine: Engine, who: Viewer, site: str) -> None:
    """Take the catalogue's agenda again; raises NotAllowed."""
    check_can_run_meeting(who, site, catalogue())
    with engine.begin() as connection:
        connection.execute(delete(AGENDAS).where(AGENDAS.c.site == site))
        trail.append(connection, "agenda", account=who.account, about=f"{site}: the catalogue's own")


def check(agenda: Agenda) -> None:
    """Raise RequestRefused for an agenda that cannot be gone through."""
    items = agenda.items
    if not 1 <= len(items) <= MOST or len({item.id for item in items}) < len(items):
        raise RequestRefused(f"an agenda has 1 to {MOST} items, each once; add or take away some")
    for item in items:
        texts = [text for words in (item.name, *item.says) for text in (words.en, words.es)]
        if any(len(text) > LONGEST or not text.isprintable() or not text.strip() for text in texts):
            raise RequestRefused(f"an item is said in 1 to {LONGEST} signs in one line; write it anew")
        if not all(for_the_room(catalogue(), name) for name in item.indicators):
            raise RequestRefused("an agenda shows figures that partners may see; choose others")
