"""Accounts: who may sign in, with bcrypt hashes in streamlit-authenticator's form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import bcrypt
from sqlalchemy import Case, Connection, Engine, case, delete, insert, literal, null, or_, select, update
from sqlalchemy.exc import IntegrityError

from lead_metrics.errors import RequestRefused
from lead_metrics.store import tables
from lead_metrics.store.clock import now
from lead_metrics.store.sessions import close_all
from lead_metrics.store.tables import table

ACCOUNTS, SITES = table(tables.Account), table(tables.AccountSite)
FREE_TRIES = 5
LONGEST_LOCK = timedelta(hours=1)
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 72
"""bcrypt reads 72 bytes; more would be cut off unseen."""


@dataclass(frozen=True)
class Known:
    """An account without its password."""

    name: str
    role: str
    group: str | None
    disabled: bool
    sites: frozenset[str]


def hashed(password: str) -> str:
    """Return a password's bcrypt hash; raises RequestRefused where it is too short or too long."""
    size = len(password.encode())
    if not SHORTEST_PASSWORD <= size <= LONGEST_PASSWORD:
        raise RequestRefused(f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} bytes; choose another")
    # What streamlit-authenticator's Hasher does; importing that here would start Streamlit in the command line.
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt()).decode()


@cache
def _nobody() -> str:
    return hashed("nobody signs in with this")


def add(  # noqa: PLR0913 (an account's own columns)
    engine: Engine, name: str, password: str, role: str, *, sites: Iterable[str] = (), group: str | None = None
) -> None:
    """Make an account; raises RequestRefused where the name is taken or cannot be typed."""
    # A name that cannot be printed stands for no account below: PostgreSQL, for one, takes no zero byte.
    if not name or name != name.strip() or not name.isprintable():
        raise RequestRefused("an account's name has letters, figures and signs, and no space around it; choose another")
    row = {"name": name, "password": hashed(password), "role": role, "group": group, "created_at": now(),
           "disabled": False, "refused": 0}  # fmt: skip
    try:
        with engine.begin() as connection:
            connection.execute(insert(ACCOUNTS).values(row))
            _give(connection, name, sites)
    except IntegrityError:
        raise RequestRefused("this name is taken; choose another, or change its password or role") from None


def _give(connection: Connection, name: str, sites: Iterable[str]) -> None:
    rows = [{"account": name, "site": site} for site in sorted(set(sites))]
    if rows:
        connection.execute(insert(SITES), rows)


def known(engine: Engine) -> list[Known]:
    """Return every account, by name."""
    with engine.connect() as connection:
        rows = connection.execute(select(ACCOUNTS).order_by(ACCOUNTS.c.name)).mappings().all()
        pairs = connection.execute(select(SITES.c.account, SITES.c.site)).all()
    return [
        Known(r["name"], r["role"], r["group"], r["disabled"], frozenset(s for a, s in pairs if a == r["name"]))
        for r in rows
    ]


def credentials(engine: Engine) -> dict[str, Any]:
    """Return the accounts that may sign in, in streamlit-authenticator's credentials format."""
    with engine.connect() as connection:
        rows = connection.execute(select(ACCOUNTS).where(~ACCOUNTS.c.disabled)).all()
    return {"usernames": {r.name: {"name": r.name, "password": r.password, "roles": [r.role]} for r in rows}}


def disable(engine: Engine, name: str) -> None:
    """Stop an account and end its sessions."""
    _change(engine, name, {"disabled": True}, ends=True)


def enable(engine: Engine, name: str) -> None:
    """Let an account sign in again."""
    _change(engine, name, {"disabled": False, "refused": 0, "locked_until": None})


def set_password(engine: Engine, name: str, password: str) -> None:
    """Change a password and end the account's sessions."""
    _change(engine, name, {"password": hashed(password), "refused": 0, "locked_until": None}, ends=True)


def set_role(engine: Engine, name: str, role: str, *, sites: Iterable[str] = (), group: str | None = None) -> None:
    """Change what an account may do and where; open sessions follow at once."""
    with engine.begin() as connection:
        _update(connection, name, {"role": role, "group": group})
        connection.execute(delete(SITES).where(SITES.c.account == name))
        _give(connection, name, sites)


def _change(engine: Engine, name: str, values: dict[str, Any], *, ends: bool = False) -> None:
    with engine.begin() as connection:
        _update(connection, name, values)
        if ends:
            close_all(connection, name)


def _update(connection: Connection, name: str, values: dict[str, Any]) -> None:
    if connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.name == name).values(values)).rowcount != 1:
        raise RequestRefused("there is no account of this name; see: python -m lead_metrics account list")


def verify(engine: Engine, name: str, password: str) -> bool:
    """Tell whether this is the account's password; an unknown, disabled or locked name costs the same as any.

    After FREE_TRIES wrong ones each further one locks the account for twice as long, up to LONGEST_LOCK.
    """
    stored = _try(engine, name)
    right = bcrypt.checkpw(password.encode()[:LONGEST_PASSWORD], (stored or _nobody()).encode())
    if stored is None or not right or len(password.encode()) > LONGEST_PASSWORD:
        return False
    _change(engine, name, {"refused": 0, "locked_until": None})
    return True


def _try(engine: Engine, name: str) -> str | None:
    """Count a try and return the hash, None where nobody may try.

    It counts before the password is looked at, so that tries at the same moment cannot share one.
    """
    open_now = or_(ACCOUNTS.c.locked_until.is_(None), ACCOUNTS.c.locked_until <= now())
    counted = (
        update(ACCOUNTS)
        .where(ACCOUNTS.c.name == (name if name.isprintable() else ""), ~ACCOUNTS.c.disabled, open_now)
        .values(refused=ACCOUNTS.c.refused + 1, locked_until=_lock())
        .returning(ACCOUNTS.c.password)
    )
    with engine.begin() as connection:
        return connection.execute(counted).scalar_one_or_none()


def _lock() -> Case[datetime | None]:
    # Reckoned in the same statement as the count: twice as long with each try after the free ones.
    tries, moment, kind = ACCOUNTS.c.refused + 1, now(), ACCOUNTS.c.locked_until.type
    longest = int(LONGEST_LOCK.total_seconds()).bit_length()
    steps = [(tries == FREE_TRIES + n, literal(moment + timedelta(seconds=2**n), kind)) for n in range(1, longest)]
    return case((tries <= FREE_TRIES, null()), *steps, else_=literal(moment + LONGEST_LOCK, kind))
