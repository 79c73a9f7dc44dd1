"""A released sample in a database of its own, with an account of each role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Engine

from lead_metrics.access.addresses import SESSION_COOKIE
from lead_metrics.access.viewer import ANYBODY, EVERY_SITE, Viewer
from lead_metrics.catalogue.load import catalogue
from lead_metrics.store import accounts
from lead_metrics.store.sessions import open_session, session_viewer
from tests.sampled import Sampled

PASSWORD = "a long sentence nobody guesses"
ROLES = ("public", "elected", "partner", "manager", "staff", "admin")


@dataclass(frozen=True)
class Site:
    """What the tests know of the served database: how to serve it, and who may sign in."""

    environment: Mapping[str, str]
    engine: Engine
    names: Mapping[str, str]
    viewers: Mapping[str, Viewer]

    def cookies(self, role: str) -> dict[str, str]:
        """Return the cookies of somebody who has just signed in with this role; the public has none."""
        name = self.names.get(role)
        return {SESSION_COOKIE: open_session(self.engine, name, role=role)} if name else {}


def made(sample: Sampled) -> Site:
    """Return the site of a released sample, with an account of each role added."""
    store = sample.engine
    names = {role.id: f"{role.id}@example.org" for role in catalogue().roles.values() if role.id in ROLES[1:]}
    for role, name in names.items():
        accounts.add(store, name, PASSWORD, role, sites=[EVERY_SITE])
    viewers = {role: session_viewer(store, open_session(store, name, role=role)) for role, name in names.items()}
    return Site(
        sample.environment, store, names, {"public": ANYBODY, **{role: who for role, who in viewers.items() if who}}
    )
