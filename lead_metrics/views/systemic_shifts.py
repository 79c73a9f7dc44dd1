"""Systemic shifts: the three harms, then what police, courts and jails do, as events or as people, step by step."""

from __future__ import annotations

from html import escape

import streamlit as st

from lead_metrics.catalogue.model import Indicator
from lead_metrics.charts.rows import shared_domain
from lead_metrics.views import cards
from lead_metrics.views.areas import area_of, areas, choose_area
from lead_metrics.views.choice import asked, switch
from lead_metrics.views.context import Context
from lead_metrics.views.groups import parted, show_parted
from lead_metrics.views.harms import show_harms
from lead_metrics.views.marks import show_marks
from lead_metrics.views.opening import show_end, show_opening
from lead_metrics.views.shelf import findings, indicators, show_heading, show_shelf
from lead_metrics.views.theory_of_change import show_caution
from lead_metrics.views.verdicts import people, together

WAYS = ("events", "people")
WHY_NOT = ("not_diverted", "why_not")
"""The indicator, and its groups, that say why people who could be diverted were not."""


def show(context: Context) -> None:
    """Show the systemic indicators step by step, each with its trend, all on one time axis."""
    show_opening(context, context.words("level.systemic"), context.words("systemic.title"))
    counts, area = chosen(context)
    shelves = [
        (chapter, findings(context, [i for i in indicators(context, chapter) if fits(i, counts)], area))
        for chapter in context.catalogue.chapters_of("systemic_shifts")
    ]
    domain = shared_domain(*(one.series for _, found in shelves for one in found if not one.told.quiet))
    cards.show_events(context, domain)
    show_harms(context, domain)
    for chapter, found in shelves:
        show_heading(context, chapter)
        show_shelf(context, found, domain, chapter.id)
        if any(one.indicator.id == WHY_NOT[0] for one in found) and (groups := parted(context, *WHY_NOT)):
            show_parted(context, groups, f"{chapter.id}-why")
    show_people(context)
    show_caution(context)
    if said := together(context):
        st.html(f'<p class="lm-quiet">{escape(said)}</p>')
    show_marks(context)
    show_end(
        context,
        f"{context.words('systemic.counts')}: {context.words(f'counts.{counts}')}",
        f"{context.words('area.label')}: {areas(context)[area]}",
    )


def fits(indicator: Indicator, counts: str) -> bool:
    """Tell whether an indicator belongs to the chosen way of counting; amounts belong to both."""
    return indicator.counts == "amounts" or indicator.counts == counts


def chosen(context: Context) -> tuple[str, str]:
    """Show the choice between events and people, and of an area; return both as the address says."""
    ways = {name: context.words(f"counts.{name}") for name in WAYS}
    counts = asked(context, "counts", ways, "events")
    area = area_of(context)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="filters"):
        switch(context, "counts", ways, counts, "systemic.counts")
        choose_area(context, area)
    return counts, area


def show_people(context: Context) -> None:
    """Show what became of the people who were referred, in sentences, where anything may be told."""
    if told := people(context):
        lines = "".join(f"<li>{escape(one)}</li>" for one in told)
        title = escape(context.words("grounds.people"))
        st.html(f'<h2 class="lm-section">{title}</h2><ul class="lm-answers">{lines}</ul>')
