"""Definitions: each indicator from the catalogue, what it counts, its sources, and who sees it."""

from __future__ import annotations

from html import escape

import streamlit as st

from lead_metrics.access.addresses import address_of
from lead_metrics.catalogue.model import Indicator
from lead_metrics.cells import Status
from lead_metrics.views import reads
from lead_metrics.views.context import Context
from lead_metrics.views.details import about, counted_as
from lead_metrics.views.links import anchor, to
from lead_metrics.views.opening import show_end, show_opening
from lead_metrics.views.shelf import may_see

LEVELS = ("individual", "programmatic", "systemic", "quality")


def show(context: Context) -> None:
    """Show every indicator's definition, found by a word."""
    show_opening(context, context.words("definitions.kicker"), context.words("definitions.title"))
    word = st.text_input(context.words("definitions.search"), key="q", bind="query-params", max_chars=60, width=480)
    found = [i for i in context.catalogue.indicators.values() if matches(i, word or "", context)]
    if not found:
        st.html(f'<p class="lm-sentence">{escape(context.words("definitions.none", word=word))}</p>')
    shown = {level: [i for i in found if i.level == level] for level in LEVELS}
    if links := jumps(context, [level for level in LEVELS if shown[level]]):
        st.html(links)
    collected = gathered(context)
    for level, chosen in shown.items():
        if chosen:
            heading = f'<h2 class="lm-section" id="{level}">{escape(context.words(f"level.{level}"))}</h2>'
            st.html(heading + "".join(entry(context, i, collected) for i in chosen))
    show_end(context)


def jumps(context: Context, levels: list[str]) -> str:
    """Return links to the levels on this page as HTML."""
    items = "".join(f'<li><a href="#{level}">{escape(context.words(f"level.{level}"))}</a></li>' for level in levels)
    return f'<ul class="lm-jump">{items}</ul>' if len(levels) > 1 else ""


def matches(indicator: Indicator, word: str, context: Context) -> bool:
    """Tell whether a word stands in an indicator's code, name or definition."""
    text = f"{indicator.code} {indicator.name.said(context.language)} {indicator.definition.said(context.language)}"
    return word.casefold().strip() in text.casefold()


def gathered(context: Context) -> frozenset[str]:
    """Return the indicators that this viewer sees a figure of at the site."""
    if context.release is None or context.site is None:
        return frozenset()
    frame = reads.figures(context, tuple(context.catalogue.indicators), "none")
    return frozenset(frame.filter(frame["status"] != Status.NOT_COLLECTED)["indicator"])


def entry(context: Context, indicator: Indicator, collected: frozenset[str]) -> str:
    """Return one indicator as HTML."""
    name, words, seen = indicator.name.said(context.language), context.words, may_see(context, indicator)
    link = anchor(to(context, address_of("indicator"), id=indicator.id), name) if seen else escape(name)
    takes = escape(indicator.takes.said(context.language))
    absent = f'<p class="lm-not-here"><b>{escape(words("status.not_collected"))}</b> {takes}</p>'
    here = absent if seen and indicator.id not in collected else ""
    return (
        f'<article class="lm-definition" id="{escape(indicator.id)}"><div><h3>{link}</h3>'
        f"{counted_as(context, indicator)}</div><div>{about(context, indicator)}{here}</div></article>"
    )
