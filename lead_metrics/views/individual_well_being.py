"""Individual well-being: housing, income, health, well-being and goals, each beside its supply."""

from __future__ import annotations

from html import escape

import polars as pl
import streamlit as st

from lead_metrics.catalogue.model import Chapter, Indicator
from lead_metrics.cells import Status
from lead_metrics.charts.rows import shared_domain
from lead_metrics.views import cards, reads
from lead_metrics.views.cards import show_card
from lead_metrics.views.context import Context
from lead_metrics.views.findings import Finding
from lead_metrics.views.groups import parted, show_parted
from lead_metrics.views.marks import show_marks
from lead_metrics.views.opening import show_end, show_opening
from lead_metrics.views.paired import show_paired
from lead_metrics.views.pictures import Span
from lead_metrics.views.shelf import findings, indicators, show_heading, show_quiet, show_shelf, show_whole
from lead_metrics.views.theory_of_change import show_caution

ACTIVE = "participants_active"
SPREAD = ("question", "topic", "score_band")
"""Dimensions that say how answers are spread, not who gave them."""


def show(context: Context) -> None:
    """Show each part of people's lives with what was within their reach, all on one time axis."""
    show_opening(context, context.words("individual_well_being.kicker"), context.words("individual_well_being.title"))
    st.html(f'<p class="lm-sentence">{escape(context.words("individual_well_being.about"))}</p>')
    chapters = context.catalogue.chapters_of("individual_well_being")
    shelves = [(chapter, findings(context, indicators(context, chapter))) for chapter in chapters]
    supplies = {chapter.id: findings(context, supply(context, chapter)) for chapter in chapters}
    every = [one for _, found in shelves for one in found] + [one for found in supplies.values() for one in found]
    domain = shared_domain(*(one.series for one in every if not one.told.quiet))
    cards.show_events(context, domain)
    for chapter, found in shelves:
        show_heading(context, chapter)
        show_beside_supply(context, chapter, found, supplies[chapter.id], domain)
        show_known(context, found)
        for one in found:
            show_spread(context, one, chapter.id)
            show_paired(context, one, chapter.id)
    show_caution(context)
    show_marks(context)
    show_end(context)


def supply(context: Context, chapter: Chapter) -> list[Indicator]:
    """Return what a chapter's outcomes depend on, each once."""
    named = dict.fromkeys(name for one in indicators(context, chapter) for name in one.supply)
    return [context.catalogue.indicators[name] for name in named]


def show_beside_supply(
    context: Context, chapter: Chapter, found: list[Finding], supplied: list[Finding], domain: Span | None
) -> None:
    """Show outcomes, and beside them what was within reach: an outcome that nobody could reach is the system's."""
    if not supplied:
        show_shelf(context, found, domain, chapter.id)
        return
    left, right = st.columns([3, 2], gap="small")
    with left:
        for one in found:
            if not one.told.quiet:
                show_whole(context, one, domain, f"{chapter.id}-")
        show_quiet(found)
    # In a container of its own, so that a card is as high as what it holds.
    with right, st.container(key=f"reach-{chapter.id}"):
        st.html(f'<h3 class="lm-question">{escape(context.words("individual_well_being.reach"))}</h3>')
        for one in supplied:
            if not one.told.quiet:
                show_card(context, one, domain, f"supply-{chapter.id}-")
        show_quiet(supplied)


def show_known(context: Context, found: list[Finding]) -> None:
    """Show of how many people an answer is known, where that may be told."""
    lines = "".join(f"<li>{escape(said)}</li>" for one in found if (said := known(context, one)))
    if lines:
        title = escape(context.words("individual_well_being.counted"))
        st.html(f'<details class="lm-more"><summary>{title}</summary><ul class="lm-quiet">{lines}</ul></details>')


def known(context: Context, found: Finding) -> str:
    """Return of how many active people an answer is known at the end of the latest period that is shown."""
    asked = found.series.filter(pl.col("status") == Status.SHOWN, pl.col("denominator").is_not_null())
    if asked.is_empty() or found.indicator.counts != "people" or found.indicator.measure.kind != "latest_share":
        return ""
    last = asked.sort("from").row(-1, named=True)
    active = reads.totals(context, (ACTIVE,)).filter(
        pl.col("until") == last["until"], pl.col("status") == Status.SHOWN, pl.col("grain") == last["grain"]
    )
    fields = {"name": found.teller.name, "known": int(last["denominator"]), "period": found.teller.span_of(last)}
    if active.height:
        return context.words("individual_well_being.known_of", active=int(active["value"][0]), **fields)
    return context.words("individual_well_being.known", **fields)


def show_spread(context: Context, found: Finding, key: str) -> None:
    """Show how answers are spread, where the indicator says so."""
    for dimension in SPREAD:
        if dimension in found.indicator.breakdowns and (groups := parted(context, found.indicator.id, dimension)):
            show_parted(context, groups, f"{key}-{found.indicator.id}")
