"""One indicator: everything that is known of it, at one address."""

from __future__ import annotations

from html import escape

import streamlit as st

from lead_metrics.catalogue.model import Indicator
from lead_metrics.cells import ALL, NONE
from lead_metrics.charts.rows import shared_domain
from lead_metrics.views import cards, reads
from lead_metrics.views.beside import OWN, places, show_beside
from lead_metrics.views.choice import asked, choose
from lead_metrics.views.context import Context
from lead_metrics.views.details import about, counted_as
from lead_metrics.views.findings import finding
from lead_metrics.views.groups import offered, parted, show_parted
from lead_metrics.views.marks import show_marks
from lead_metrics.views.opening import show_end, show_opening
from lead_metrics.views.related import related
from lead_metrics.views.shelf import may_see, show_whole


def show(context: Context) -> None:
    """Show the indicator that the address names: its finding, verdict, groups, comparison and definition."""
    offered_here = {one.id: one for one in context.catalogue.indicators.values() if may_see(context, one)}
    wish = context.query.get("id", "")
    one = offered_here.get(wish)
    if one is None:
        known = context.catalogue.indicators.get(wish)
        show_opening(context, context.words("indicator.kicker"), context.words("indicator.choose"))
        if known is not None:
            audience = context.words(f"audience.{known.audience}")
            st.html(f'<p class="lm-sentence">{escape(context.words("indicator.not_yours", audience=audience))}</p>')
        choose_indicator(context, offered_here, None)
        show_end(context)
        return
    show_opening(context, context.words(f"level.{one.level}"), one.name.said(context.language))
    choose_indicator(context, offered_here, one)
    show_indicator(context, one)


def choose_indicator(context: Context, offered_here: dict[str, Indicator], one: Indicator | None) -> None:
    """Offer every indicator that this viewer may see."""
    said = {name: each.name.said(context.language) for name, each in offered_here.items()}
    named = dict(sorted(said.items(), key=lambda pair: pair[1].casefold()))
    if one is None:
        named = {"": context.words("indicator.none_chosen")} | named
    choose(context, "id", named, one.id if one else "", "indicator.kicker", width=420)


def show_indicator(context: Context, one: Indicator) -> None:
    """Show all about one indicator, for the area, the groups and the comparison that the address asks for."""
    areas = {ALL: context.words("area.all")} | (reads.areas(context) if one.by_area else {})
    dimensions = {NONE: context.words("indicator.no_groups")} | offered(context, one.id)
    area, by = asked(context, "area", areas, ALL), asked(context, "by", dimensions, NONE)
    others = places(context, areas, area)
    beside = asked(context, "beside", others, OWN)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="filters"):
        for name, options, chosen, label in (
            ("area", areas, area, "area.label"),
            ("by", dimensions, by, "indicator.by"),
            ("beside", others, beside, "indicator.beside"),
        ):
            if len(options) > 1:
                choose(context, name, options, chosen, label, width=260)
    found = finding(context, one.id, area)
    st.html(f'<h2 class="lm-pair">{escape(context.words("indicator.says"))}</h2>')
    if beside == OWN:
        domain = shared_domain(found.series)
        show_whole(context, found, domain, "indicator-")
        cards.show_events(context, domain)
    else:
        show_beside(context, found, beside)
    if by != NONE:
        show_groups(context, one, by)
    show_definition(context, one)
    show_marks(context)
    show_end(
        context,
        f"{context.words('area.label')}: {areas[area]}",
        f"{context.words('indicator.by')}: {dimensions[by]}",
        f"{context.words('indicator.beside')}: {others[beside]}",
    )


def show_groups(context: Context, one: Indicator, by: str) -> None:
    """Show the groups, or that none of them was counted."""
    split = parted(context, one.id, by)
    if split is None:
        st.html(f'<p class="lm-sentence">{escape(context.words("indicator.no_group_counted"))}</p>')
    else:
        show_parted(context, split, "indicator")


def show_definition(context: Context, one: Indicator) -> None:
    """Show what the figure is, and what it belongs to."""
    st.html(
        f'<h2 class="lm-section">{escape(context.words("indicator.definition"))}</h2>{about(context, one)}'
        f"{counted_as(context, one)}"
    )
    for title, lines in related(context, one):
        items = "".join(f"<li>{line}</li>" for line in lines)
        st.html(f'<h3 class="lm-question">{escape(title)}</h3><ul class="lm-related">{items}</ul>')
