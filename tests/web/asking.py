"""Asking an ASGI app without a server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import anyio
import httpx
from starlette.types import ASGIApp


def ask(
    app: ASGIApp,
    path: str = "/",
    method: str = "GET",
    cookies: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> httpx.Response:
    """Return the app's answer to one request, for a path or a whole address; nothing is followed."""

    async def asked() -> httpx.Response:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://localhost", cookies=dict(cookies or {})
        ) as client:
            return await client.request(method, path, headers=headers)

    return anyio.run(asked)


def request(*headers: tuple[str, str], path: str = "/", query: str = "", scheme: str = "http") -> dict[str, Any]:
    """Return a request's scope with these headers."""
    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers]
    return {"type": "http", "path": path, "query_string": query.encode(), "headers": raw, "scheme": scheme}
