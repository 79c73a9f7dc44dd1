"""A meeting to be held: releases of one indicator, and an agenda of three slides."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import Engine

from lead_metrics.access.viewer import Viewer
from lead_metrics.catalogue.model import Agenda, Item, Text
from lead_metrics.store import agendas, meetings, write
from tests.facts.viewers import viewer
from tests.store.drafts import draft

MANAGER: Viewer = viewer("manager", "north")
PARTNER: Viewer = viewer("partner", "north")
DAY = datetime.now(UTC).date()
SLIDES = ["open", "shown/bookings_divertible", "shown/referrals", "talk"]


def text(words: str) -> Text:
    """Return words that are the same in each language."""
    return Text(en=words, es=words)


def agenda(**fields: object) -> Agenda:
    """Return an agenda of four slides."""
    items = (
        Item(id="open", order=1, kind="follow_up", name=text("Open")),
        Item(id="shown", order=2, kind="figures", name=text("Figures"),
             indicators=("bookings_divertible", "referrals")),
        Item(id="talk", order=3, kind="words", name=text("Talk"), says=(text("What else?"),)),
    )  # fmt: skip
    return Agenda.model_validate({"items": items, **fields})


def release(engine: Engine) -> int:
    """Publish a release and return its number."""
    number = write.save(engine, draft())
    write.publish(engine, number)
    return number


def held(engine: Engine, on: date = DAY, **fields: object) -> int:
    """Begin a meeting of the north over a release, and return its number."""
    if not write.releases(engine):
        release(engine)
    agendas.keep(engine, MANAGER, "north", agenda(**fields))
    return meetings.begin(engine, MANAGER, "north", on)
