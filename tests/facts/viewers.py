"""Viewers of each kind, and what each may see, written out by hand."""

from __future__ import annotations

from lead_metrics.access.viewer import ANYBODY, EVERY_SITE, Viewer
from lead_metrics.catalogue.model import Audience

ROLES = ("public", "elected", "partner", "manager", "staff", "admin")
AT_OWN_SITE = {
    "public": {"for_public"},
    "elected": {"for_public", "for_elected"},
    "partner": {"for_public", "for_elected", "for_partner"},
    "manager": {"for_public", "for_elected", "for_partner", "for_manager"},
    "staff": {"for_public", "for_elected", "for_partner"},
    "admin": {"for_public"},
}


def viewer(role: str, *sites: str) -> Viewer:
    """Return a viewer with this role at these sites."""
    return Viewer(Audience(role), frozenset(sites), f"{role}@example.org", role)


def may_see(who: Viewer, site: str) -> set[str]:
    """Return the indicators of the tests' catalogue that this viewer may see at a site."""
    own = EVERY_SITE in who.sites or site in who.sites
    return AT_OWN_SITE[str(who.audience) if own else "public"]


__all__ = ["ANYBODY", "AT_OWN_SITE", "ROLES", "may_see", "viewer"]
