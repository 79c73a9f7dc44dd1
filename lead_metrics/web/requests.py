"""What the gate reads of a request before anybody else does: its host, origin, cookies and scheme."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def host_name(netloc: str) -> str | None:
    """Return the bare host of `host:port`, None where that is no host."""
    try:
        parts = urlsplit(f"//{netloc}")
        _ = parts.port
    except ValueError:
        return None
    bare = parts.username is None and not (parts.path or parts.query or parts.fragment)
    return parts.hostname.rstrip(".") if bare and parts.hostname else None


def known_host(scope: Scope, hosts: frozenset[str]) -> bool:
    """Return whether the request names this machine or one of the hosts that the settings allow, once and only once."""
    named = Headers(scope=scope).getlist("host")
    return len(named) == 1 and host_name(named[0]) in LOOPBACK | hosts


def same_origin(scope: Scope) -> bool:
    """Return whether the browser says that the request comes from this very site; silence is no proof."""
    headers = Headers(scope=scope)
    origins = headers.getlist("origin")
    return len(origins) == 1 and urlsplit(origins[0]).netloc == headers.get("host")


def cookie(scope: Scope, name: str) -> str | None:
    """Return one cookie of the request."""
    try:
        jar = SimpleCookie(Headers(scope=scope).get("cookie", ""))
    except CookieError:
        return None
    return jar[name].value if name in jar else None


def secure(scope: Scope) -> bool:
    """Return whether the browser came over TLS; a proxy's word counts only where uvicorn trusts that proxy."""
    return scope["scheme"] in ("https", "wss")


def address(scope: Scope) -> str:
    """Return the path and query asked for, as a link that leads back to them."""
    query = scope["query_string"].decode("latin-1")
    return quote(scope["path"]) + (f"?{query}" if query else "")


def local(link: str | None) -> str:
    """Return the link where it leads to a page of this site, else the home page: nobody is sent elsewhere."""
    # Browsers read a backslash as a slash and drop control characters, which turns /\\host into another site.
    if not link or not link.startswith("/") or link.startswith("//") or "\\" in link or not link.isprintable():
        return "/"
    return link
