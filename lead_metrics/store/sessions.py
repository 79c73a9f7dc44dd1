"""Open sign-ins: the browser holds an opaque token, the database its hash."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy import Engine, insert, select, update
from sqlalchemy.engine import Row

from lead_metrics.access.viewer import EVERY_SITE, Viewer
from lead_metrics.catalogue.load import catalogue
from lead_metrics.store import tables
from lead_metrics.store.clock import now, zoned
from lead_metrics.store.write import table

SESSIONS, ACCOUNTS, SITES = table(tables.Session), table(tables.Account), table(tables.AccountSite)
IDLE = timedelta(hours=8)
LONGEST = timedelta(days=1)
SEEN_EVERY = timedelta(minutes=1)


def fingerprint(token: str) -> str:
    """Return the hash under which a token is kept."""
    return sha256(token.encode()).hexdigest()


def open_session(engine: Engine, account: str | None, *, role: str, group: str | None = None) -> str:
    """Open a session and return its token; an account of None is somebody looking around the sample as a role."""
    token = token_urlsafe(32)
    row = {"token": fingerprint(token), "account": account, "role": role, "group": group, "opened_at": now(), "seen_at": now()}
    with engine.begin() as connection:
        connection.execute(insert(SESSIONS).values(row))
    return token


def session_viewer(engine: Engine, token: str) -> Viewer | None:
    """Return whoever an open session belongs to, as their account says now; None where it is over."""
    with engine.connect() as connection:
        session = connection.execute(select(SESSIONS).where(SESSIONS.c.token == fingerprint(token))).first()
        if session is None or over(session):
            return None
        account = connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.name == session.account)).first()
        sites = [s for (s,) in connection.execute(select(SITES.c.site).where(SITES.c.account == session.account))]
    if session.account is not None and (account is None or account.disabled):
        return None
    _seen(engine, session)
    role = account.role if account else session.role
    group = account.group if account else session.group
    known = catalogue().roles.get(role)
    if known is None:
        return None
    return Viewer(known.audience, frozenset(sites) if account else frozenset({EVERY_SITE}), session.account, role, group)


def over(session: Row[tuple[object, ...]]) -> bool:
    """Tell whether a session was closed, or is too old or too long unused."""
    return (
        session.closed_at is not None
        or now() - zoned(session.seen_at) > IDLE
        or now() - zoned(session.opened_at) > LONGEST
    )


def _seen(engine: Engine, session: Row[tuple[object, ...]]) -> None:
    # Written at most once a minute: reading a page must not write on every rerun.
    if now() - zoned(session.seen_at) > SEEN_EVERY:
        with engine.begin() as connection:
            connection.execute(update(SESSIONS).where(SESSIONS.c.token == session.token).values(seen_at=now()))


def close_session(engine: Engine, token: str) -> None:
    """End a session at once."""
    with engine.begin() as connection:
        connection.execute(update(SESSIONS).where(SESSIONS.c.token == fingerprint(token)).values(closed_at=now()))


def close_all(engine: Engine, account: str) -> None:
    """End every session of an account."""
    with engine.begin() as connection:
        connection.execute(
            update(SESSIONS).where(SESSIONS.c.account == account, SESSIONS.c.closed_at.is_(None)).values(closed_at=now())
        )


def close_visits(engine: Engine) -> None:
    """End every session without an account: nobody looks around once a real release is there."""
    with engine.begin() as connection:
        connection.execute(
            update(SESSIONS).where(SESSIONS.c.account.is_(None), SESSIONS.c.closed_at.is_(None)).values(closed_at=now())
        )
