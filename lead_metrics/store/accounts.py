"""Accounts: who may sign in, with bcrypt hashes in streamlit-authenticator's form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

import bcrypt
from sqlalchemy import Engine, delete, insert, select, update

from lead_metrics.errors import RequestRefused
from lead_metrics.store import tables
from lead_metrics.store.clock import now, zoned
from lead_metrics.store.sessions import close_all
from lead_metrics.store.write import table

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
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt()).decode()


@cache
def _nobody() -> bytes:
    return bcrypt.hashpw(b"nobody signs in with this", bcrypt.gensalt())


def add(engine: Engine, name: str, password: str, role: str, *, sites: Sequence[str] = (), group: str | None = None) -> None:
    """Make an account; raises RequestRefused where the name is taken."""
    with engine.begin() as connection:
        if connection.execute(select(ACCOUNTS.c.name).where(ACCOUNTS.c.name == name)).first():
            raise RequestRefused("this name is taken; choose another, or change its password or roles")
        row = {"name": name, "password": hashed(password), "role": role, "group": group, "created_at": now(),
               "disabled": False, "refused": 0}  # fmt: skip
        connection.execute(insert(ACCOUNTS).values(row))
        if sites:
            connection.execute(insert(SITES), [{"account": name, "site": site} for site in sites])


def known(engine: Engine) -> list[Known]:
    """Return every account, by name."""
    with engine.connect() as connection:
        rows = [dict(row._mapping) for row in connection.execute(select(ACCOUNTS).order_by(ACCOUNTS.c.name))]
        pairs = connection.execute(select(SITES.c.account, SITES.c.site)).all()
    return [
        Known(r["name"], r["role"], r["group"], r["disabled"], frozenset(s for a, s in pairs if a == r["name"]))
        for r in rows
    ]


def credentials(engine: Engine) -> dict[str, Any]:
    """Return the accounts in streamlit-authenticator's credentials format."""
    with engine.connect() as connection:
        rows = connection.execute(select(ACCOUNTS).where(~ACCOUNTS.c.disabled)).all()
    return {"usernames": {r.name: {"name": r.name, "password": r.password, "roles": [r.role]} for r in rows}}


def _change(engine: Engine, name: str, values: dict[str, Any]) -> None:
    with engine.begin() as connection:
        changed = connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.name == name).values(values))
    if changed.rowcount != 1:
        raise RequestRefused("there is no account of this name; see: python -m lead_metrics account list")


def disable(engine: Engine, name: str) -> None:
    """Stop an account and end its sessions."""
    _change(engine, name, {"disabled": True})
    close_all(engine, name)


def enable(engine: Engine, name: str) -> None:
    """Let an account sign in again."""
    _change(engine, name, {"disabled": False, "refused": 0, "locked_until": None})


def set_password(engine: Engine, name: str, password: str) -> None:
    """Change a password and end the account's sessions."""
    _change(engine, name, {"password": hashed(password), "refused": 0, "locked_until": None})
    close_all(engine, name)


def set_role(engine: Engine, name: str, role: str, sites: Sequence[str] = (), group: str | None = None) -> None:
    """Change what an account may do and where."""
    _change(engine, name, {"role": role, "group": group})
    with engine.begin() as connection:
        connection.execute(delete(SITES).where(SITES.c.account == name))
        if sites:
            connection.execute(insert(SITES), [{"account": name, "site": site} for site in sites])


def verify(engine: Engine, name: str, password: str) -> bool:
    """Tell whether this is the account's password; an unknown, disabled or locked name costs the same as any."""
    with engine.connect() as connection:
        row = connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.name == name)).first()
    stored = row.password.encode() if row else _nobody()
    right = bcrypt.checkpw(password.encode()[:LONGEST_PASSWORD], stored)
    if row is None or row.disabled or (row.locked_until and zoned(row.locked_until) > now()):
        return False
    _remember(engine, name, right, row.refused)
    return right


def _remember(engine: Engine, name: str, right: bool, refused: int) -> None:
    tries = 0 if right else refused + 1
    lock = min(timedelta(seconds=2 ** min(tries - FREE_TRIES, 20)), LONGEST_LOCK) if tries > FREE_TRIES else None
    _change(engine, name, {"refused": tries, "locked_until": now() + lock if lock else None})
