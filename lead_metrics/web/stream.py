"""The websocket, guarded: whose session is resumed, which messages pass, how large they may be."""

from __future__ import annotations

import logging
from contextlib import suppress

from anyio import to_thread
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lead_metrics.errors import StoreUnready
from lead_metrics.store import trail
from lead_metrics.store.engine import engine
from lead_metrics.web.ownership import Ownership, owner
from lead_metrics.web.requests import caller
from lead_metrics.web.sessions import seen, viewer_of
from lead_metrics.web.wire import Garbled, Wanted, Wire, each, fields, found, inner, truth

log = logging.getLogger(__name__)

STREAM = "/_stcore/stream"
LARGEST = 1_000_000
TOO_LARGE = 1009

# Numbers of BackMsg: stop_script, rerun_script, file_urls_request, app_heartbeat, backend_operation_request. What is
# absent is dropped: clear_cache empties everybody's caches, and the debug messages stop the server.
ALLOWED = frozenset({7, 11, 16, 17, 19})

# Where BackMsg asks for a run, and where that says that the page asks by itself.
RERUN, BY_ITSELF = 11, 6

# Where BackMsg asks for a place to upload to, and for an operation. Of operations only the making of a file passes
# (deferred_file, beside request_id and session_id): others write to the server's own disk.
PLACES, OPERATION, TO_MAKE = 16, 19, 3
OF_OPERATION = frozenset({1, 2, TO_MAKE})

SESSION, MAKES, ADDRESS, UPLOADER = "session", "a file to be made", "the address of a file", "a place to upload to"
GIVES: Wanted = {
    4: {1: {6: SESSION}},
    5: {3: {43: {12: MAKES, 6: ADDRESS}, 6: {1: {3: ADDRESS}}, 33: UPLOADER}},
    27: {3: {1: ADDRESS}},
}
"""Where ForwardMsg gives something away: new_session, initialize, session_id; delta, new_element: download_button
(deferred_file_id, url), imgs, imgs, url, and file_uploader; backend_operation_response, deferred_file, url."""

PROTOCOLS = b"sec-websocket-protocol"
MEDIA = "/media/"

UPLOADS = "an uploader"
"""What a browser has been given that was shown a place to upload to; no id of Streamlit's reads so."""


def allowed(message: bytes) -> bool:
    """Return whether a browser may send this message: every field of it is on the list, and there is one."""
    try:
        numbers = {number for number, _ in fields(message)}
        of_operation = {number for content in each(message, OPERATION) for number, _ in fields(content)}
    except Garbled:
        return False
    return bool(numbers) and numbers <= ALLOWED and of_operation <= OF_OPERATION


def needed(message: bytes) -> list[str]:
    """Return what a browser must have been given to send this message: the files to make, a place to upload to."""
    files = [text(content) for one in each(message, OPERATION, TO_MAKE) for _, content in fields(one)]
    places = [UPLOADS for number, _ in fields(message) if number == PLACES]
    return files + places


def by_hand(message: bytes) -> bool:
    """Return whether a person did something: asked for a file, or for a run that a page does not ask for by itself."""
    try:
        asked = inner(message, RERUN)
        return inner(message, OPERATION) is not None if asked is None else not truth(asked, BY_ITSELF)
    except Garbled:
        return False


def without_stolen_session(scope: Scope, given: Ownership, whose: str | None) -> Scope:
    """Return the request without the session it wants to resume, unless that session was given to this browser.

    Streamlit reads the first protocol header: protocol, token against forgery, session to resume.
    """
    asked = [value.decode("latin-1") for name, value in scope["headers"] if name.lower() == PROTOCOLS]
    entries = [entry.strip() for entry in asked[0].split(",")] if asked else []
    resumed = entries[2:3]
    kept = entries[:3] if resumed and given.owns(whose, resumed[0]) else entries[:2]
    headers = [(name, value) for name, value in scope["headers"] if name.lower() != PROTOCOLS]
    if kept:
        headers.append((PROTOCOLS, ", ".join(kept).encode("latin-1")))
    return {**scope, "headers": headers, "subprotocols": kept}


async def guard(app: ASGIApp, scope: Scope, receive: Receive, send: Send, given: Ownership) -> None:
    """Serve one websocket; what it is told it may later ask for, what it may not say is dropped."""
    known = await owner(scope)

    async def sending(message: Message) -> None:
        things = told(message.get("bytes") or b"")
        # Asked anew: what a browser is told after its rights have changed belongs to those that it then has.
        whose = await known_owner(scope) if things else None
        for thing in things:
            given.give(whose, thing)
        await send(message)

    warned = False

    async def receiving() -> Message:
        nonlocal warned
        while True:
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            content = message.get("bytes") or b""
            if len(content) > LARGEST:
                await send({"type": "websocket.close", "code": TOO_LARGE})
                return {"type": "websocket.disconnect", "code": TOO_LARGE}
            if allowed(content) and await given_for(scope, content, given):
                if by_hand(content):
                    with suppress(StoreUnready):
                        await seen(scope)
                return message
            if not warned:
                warned = True
                await dropped(scope)

    await app(without_stolen_session(scope, given, known), receiving, sending)


async def known_owner(scope: Scope) -> str | None:
    """Return who is told something, nobody while the database cannot say: the page stands, and no file is given."""
    try:
        return await owner(scope)
    except StoreUnready:
        return None


async def dropped(scope: Scope) -> None:
    """Write down, once a connection, that it said something that no page of ours says."""
    viewer, place = await viewer_of(scope, used=False), caller(scope)
    if viewer.account is None:
        log.warning("a message that no page of ours sends was dropped, from %s", place)
    else:
        about = {"account": viewer.account, "about": "message", "address": place}
        await to_thread.run_sync(lambda: trail.append(engine(), "refused", **about))


async def given_for(scope: Scope, content: bytes, given: Ownership) -> bool:
    """Tell whether whoever sends this message, as they are signed in now, was given all that it asks for."""
    try:
        wanted = needed(content)
    except Garbled:
        return False
    whose = await known_owner(scope) if wanted else None
    return all(given.owns(whose, thing) for thing in wanted)


def told(content: bytes) -> list[str]:
    """Return what a message to the browser gives away: its session, files to fetch or to make, a place to upload to.

    Only the fields that hold them count: what people type comes back in others.
    """
    try:
        things = [given_away(kind, text(one)) for kind, one in found(memoryview(content), GIVES)]
    except Garbled:
        return []
    return [thing for thing in things if thing]


def given_away(kind: str, said: str) -> str:
    """Return the name of what is given away, empty where it is nothing of ours."""
    if kind == UPLOADER:
        return UPLOADS
    if kind == ADDRESS:
        return said.removeprefix(MEDIA) if said.startswith(MEDIA) else ""
    return said


def text(content: Wire) -> str:
    """Return a field's content as text, whatever it holds."""
    return bytes(content).decode("utf-8", "replace")
