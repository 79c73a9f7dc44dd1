"""What the forms ask of the store: a session for a name and its password, or a visit to the sample without either."""

from __future__ import annotations

from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import View
from lead_metrics.store import accounts, trail, visits
from lead_metrics.store.engine import engine
from lead_metrics.store.sessions import open_session


def sign_in(name: str, password: str) -> str | None:
    """Return a new session's token where this is the account's password, else None, whatever the reason."""
    if not accounts.verify(engine(), name, password):
        return None
    known = next(account for account in accounts.known(engine()) if account.name == name)
    trail.append(engine(), "sign_in", account=name)
    return open_session(engine(), name, role=known.role, group=known.group)


def look_around(group: View) -> str:
    """Return the token of a session that sees the sample as this stakeholder group does."""
    role = next(role for role in catalogue().roles.values() if role.audience is group.audience)
    return open_session(engine(), None, role=role.id, group=group.id)


def only_samples() -> bool:
    """Tell whether anybody may look around: the database holds sample data and nothing else."""
    return visits.only_samples(engine())
