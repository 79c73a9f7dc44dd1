"""Open sign-ins: the browser holds an opaque token, the database its hash."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, insert, select, update

from lead_metrics.access.viewer import EVERY_SITE, Viewer
from lead_metrics.catalogue.load import catalogue
from lead_metrics.store import tables
from lead_metrics.store.clock import now, zoned
from lead_metrics.store.tables import table

SESSIONS, ACCOUNTS, SITES = table(tables.Session), table(tables.Account), table(tables.AccountSite)
IDLE = timedelta(hours=8)
LONGEST = timedelta(days=1)
SEEN_EVERY = timedelta(minutes=1)


def fingerprint(token: str) -> str:
    """Return the hash under which a token is kept."""
    return sha256(token.encode()).hexdigest()


def open_session(engine: Engine, account: str | None, *, role: str, group: str | None = None) -> str:
    """Open a session and return its token; an account of None is somebody looking around the sample as a role."""
    token, moment = token_urlsafe(32), now()
    row = {"token": fingerprint(token), "account": account, "role": role, "group": group, "opened_at": moment,
           "seen_at": moment, "expires_at": moment + LONGEST}  # fmt: skip
    with engine.begin() as connection:
        connection.execute(insert(SESSIONS).values(row))
    return token


def session_viewer(engine: Engine, token: str) -> Viewer | None:
    """Return whoever an open session belongs to, as their account says now; None where it is over."""
    with engine.connect() as connection:
        session = _session(connection, token)
        if session is None or over(session):
            return None
        sites = connection.execute(select(SITES.c.site).where(SITES.c.account == session.account)).scalars().all()
    _seen(engine, session)
    return _viewer(session, frozenset(sites))


def _session(connection: Connection, token: str) -> Row[Any] | None:
    now_held = [ACCOUNTS.c.role.label("now_role"), ACCOUNTS.c.group.label("now_group"), ACCOUNTS.c.disabled]
    both = SESSIONS.outerjoin(ACCOUNTS, SESSIONS.c.account == ACCOUNTS.c.name)
    query = select(SESSIONS, *now_held).select_from(both).where(SESSIONS.c.token == fingerprint(token))
    return connection.execute(query).first()


def over(session: Row[Any]) -> bool:
    """Tell whether a session was closed, is too old or too long unused, or its account was stopped."""
    moment = now()
    return (
        session.closed_at is not None
        or bool(session.disabled)
        or moment >= zoned(session.expires_at)
        or moment - zoned(session.seen_at) > IDLE
    )


def _viewer(session: Row[Any], sites: frozenset[str]) -> Viewer | None:
    role = session.role if session.account is None else session.now_role
    group = session.group if session.account is None else session.now_group
    known = catalogue().roles.get(role)
    if known is None:
        return None
    own = frozenset({EVERY_SITE}) if session.account is None else sites
    return Viewer(known.audience, own, session.account, role, group)


def _seen(engine: Engine, session: Row[Any]) -> None:
    # Written at most once a minute: reading a page must not write on every rerun.
    if now() - zoned(session.seen_at) > SEEN_EVERY:
        with engine.begin() as connection:
            connection.execute(update(SESSIONS).where(SESSIONS.c.token == session.token).values(seen_at=now()))


def close_session(engine: Engine, token: str) -> None:
    """End a session at once, for good."""
    with engine.begin() as connection:
        _close(connection, SESSIONS.c.token == fingerprint(token))


def close_all(holder: Engine | Connection, account: str) -> None:
    """End every session of an account; on a connection, within its transaction."""
    if isinstance(holder, Engine):
        with holder.begin() as connection:
            close_all(connection, account)
    else:
        _close(holder, SESSIONS.c.account == account)


def close_visits(engine: Engine) -> None:
    """End every session without an account: nobody looks around once a real release is there."""
    with engine.begin() as connection:
        _close(connection, SESSIONS.c.account.is_(None))


def _close(connection: Connection, which: ColumnElement[bool]) -> None:
    connection.execute(update(SESSIONS).where(which, SESSIONS.c.closed_at.is_(None)).values(closed_at=now()))
