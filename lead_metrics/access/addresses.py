"""Which address each page has; the web gate and the pages agree on this and on nothing else."""

from __future__ import annotations

HOME = "theory_of_change"

ADDRESSES: dict[str, str] = {
    HOME: "/",
    "systemic_shifts": "/systemic-shifts",
    "definitions": "/definitions",
}
"""Page id to its path, in the order of the menu."""

PAGES: dict[str, str] = {path: page for page, path in ADDRESSES.items()}
"""Path to its page id."""
