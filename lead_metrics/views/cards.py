"""The chart card: a finding, its chart, the sentence, where it comes from, and all about it one tap away."""

from __future__ import annotations

from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lead_metrics.catalogue.model import Indicator, Language
from lead_metrics.catalogue.wording import month
from lead_metrics.charts import rows
from lead_metrics.charts.compiled import compiled
from lead_metrics.charts.needed import needed
from lead_metrics.views import reads
from lead_metrics.views.context import Context
from lead_metrics.views.details import show_details
from lead_metrics.views.exhibit import Exhibit
from lead_metrics.views.findings import Finding
from lead_metrics.views.labels import as_of
from lead_metrics.views.look import theme
from lead_metrics.views.pictures import Span, picture
from lead_metrics.views.trends import trend


def show_card(context: Context, found: Finding, domain: Span | None = None, key: str = "") -> None:
    """Show a finding as a card; a series too thin for a chart is its sentence alone."""
    span = domain or rows.shared_domain(found.series)
    drawn = picture(context, found, span) if span and not found.told.quiet else None
    if drawn is not None:
        show_exhibit(context, trend(context, found, drawn), f"{key}{found.indicator.id}")
        return
    named = f"{key}{found.indicator.id}"
    with st.container(border=True, key=f"card-{named}-{found.indicator.level}"):
        st.html(_head(context, found.indicator, found.told.title))
        st.html(_said(found.told.sentence, as_of(context, found.series)))
        show_details(context, found.indicator, None, named)


def side_by_side(key: str) -> DeltaGenerator:
    """Return a row that holds two cards beside one another, one below the other where it is narrow."""
    return st.container(horizontal=True, gap="small", key=f"row-{key}")


def show_exhibit(context: Context, shown: Exhibit, key: str) -> None:
    """Show an exhibit as a card: its finding, its chart, its sentence, where it comes from, and all about it."""
    with st.container(border=True, key=f"card-{key}-{shown.indicator.level}"):
        st.html(_head(context, shown.indicator, shown.title, shown.unit))
        spec = compiled(needed(shown.draw(theme()), shown.rows))
        st.vega_lite_chart(shown.rows, spec, theme=None, width="stretch", key=f"chart-{key}", alt=shown.alt)
        st.html(_said(shown.sentence, shown.as_of))
        show_details(context, shown.indicator, shown, key)


def _head(context: Context, indicator: Indicator, title: str, unit: str = "") -> str:
    level = context.words(f"level.{indicator.level}")
    caption = f'<p class="lm-unit">{escape(unit)}</p>' if unit else ""
    return (
        f'<p class="lm-kicker lm-{indicator.level}">{escape(level)}</p>'
        f'<h3 class="lm-finding">{escape(title)}</h3>{caption}'
    )


def _said(sentence: str, as_of: str) -> str:
    return f'<p class="lm-sentence">{escape(sentence)}</p><p class="lm-asof">{escape(as_of)}</p>'


def show_events(context: Context, domain: Span | None) -> None:
    """Show the numbered events of a time axis, where there is an axis and anything happened on it."""
    if domain and (key := events_key(context, domain)):
        st.html(key)


def events_key(context: Context, domain: Span) -> str:
    """Return the numbered policy events of a time axis as HTML, the words behind the numbers on the charts."""
    return _events_key(reads.asked(context), domain, context.language, context)


@st.cache_resource(max_entries=512, show_spinner=False)
def _events_key(asked: reads.Asked, domain: Span, language: Language, _context: Context) -> str:
    happened = rows.within(reads.events(_context), domain).sort("on", "title").to_dicts()
    items = "".join(
        f'<li class="lm-event-{escape(str(row["kind"]))}"><b>{n}</b> {escape(str(row["title"]))}'
        f" <span>{escape(month(row['on'], language))}</span></li>"
        for n, row in enumerate(happened, start=1)
    )
    label = escape(_context.words("events.label"))
    return f'<div class="lm-events"><p class="lm-events-label">{label}</p><ol>{items}</ol></div>' if items else ""
