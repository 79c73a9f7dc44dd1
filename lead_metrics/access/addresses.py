"""What the web gate and the pages must agree on: each page's address, and the names of the cookies."""

from __future__ import annotations

HOME = "theory_of_change"

ADDRESSES: dict[str, str] = {
    HOME: "/",
    "systemic_shifts": "/systemic-shifts",
    "caseload": "/caseload",
    "definitions": "/definitions",
}
"""Page id to its path, in the order of the menu."""

PAGES: dict[str, str] = {path: page for page, path in ADDRESSES.items()}
"""Path to its page id."""

SESSION_COOKIE = "lead_session"
"""Holds the opaque token of a session row; HttpOnly, set by the sign-in alone."""

BROWSER_COOKIE = "lead_browser"
"""Tells one browser from another before anybody signs in; opaque, gone when the browser closes."""
