"""What administrators do: each act asks for the right again, and is written down with whoever did it."""

from __future__ import annotations

from sqlalchemy import Connection, Engine

from lead_metrics.access.rules import (
    can_keep_account,
    check_can_keep_account,
    check_can_keep_settings,
    check_can_read_trail,
)
from lead_metrics.access.viewer import Viewer
from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import Site
from lead_metrics.errors import RequestRefused
from lead_metrics.store import accounts, links, site_settings, trail
from lead_metrics.store.accounts import Known
from lead_metrics.store.sessions import close_all
from lead_metrics.store.trail import EVERYTHING, Entry, Wanted


def kept_accounts(engine: Engine, who: Viewer) -> list[Known]:
    """Return the accounts that this administrator keeps: those of their own sites; raises NotAllowed."""
    check_can_keep_account(who, (), catalogue())
    return [one for one in accounts.known(engine) if can_keep_account(who, one.sites, catalogue())]


def invite(engine: Engine, who: Viewer, account: Known) -> str:
    """Make an account without a password and return its invitation's token; raises NotAllowed or RequestRefused."""
    check_can_keep_account(who, account.sites, catalogue())
    check_role(account)
    with engine.begin() as connection:
        accounts.put(connection, account)
        token = links.make(connection, account.name, "invitation")
        written(connection, who, "account invite", said(account))
    return token


def reset(engine: Engine, who: Viewer, name: str) -> str:
    """Return the token of a link by which somebody chooses a new password; raises NotAllowed or RequestRefused."""
    account = mine(engine, who, name)
    kind = "invitation" if account.invited else "reset"
    with engine.begin() as connection:
        token = links.make(connection, name, kind)
        written(connection, who, f"account {'invite' if account.invited else 'reset'}", name)
    return token


def change(engine: Engine, who: Viewer, account: Known) -> None:
    """Change what an account may see, where; raises NotAllowed or RequestRefused."""
    check_role(account)
    not_oneself(who, account.name)
    mine(engine, who, account.name)
    check_can_keep_account(who, account.sites, catalogue())
    with engine.begin() as connection:
        accounts.set_role(connection, account.name, account.role, sites=account.sites, group=account.group)
        written(connection, who, "account roles", said(account))


def stop(engine: Engine, who: Viewer, name: str) -> None:
    """Stop an account: its sessions and links end at once; raises NotAllowed or RequestRefused."""
    not_oneself(who, name)
    mine(engine, who, name)
    with engine.begin() as connection:
        accounts.disable(connection, name)
        links.void(connection, name)
        written(connection, who, "account disable", name)


def let_in(engine: Engine, who: Viewer, name: str) -> None:
    """Let a stopped or locked account sign in again; raises NotAllowed or RequestRefused."""
    mine(engine, who, name)
    with engine.begin() as connection:
        accounts.enable(connection, name)
        written(connection, who, "account enable", name)


def sign_out(engine: Engine, who: Viewer, name: str) -> None:
    """End every session of an account; raises NotAllowed or RequestRefused."""
    mine(engine, who, name)
    with engine.begin() as connection:
        close_all(connection, name)
        written(connection, who, "account sign out", name)


def set_site(engine: Engine, who: Viewer, site: Site) -> None:
    """Write a site's settings; raises NotAllowed or RequestRefused."""
    check_can_keep_settings(who, site.id, catalogue())
    with engine.begin() as connection:
        site_settings.write(connection, site, who.account)
        written(connection, who, "site settings", site.id)


def trail_for(
    engine: Engine, who: Viewer, wanted: Wanted = EVERYTHING, most: int = 100, before: int | None = None
) -> list[Entry]:
    """Return what happened, newest first, for an administrator of every site; raises NotAllowed."""
    check_can_read_trail(who, catalogue())
    return trail.entries(engine, most, wanted, before)


def trail_names(engine: Engine, who: Viewer) -> tuple[list[str], list[str]]:
    """Return the accounts and actions that the trail speaks of; raises NotAllowed."""
    check_can_read_trail(who, catalogue())
    return trail.named(engine)


def check_role(account: Known) -> None:
    """Raise RequestRefused for a role or group that the catalogue has not."""
    if account.role not in catalogue().roles:
        raise RequestRefused(f"there is no such role; choose one of {', '.join(catalogue().roles)}")
    if account.group is not None and account.group not in catalogue().views:
        raise RequestRefused(f"there is no such group; choose one of {', '.join(catalogue().views)}")


def mine(engine: Engine, who: Viewer, name: str) -> Known:
    """Return an account that this administrator keeps; raises NotAllowed, and RequestRefused where there is none."""
    check_can_keep_account(who, (), catalogue())
    found = accounts.known_as(engine, name)
    if found is None:
        raise RequestRefused("there is no account of this name; open the page again")
    check_can_keep_account(who, found.sites, catalogue())
    return found


def not_oneself(who: Viewer, name: str) -> None:
    """Raise RequestRefused where somebody would shut themselves out, or give themselves more."""
    if who.account == name:
        raise RequestRefused("nobody changes or stops their own account; ask another administrator")


def said(account: Known) -> str:
    """Return an account and its rights in one line."""
    return f"{account.name}: {account.role} at {', '.join(sorted(account.sites)) or 'no site'}"


def written(connection: Connection, who: Viewer, action: str, about: str) -> None:
    """Write an act down, in the act's own transaction: either both are there or neither."""
    trail.append(connection, action, account=who.account, about=about)
