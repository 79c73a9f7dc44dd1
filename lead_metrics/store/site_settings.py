"""A site's own settings as its administrator wrote them, over those of the catalogue and of the latest release."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import available_timezones

from pydantic import ValidationError
from sqlalchemy import Connection, Engine, delete, insert, select

from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import Site
from lead_metrics.errors import RequestRefused
from lead_metrics.store import tables
from lead_metrics.store.clock import now
from lead_metrics.store.tables import table

WRITTEN, RELEASED = table(tables.SiteSettings), table(tables.ReleaseSite)
FIELDS = (
    "name", "time_zone", "caseload_average", "caseload_most", "intake_days", "active_days", "fiscal_year_starts",
    "contact",
)  # fmt: skip
"""What an administrator may write."""

LONGEST = {"name": 80, "contact": 200}
ACTIVE_PEN = frozenset("<>`[]*_\\{}$")
"""Signs that HTML, Markdown or a template would read as their own; a name or a contact needs none of them."""


def current(engine: Engine) -> dict[str, Site]:
    """Return every site that is known, by id: as released last, as the catalogue says, as was written here."""
    query = select(RELEASED.c.site, RELEASED.c.settings).order_by(RELEASED.c.release)
    with engine.connect() as connection:
        released = {row.site: _released(row.site, row.settings) for row in connection.execute(query)}
    return over(engine, {**released, **catalogue().sites})


def over(engine: Engine, sites: dict[str, Site]) -> dict[str, Site]:
    """Return these sites with what was written here over their own settings."""
    with engine.connect() as connection:
        rows = connection.execute(select(WRITTEN)).mappings().all()
    written = {row["site"]: {name: row[name] for name in FIELDS} for row in rows}
    made = {site: sites.get(site, Site(id=site, name=site)).model_copy(update=new) for site, new in written.items()}
    return sites | made


def _released(site: str, settings: str) -> Site:
    known: dict[str, Any] = {name: value for name, value in json.loads(settings).items() if name in Site.model_fields}
    return Site.model_validate({"name": site, **known, "id": site})


def write(connection: Connection, site: Site, by: str | None) -> None:
    """Keep a site's settings; raises RequestRefused where they make no sense."""
    check(site)
    row = {"site": site.id, **{name: getattr(site, name) for name in FIELDS}, "changed_at": now(), "changed_by": by}
    connection.execute(delete(WRITTEN).where(WRITTEN.c.site == site.id))
    connection.execute(insert(WRITTEN).values(row))


def check(site: Site) -> None:
    """Raise RequestRefused for settings that no site can have."""
    try:
        Site.model_validate(site.model_dump())
    except ValidationError as error:
        raise RequestRefused(f"a site has no such {error.errors()[0]['loc'][0]}; choose one of those offered") from None
    if not 1 <= site.caseload_average <= site.caseload_most <= 100:
        raise RequestRefused("the average caseload is at least 1 and at most the largest one; change one of them")
    if site.time_zone not in available_timezones():
        raise RequestRefused("there is no such time zone; choose one such as America/Los_Angeles")
    for name, longest in LONGEST.items():
        words = getattr(site, name)
        if len(words) > longest or not words.isprintable() or ACTIVE_PEN & set(words) or words != words.strip():
            raise RequestRefused(f"the {name} is plain text of up to {longest} signs in one line; write it anew")
    if not site.name:
        raise RequestRefused("a site has a name; write one")
