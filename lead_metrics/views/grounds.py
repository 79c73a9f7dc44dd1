"""What a verdict rests on, one tap away: its charts, each with its sentence and its table."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

import streamlit as st

from lead_metrics.charts import estimated
from lead_metrics.charts.estimated import Drawn, Ground
from lead_metrics.estimates.findings import told_estimate
from lead_metrics.estimates.payloads import BeforeAfter, Chart, Comparison, Disparity, Stored
from lead_metrics.views import reads
from lead_metrics.views.context import Context
from lead_metrics.views.details import table_html
from lead_metrics.views.findings import Finding
from lead_metrics.views.look import theme
from lead_metrics.views.verdicts import groups, stored

KINDS = ("before_after", "comparison", "disparity", "chart")
"""The kinds that are drawn, in this order."""


def show_grounds(context: Context, found: Finding, key: str) -> None:
    """Show what lies behind a verdict, drawn when somebody opens it; nothing where nothing can be drawn."""
    told = [one for one in stored(context, found.indicator.id, found.area, KINDS) if drawable(one)]
    if not told:
        return
    opened = st.expander(
        context.words("grounds.open"), icon=":material/query_stats:", key=f"grounds-{key}", on_change="rerun"
    )
    if opened.open:
        with opened:
            for one in told:
                show_estimate(context, found, one, key)


def drawable(payload: Stored) -> bool:
    """Tell whether there is anything to draw: an answer that is too early has no line."""
    return bool(payload.lines) if isinstance(payload, BeforeAfter) else True


def show_estimate(context: Context, found: Finding, payload: Stored, key: str) -> None:
    """Show one estimate: its question, its charts, its sentence and its tables."""
    rules = context.catalogue.estimating
    assert rules is not None
    for one in drawings(context, found, payload):
        said = told_estimate(payload, found.teller, groups(context), rules) if isinstance(payload, Chart) else ""
        st.html(above(context, one, said))
        st.vega_lite_chart(
            one.rows, one.draw(theme()), theme=None, width="stretch", key=f"ground-{one.name}-{key}", alt=one.alt
        )
        st.html(below(context, found, one))


def above(context: Context, one: Drawn, said: str) -> str:
    """Return a chart's question, and its sentence where the card has not told it already."""
    sentence = f'<p class="lm-sentence">{escape(said)}</p>' if said else ""
    return f'<h4 class="lm-ground">{escape(context.words(f"grounds.{one.name}"))}</h4>{sentence}'


def below(context: Context, found: Finding, one: Drawn) -> str:
    """Return how a chart is read, and its table behind a word."""
    note = escape(" ".join(filter(None, (context.words(f"grounds.note_{one.name}"), one.more))))
    heads = [context.words(f"table.{head}") for head in one.heads]
    title = f"{found.teller.name}: {context.words(f'grounds.{one.name}')}"
    table = table_html(title, heads, list(one.table))
    return (
        f'<p class="lm-note">{note}</p>'
        f'<details class="lm-more"><summary>{escape(context.words("card.table"))}</summary>{table}</details>'
    )


def drawings(context: Context, found: Finding, payload: Stored) -> Iterator[Drawn]:
    """Yield the charts of an estimate."""
    on = Ground(found.series, estimated.within(found.series, reads.events(context)), found.teller)
    if isinstance(payload, BeforeAfter):
        yield estimated.interrupted(payload, on)
        if payload.checks:
            yield estimated.tried(payload, on)
    elif isinstance(payload, Comparison):
        yield estimated.beside(payload, on, reads.areas(context))
    elif isinstance(payload, Disparity):
        yield estimated.unequal(payload, on, groups(context))
    elif isinstance(payload, Chart):
        yield estimated.usual(payload, on)
