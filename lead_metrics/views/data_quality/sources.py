"""What arrived, and when: each source with its days, whether it is on time, and what it feeds."""

from __future__ import annotations

from html import escape

import streamlit as st

from lead_metrics.catalogue.wording import day
from lead_metrics.views.context import Context
from lead_metrics.views.data_quality.arrivals import Arrival
from lead_metrics.views.data_quality.saying import heading, last, name_of, source, table

HEADS = ("source", "state", "final", "arriving", "first", "cadence", "lag")


def show(context: Context, came: list[Arrival]) -> None:
    """Show each source, and whom to ask about what is late."""
    what = escape(context.words("data_quality.when.what"))
    st.html(f'{heading(context, "when.title")}<p class="lm-sentence">{what}</p>')
    if not came:
        return
    st.html(table(context, "when.table", HEADS, [row(context, one) for one in came]))
    contact = next((one.contact for one in context.sites if one.id == context.site), "")
    if contact:
        st.html(f'<p class="lm-quiet">{escape(context.words("data_quality.ask", contact=contact))}</p>')
    lines = "".join(f"<li>{escape(feeds(context, one))}</li>" for one in came)
    title = escape(context.words("data_quality.feeds"))
    st.html(f'<details class="lm-more"><summary>{title}</summary><ul class="lm-quiet">{lines}</ul></details>')


def row(context: Context, one: Arrival) -> tuple[str, ...]:
    """Return one source as its row of the table."""
    recipe = context.catalogue.recipes.get(one.source)
    awaited = one.arriving_until > one.final_until
    return (
        source(context, one.source),
        state(context, one),
        last(context, one.final_until),
        last(context, one.arriving_until) if awaited else "–",
        day(one.first, context.language),
        context.words(f"data_quality.cadence.{recipe.cadence}") if recipe else "–",
        context.words("data_quality.lag", n=recipe.lag_days) if recipe else "–",
    )


def state(context: Context, one: Arrival) -> str:
    """Return whether a source is on time, in words."""
    if one.due is None:
        return context.words("data_quality.state.once")
    if not one.late:
        return context.words("data_quality.state.on_time")
    due = last(context, one.due)
    if len(one.late) == len(one.feeds):
        return context.words("data_quality.state.late", day=due)
    return context.words("data_quality.state.part", late=len(one.late), all=len(one.feeds), day=due)


def feeds(context: Context, one: Arrival) -> str:
    """Return the figures that a source feeds, in words."""
    names = sorted(name_of(context, name) for name in one.feeds)
    said = source(context, one.source)
    return context.words("data_quality.feeds_one", source=said, n=len(names), names=" · ".join(names))
