"""Open sign-ins: the browser holds an opaque token, the database its hash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, delete, insert, literal, select, true, update

from lead_metrics.access.viewer import EVERY_SITE, Viewer
from lead_metrics.catalogue.load import catalogue
from lead_metrics.settings import settings
from lead_metrics.store import tables
from lead_metrics.store.clock import now, zoned
from lead_metrics.store.tables import table

SESSIONS, ACCOUNTS, SITES = table(tables.Session), table(tables.Account), table(tables.AccountSite)
LONGEST = timedelta(days=1)
SEEN_EVERY = timedelta(minutes=1)
PRESENTING = timedelta(minutes=10)
"""How long a meeting counts as going on after its last sign of life."""

LONGEST_BROWSER = 200


@dataclass(frozen=True)
class Open:
    """An open session as its owner sees it: `id` names it and opens nothing."""

    id: str
    opened_at: datetime
    seen_at: datetime
    browser: str


def idle() -> timedelta:
    """Return how long a session may go unused."""
    return timedelta(minutes=settings().idle_minutes)


def fingerprint(token: str) -> str:
    """Return the hash under which a token is kept."""
    return sha256(token.encode()).hexdigest()


def open_session(
    engine: Engine, account: str | None, *, role: str, group: str | None = None, browser: str | None = None
) -> str:
    """Open a session and return its token; an account of None is somebody looking around the sample as a role."""
    token, moment = token_urlsafe(32), now()
    said = "".join(filter(str.isprintable, browser or ""))[:LONGEST_BROWSER]
    row = {"token": fingerprint(token), "account": account, "role": role, "group": group, "opened_at": moment,
           "seen_at": moment, "expires_at": moment + LONGEST, "browser": said}  # fmt: skip
    with engine.begin() as connection:
        connection.execute(insert(SESSIONS).values(row))
    return token


def session_viewer(engine: Engine, token: str, *, used: bool = True) -> Viewer | None:
    """Return whoever an open session belongs to, as their account says now; None where it is over.

    used: whether a person does something; what a page does by itself must not keep a session open.
    """
    with engine.connect() as connection:
        session = _session(connection, token)
        if session is None or over(session):
            return None
        sites = connection.execute(select(SITES.c.site).where(SITES.c.account == session.account)).scalars().all()
    if used:
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
        or moment > idle_until(session)
    )


def idle_until(session: Row[Any]) -> datetime:
    """Return when a session ends unless somebody uses it; while somebody presents, it does not count as unused."""
    seen = zoned(session.seen_at) + idle()
    return max(seen, zoned(session.presenting_until)) if session.presenting_until else seen


def left(engine: Engine, token: str) -> timedelta | None:
    """Return how long a session stays open unless somebody uses it, None where it is over; asking is no use of it."""
    with engine.connect() as connection:
        session = _session(connection, token)
    if session is None or over(session):
        return None
    return min(idle_until(session), zoned(session.expires_at)) - now()


def presents(engine: Engine, token: str) -> None:
    """Say that this session presents to a meeting: it is not unused for a while, and nobody is warned meanwhile."""
    _mark(engine, token, presenting_until=now() + PRESENTING)


def presenting(engine: Engine, token: str) -> bool:
    """Tell whether this session presents to a meeting."""
    with engine.connect() as connection:
        session = _session(connection, token)
    return session is not None and bool(session.presenting_until) and zoned(session.presenting_until) > now()


def _mark(engine: Engine, token: str, **values: datetime) -> None:
    mine = (SESSIONS.c.token == fingerprint(token)) & SESSIONS.c.closed_at.is_(None)
    with engine.begin() as connection:
        connection.execute(update(SESSIONS).where(mine).values(values))


def opened(engine: Engine, account: str) -> list[Open]:
    """Return the open sessions of an account, the latest used first."""
    query = select(SESSIONS, literal(False).label("disabled")).where(SESSIONS.c.account == account)
    with engine.connect() as connection:
        rows = connection.execute(query.order_by(SESSIONS.c.seen_at.desc())).all()
    return [Open(r.token, zoned(r.opened_at), zoned(r.seen_at), r.browser or "") for r in rows if not over(r)]


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


def close_own(engine: Engine, account: str, session: str) -> None:
    """End one session by its id, where it is this account's own."""
    with engine.begin() as connection:
        _close(connection, (SESSIONS.c.account == account) & (SESSIONS.c.token == session))


def close_all(holder: Engine | Connection, account: str, *, but: str | None = None) -> None:
    """End every session of an account, but that of one token; on a connection, within its transaction."""
    if isinstance(holder, Engine):
        with holder.begin() as connection:
            close_all(connection, account, but=but)
    else:
        others = SESSIONS.c.token != fingerprint(but) if but else true()
        _close(holder, (SESSIONS.c.account == account) & others)


def close_visits(engine: Engine) -> None:
    """End every session without an account: nobody looks around once a real release is there."""
    with engine.begin() as connection:
        _close(connection, SESSIONS.c.account.is_(None))


def _close(connection: Connection, which: ColumnElement[bool]) -> None:
    connection.execute(update(SESSIONS).where(which, SESSIONS.c.closed_at.is_(None)).values(closed_at=now()))


def forget(engine: Engine, days: int = 30) -> int:
    """Drop the sessions that were over so many days ago; return how many."""
    long_over = SESSIONS.c.expires_at < now() - timedelta(days=days)
    with engine.begin() as connection:
        return connection.execute(delete(SESSIONS).where(long_over)).rowcount
