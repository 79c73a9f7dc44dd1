"""The ways into a meeting: its slides on the wall, and the chair's phone."""

from __future__ import annotations

from html import escape

from lead_metrics.access.addresses import address_of
from lead_metrics.store.meetings import Meeting
from lead_metrics.views.context import Context
from lead_metrics.views.links import to


def ways(context: Context, site: str, meeting: Meeting | None, links: list[tuple[str, str]]) -> str:
    """Return links as HTML, each a page and the key of its words; without a meeting the agenda's slides alone."""
    anchors = " ".join(
        f'<a class="lm-way" href="{escape(way(context, page, site, meeting))}" target="_self">'
        f"{escape(context.words(words))}</a>"
        for page, words in links
    )
    return f'<p class="lm-ways">{anchors}</p>'


def way(context: Context, page: str, site: str, meeting: Meeting | None) -> str:
    """Return the address of a page of a meeting; slides are shown in the theme for a wall."""
    wall = {"theme": "projector"} if page == "meeting" else {}
    number = {"id": str(meeting.id)} if meeting and page == "meeting" else {}
    return to(context, address_of(page), site=site, **number, **wall)
