"""Systemic shifts: what police, courts and jails do, as events or as people, from first contact to jail."""

from __future__ import annotations

from datetime import date
from html import escape

import streamlit as st

from lead_metrics.access.rules import audience_at, sees
from lead_metrics.catalogue.model import Indicator
from lead_metrics.cells import ALL
from lead_metrics.charts.rows import shared_domain
from lead_metrics.views import cards, reads
from lead_metrics.views.choice import choose, switch
from lead_metrics.views.context import Context
from lead_metrics.views.findings import Finding, finding, not_collected
from lead_metrics.views.grounds import show_grounds
from lead_metrics.views.marks import show_marks
from lead_metrics.views.opening import show_end, show_opening
from lead_metrics.views.theory_of_change import show_caution
from lead_metrics.views.verdicts import people, together, verdict

WAYS = ("events", "people")
STEPS = {
    "contact": ("Y2", "Y15", "Y3", "Y12", "Y10", "Y18"),
    "arrest": ("Y1", "Y6", "Y7"),
    "court": ("Y4", "Y11"),
    "jail": ("Y5", "Y8", "Y9"),
    "place": ("Y16", "Y17", "Y13"),
}
"""The order in which the system touches a person; the words of each step are the catalogue's."""


def show(context: Context) -> None:
    """Show the systemic indicators step by step, each with its trend, all on one time axis."""
    show_opening(context, context.words("level.systemic"), context.words("systemic.title"))
    counts, area = chosen(context)
    found = {step: findings(context, codes, counts, area) for step, codes in STEPS.items()}
    domain = shared_domain(*(one.series for step in found.values() for one in step if not one.told.quiet))
    cards.show_events(context, domain)
    for step, ones in found.items():
        show_step(context, step, ones, domain)
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


def findings(context: Context, codes: tuple[str, ...], counts: str, area: str) -> list[Finding]:
    """Return what the indicators of one step say, in the order of their codes."""
    wanted = sorted(
        (i for i in visible(context) if i.code in codes and fits(i, counts)), key=lambda i: codes.index(i.code)
    )
    return [finding(context, i.id, area if i.by_area else ALL) for i in wanted]


def visible(context: Context) -> list[Indicator]:
    """Return the systemic indicators that this viewer may see at the site."""
    seen = sees(audience_at(context.viewer, context.site or ""))
    return [i for i in context.catalogue.indicators.values() if i.level == "systemic" and i.audience in seen]


def fits(indicator: Indicator, counts: str) -> bool:
    """Tell whether an indicator belongs to the chosen way of counting; amounts belong to both."""
    return indicator.counts == "amounts" or indicator.counts == counts


def chosen(context: Context) -> tuple[str, str]:
    """Show the choice between events and people, and of an area; return both as the address says."""
    ways = {name: context.words(f"counts.{name}") for name in WAYS}
    counts = asked(context, "counts", ways, "events")
    places = areas(context)
    area = asked(context, "area", places, ALL)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="filters"):
        switch(context, "counts", ways, counts, "systemic.counts")
        if len(places) > 1:
            choose(context, "area", places, area, "area.label", width=280)
    return counts, area


def asked(context: Context, name: str, options: dict[str, str], otherwise: str) -> str:
    """Return what the address asks for where it is offered."""
    wish = context.query.get(name, otherwise)
    return wish if wish in options else otherwise


def areas(context: Context) -> dict[str, str]:
    """Return the site's areas that hold figures, by name, the whole site first."""
    return {ALL: context.words("area.all")} | reads.areas(context)


def show_step(context: Context, step: str, found: list[Finding], domain: tuple[date, date] | None) -> None:
    """Show one step: its heading, a card for each indicator with figures, then the sentences of the others."""
    st.html(f'<h2 class="lm-section">{escape(context.words(f"step.{step}"))}</h2>')
    drawn = [one for one in found if not one.told.quiet]
    for start in range(0, len(drawn), 2):
        for column, one in zip(st.columns(2, gap="small"), drawn[start : start + 2], strict=False):
            with column:
                cards.show_card(context, one, domain, f"{step}-")
                if said := verdict(context, one):
                    st.html(f'<p class="lm-sentence lm-verdict">{escape(said)}</p>')
                show_grounds(context, one, f"{step}-{one.indicator.id}")
    quiet = sorted((one for one in found if one.told.quiet), key=lambda one: not_collected(one.series))
    if quiet:
        lines = "".join(f"<li>{escape(one.told.sentence)}</li>" for one in quiet)
        st.html(f'<ul class="lm-quiet">{lines}</ul>')


def show_people(context: Context) -> None:
    """Show what became of the people who were referred, in sentences, where anything may be told."""
    if told := people(context):
        lines = "".join(f"<li>{escape(one)}</li>" for one in told)
        title = escape(context.words("grounds.people"))
        st.html(f'<h2 class="lm-section">{title}</h2><ul class="lm-answers">{lines}</ul>')
