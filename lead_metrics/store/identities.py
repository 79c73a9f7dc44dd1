"""People whom a provider of identities vouches for: known by issuer and subject, with an account of ours."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, insert, select

from lead_metrics.errors import NotAllowed
from lead_metrics.store import accounts, tables
from lead_metrics.store.accounts import ACCOUNTS, Known
from lead_metrics.store.tables import table

IDENTITIES = table(tables.Identity)


@dataclass(frozen=True)
class Vouched:
    """Whom the provider vouches for, and the rights that the table of claims gives them."""

    issuer: str
    subject: str
    name: str
    role: str
    sites: frozenset[str]
    group: str | None = None


def enter(engine: Engine, vouched: Vouched) -> str:
    """Return the account of somebody, made at their first visit; its role and sites follow the claims each time.

    Raises NotAllowed where the account was stopped here, or the name belongs to an account of another kind: a
    provider that may give out names must not take over an account that it did not make.
    """
    with engine.begin() as connection:
        name = _account(connection, vouched)
        if name is None:
            if connection.execute(select(ACCOUNTS.c.name).where(ACCOUNTS.c.name == vouched.name)).first():
                raise NotAllowed("an account of this name is there already; ask the administrator")
            accounts.put(connection, Known(vouched.name, vouched.role, vouched.group, False, vouched.sites))
            row = {"issuer": vouched.issuer, "subject": vouched.subject, "account": vouched.name}
            connection.execute(insert(IDENTITIES).values(row))
            return vouched.name
        if connection.execute(select(ACCOUNTS.c.disabled).where(ACCOUNTS.c.name == name)).scalar_one():
            raise NotAllowed("this account is stopped; ask the administrator")
        accounts.set_role(connection, name, vouched.role, sites=vouched.sites, group=vouched.group)
        return name


def _account(connection: Connection, vouched: Vouched) -> str | None:
    mine = (IDENTITIES.c.issuer == vouched.issuer) & (IDENTITIES.c.subject == vouched.subject)
    return connection.execute(select(IDENTITIES.c.account).where(mine)).scalar_one_or_none()


def account_of(engine: Engine, issuer: str, subject: str) -> str | None:
    """Return the account of somebody whom a provider vouches for, None where they have none."""
    with engine.connect() as connection:
        return _account(connection, Vouched(issuer, subject, "", "", frozenset()))


def vouched_for(engine: Engine) -> frozenset[str]:
    """Return the accounts that a provider vouches for."""
    with engine.connect() as connection:
        return frozenset(connection.execute(select(IDENTITIES.c.account)).scalars())
