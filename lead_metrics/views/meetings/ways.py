"""The ways into a meeting: its slides on the wall, with letters as keys or without, and the chair's phone."""

from __future__ import annotations

from html import escape

from lead_metrics.access.addresses import address_of
from lead_metrics.store.meetings import Meeting
from lead_metrics.views.choice import asked, switch
from lead_metrics.views.context import Context
from lead_metrics.views.links import to
from lead_metrics.views.look import PROJECTOR

LETTERS, ON, OFF = "letters", "on", "off"
"""Whether single letters act on a slide, as the address says it; meeting.js reads it there."""


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
    wall = {"theme": PROJECTOR} if page == "meeting" else {}
    number = {"id": str(meeting.id)} if meeting and page == "meeting" else {}
    mute = {LETTERS: OFF} if letters(context) == OFF and page == "meeting" else {}
    return to(context, address_of(page), site=site, **number, **wall, **mute)


def letters(context: Context) -> str:
    """Return whether single letters act on a slide; whoever speaks to a machine wants none."""
    return asked(context, LETTERS, {ON: ON, OFF: OFF}, ON)


def choose_letters(context: Context) -> None:
    """Offer to do without single letters as keys (WCAG 2.1.4); arrows and buttons do the same."""
    options = {name: context.words(f"meetings.letters_{name}") for name in (ON, OFF)}
    switch(context, LETTERS, options, letters(context), "meetings.letters")
