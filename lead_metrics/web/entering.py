"""What every form shares: whom it was drawn for, and how somebody who has signed in enters."""

from __future__ import annotations

from secrets import token_urlsafe
from urllib.parse import parse_qs

from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Scope

from lead_metrics.access.addresses import BROWSER_COOKIE, SESSION_COOKIE
from lead_metrics.web.requests import cookie, same_origin
from lead_metrics.web.sessions import give_cookie, leave
from lead_metrics.web.tokens import genuine

LARGEST_FORM = 8_000
SEE_OTHER = 303


async def form_of(request: Request, bearer: str = BROWSER_COOKIE) -> dict[str, str] | None:
    """Return the fields of a form that we drew for this browser, None for any other."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_FORM:
            return None
    parsed = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    form = {name: values[-1] for name, values in parsed.items()}
    ours = same_origin(request.scope) and genuine(form.get("token", ""), cookie(request.scope, bearer))
    return form if ours else None


async def entered(scope: Scope, token: str, link: str) -> Response:
    """Lead somebody who has signed in to where they wanted to go, with the cookie of their session."""
    # An earlier session of this browser ends here: its cookie must not live on unseen.
    await leave(scope)
    answer = RedirectResponse(link, SEE_OTHER, {"Cache-Control": "no-store"})
    give_cookie(answer, scope, SESSION_COOKIE, token)
    # A new owner: nothing that was given to this browser before passes over to whoever has signed in.
    give_cookie(answer, scope, BROWSER_COOKIE, token_urlsafe(24))
    return answer


def checking(*, suspect: bool = False) -> CapacityLimiter:
    """Return the limit on password checks at a time: each is slow on purpose, and must not starve the pages.

    suspect: for an address that has guessed already; those wait for each other, one at a time, and for nobody else.
    """
    return _LIMITS.setdefault(suspect, CapacityLimiter(1 if suspect else 2))


_LIMITS: dict[bool, CapacityLimiter] = {}
