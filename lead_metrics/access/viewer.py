"""The viewer: who looks, with which audience, at which sites."""

from __future__ import annotations

from dataclasses import dataclass

from lead_metrics.catalogue.model import Audience

EVERY_SITE = "*"


@dataclass(frozen=True)
class Viewer:
    """Who looks. `sites` are those whose inner figures this viewer may see; `*` means every site.

    Outside their own sites everybody is the public. `group` is the stakeholder group whose arrangement they see.
    """

    audience: Audience = Audience.PUBLIC
    sites: frozenset[str] = frozenset()
    account: str | None = None
    role: str = "public"
    group: str | None = None


ANYBODY = Viewer()
"""The public: nobody signed in."""
