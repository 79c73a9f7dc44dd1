"""Which partners came to a meeting: ticked by whoever runs it, and counted by the next release."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl
from sqlalchemy import Engine, delete, insert, select

from lead_metrics.access.rules import check_can_follow_meetings, check_can_run_meeting
from lead_metrics.access.viewer import Viewer
from lead_metrics.catalogue.load import catalogue
from lead_metrics.errors import RequestRefused
from lead_metrics.store import tables, trail
from lead_metrics.store.engine import writing
from lead_metrics.store.frames import read
from lead_metrics.store.meetings import MEETINGS, meeting_in
from lead_metrics.store.tables import table

PARTNERS = table(tables.MeetingPartner)
HELD = {"meeting": pl.String, "site": pl.String, "body": pl.String, "on": pl.Date}
CAME = {"meeting": pl.String, "site": pl.String, "partner": pl.String}
"""Columns of what was held and of who came, as records are (catalogue/records.toml)."""


def came_to(engine: Engine, who: Viewer, number: int) -> list[str]:
    """Return the partners who came to a meeting; raises NotAllowed or RequestRefused."""
    query = select(PARTNERS.c.partner).where(PARTNERS.c.meeting == number).order_by(PARTNERS.c.partner)
    with engine.connect() as connection:
        check_can_follow_meetings(who, meeting_in(connection, number).site, catalogue())
        return list(connection.execute(query).scalars())


def note(engine: Engine, who: Viewer, number: int, partners: Collection[str]) -> None:
    """Keep which partners came, during a meeting or after it; raises NotAllowed or RequestRefused."""
    if not set(partners) <= set(catalogue().codes["partner"]):
        raise RequestRefused("there is no such partner; choose those of the list")
    with writing(engine) as connection:
        site = meeting_in(connection, number, alone=True).site
        check_can_run_meeting(who, site, catalogue())
        connection.execute(delete(PARTNERS).where(PARTNERS.c.meeting == number))
        if partners:
            connection.execute(insert(PARTNERS), [{"meeting": number, "partner": one} for one in sorted(partners)])
        trail.append(connection, "attendance", account=who.account, about=f"{site}: meeting {number}")


def entered(engine: Engine) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return every meeting that has ended, and who came (HELD, CAME), for the side that counts.

    Where nobody was noted it is not known who came, which is not nobody.
    """
    columns = (MEETINGS.c.id, MEETINGS.c.site, MEETINGS.c.body, MEETINGS.c.on)
    ended = MEETINGS.c.closed_at.is_not(None) & MEETINGS.c.id.in_(select(PARTNERS.c.meeting))
    came = select(MEETINGS.c.id, MEETINGS.c.site, PARTNERS.c.partner)
    came = came.join(PARTNERS, PARTNERS.c.meeting == MEETINGS.c.id)
    with engine.connect() as connection:
        held = read(connection, select(*columns).where(ended).order_by(MEETINGS.c.id), {**HELD, "meeting": pl.Int64})
        rows = came.where(ended).order_by(MEETINGS.c.id, PARTNERS.c.partner)
        who = read(connection, rows, {**CAME, "meeting": pl.Int64})
    # No delivery names its meetings so: what was typed never takes a delivered one's place by its name.
    named = pl.format("typed {}", pl.col("meeting"))
    return held.with_columns(meeting=named), who.with_columns(meeting=named)
