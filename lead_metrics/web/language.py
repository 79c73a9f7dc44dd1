"""The page's own language: what a screen reader is told before anything is drawn."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lead_metrics.access.addresses import PAGES
from lead_metrics.web.pages import language_of

SPOKEN = b'<html lang="en">'


class SpokenLanguage:
    """Name the language of the request in Streamlit's page, which always says English."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the app."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"] not in PAGES:
            await self.app(scope, receive, send)
            return
        spoken = SPOKEN.replace(b"en", language_of(scope).encode())

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": message.get("body", b"").replace(SPOKEN, spoken)}
            await send(message)

        await self.app(plain(scope), receive, sending)


def plain(scope: Scope) -> Scope:
    """Return the request without its wish for compression: what is compressed cannot be named."""
    headers = [(name, value) for name, value in scope["headers"] if name.lower() != b"accept-encoding"]
    return {**scope, "headers": headers}
