"""The shelf: a chapter's findings as cards beside one another, then the sentences of what cannot be drawn."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import streamlit as st

from lead_metrics.access.rules import audience_at, sees
from lead_metrics.catalogue.model import Chapter, Indicator
from lead_metrics.cells import ALL
from lead_metrics.views.areas import at
from lead_metrics.views.cards import show_card
from lead_metrics.views.context import Context
from lead_metrics.views.findings import Finding, not_collected
from lead_metrics.views.grounds import show_grounds
from lead_metrics.views.pictures import Span
from lead_metrics.views.verdicts import verdict

BESIDE = 2
"""How many cards stand beside one another."""


def may_see(context: Context, indicator: Indicator) -> bool:
    """Tell whether an indicator's figures are for this viewer at the site."""
    return indicator.audience in sees(audience_at(context.viewer, context.site or ""))


def indicators(context: Context, chapter: Chapter) -> list[Indicator]:
    """Return a chapter's indicators that this viewer may see, in the chapter's order."""
    named = [one for name in chapter.figures for one in context.catalogue.family(name)]
    return [one for one in named if may_see(context, one)]


def findings(context: Context, chosen: Iterable[Indicator], area: str = ALL) -> list[Finding]:
    """Return what indicators say at an area, or at the whole site where they are not counted by area."""
    return [at(context, one.id, area) for one in chosen]


def show_heading(context: Context, chapter: Chapter) -> None:
    """Show a chapter's heading, and what is to be known of it."""
    about = f'<p class="lm-sentence">{escape(chapter.about.said(context.language))}</p>' if chapter.about else ""
    name = escape(chapter.name.said(context.language))
    st.html(f'<h2 class="lm-section" id="{escape(chapter.id)}">{name}</h2>{about}')


def show_shelf(context: Context, found: Iterable[Finding], domain: Span | None, key: str) -> None:
    """Show findings: a card for each that can be drawn, with its verdict and what that rests on, then the sentences."""
    found = list(found)
    drawn = [one for one in found if not one.told.quiet]
    for start in range(0, len(drawn), BESIDE):
        for column, one in zip(st.columns(BESIDE, gap="small"), drawn[start : start + BESIDE], strict=False):
            with column:
                show_whole(context, one, domain, f"{key}-")
    show_quiet(found)


def show_whole(context: Context, one: Finding, domain: Span | None, key: str) -> None:
    """Show a card, and below it what was estimated and how it is known."""
    show_card(context, one, domain, key)
    if said := verdict(context, one):
        st.html(f'<p class="lm-sentence lm-verdict">{escape(said)}</p>')
    show_grounds(context, one, f"{key}{one.indicator.id}")


def show_quiet(found: Iterable[Finding]) -> None:
    """Show the sentences of findings that cannot be drawn, those that are not collected here last."""
    quiet = sorted((one for one in found if one.told.quiet), key=lambda one: not_collected(one.series))
    if quiet:
        lines = "".join(f"<li>{escape(one.told.sentence)}</li>" for one in quiet)
        st.html(f'<ul class="lm-quiet">{lines}</ul>')
