"""Accounts: who may sign in, with bcrypt hashes in streamlit-authenticator's form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from lead_metrics.errors import RequestRefused
from lead_metrics.store import tables
from lead_metrics.store.clock import now
from lead_metrics.store.passwords import fits, hash_of, hashed
from lead_metrics.store.sessions import close_all
from lead_metrics.store.tables import table
from lead_metrics.store.tries import lock

ACCOUNTS, SITES = table(tables.Account), table(tables.AccountSite)
FREE_TRIES = 5
LONGEST_LOCK = timedelta(hours=1)
LONGEST_NAME = 200
NO_PASSWORD = ""  # nosec B105
"""What stands in place of a hash until an invitation is used; no password fits it."""


@dataclass(frozen=True)
class Known:
    """An account without its password."""

    name: str
    role: str
    group: str | None
    disabled: bool
    sites: frozenset[str]
    invited: bool = False
    """Whether nobody has chosen a password yet."""


@cache
def _nobody() -> str:
    return hash_of("nobody signs in with this")


def add(  # noqa: PLR0913 (an account's own columns)
    engine: Engine, name: str, password: str, role: str, *, sites: Iterable[str] = (), group: str | None = None
) -> None:
    """Make an account; raises RequestRefused where the name is taken or cannot be typed."""
    with engine.begin() as connection:
        put(connection, Known(name, role, group, False, frozenset(sites)), hashed(password, name))


def put(connection: Connection, account: Known, password: str = NO_PASSWORD) -> None:
    """Make an account with a hash, or without a password, within a transaction; raises RequestRefused as `add`."""
    name = account.name
    # A name that cannot be printed stands for no account below: PostgreSQL, for one, takes no zero byte.
    if not name or name != name.strip() or not name.isprintable() or len(name) > LONGEST_NAME:
        raise RequestRefused("an account's name has letters, figures and signs, and no space around it; choose another")
    row = {"name": name, "password": password, "role": account.role, "group": account.group, "created_at": now(),
           "disabled": account.disabled, "refused": 0}  # fmt: skip
    try:
        connection.execute(insert(ACCOUNTS).values(row))
    except IntegrityError:
        raise RequestRefused("this name is taken; choose another, or change its password or role") from None
    _give(connection, name, account.sites)


def _give(connection: Connection, name: str, sites: Iterable[str]) -> None:
    rows = [{"account": name, "site": site} for site in sorted(set(sites))]
    if rows:
        connection.execute(insert(SITES), rows)


def known(engine: Engine) -> list[Known]:
    """Return every account, by name."""
    with engine.connect() as connection:
        rows = connection.execute(select(ACCOUNTS).order_by(ACCOUNTS.c.name)).mappings().all()
        pairs = connection.execute(select(SITES.c.account, SITES.c.site)).all()
    sites: dict[str, set[str]] = {}
    for account, site in pairs:
        sites.setdefault(account, set()).add(site)
    return [
        Known(r["name"], r["role"], r["group"], r["disabled"], frozenset(sites.get(r["name"], ())), not r["password"])
        for r in rows
    ]


def known_as(engine: Engine, name: str) -> Known | None:
    """Return one account, None where there is none of this name."""
    return next((account for account in known(engine) if account.name == name), None)


def credentials(engine: Engine) -> dict[str, Any]:
    """Return the accounts that may sign in, in streamlit-authenticator's credentials format."""
    with engine.connect() as connection:
        rows = connection.execute(
            select(ACCOUNTS).where(~ACCOUNTS.c.disabled, ACCOUNTS.c.password != NO_PASSWORD)
        ).all()
    return {"usernames": {r.name: {"name": r.name, "password": r.password, "roles": [r.role]} for r in rows}}


def disable(holder: Engine | Connection, name: str) -> None:
    """Stop an account and end its sessions."""
    _change(holder, name, {"disabled": True}, ends=True)


def enable(holder: Engine | Connection, name: str) -> None:
    """Let an account sign in again."""
    _change(holder, name, {"disabled": False, "refused": 0, "locked_until": None})


def set_password(holder: Engine | Connection, name: str, password: str) -> None:
    """Change a password and end the account's sessions."""
    _change(holder, name, {"password": hashed(password, name), "refused": 0, "locked_until": None}, ends=True)


def set_hash(connection: Connection, name: str, password: str) -> None:
    """Change a password to one that was hashed before the transaction began, and end the account's sessions."""
    _change(connection, name, {"password": password, "refused": 0, "locked_until": None}, ends=True)


def set_role(
    holder: Engine | Connection, name: str, role: str, *, sites: Iterable[str] = (), group: str | None = None
) -> None:
    """Change what an account may do and where; open sessions follow at once."""
    if isinstance(holder, Engine):
        with holder.begin() as connection:
            set_role(connection, name, role, sites=sites, group=group)
        return
    _update(holder, name, {"role": role, "group": group})
    holder.execute(delete(SITES).where(SITES.c.account == name))
    _give(holder, name, sites)


def _change(holder: Engine | Connection, name: str, values: dict[str, Any], *, ends: bool = False) -> None:
    if isinstance(holder, Engine):
        with holder.begin() as connection:
            _change(connection, name, values, ends=ends)
        return
    _update(holder, name, values)
    if ends:
        close_all(holder, name)


def _update(connection: Connection, name: str, values: dict[str, Any]) -> None:
    if connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.name == name).values(values)).rowcount != 1:
        raise RequestRefused("there is no account of this name; see: python -m lead_metrics account list")


def verify(engine: Engine, name: str, password: str) -> bool:
    """Tell whether this is the account's password; an unknown, disabled or locked name costs the same as any.

    After FREE_TRIES wrong ones each further one locks the account for twice as long, up to LONGEST_LOCK.
    """
    stored = _try(engine, name)
    right = fits(password, stored or _nobody())
    if not stored or not right:
        return False
    _change(engine, name, {"refused": 0, "locked_until": None})
    return True


def _try(engine: Engine, name: str) -> str | None:
    """Count a try and return the hash, None where nobody may try.

    It counts before the password is looked at, so that tries at the same moment cannot share one.
    """
    moment = now()
    open_now = or_(ACCOUNTS.c.locked_until.is_(None), ACCOUNTS.c.locked_until <= moment)
    tries = ACCOUNTS.c.refused + 1
    counted = (
        update(ACCOUNTS)
        .where(ACCOUNTS.c.name == (name if name.isprintable() else ""), ~ACCOUNTS.c.disabled, open_now)
        .values(refused=tries, locked_until=lock(tries, FREE_TRIES, LONGEST_LOCK, moment))
        .returning(ACCOUNTS.c.password)
    )
    with engine.begin() as connection:
        return connection.execute(counted).scalar_one_or_none()
