"""The cookie and the session row: whom a request comes from, and how a session begins and ends."""

from __future__ import annotations

from anyio import to_thread
from starlette.responses import Response
from starlette.types import Scope

from lead_metrics.access.addresses import SESSION_COOKIE
from lead_metrics.access.viewer import ANYBODY, Viewer
from lead_metrics.store.engine import engine
from lead_metrics.store.sessions import close_session
from lead_metrics.store.visits import open_viewer
from lead_metrics.web.requests import cookie, cookie_name, secure


async def viewer_of(scope: Scope, *, used: bool = True) -> Viewer:
    """Return whom the request comes from: the viewer of its open session, else the public.

    used: whether a person asks; what a page does by itself must not keep a session open.
    """
    token = cookie(scope, SESSION_COOKIE)
    found = await to_thread.run_sync(lambda: open_viewer(engine(), token, used=used)) if token else None
    return found or ANYBODY


async def seen(scope: Scope) -> None:
    """Note that the person behind a connection did something, which keeps their session open."""
    token = cookie(scope, SESSION_COOKIE)
    if token:
        await to_thread.run_sync(lambda: open_viewer(engine(), token))


async def leave(scope: Scope) -> None:
    """End the session that the request's cookie names, so that the cookie opens nothing any more."""
    token = cookie(scope, SESSION_COOKIE)
    if token:
        await to_thread.run_sync(lambda: close_session(engine(), token))


def give_cookie(response: Response, scope: Scope, name: str, value: str) -> None:
    """Set an opaque cookie that no script reads, that other sites cannot send along, and that TLS keeps to TLS."""
    name = cookie_name(scope, name)
    response.set_cookie(name, value, path="/", httponly=True, samesite="lax", secure=secure(scope))


def take_cookie(response: Response, scope: Scope, name: str) -> None:
    """Remove a cookie from the browser."""
    name = cookie_name(scope, name)
    response.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=secure(scope))
