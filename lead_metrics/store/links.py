"""Invitations and resets: a link that an administrator hands over, used once, by which somebody chooses a password."""

from __future__ import annotations

from datetime import timedelta
from secrets import token_urlsafe

from sqlalchemy import ColumnElement, Connection, Engine, delete, insert, select, update

from lead_metrics.errors import RequestRefused
from lead_metrics.store import tables, trail
from lead_metrics.store.accounts import ACCOUNTS, set_hash
from lead_metrics.store.clock import now
from lead_metrics.store.passwords import hashed
from lead_metrics.store.sessions import fingerprint
from lead_metrics.store.tables import table

LINKS = table(tables.Link)
LASTS = {"invitation": timedelta(days=3), "reset": timedelta(hours=24)}
KEPT = timedelta(days=30)


def make(holder: Engine | Connection, account: str, kind: str) -> str:
    """Return the token of a new link; earlier ones of the account open nothing any more.

    Raises RequestRefused where there is no such account, or it is stopped.
    """
    if isinstance(holder, Engine):
        with holder.begin() as connection:
            return make(connection, account, kind)
    found = holder.execute(select(ACCOUNTS.c.disabled).where(ACCOUNTS.c.name == account)).first()
    if found is None or found.disabled:
        raise RequestRefused("there is no account of this name that may sign in; add it or let it in first")
    token, moment = token_urlsafe(32), now()
    void(holder, account)
    row = {"token": fingerprint(token), "account": account, "kind": kind, "made_at": moment,
           "expires_at": moment + LASTS[kind]}  # fmt: skip
    holder.execute(insert(LINKS).values(row))
    return token


def void(connection: Connection, account: str) -> None:
    """Let no link of an account open anything any more."""
    mine = (LINKS.c.account == account) & LINKS.c.used_at.is_(None)
    connection.execute(update(LINKS).where(mine).values(used_at=now()))


def account_of(engine: Engine, token: str) -> str | None:
    """Return whose link this is, None where it is used up, too old, or never was one."""
    both = LINKS.join(ACCOUNTS, LINKS.c.account == ACCOUNTS.c.name)
    query = select(LINKS.c.account).select_from(both).where(_open(token), ~ACCOUNTS.c.disabled)
    with engine.connect() as connection:
        return connection.execute(query).scalar_one_or_none()


def use(engine: Engine, token: str, password: str) -> str:
    """Set the account's password by its link and return the account's name; the link and every session end.

    Raises RequestRefused where the link opens nothing, or the password is short or easy to guess; then it stays open.
    """
    name = account_of(engine, token)
    # Hashed before anything is written: it is slow on purpose, and others must not wait for it.
    chosen = hashed(password, name or "")
    taken = update(LINKS).where(_open(token)).values(used_at=now()).returning(LINKS.c.kind)
    with engine.begin() as connection:
        kind = connection.execute(taken).scalar_one_or_none()
        if name is None or kind is None:
            raise RequestRefused("this link is used up or too old; ask the administrator for a new one")
        set_hash(connection, name, chosen)
        trail.append(connection, f"{kind} used", account=name)
    return name


def _open(token: str) -> ColumnElement[bool]:
    return (LINKS.c.token == fingerprint(token)) & LINKS.c.used_at.is_(None) & (LINKS.c.expires_at > now())


def forget(engine: Engine) -> int:
    """Drop the links that have opened nothing for a while; return how many."""
    with engine.begin() as connection:
        return connection.execute(delete(LINKS).where(LINKS.c.expires_at < now() - KEPT)).rowcount
