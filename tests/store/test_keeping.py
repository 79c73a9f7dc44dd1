"""What administrators do is asked for again at each act, stays within their own sites, and is written down."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from lead_metrics.access.viewer import ANYBODY, EVERY_SITE, Viewer
from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import Site
from lead_metrics.errors import NotAllowed, RequestRefused
from lead_metrics.store import accounts, keeping, links, sessions, site_settings, trail
from lead_metrics.store.accounts import Known
from tests.store.people import ANN, PASSWORD

pytestmark = pytest.mark.usefixtures("cheap_hashes")
BEN = "ben@example.org"


def somebody(role: str, *sites: str) -> Viewer:
    """Return a viewer with this role at these sites."""
    return Viewer(catalogue().roles[role].audience, frozenset(sites), f"{role}@example.org", role)


ADMIN = somebody("admin", EVERY_SITE)
OTHERS = [ANYBODY, *(somebody(role, EVERY_SITE) for role in ("public", "elected", "partner", "manager", "staff"))]


@pytest.fixture
def people(engine: Engine) -> Engine:
    """Add a partner of one site, and one of another."""
    accounts.add(engine, ANN, PASSWORD, "partner", sites=["north"])
    accounts.add(engine, BEN, PASSWORD, "partner", sites=["south"])
    return engine


def new(name: str = "kim@example.org", role: str = "staff", *sites: str) -> Known:
    """Return an account to be."""
    return Known(name, role, None, False, frozenset(sites or ("north",)))


ACTS: dict[str, Callable[[Engine, Viewer], object]] = {
    "list": keeping.kept_accounts,
    "invite": lambda engine, who: keeping.invite(engine, who, new()),
    "reset": lambda engine, who: keeping.reset(engine, who, ANN),
    "change": lambda engine, who: keeping.change(engine, who, new(ANN, "manager")),
    "stop": lambda engine, who: keeping.stop(engine, who, ANN),
    "let in": lambda engine, who: keeping.let_in(engine, who, ANN),
    "sign out": lambda engine, who: keeping.sign_out(engine, who, ANN),
    "site": lambda engine, who: keeping.set_site(engine, who, Site(id="north", name="North")),
    "trail": keeping.trail_for,
    "trail names": keeping.trail_names,
}


def test_no_act_is_done_for_anybody_but_an_administrator(people: Engine) -> None:
    before = accounts.known(people), site_settings.current(people), trail.entries(people)
    for act in ACTS.values():
        for who in OTHERS:
            with pytest.raises(NotAllowed):
                act(people, who)
    assert (accounts.known(people), site_settings.current(people), trail.entries(people)) == before


def test_every_act_is_done_for_an_administrator(people: Engine) -> None:
    reading = {"list", "trail", "trail names"}
    for act in ACTS.values():
        act(people, ADMIN)
    assert len(trail.entries(people)) == len(set(ACTS) - reading)


def test_an_administrator_of_another_site_does_none_of_it(people: Engine) -> None:
    before = accounts.known(people), trail.entries(people)
    for name, act in ACTS.items():
        if name != "list":
            with pytest.raises(NotAllowed):
                act(people, somebody("admin", "south"))
    assert (accounts.known(people), trail.entries(people)) == before


def test_an_administrator_of_a_site_keeps_its_accounts_and_gives_no_other_site(people: Engine) -> None:
    south = somebody("admin", "south")
    assert [one.name for one in keeping.kept_accounts(people, south)] == [BEN]
    keeping.invite(people, south, new("kim@example.org", "staff", "south"))
    for sites in ({EVERY_SITE}, {"north"}, {"south", "north"}):
        with pytest.raises(NotAllowed):
            keeping.change(people, south, new(BEN, "staff", *sites))
        with pytest.raises(NotAllowed):
            keeping.invite(people, south, new("eve@example.org", "admin", *sites))
    assert accounts.known_as(people, BEN) == Known(BEN, "partner", None, False, frozenset({"south"}))


def test_nobody_stops_or_changes_their_own_account(engine: Engine) -> None:
    accounts.add(engine, "admin@example.org", PASSWORD, "admin", sites=[EVERY_SITE])
    with pytest.raises(RequestRefused, match="own account"):
        keeping.stop(engine, ADMIN, "admin@example.org")
    with pytest.raises(RequestRefused, match="own account"):
        keeping.change(engine, ADMIN, new("admin@example.org", "partner"))


def test_an_invitation_is_a_link_and_no_password(people: Engine) -> None:
    token = keeping.invite(people, ADMIN, new())
    assert links.account_of(people, token) == "kim@example.org"
    assert accounts.known_as(people, "kim@example.org") == Known(
        "kim@example.org", "staff", None, False, frozenset({"north"}), True
    )


def test_stopping_an_account_ends_its_sessions_and_links(people: Engine) -> None:
    session, link = sessions.open_session(people, ANN, role="partner"), keeping.reset(people, ADMIN, ANN)
    keeping.stop(people, ADMIN, ANN)
    keeping.let_in(people, ADMIN, ANN)
    assert sessions.session_viewer(people, session) is None
    assert links.account_of(people, link) is None


def test_signing_somebody_out_ends_their_sessions_alone(people: Engine) -> None:
    mine, other = (sessions.open_session(people, name, role="partner") for name in (ANN, BEN))
    keeping.sign_out(people, ADMIN, ANN)
    assert sessions.session_viewer(people, mine) is None
    assert sessions.session_viewer(people, other) is not None


def test_each_act_is_written_down_with_who_did_it_and_no_secret(people: Engine) -> None:
    token = keeping.invite(people, ADMIN, new())
    keeping.change(people, ADMIN, new(ANN, "manager", "south"))
    keeping.stop(people, ADMIN, ANN)
    written = [(entry.action, entry.account, entry.about) for entry in trail.entries(people)]
    assert written == [
        ("account disable", "admin@example.org", ANN),
        ("account roles", "admin@example.org", f"{ANN}: manager at south"),
        ("account invite", "admin@example.org", "kim@example.org: staff at north"),
    ]
    assert token not in str(written)


def test_a_refused_act_is_not_written_down_as_done(people: Engine) -> None:
    with pytest.raises(RequestRefused, match="taken"):
        keeping.invite(people, ADMIN, new(ANN))
    with pytest.raises(RequestRefused, match="no account"):
        keeping.stop(people, ADMIN, "nobody@example.org")
    assert trail.entries(people) == []


@pytest.mark.parametrize("wrong", [new(ANN, "sheriff"), Known(ANN, "staff", "martians", False, frozenset())])
def test_an_unknown_role_or_group_is_refused(people: Engine, wrong: Known) -> None:
    with pytest.raises(RequestRefused, match="choose one of"):
        keeping.change(people, ADMIN, wrong)
