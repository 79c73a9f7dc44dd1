"""One figure at two places side by side: two sites, or two areas of one site, on one time axis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from html import escape

import streamlit as st

from lead_metrics.cells import ALL
from lead_metrics.charts.rows import shared_domain
from lead_metrics.views import cards, reads
from lead_metrics.views.context import Context
from lead_metrics.views.findings import Finding, finding
from lead_metrics.views.shelf import may_see

OWN = "none"
SITE, AREA = "site:", "area:"


def places(context: Context, areas: Mapping[str, str], area: str) -> dict[str, str]:
    """Return what a figure of one of these areas (id to name) may stand beside: the others, and the other sites."""
    others = {f"{AREA}{other}": name for other, name in areas.items() if other != area}
    sites = {f"{SITE}{site.id}": site.name for site in context.sites if site.id != context.site}
    return {OWN: context.words("indicator.nothing")} | others | sites


def show_beside(context: Context, found: Finding, beside: str) -> None:
    """Show a finding and the same figure at another place, as that place's own public or inner figure."""
    there = context
    if beside.startswith(SITE):
        # Asked anew as who the viewer is at that site: outside their own everybody is the public.
        there = replace(context, site=beside.removeprefix(SITE))
    if not may_see(there, found.indicator):
        st.html(f'<p class="lm-sentence">{escape(context.words("indicator.not_there"))}</p>')
        return
    other = finding(there, found.indicator.id, beside.removeprefix(AREA) if beside.startswith(AREA) else ALL)
    domain = shared_domain(*(one.series for one in (found, other) if not one.told.quiet))
    for column, (at, one) in zip(st.columns(2, gap="small"), ((context, found), (there, other)), strict=True):
        with column:
            st.html(f'<h3 class="lm-question">{escape(name(at, one.area))}</h3>')
            cards.show_card(at, one, domain, f"at-{at.site}-{one.area}-")
            cards.show_events(at, domain)
    note = "indicator.beside_note" if found.indicator.measure.kind != "count" else "indicator.beside_counts"
    st.html(f'<p class="lm-caution">{escape(context.words(note))}</p>')


def name(context: Context, area: str) -> str:
    """Return the names of a site and of an area of it."""
    site = context.site_name
    return site if area == ALL else f"{site} · {reads.areas(context).get(area, area)}"
