"""What the web gate and the pages must agree on: each page's address, and the names of the cookies."""

from __future__ import annotations

from lead_metrics.settings import settings

HOME = "theory_of_change"

ADDRESSES: dict[str, str] = {
    HOME: "/",
    "individual_well_being": "/individual-well-being",
    "systemic_shifts": "/systemic-shifts",
    "equity": "/equity",
    "pathway": "/pathway",
    "caseload": "/caseload",
    "fidelity": "/fidelity",
    "logic_model": "/logic-model",
    "about": "/about-lead",
    "my_data": "/my-data",
    "definitions": "/definitions",
    "data_quality": "/data-quality",
    "downloads": "/downloads",
    "indicator": "/indicator",
    "search": "/search",
    "meetings": "/meetings",
    "meeting": "/meeting",
    "remote": "/remote",
    "replies": "/replies",
    "accounts": "/accounts",
    "site_settings": "/site-settings",
    "audit_log": "/audit-log",
}
"""Page id to its path, in the order of the menu."""

UNLISTED = frozenset({"search", "indicator", "gallery", "meeting", "remote"})
"""Pages that the menu does not name: another way leads to them."""

BACKGROUND = frozenset({"logic_model", "about", "my_data", "definitions", "data_quality", "downloads"})
"""Pages about LEAD and about the figures, behind one entry of the menu."""

MANAGED = frozenset({"replies", "accounts", "site_settings", "audit_log"})
"""Pages of those who run the program or the software, behind one entry of the menu; they show no figure."""

FULL_SCREEN = frozenset({"meeting"})
"""Pages that fill the screen, without the frame of the others."""

LIVE = FULL_SCREEN | {"remote"}
"""Pages of a meeting that is being held: they say when nothing reaches them any more."""

GALLERY = "gallery"
"""The page for developers: it exists only where the settings ask for it, and no menu names it."""

NO_RELEASE = MANAGED | {GALLERY, "about", "my_data"}
"""Pages that are there before the first release."""

PAGES: dict[str, str] = {path: page for page, path in ADDRESSES.items()} | {"/gallery": GALLERY}
"""Path to its page id."""


def address_of(page: str) -> str:
    """Return the path of a page; an unknown one leads home."""
    return ADDRESSES.get(page) or next((path for path, name in PAGES.items() if name == page), ADDRESSES[HOME])


def served(path: str) -> bool:
    """Tell whether a path is a page here."""
    return path in PAGES and (PAGES[path] != GALLERY or settings().gallery == "on")


SECURE_PREFIX = "__Host-"
"""Before a cookie's name over TLS: the browser then takes it from this very host alone, and never without TLS."""

SESSION_COOKIE = "lead_session"
"""Holds the opaque token of a session row; HttpOnly, set by the sign-in alone."""

BROWSER_COOKIE = "lead_browser"
"""Tells one browser from another before anybody signs in; opaque, gone when the browser closes."""
