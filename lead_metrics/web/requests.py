"""What the gate reads of a request before anybody else does: its host, origin, cookies and scheme."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from lead_metrics.access.addresses import SECURE_PREFIX

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


def cookie_name(scope: Scope, name: str) -> str:
    """Return a cookie's name as this request's browser keeps it: over TLS one that no other host can set."""
    return SECURE_PREFIX + name if secure(scope) else name


def cookie(scope: Scope, name: str) -> str | None:
    """Return one cookie of the request."""
    try:
        jar = SimpleCookie(Headers(scope=scope).get("cookie", ""))
    except CookieError:
        return None
    kept = cookie_name(scope, name)
    return jar[kept].value if kept in jar else None


def caller(scope: Scope) -> str:
    """Return the address that the request comes from; a proxy's word counts only where uvicorn trusts that proxy."""
    client = scope.get("client")
    return str(client[0]) if client else "unknown"


def browser(scope: Scope) -> str:
    """Return what the browser calls itself: a stranger's words."""
    return Headers(scope=scope).get("user-agent", "")


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
