"""Addresses that passwords are tried from: after some wrong tries each further one makes the address wait longer."""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from sqlalchemy import Case, ColumnElement, DateTime, Engine, case, delete, insert, literal, null, or_, update
from sqlalchemy.exc import IntegrityError

from lead_metrics.store import tables
from lead_metrics.store.clock import now
from lead_metrics.store.tables import table

TRIES = table(tables.AddressTries)
FREE_TRIES = 20
"""More than an account's: an office of several people shares one address."""

FEW = 3
"""Wrong tries that anybody makes."""

LONGEST_LOCK = timedelta(minutes=15)
"""Shorter than an account's: whoever sits behind the address of somebody who guesses gets in again soon."""

FORGOTTEN = timedelta(hours=1)
NEIGHBORHOOD = 64
"""The bits of an IPv6 address that a household or office shares; within them anybody changes theirs at will."""


def place(address: str) -> str:
    """Return the address under which tries are counted: IPv4 whole, IPv6 by its network, anything else as `unknown`."""
    try:
        known = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(known, IPv6Address):
        if known.ipv4_mapped:
            return str(known.ipv4_mapped)
        return f"{IPv6Address(int(known) >> NEIGHBORHOOD << NEIGHBORHOOD)}/{NEIGHBORHOOD}"
    return str(known)


def lock(tries: ColumnElement[int], free: int, longest: timedelta, moment: datetime) -> Case[datetime | None]:
    """Return until when a count of tries locks: twice as long with each try after the free ones, in one statement."""
    kind = DateTime(timezone=True)
    steps = int(longest.total_seconds()).bit_length()
    waits = [(tries == free + n, literal(moment + timedelta(seconds=2**n), kind)) for n in range(1, steps)]
    return case((tries <= free, null()), *waits, else_=literal(moment + longest, kind))


def may_try(engine: Engine, address: str) -> bool:
    """Count a try from this address and tell whether it may be made; one that is made wrongly stays counted."""
    where = place(address)
    for _ in range(2):
        counted = _counted(engine, where)
        if counted is not None:
            return counted
        try:
            with engine.begin() as connection:
                connection.execute(insert(TRIES).values(address=where, refused=1, tried_at=now()))
            return True
        except IntegrityError:
            # Another process has just seen this address for the first time too; count beside it.
            continue
    return False


def _counted(engine: Engine, where: str) -> bool | None:
    """Return whether the try was counted or the address is locked, None where nobody has tried from it yet."""
    moment, mine = now(), TRIES.c.address == where
    stale = TRIES.c.tried_at < moment - FORGOTTEN
    tries = case((stale, 1), else_=TRIES.c.refused + 1)
    open_now = or_(TRIES.c.locked_until.is_(None), TRIES.c.locked_until <= moment)
    counted = {"refused": tries, "tried_at": moment, "locked_until": lock(tries, FREE_TRIES, LONGEST_LOCK, moment)}
    with engine.begin() as connection:
        if connection.execute(update(TRIES).where(mine, open_now).values(counted)).rowcount:
            return True
        return False if connection.execute(TRIES.select().where(mine)).first() else None


def suspect(engine: Engine, address: str) -> bool:
    """Tell whether an address has guessed a few times already: it then waits behind those that have not."""
    with engine.connect() as connection:
        mine = TRIES.select().where(TRIES.c.address == place(address), TRIES.c.refused > FEW)
        return connection.execute(mine).first() is not None


def give_back(engine: Engine, address: str) -> None:
    """Take back the count of a try that was right; earlier wrong ones stay, or one account would open all others."""
    mine = (TRIES.c.address == place(address)) & (TRIES.c.refused > 0)
    with engine.begin() as connection:
        connection.execute(update(TRIES).where(mine).values(refused=TRIES.c.refused - 1, locked_until=None))


def forget(engine: Engine) -> int:
    """Drop the addresses that nobody has tried from for a while; return how many."""
    moment = now()
    quiet = (TRIES.c.tried_at < moment - FORGOTTEN) & or_(TRIES.c.locked_until.is_(None), TRIES.c.locked_until < moment)
    with engine.begin() as connection:
        return connection.execute(delete(TRIES).where(quiet)).rowcount
