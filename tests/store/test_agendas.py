"""An agenda is the catalogue's until a site's manager keeps another."""

from __future__ import annotations

from itertools import product

import pytest
from sqlalchemy import Engine

from lead_metrics.access.viewer import EVERY_SITE, Viewer
from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import Agenda, Audience, Item
from lead_metrics.errors import NotAllowed, RequestRefused
from lead_metrics.store import agendas, trail
from tests.facts.viewers import ROLES, viewer
from tests.store.meeting import MANAGER, PARTNER, agenda, text


def test_a_site_that_keeps_none_goes_through_the_catalogues(engine: Engine) -> None:
    assert agendas.agenda_for(engine, PARTNER, "north") == catalogue().own_agenda()


def test_an_agenda_is_kept_by_a_manager_of_its_site_alone_and_read_by_its_partners(engine: Engine) -> None:
    for role, site in product(ROLES, ("south", "north", EVERY_SITE)):
        if role != "manager" or site == "south":
            with pytest.raises(NotAllowed):
                agendas.keep(engine, viewer(role, site), "north", agenda())
    looking = Viewer(Audience.MANAGER, frozenset({EVERY_SITE}), None, "manager")
    with pytest.raises(NotAllowed):
        agendas.keep(engine, looking, "north", agenda())
    assert agendas.agenda_for(engine, PARTNER, "north") == catalogue().own_agenda()
    agendas.keep(engine, MANAGER, "north", agenda(seconds=30, take="at_once"))
    assert agendas.agenda_for(engine, PARTNER, "north") == agenda(seconds=30, take="at_once")
    assert agendas.agenda_for(engine, viewer("partner", "south"), "south") == catalogue().own_agenda()
    for role, site in (("public", "north"), ("elected", "north"), ("admin", "north"), ("partner", "south")):
        with pytest.raises(NotAllowed):
            agendas.agenda_for(engine, viewer(role, site), "north")


def test_the_catalogues_agenda_can_be_taken_again(engine: Engine) -> None:
    agendas.keep(engine, MANAGER, "north", agenda())
    with pytest.raises(NotAllowed):
        agendas.give_back(engine, PARTNER, "north")
    agendas.give_back(engine, MANAGER, "north")
    assert agendas.agenda_for(engine, PARTNER, "north") == catalogue().own_agenda()
    assert [entry.action for entry in trail.entries(engine)] == ["agenda", "agenda"]


INNER = next(name for name, one in catalogue().indicators.items() if one.audience is Audience.MANAGER)


@pytest.mark.parametrize(
    "items",
    [
        (),
        (agenda().items[0], agenda().items[0]),
        tuple(Item(id=f"n{n}", order=n, kind="closing", name=text("x")) for n in range(agendas.MOST + 1)),
        (Item(id="long", order=1, kind="closing", name=text("x" * (agendas.LONGEST + 1))),),
        (Item(id="lines", order=1, kind="closing", name=text("one\ntwo")),),
        (Item(id="blank", order=1, kind="words", name=text("x"), says=(text("   "),)),),
        (Item(id="none", order=1, kind="figures", name=text("x"), indicators=("nothing",)),),
        (Item(id="inner", order=1, kind="figures", name=text("x"), indicators=(INNER,)),),
    ],
)
def test_an_agenda_that_cannot_be_gone_through_is_refused(engine: Engine, items: tuple[Item, ...]) -> None:
    with pytest.raises(RequestRefused):
        agendas.keep(engine, MANAGER, "north", Agenda(items=items))
    assert agendas.agenda_for(engine, PARTNER, "north") == catalogue().own_agenda()


def test_an_agenda_that_somebody_else_changed_meanwhile_is_not_overwritten(engine: Engine) -> None:
    seen = agendas.agenda_for(engine, MANAGER, "north")
    agendas.keep(engine, MANAGER, "north", agenda(seconds=30), before=seen)
    with pytest.raises(RequestRefused, match="changed the agenda meanwhile"):
        agendas.keep(engine, MANAGER, "north", agenda(seconds=60), before=seen)
    assert agendas.agenda_for(engine, PARTNER, "north").seconds == 30
    agendas.keep(engine, MANAGER, "north", agenda(seconds=60), before=agenda(seconds=30))
    assert agendas.agenda_for(engine, PARTNER, "north").seconds == 60
