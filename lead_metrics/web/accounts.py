"""What the forms ask of the store: a session for a name and its password, or a visit to the sample without either."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.types import Scope

from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import View
from lead_metrics.errors import RequestRefused
from lead_metrics.store import accounts, links, trail, tries, visits
from lead_metrics.store.engine import engine
from lead_metrics.store.sessions import close_all, close_own, close_session, open_session
from lead_metrics.web.requests import browser, caller


@dataclass(frozen=True)
class Caller:
    """From where somebody asks, and with what."""

    address: str
    browser: str

    @classmethod
    def of(cls, scope: Scope) -> Caller:
        """Return whoever sent a request."""
        return cls(caller(scope), browser(scope))


def may_try(who: Caller) -> bool:
    """Count a try from this address and tell whether it may be made."""
    return tries.may_try(engine(), who.address)


def suspect(who: Caller) -> bool:
    """Tell whether this address has guessed a few times already."""
    return tries.suspect(engine(), who.address)


def sign_in(name: str, password: str, who: Caller) -> str | None:
    """Return a new session's token where this is the account's password, else None, whatever the reason.

    The try has been counted by `may_try`.
    """
    if not right(name, password, who, "sign_in_refused"):
        return None
    trail.append(engine(), "sign_in", account=name, address=who.address)
    return enter(name, who)


def right(name: str, password: str, who: Caller, otherwise: str) -> bool:
    """Tell whether this is the account's password; a wrong one is written down as `otherwise`."""
    if accounts.verify(engine(), name, password):
        tries.give_back(engine(), who.address)
        return True
    # A name that is none may be a password typed into the wrong field: it is not written down.
    known = name if accounts.known_as(engine(), name) else None
    trail.append(engine(), otherwise, account=known, address=who.address)
    return False


def enter(name: str, who: Caller) -> str | None:
    """Return the token of a new session of an account."""
    known = accounts.known_as(engine(), name)
    if known is None:
        return None
    return open_session(engine(), name, role=known.role, group=known.group, browser=who.browser)


def look_around(group: View) -> str:
    """Return the token of a session that sees the sample as this stakeholder group does."""
    role = next(role for role in catalogue().roles.values() if role.audience is group.audience)
    return open_session(engine(), None, role=role.id, group=group.id)


def only_samples() -> bool:
    """Tell whether anybody may look around: the database holds sample data and nothing else."""
    return visits.only_samples(engine())


def welcome(token: str, password: str, who: Caller) -> str | None:
    """Set the password that somebody chose by their link and return a session's token; raises RequestRefused."""
    name = links.use(engine(), token, password)
    trail.append(engine(), "sign_in", account=name, about="by a link", address=who.address)
    return enter(name, who)


def new_password(name: str, old: str, new: str, who: Caller) -> str | None:
    """Change an account's own password, end its other sessions, and return a new token for this browser.

    None where the old password is wrong; raises RequestRefused where the new one is short or easy to guess.
    """
    if not right(name, old, who, "password_refused"):
        return None
    with engine().begin() as connection:
        accounts.set_password(connection, name, new)
        trail.append(connection, "password changed", account=name, address=who.address)
    return enter(name, who)


def end(name: str, session: str, who: Caller) -> None:
    """End one session of an account by its id."""
    close_own(engine(), name, session)
    trail.append(engine(), "session ended", account=name, address=who.address)


def end_all(name: str, who: Caller) -> None:
    """End every session of an account."""
    close_all(engine(), name)
    trail.append(engine(), "signed out everywhere", account=name, address=who.address)


def leave(token: str, name: str | None, who: Caller) -> None:
    """End the session of a token."""
    close_session(engine(), token)
    if name is not None:
        trail.append(engine(), "sign_out", account=name, address=who.address)


def problem(error: RequestRefused) -> str:
    """Return which words say why a password was not taken."""
    return "password.easy" if "easy to guess" in str(error) else "password.size"
