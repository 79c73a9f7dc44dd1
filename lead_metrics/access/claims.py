"""From a provider's claims to a role and sites, by the catalogue's table; whoever is not in it gets nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lead_metrics.catalogue.model import Catalogue, Claim


@dataclass(frozen=True)
class Granted:
    """The rights that claims give."""

    role: str
    sites: frozenset[str]
    group: str | None


def granted(claims: Mapping[str, object], catalogue: Catalogue) -> Granted | None:
    """Return the role of the table's first line that fits, with the sites of all fitting lines of that role, else None.

    The order of the table decides between roles, so that nobody becomes more than its author wrote first.
    """
    fitting = [line for line in catalogue.claims.values() if fits(line, claims)]
    if not fitting:
        return None
    role = fitting[0].role
    sites = frozenset(site for line in fitting if line.role == role for site in line.sites)
    return Granted(role, sites, fitting[0].group)


def fits(line: Claim, claims: Mapping[str, object]) -> bool:
    """Tell whether a line's claim is there with just this value, alone or among several."""
    held = claims.get(line.claim)
    values = held if isinstance(held, list | tuple) else [held]
    return any(isinstance(value, str) and value == line.value for value in values)


def name_of(claims: Mapping[str, object], subject: str) -> str:
    """Return what an account is called here: a confirmed mail address, else the provider's own subject."""
    mail = claims.get("email")
    confirmed = claims.get("email_verified") is True
    return mail if isinstance(mail, str) and mail and confirmed else subject
