"""The gate before everything: what a request has no right to is refused here, from the first request on."""

from __future__ import annotations

import logging
from secrets import token_urlsafe
from urllib.parse import urlencode

from anyio import to_thread
from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lead_metrics.access.addresses import BROWSER_COOKIE, PAGES, served
from lead_metrics.access.rules import can_see_page
from lead_metrics.access.viewer import ANYBODY, Viewer
from lead_metrics.catalogue.load import catalogue
from lead_metrics.errors import StoreUnready
from lead_metrics.store import trail
from lead_metrics.store.engine import engine
from lead_metrics.web.account import WELCOME
from lead_metrics.web.document import SCRIPTS
from lead_metrics.web.ownership import Ownership, owner
from lead_metrics.web.pages import refusal
from lead_metrics.web.provider import BACK, PROVIDER
from lead_metrics.web.requests import address, caller, cookie, known_host, same_origin
from lead_metrics.web.sessions import give_cookie, viewer_of
from lead_metrics.web.stream import STREAM, UPLOADS, guard

log = logging.getLogger(__name__)

READING = ("GET", "HEAD")

# What anybody may read: the program of the page, never its data. Metrics, the agent's and the components' addresses,
# the page files by their own names and whatever is not named here do not exist.
ASSETS = ("/static/", "/app/static/")
OPEN = frozenset({"/favicon.png", "/manifest.json", "/_stcore/health", "/_stcore/host-config", *SCRIPTS})
FORMS = frozenset(
    {"/sign-in", "/sign-out", "/look-around", "/account", "/account/password", "/account/end", "/account/end-all",
     PROVIDER, BACK}
)  # fmt: skip
MEDIA = "/media/"
UPLOAD = "/_stcore/upload_file/"


class Gate:
    """Let through what the viewer has a right to, and answer everything else."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str] = frozenset()) -> None:
        """Wrap the app; `hosts` are the names under which it is served, besides this machine's own."""
        self.app = app
        self.hosts = hosts
        self.given = Ownership()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http":
            try:
                refused = await self.refused(scope)
                sending = with_browser_cookie(scope, send)
                await (refused or self.app)(scope, receive, unkept(sending) if private(scope) else sending)
            except StoreUnready:
                # Only the gate and the forms ask the store, both before they answer.
                await refusal(scope, "unready", 503)(scope, receive, send)
        elif scope["type"] == "websocket":
            await self.stream(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a websocket of our own pages; any other origin, host or address is closed before it opens."""
        if scope["path"] == STREAM and known_host(scope, self.hosts) and same_origin(scope):
            await guard(self.app, scope, receive, send, self.given)
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def refused(self, scope: Scope) -> Response | None:
        """Return the refusal of a request, None where it may pass."""
        path, method = scope["path"], scope["method"]
        if not known_host(scope, self.hosts):
            return PlainTextResponse("unknown host\n", 421)
        if path in FORMS or path.startswith(WELCOME):
            return None
        if path.startswith((MEDIA, UPLOAD)):
            return await self.refused_file(scope)
        if not served(path) and path not in OPEN and not path.startswith(ASSETS):
            return refusal(scope, "unknown", 404)
        if method not in READING:
            return PlainTextResponse("method not allowed\n", 405, {"Allow": ", ".join(READING)})
        return await refused_page(scope) if path in PAGES else None

    async def refused_file(self, scope: Scope) -> Response | None:
        """Refuse a file to everybody but the browser that was given its address.

        Nobody uploads but whoever has signed in and was shown a place for it.
        """
        path, method = scope["path"], scope["method"]
        whose = await owner(scope)
        if path.startswith(MEDIA):
            right = method in READING and self.given.owns(whose, path.removeprefix(MEDIA))
        else:
            session = path.removeprefix(UPLOAD).split("/")[0]
            right = method in ("PUT", "DELETE") and all(self.given.owns(whose, one) for one in (session, UPLOADS))
            right = right and same_origin(scope) and await viewer_of(scope) != ANYBODY
        return None if right else PlainTextResponse("not found\n", 404)


async def refused_page(scope: Scope) -> Response | None:
    """Refuse a page that is not for this viewer; whoever has not signed in is led there, and back to this address."""
    viewer = await viewer_of(scope)
    if can_see_page(viewer, PAGES[scope["path"]], catalogue()):
        return None
    if viewer == ANYBODY:
        log.warning("somebody who has not signed in asked for %s, from %s", PAGES[scope["path"]], caller(scope))
        return RedirectResponse("/sign-in?" + urlencode({"next": address(scope)}), 303, {"Cache-Control": "no-store"})
    await written_down(scope, viewer)
    return refusal(scope, "refused", 403)


async def written_down(scope: Scope, viewer: Viewer) -> None:
    """Write down who was refused which page."""
    if viewer.account is not None:
        account, page, place = viewer.account, PAGES[scope["path"]], caller(scope)
        await to_thread.run_sync(lambda: trail.append(engine(), "refused", account=account, about=page, address=place))


def private(scope: Scope) -> bool:
    """Tell whether an answer holds figures or what somebody sent, which no browser and no proxy keeps."""
    return str(scope["path"]).startswith((MEDIA, UPLOAD))


def unkept(send: Send) -> Send:
    """Return a sending that has nobody keep the answer."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["Cache-Control"] = "no-store"
        await send(message)

    return sending


def with_browser_cookie(scope: Scope, send: Send) -> Send:
    """Return a sending that gives a browser its own cookie with the first page it reads."""
    if scope["path"] not in PAGES or cookie(scope, BROWSER_COOKIE):
        return send
    carrier = Response()
    give_cookie(carrier, scope, BROWSER_COOKIE, token_urlsafe(24))
    given = [(name, value) for name, value in carrier.raw_headers if name == b"set-cookie"]

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], *given]}
        await send(message)

    return sending
