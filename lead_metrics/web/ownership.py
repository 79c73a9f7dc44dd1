"""Which browser was given which session id and which file; an id that somebody merely knows opens nothing."""

from __future__ import annotations

from collections import OrderedDict
from hashlib import sha256

from starlette.types import Scope

from lead_metrics.access.addresses import BROWSER_COOKIE, SESSION_COOKIE
from lead_metrics.access.viewer import ANYBODY, Viewer
from lead_metrics.web.requests import cookie
from lead_metrics.web.sessions import viewer_of

MOST_REMEMBERED = 50_000


async def owner(scope: Scope) -> str | None:
    """Return who asks: the sign-in's token with its rights as they are now, else the browser's own cookie, hashed.

    None where there is neither, and where the sign-in is over: what was given to it is nobody's from then on, and so is
    what was given to other rights.
    """
    token = cookie(scope, SESSION_COOKIE)
    if token:
        viewer = await viewer_of(scope, used=False)
        return None if viewer == ANYBODY else mark(token, viewer)
    browser = cookie(scope, BROWSER_COOKIE)
    return mark(browser, ANYBODY) if browser else None


def mark(secret: str, viewer: Viewer) -> str:
    """Return what stands for whoever holds this cookie with these rights."""
    rights = (secret, viewer.role, str(viewer.audience), *sorted(viewer.sites))
    return sha256("\n".join(rights).encode()).hexdigest()


class Ownership:
    """What was given to whom, in memory: a restart forgets it, and then everybody begins afresh."""

    def __init__(self, most: int = MOST_REMEMBERED) -> None:
        """Remember up to `most` gifts, the latest ones."""
        self._given: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._most = most

    def give(self, owner: str | None, thing: str) -> None:
        """Remember that this owner was given this id; nobody cannot own anything."""
        if owner is None:
            return
        self._given[owner, thing] = None
        self._given.move_to_end((owner, thing))
        while len(self._given) > self._most:
            self._given.popitem(last=False)

    def owns(self, owner: str | None, thing: str) -> bool:
        """Return whether this very owner was given this id."""
        return owner is not None and (owner, thing) in self._given
