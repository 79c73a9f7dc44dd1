"""The websocket, guarded: whose session is resumed, which messages pass, how large they may be."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lead_metrics.web.ownership import Ownership, owner
from lead_metrics.web.sessions import seen
from lead_metrics.web.wire import Garbled, fields, inner, truth

STREAM = "/_stcore/stream"
LARGEST = 1_000_000
TOO_LARGE = 1009

# Numbers of BackMsg: stop_script, rerun_script, file_urls_request, app_heartbeat, backend_operation_request. What is
# absent is dropped: clear_cache empties everybody's caches, and the debug messages stop the server.
ALLOWED = frozenset({7, 11, 16, 17, 19})

# Where BackMsg asks for a run, and where that says that the page asks by itself.
RERUN, BY_ITSELF = 11, 6

# Where ForwardMsg tells a browser its session id: new_session, initialize, session_id.
SESSION_ID = (4, 1, 6)
PROTOCOLS = b"sec-websocket-protocol"
MEDIA = b"/media/"


def allowed(message: bytes) -> bool:
    """Return whether a browser may send this message: every field of it is on the list, and there is one."""
    try:
        numbers = {number for number, _ in fields(message)}
    except Garbled:
        return False
    return bool(numbers) and numbers <= ALLOWED


def by_hand(message: bytes) -> bool:
    """Return whether a person did something: a run that was asked for, and not one that a page asks for by itself."""
    try:
        asked = inner(message, RERUN)
        return asked is not None and not truth(asked, BY_ITSELF)
    except Garbled:
        return False


def session_id(message: bytes) -> str | None:
    """Return the session id that this message tells the browser, None where it tells none."""
    try:
        found = inner(message, *SESSION_ID)
    except Garbled:
        return None
    return found.decode() if found else None


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
    whose = await owner(scope)

    async def sending(message: Message) -> None:
        content = message.get("bytes") or b""
        for thing in told(content):
            given.give(whose, thing)
        await send(message)

    async def receiving() -> Message:
        while True:
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            content = message.get("bytes") or b""
            if len(content) > LARGEST:
                await send({"type": "websocket.close", "code": TOO_LARGE})
                return {"type": "websocket.disconnect", "code": TOO_LARGE}
            if allowed(content):
                if by_hand(content):
                    await seen(scope)
                return message

    await app(without_stolen_session(scope, given, whose), receiving, sending)


def told(content: bytes) -> list[str]:
    """Return the ids that a message to the browser gives away: its session, and files that it may fetch."""
    session = session_id(content)
    return [*files(content), session] if session else files(content)


def files(content: bytes) -> list[str]:
    """Return the files whose addresses stand in a message; before each address stands its length."""
    found = []
    at = content.find(MEDIA, 1)
    while at > 0:
        address = content[at : at + content[at - 1]]
        found.append(address.removeprefix(MEDIA).decode("utf-8", "replace"))
        at = content.find(MEDIA, at + 1)
    return found
