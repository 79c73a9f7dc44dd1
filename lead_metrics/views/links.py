"""Links from page to page, which keep language, site and group."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

from lead_metrics.views.context import Context


def to(context: Context, path: str, **query: str) -> str:
    """Return the address of a page that keeps language, site and group."""
    return f"{path}?{urlencode({'lang': context.language} | context.address() | query)}"


def anchor(address: str, words: str) -> str:
    """Return a link as HTML."""
    return f'<a href="{escape(address)}" target="_self">{escape(words)}</a>'
