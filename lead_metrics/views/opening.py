"""How each page opens and ends: what it is and says, and which release, place and filters it was made of."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from types import MappingProxyType

import streamlit as st

from lead_metrics.access.rules import audience_at
from lead_metrics.catalogue.wording import day
from lead_metrics.views.context import Context

NONE: Mapping[str, str] = MappingProxyType({})


def show_opening(context: Context, kicker: str, title: str, answers: Mapping[str, str] = NONE) -> None:
    """Show the page's kicker and title, an answer of each level where it has one, and its figures' place and day."""
    st.html(opening(context, kicker, title, answers))


def opening(context: Context, kicker: str, title: str, answers: Mapping[str, str] = NONE) -> str:
    """Return how a page opens as HTML."""
    items = "".join(f'<li class="lm-{level}">{escape(answer)}</li>' for level, answer in answers.items())
    said = f'<ul class="lm-answers">{items}</ul>' if items else ""
    return (
        f'<header class="lm-opening"><p class="lm-kicker">{escape(kicker)}</p><h1 class="lm-title">{escape(title)}</h1>'
        f'{said}<p class="lm-where">{escape(where(context))}</p></header>'
    )


def where(context: Context) -> str:
    """Return the site's name and the day the release speaks of."""
    site = context.site_name
    if context.release is None:
        return site
    return context.words(
        "opening.where", site=site, day=day(context.release.as_of, context.language), number=context.release.number
    )


def show_end(context: Context, *filters: str) -> None:
    """Show what the page's figures are, as a print or a picture of it must say too; `filters` are in words."""
    audience = context.words(f"audience.{audience_at(context.viewer, context.site or '')}")
    show_end_of(context, where(context), context.words("end.audience", audience=audience), *filters)


def show_end_of(context: Context, *told: str) -> None:
    """Show the page's end of figures that are no release's own, which say themselves what they are."""
    sample = context.words("sample.banner") if context.release is not None and context.release.sample else ""
    lines = "".join(f"<p>{escape(line)}</p>" for line in (" · ".join(told), sample) if line)
    st.html(f'<footer class="lm-end">{lines}</footer>')
