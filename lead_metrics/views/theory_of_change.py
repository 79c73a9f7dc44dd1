"""The home page: individual well-being beside arrests and bookings on one time axis, arranged for a group."""

from __future__ import annotations

from datetime import date
from html import escape

import streamlit as st

from lead_metrics.access.addresses import address_of
from lead_metrics.catalogue.model import Pair, Question, View
from lead_metrics.cells import ALL
from lead_metrics.charts.rows import shared_domain
from lead_metrics.views import cards
from lead_metrics.views.areas import area_of, areas, at, choose_area
from lead_metrics.views.arrangement import choose_group
from lead_metrics.views.context import Context
from lead_metrics.views.findings import Finding
from lead_metrics.views.links import to
from lead_metrics.views.marks import show_marks
from lead_metrics.views.opening import show_end, show_opening


def show(context: Context) -> None:
    """Show the theory of change for the viewer's group."""
    view, area = view_of(context), area_of(context)
    show_opening(context, *opened(context))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="filters"):
        choose_group(context, view)
        choose_area(context, area)
    for number, pair in enumerate(view.pairs):
        show_pair(context, pair, f"pair{number}-", area)
    show_questions(context, view, area)
    show_caution(context)
    show_marks(context)
    show_end(
        context,
        f"{context.words('home.arranged_for')}: {view.name.said(context.language)}",
        f"{context.words('area.label')}: {areas(context)[area]}",
    )


def view_of(context: Context) -> View:
    """Return the arrangement for the viewer's group."""
    return context.catalogue.views[context.group or "public"]


def opened(context: Context) -> tuple[str, str, dict[str, str]]:
    """Return the page's kicker, its question, and what the first figure of each level answers."""
    view, area = view_of(context), area_of(context)
    first = [at(context, name, area) for pair in view.pairs[:1] for name in (pair.individual, pair.systemic)]
    answers: dict[str, str] = {one.indicator.level: answer(context, one) for one in first}
    return context.words("home.kicker"), view.lead.said(context.language), answers


def show_caution(context: Context) -> None:
    """Show what the figures do not say."""
    title, said = (escape(context.words(f"home.caution{part}")) for part in ("_title", ""))
    st.html(f'<p class="lm-caution"><b>{title}</b>{said}</p>')


def show_pair(context: Context, pair: Pair, key: str, area: str) -> None:
    """Show the two levels side by side, with the same first and last day and the same events."""
    found = [at(context, name, area) for name in (pair.individual, pair.systemic)]
    # In a small county the program's own figures may be a sentence: what can be drawn then comes first.
    both = sorted(found, key=lambda one: one.told.quiet)
    domain = shared_domain(*(one.series for one in both if not one.told.quiet))
    st.html(f'<h2 class="lm-pair">{escape(pair.because.said(context.language))}</h2>')
    with cards.side_by_side(key):
        for one in both:
            cards.show_card(context, one, domain, key)
    cards.show_events(context, domain)


def show_questions(context: Context, view: View, area: str) -> None:
    """Show the group's own questions, each answered by sentences with their charts one tap away."""
    st.html(f'<h2 class="lm-section">{escape(context.words("home.questions"))}</h2>')
    for question in view.questions:
        show_question(context, question, area)


def show_question(context: Context, question: Question, area: str) -> None:
    """Show one question: the answer in sentences, then the charts behind it."""
    found = [at(context, name, area) for name in question.indicators]
    answers = "".join(
        f'<li class="lm-{one.indicator.level}">{escape(answer(context, one))} {more(context, one)}</li>'
        for one in found
    )
    ask = escape(question.ask.said(context.language))
    with st.container(border=True, key=f"question-{question.id}"):
        st.html(f'<h3 class="lm-question">{ask}</h3><ul class="lm-answers">{answers}</ul>')
        drawn = [one for one in found if not one.told.quiet]
        if drawn:
            show_behind(context, question.id, drawn)


def answer(context: Context, found: Finding) -> str:
    """Return a finding's sentence, behind the area's name where it speaks of one."""
    place = "" if found.area == ALL else f"{areas(context)[found.area]}: "
    return f"{place}{found.told.sentence}"


def more(context: Context, found: Finding) -> str:
    """Return the way to everything about a figure as HTML."""
    label = escape(f"{context.words('home.more')}: {found.teller.name}")
    address = escape(to(context, address_of("indicator"), id=found.indicator.id))
    return f'<a href="{address}" target="_self" aria-label="{label}">{escape(context.words("home.more"))}</a>'


def show_behind(context: Context, key: str, drawn: list[Finding]) -> None:
    """Show the charts behind an answer, drawn when somebody opens them."""
    opened = st.expander(
        context.words("home.behind"), icon=":material/show_chart:", key=f"behind-{key}", on_change="rerun"
    )
    if not opened.open:
        return
    domain: tuple[date, date] | None = shared_domain(*(one.series for one in drawn))
    with opened:
        for one in drawn:
            cards.show_card(context, one, domain, f"{key}-")
        cards.show_events(context, domain)
