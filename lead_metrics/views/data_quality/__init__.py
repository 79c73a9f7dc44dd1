"""Data quality: what arrived, when, how complete, and what is withheld."""

from __future__ import annotations

from html import escape

import polars as pl
import streamlit as st

from lead_metrics.access.rules import audience_at, sees
from lead_metrics.catalogue.model import Audience, Indicator, Language
from lead_metrics.catalogue.wording import listed
from lead_metrics.cells import Status
from lead_metrics.charts.rows import shared_domain
from lead_metrics.views import cards, reads
from lead_metrics.views.context import Context
from lead_metrics.views.data_quality import inner, kept_back, sources
from lead_metrics.views.data_quality.arrivals import Arrival, arrivals
from lead_metrics.views.data_quality.saying import heading, last, source, told_shares
from lead_metrics.views.data_quality.tally import tally, total
from lead_metrics.views.findings import finding, not_collected
from lead_metrics.views.marks import show_marks
from lead_metrics.views.opening import show_end, show_opening

COMPLETENESS = ("Q1", "Q2", "Q4", "Q3", "Q5", "Q6")


def show(context: Context) -> None:
    """Show what arrived, how complete it is, what is withheld and what is not collected."""
    show_opening(context, context.words("data_quality.kicker"), context.words("data_quality.title"))
    everything = tuple(context.catalogue.indicators)
    figures = reads.figures(context, everything, None)
    assert context.release is not None
    came = arrivals(reads.spans(context, everything), context.catalogue, context.release.as_of)
    st.html(f'<p class="lm-sentence">{escape(lead(context, came, figures))}</p>')
    sources.show(context, came)
    show_complete(context)
    kept_back.show(context, figures)
    show_absent(context, figures)
    if audience_at(context.viewer, context.site or "") is Audience.MANAGER:
        inner.show(context, figures)
    show_marks(context)
    show_end(context)


def lead(context: Context, came: list[Arrival], figures: pl.DataFrame) -> str:
    """Return the page in two sentences: who brought what until when, and how much of it this viewer sees."""
    shares = context.words("data_quality.lead_share", **told_shares(context, total(tally(figures))))
    if not came:
        return f"{context.words('data_quality.lead_none')} {shares}"
    names = listed([source(context, one.source) for one in came], context.language)
    until = last(context, max(one.final_until for one in came))
    return f"{context.words('data_quality.lead', sources=names, day=until)} {shares}"


def show_complete(context: Context) -> None:
    """Show how complete the records are: a card for each indicator with figures, then the others' sentences."""
    st.html(heading(context, "complete.title"))
    seen = sees(audience_at(context.viewer, context.site or ""))
    known = [i for i in context.catalogue.indicators.values() if i.code in COMPLETENESS and i.audience in seen]
    found = [finding(context, i.id) for i in sorted(known, key=lambda i: COMPLETENESS.index(i.code))]
    drawn = [one for one in found if not one.told.quiet]
    domain = shared_domain(*(one.series for one in drawn)) if drawn else None
    for start in range(0, len(drawn), 2):
        for column, one in zip(st.columns(2, gap="small"), drawn[start : start + 2], strict=False):
            with column:
                cards.show_card(context, one, domain, "quality-")
    cards.show_events(context, domain)
    # What is not collected stands below, with what it would take.
    quiet = [one.told.sentence for one in found if one.told.quiet and not not_collected(one.series)]
    if quiet:
        st.html(f'<ul class="lm-quiet">{"".join(f"<li>{escape(said)}</li>" for said in quiet)}</ul>')


def show_absent(context: Context, figures: pl.DataFrame) -> None:
    """Show what is not collected here, and what it would take."""
    st.html(heading(context, "quiet.title"))
    absent = figures.group_by("indicator").agg((pl.col("status") == Status.NOT_COLLECTED).all().alias("absent"))
    known = [context.catalogue.indicators[name] for name in sorted(absent.filter("absent")["indicator"])]
    # How much is withheld is told by this very page.
    lines = needed([one for one in known if one.measure.kind != "withheld"], context.language)
    if not lines:
        st.html(f'<p class="lm-sentence">{escape(context.words("data_quality.nothing_absent"))}</p>')
        return
    items = "".join(f"<li>{escape(takes)}<br><small>{escape(names)}</small></li>" for takes, names in lines)
    st.html(f'<ul class="lm-answers">{items}</ul>')


def needed(absent: list[Indicator], language: Language) -> list[tuple[str, str]]:
    """Return what it would take and the names of the figures that it would give, what gives most of them first."""
    gives: dict[str, list[str]] = {}
    for one in absent:
        gives.setdefault(one.takes.said(language), []).append(one.name.said(language))
    ordered = sorted(gives.items(), key=lambda item: (-len(item[1]), item[0]))
    return [(takes, " · ".join(sorted(names))) for takes, names in ordered]
