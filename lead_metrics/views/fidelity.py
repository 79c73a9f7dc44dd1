"""Fidelity: each element of the model, how reviews rated it, and what changed since."""

from __future__ import annotations

from html import escape

import streamlit as st

from lead_metrics.access.addresses import ADDRESSES
from lead_metrics.access.rules import can_review_fidelity, can_see_figure
from lead_metrics.catalogue.model import Audience, Element, Indicator
from lead_metrics.views.context import Context
from lead_metrics.views.findings import finding
from lead_metrics.views.links import to
from lead_metrics.views.manage import show_lead
from lead_metrics.views.opening import show_end, show_opening
from lead_metrics.views.rated import INDICATOR, STEPS, Rated, Review, change, rated, step, summary, when
from lead_metrics.views.reviewing import show_form
from lead_metrics.views.shelf import may_see

GROUPS = ("principle", "operation")
MOST = 3
"""How many figures of an element are told at once; the others lie behind a tap."""


def show(context: Context) -> None:
    """Show the elements of the framework as the site looked at was reviewed, for its partners, managers and staff."""
    show_opening(context, context.words("fidelity.kicker"), context.words("fidelity.title"))
    site = context.site or ""
    if not can_see_figure(context.viewer, site, Audience.PARTNER):
        st.info(context.words("fidelity.other_site"))
        show_end(context)
        return
    ones = rated(context)
    show_lead(summary(context, ones))
    st.html(f'<p class="lm-quiet">{escape(context.words("fidelity.how"))}</p>{average(context)}')
    if can_review_fidelity(context.viewer, site, context.catalogue):
        show_form(context, site)
    st.html(glance(context, ones))
    for group in GROUPS:
        heading = f'<h2 class="lm-section">{escape(context.words(f"fidelity.group.{group}"))}</h2>'
        st.html(heading + "".join(article(context, one) for one in ones if one.element.group == group))
    show_end(context)


def average(context: Context) -> str:
    """Return what the released yearly average says, as HTML."""
    told = finding(context, INDICATOR).told
    link = escape(to(context, ADDRESSES["indicator"], id=INDICATOR))
    name = escape(context.words("fidelity.average"))
    return f'<p class="lm-quiet"><a href="{link}" target="_self">{name}</a> · {escape(told.sentence)}</p>'


def glance(context: Context, ones: list[Rated]) -> str:
    """Return all elements with their marks as HTML, each leading to its place below."""
    parts = []
    for group in GROUPS:
        items = "".join(
            f'<li><a href="#{escape(one.element.id)}">{mark(one)}<span>{escape(name(context, one.element))}</span></a>'
            f"<small>{escape(change(context, one))}</small></li>"
            for one in ones
            if one.element.group == group
        )
        parts.append(f'<h3>{escape(context.words(f"fidelity.group.{group}"))}</h3><ul class="lm-glance">{items}</ul>')
    label = escape(context.words("fidelity.glance"))
    return f'<nav class="lm-glances" aria-label="{label}"><h2 class="lm-kicker">{label}</h2>{"".join(parts)}</nav>'


def name(context: Context, element: Element) -> str:
    """Return what an element is called."""
    return element.name.said(context.language)


def mark(one: Rated) -> str:
    """Return a rating as a small mark of three dots; what is not rated has dashed ones. The words stand beside it."""
    rating = one.reviews[0].rating if one.reviews else None
    kinds = ("none" if rating is None else "on" if rating >= n + 0.5 else "off" for n in range(STEPS))
    dots = "".join(f'<i class="lm-dot-{kind}"></i>' for kind in kinds)
    return f'<b class="lm-dots" aria-hidden="true">{dots}</b>'


def article(context: Context, one: Rated) -> str:
    """Return an element as HTML: what it is, how it was rated, and the figures that speak to it."""
    told = step(context, one.reviews[0].rating) if one.reviews else context.words("fidelity.none")
    changed = f"<span>{escape(change(context, one))}</span>" if one.reviews else ""
    return (
        f'<article class="lm-element" id="{escape(one.element.id)}"><div><h3>{escape(name(context, one.element))}</h3>'
        f'<p class="lm-rating">{mark(one)}<span>{escape(told)}</span></p><p class="lm-facts">{changed}</p></div>'
        f'<div><p class="lm-sentence">{escape(one.element.rationale.said(context.language))}</p>'
        f"{latest(context, one)}{history(context, one.reviews[1:])}{figures(context, one.element)}</div></article>"
    )


def latest(context: Context, one: Rated) -> str:
    """Return when the latest rating was given and what it rests on, as HTML."""
    return f'<p class="lm-facts">{review(context, one.reviews[0])}</p>' if one.reviews else ""


def review(context: Context, given: Review) -> str:
    """Return the day of a review and what it rests on, as HTML."""
    rests = context.words("fidelity.evidence", words=given.evidence) if given.evidence else ""
    if not given.evidence and given.until is None:
        rests = context.words("fidelity.no_evidence")
    entered = f'<em class="lm-entered">{escape(context.words("fidelity.entered"))}</em>' if given.entered else ""
    return f"<span>{escape(when(context, given))} {entered}</span><span>{escape(rests)}</span>"


def history(context: Context, earlier: tuple[Review, ...]) -> str:
    """Return the earlier reviews behind a tap, as HTML."""
    if not earlier:
        return ""
    items = "".join(f"<li><b>{escape(step(context, one.rating))}</b>{review(context, one)}</li>" for one in earlier)
    title = escape(context.words("fidelity.history", number=len(earlier)))
    return f'<details class="lm-more"><summary>{title}</summary><ol class="lm-history">{items}</ol></details>'


def figures(context: Context, element: Element) -> str:
    """Return the figures that speak to an element, each with its latest sentence, as HTML."""
    known = context.catalogue.indicators.values()
    speaking = [one for one in known if element.id in one.fidelity and may_see(context, one)]
    if not speaking:
        return ""
    lines = [line(context, one) for one in speaking]
    title, rest = escape(context.words("fidelity.figures")), len(lines) - MOST
    told = f'<h4 class="lm-kicker">{title}</h4><ul class="lm-answers">{"".join(lines[:MOST])}</ul>'
    if rest <= 0:
        return told
    more = escape(context.words("fidelity.figures_more", number=rest))
    others = f'<ul class="lm-answers">{"".join(lines[MOST:])}</ul>'
    return f'{told}<details class="lm-more"><summary>{more}</summary>{others}</details>'


def line(context: Context, indicator: Indicator) -> str:
    """Return a figure's latest sentence as HTML; its name leads to its page."""
    name, said = indicator.name.said(context.language), finding(context, indicator.id).told.sentence
    link = f'<a href="{escape(to(context, ADDRESSES["indicator"], id=indicator.id))}" target="_self">{escape(name)}</a>'
    rest = escape(said.removeprefix(name)) if said.startswith(name) else f" · {escape(said)}"
    return f'<li class="lm-{indicator.level}">{link}{rest}</li>'
