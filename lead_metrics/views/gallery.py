"""The gallery for developers: every component in every state, of invented figures; served only when it is asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from lead_metrics.cells import Status
from lead_metrics.estimates.sentences import Teller, tell
from lead_metrics.facts.releases import ReleaseInfo, SiteInfo
from lead_metrics.views import cards
from lead_metrics.views.choice import choose, switch
from lead_metrics.views.context import Context
from lead_metrics.views.details import table_html
from lead_metrics.views.findings import Finding
from lead_metrics.views.frame import sign_in_link, told
from lead_metrics.views.look import theme
from lead_metrics.views.marks import show_marks
from lead_metrics.views.opening import show_end, show_opening
from lead_metrics.views.specimens import Specimen, figures, specimens
from lead_metrics.views.theory_of_change import show_caution

STATES = ("empty", "unready", "refused")
INDICATOR = "bookings_divertible"
NOWHERE = SiteInfo("nowhere", "Nowhere", "", None, "", "", True)
NEVER = ReleaseInfo(0, date(2026, 1, 1), None, True, "", "published")


def show(context: Context) -> None:
    """Show every specimen, then the cards, choices and words around them."""
    context = replace(context, release=NEVER, sites=(NOWHERE,), site=NOWHERE.id)
    show_opening(context, context.words("gallery.kicker"), context.words("gallery.title"))
    indicator = context.catalogue.indicators[INDICATOR]
    teller = Teller(indicator, context.catalogue.units[indicator.unit], context.language, context.words)
    show_charts(context, teller)
    show_cards(context, teller)
    show_states(context)
    show_choices(context)
    show_caution(context)
    show_marks(context)
    show_end(context)


def show_charts(context: Context, teller: Teller) -> None:
    """Show each chart with its alt text and its table."""
    st.html(f'<h2 class="lm-section">{escape(context.words("gallery.charts"))}</h2>')
    for one in specimens(teller):
        with st.container(border=True, key=f"card-{one.name}-systemic"):
            st.html(f'<h3 class="lm-finding" id="{one.name}">{escape(one.name)}</h3>')
            show_specimen(one)
            st.html(f'<p class="lm-asof">{escape(one.alt)}</p>')
            with st.expander(f"{context.words('card.table')}: {one.name}"):
                heads = [context.words(f"table.{key}") for key in ("item", "figure", "interval")]
                st.html(table_html(one.name, heads[: len(one.table[0])], list(one.table)))


def show_specimen(one: Specimen) -> None:
    """Show a specimen's chart; a map's rows go beside its shapes, by name."""
    spec: dict[str, Any] = one.draw(theme())
    rows: pl.DataFrame | None = one.rows
    if one.name == "places":
        spec, rows = spec | {"datasets": spec["datasets"] | {"figures": one.rows}}, None
    st.vega_lite_chart(rows, spec, theme=None, width="stretch", key=f"specimen-{one.name}", alt=one.alt)


def show_cards(context: Context, teller: Teller) -> None:
    """Show the card without a chart: mostly withheld, and not collected."""
    whole = figures(80, -1, 9)
    nothing = whole.with_columns(pl.lit(None, pl.Float64).alias(name) for name in ("value", "low", "high"))
    withheld, absent = (
        nothing.with_columns(status=pl.lit(str(status))) for status in (Status.WITHHELD, Status.NOT_COLLECTED)
    )
    st.html(f'<h2 class="lm-section">{escape(context.words("gallery.cards"))}</h2>')
    for column, (name, series) in zip(
        st.columns(2, gap="small"), (("withheld", withheld), ("absent", absent)), strict=True
    ):
        with column:
            cards.show_card(context, Finding(teller.indicator, series, teller, tell(series, teller)), key=f"{name}-")


def show_states(context: Context) -> None:
    """Show what stands where no figure can: nothing published, no database, no right; and the way to the sign-in."""
    st.html(f'<h2 class="lm-section">{escape(context.words("gallery.states"))}</h2>')
    words = context.catalogue.words[context.language]
    for state in STATES:
        with st.container(border=True, key=f"card-{state}-quality"):
            link = sign_in_link(words, "/") if state == "refused" else ""
            st.html(told(state, words, "h3") + link)


def show_choices(context: Context) -> None:
    """Show the choices that live in the address."""
    st.html(f'<h2 class="lm-section">{escape(context.words("gallery.choices"))}</h2>')
    ways = {name: context.words(f"counts.{name}") for name in ("events", "people")}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="filters"):
        switch(context, "counts", ways, "events", "systemic.counts")
        choose(context, "area", {"all": context.words("area.all")}, "all", "area.label", width=280)
