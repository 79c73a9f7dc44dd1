"""A page's document: the language that it is in, and what it says before its program has loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import parse_qsl

from anyio import to_thread
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lead_metrics.access.addresses import LIVE, PAGES
from lead_metrics.access.viewer import Viewer
from lead_metrics.catalogue.model import Language
from lead_metrics.web.pages import language_of
from lead_metrics.web.sessions import viewer_of

SPOKEN = b'<html lang="en">'
HEAD_ENDS = b"</head>"
ROOT = b'<div id="root">'
STILL = b"<style>[data-testid^=stSkeleton],[data-testid=stAppSkeleton] *{animation:none !important}</style>"
"""The places of what is still to come do not pulse: each pulse of each place is an event for a program that is busy."""

LEAVING = "/first-sight.js"
"""The script that takes the first sight away as soon as the page stands behind it."""

KEYS = "/meeting.js"
"""The script of slides: keys press their buttons, and what is no longer told anything says so."""

SCRIPTS = {LEAVING: "first_sight.js", KEYS: "meeting.js"}
"""Our own scripts by their address, and the file of each."""

FirstSight = Callable[[str, Viewer, Mapping[str, str], Language], str]
"""A page's id, who looks, the address's parameters and the language, to HTML; empty where there is nothing to say."""


def nothing(_page: str, _viewer: Viewer, _query: Mapping[str, str], _language: Language) -> str:
    """Return nothing to say."""
    return ""


class Document:
    """Name the language of the request in Streamlit's page, which always says English, and write what comes first."""

    def __init__(self, app: ASGIApp, first_sight: FirstSight = nothing) -> None:
        """Wrap the app."""
        self.app = app
        self.first_sight = first_sight

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"] not in PAGES:
            await self.app(scope, receive, send)
            return
        language = language_of(scope)
        changed = {
            SPOKEN: SPOKEN.replace(b"en", language.encode()),
            HEAD_ENDS: STILL + HEAD_ENDS,
            ROOT: (await self.said(scope, language)).encode() + ROOT,
        }
        held: list[Message] = []

        async def sending(message: Message) -> None:
            # What is put in changes the length that the answer begins with, so the answer waits for its body.
            held.append(message)
            if message["type"] != "http.response.body" or message.get("more_body"):
                return
            for one in written(held, changed):
                await send(one)

        await self.app(asked_whole(scope), receive, sending)

    async def said(self, scope: Scope, language: Language) -> str:
        """Return what this viewer is told at first sight, or the script of the slides."""
        viewer, query = await viewer_of(scope), dict(parse_qsl(scope["query_string"].decode("latin-1")))
        if PAGES[scope["path"]] in LIVE:
            return f'<script type="module" src="{KEYS}"></script>'
        said = await to_thread.run_sync(self.first_sight, PAGES[scope["path"]], viewer, query, language)
        return f'<div id="first-sight">{said}</div><script type="module" src="{LEAVING}"></script>' if said else ""


async def script(request: Request) -> FileResponse:
    """Return one of our own scripts."""
    return FileResponse(Path(__file__).parent / SCRIPTS[request.url.path], media_type="text/javascript")


ROUTES = [Route(path, script) for path in SCRIPTS]


def asked_whole(scope: Scope) -> Scope:
    """Return the request without its wish for compression or for news alone: only a whole page can be written into."""
    left = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name.lower() not in left]}


def written(held: list[Message], changed: Mapping[bytes, bytes]) -> tuple[Message, Message]:
    """Return a whole answer with some of its words changed, which nobody keeps: it holds what this viewer may see."""
    start, *rest = held
    body = b"".join(part.get("body", b"") for part in rest)
    for old, new in changed.items():
        body = body.replace(old, new, 1)
    start = {**start, "headers": list(start["headers"])}
    headers = MutableHeaders(scope=start)
    if body:
        headers["Content-Length"] = str(len(body))
    for name in ("etag", "last-modified", "accept-ranges"):
        del headers[name]
    headers["Cache-Control"] = "no-store"
    return start, {"type": "http.response.body", "body": body}
