"""Systemic shifts: what police, courts and jails do, as events or as people, from first contact to jail."""

from __future__ import annotations

from html import escape
from itertools import groupby

import streamlit as st

from lead_metrics.access.rules import audience_at, sees
from lead_metrics.catalogue.model import Indicator
from lead_metrics.charts.rows import shared_domain
from lead_metrics.facts.releases import areas_for
from lead_metrics.views import cards
from lead_metrics.views.context import Context
from lead_metrics.views.marks import show_marks
from lead_metrics.views.opening import show_opening

STEPS = {
    "contact": ("Y2", "Y15", "Y3", "Y12", "Y10", "Y18"),
    "arrest": ("Y1", "Y6", "Y7"),
    "court": ("Y4", "Y11"),
    "jail": ("Y5", "Y8", "Y9"),
    "place": ("Y16", "Y17", "Y13"),
}
"""The order in which the system touches a person; the words of each step are the catalogue's."""


def show(context: Context) -> None:
    """Show the systemic indicators step by step, each with its trend."""
    show_opening(context, context.words("level.systemic"), context.words("systemic.title"))
    counts, area = choose(context)
    for step, codes in STEPS.items():
        wanted = [i for i in visible(context) if i.code in codes and fits(i, counts)]
        show_step(context, step, sorted(wanted, key=lambda i: codes.index(i.code)), area)
    st.html(f'<p class="lm-caution">{escape(context.words("home.caution"))}</p>')
    show_marks(context)


def visible(context: Context) -> list[Indicator]:
    """Return the systemic indicators that this viewer may see at the site."""
    seen = sees(audience_at(context.viewer, context.site or ""))
    return [i for i in context.catalogue.indicators.values() if i.level == "systemic" and i.audience in seen]


def fits(indicator: Indicator, counts: str) -> bool:
    """Tell whether an indicator belongs to the chosen way of counting; amounts belong to both."""
    return indicator.counts == "amounts" or indicator.counts == counts


def choose(context: Context) -> tuple[str, str]:
    """Show the choice between events and people, and of an area; the address keeps both."""
    left, right = st.columns([1, 1], vertical_alignment="bottom")
    with left:
        counts = st.segmented_control(
            context.words("systemic.counts"), ["events", "people"], default="events", required=True,
            format_func=lambda name: context.words(f"counts.{name}"), key="counts", bind="query-params",
        )  # fmt: skip
    with right:
        area = choose_area(context)
    return counts or "events", area


def choose_area(context: Context) -> str:
    """Show the choice of an area, where the site has more than one."""
    assert context.site is not None
    areas = areas_for(context.viewer, context.engine, context.site).sort("name")
    names = {"all": context.words("area.all")} | dict(zip(areas["area"], areas["name"], strict=True))
    if len(names) == 1:
        return "all"
    return st.selectbox(
        context.words("area.label"), list(names), format_func=lambda name: names[name], key="area", bind="query-params"
    )


def show_step(context: Context, step: str, wanted: list[Indicator], area: str) -> None:
    """Show one step: its heading, a card for each indicator with figures, a line for those not collected."""
    found = [cards.finding(context, i.id, area if i.by_area else "all") for i in wanted]
    drawn = [one for one in found if not one.told.quiet]
    st.html(f'<h2 class="lm-section">{escape(context.words(f"step.{step}"))}</h2>')
    domain = shared_domain(*(one.series for one in drawn))
    columns = st.columns(2, gap="medium") if drawn else []
    for n, one in enumerate(drawn):
        with columns[n % 2]:
            cards.show_card(context, one, domain, f"{step}-")
    if domain:
        st.html(cards.events_key(context, domain))
    show_quiet(context, [one for one in found if one.told.quiet])


def show_quiet(context: Context, quiet: list[cards.Finding]) -> None:
    """Show the sentences of figures that have no chart, those not collected together."""
    for _, group in groupby(quiet, key=lambda one: one.series.is_empty()):
        lines = "".join(f"<li>{escape(one.told.sentence)}</li>" for one in group)
        st.html(f'<ul class="lm-quiet">{lines}</ul>')
