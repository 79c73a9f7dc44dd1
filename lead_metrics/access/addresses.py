"""What the web gate and the pages must agree on: each page's address, and the names of the cookies."""

from __future__ import annotations

HOME = "theory_of_change"

ADDRESSES: dict[str, str] = {
    HOME: "/",
    "systemic_shifts": "/systemic-shifts",
    "definitions": "/definitions",
    "accounts": "/accounts",
    "site_settings": "/site-settings",
    "audit_log": "/audit-log",
}
"""Page id to its path, in the order of the menu."""

MANAGED = frozenset({"accounts", "site_settings", "audit_log"})
"""Pages that show no figure, and so need no release."""

PAGES: dict[str, str] = {path: page for page, path in ADDRESSES.items()}
"""Path to its page id."""

SECURE_PREFIX = "__Host-"
"""Before a cookie's name over TLS: the browser then takes it from this very host alone, and never without TLS."""

SESSION_COOKIE = "lead_session"
"""Holds the opaque token of a session row; HttpOnly, set by the sign-in alone."""

BROWSER_COOKIE = "lead_browser"
"""Tells one browser from another before anybody signs in; opaque, gone when the browser closes."""
