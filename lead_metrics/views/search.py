"""Search: the figures, the groups' questions and the pages that hold the words somebody typed, in either language."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

import streamlit as st

from lead_metrics.access.addresses import ADDRESSES, HOME, UNLISTED
from lead_metrics.access.rules import can_see_page
from lead_metrics.catalogue.model import LANGUAGES, Indicator, Text, View
from lead_metrics.views.arrangement import offered
from lead_metrics.views.context import Context
from lead_metrics.views.findings import finding
from lead_metrics.views.links import to
from lead_metrics.views.opening import show_end, show_opening
from lead_metrics.views.shelf import may_see

LONGEST = 60


@dataclass(frozen=True)
class Hit:
    """One thing found: where it is, what it is called, what it says, and what kind of thing it is."""

    address: str
    name: str
    says: str
    kind: str


def show(context: Context) -> None:
    """Show what holds every word of the address's `q`."""
    show_opening(context, context.words("search.kicker"), context.words("search.title"))
    asked = context.query.get("q", "").strip()[:LONGEST]
    hits = found(context, asked) if asked else []
    key = "found" if hits else "none" if asked else "empty"
    st.html(f'<h2 class="lm-section">{escape(context.words(f"search.{key}", word=asked))}</h2>{listing(hits)}')
    show_end(context)


def found(context: Context, asked: str) -> list[Hit]:
    """Return everything that holds all the words: pages, then figures, then questions."""
    wanted = folded(asked).split()
    return [
        hit
        for text, hit in (*pages(context), *figures(context), *questions(context))
        if all(word in folded(text) for word in wanted)
    ]


def folded(text: str) -> str:
    """Return a text in small letters without accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in parts if not unicodedata.combining(c))


def pages(context: Context) -> Iterator[tuple[str, Hit]]:
    """Yield the pages that this viewer may see, each with the text it is found by."""
    for page, path in ADDRESSES.items():
        if page not in UNLISTED and can_see_page(context.viewer, page, context.catalogue):
            text = " ".join(context.catalogue.words[language][f"page.{page}"] for language in LANGUAGES)
            yield text, Hit(to(context, path), context.words(f"page.{page}"), "", context.words("search.page"))


def figures(context: Context) -> Iterator[tuple[str, Hit]]:
    """Yield the indicators, each with the text it is found by; only those for this viewer say their finding."""
    for one in context.catalogue.indicators.values():
        name, allowed = one.name.said(context.language), may_see(context, one)
        # What is for others has no page here, but everybody may read what it is.
        page = (
            to(context, ADDRESSES["indicator"], id=one.id) if allowed else to(context, ADDRESSES["definitions"], q=name)
        )
        kind = context.words("search.figure" if allowed else "search.definition")
        yield (
            both(one.name, one.definition, one.includes) + f" {one.code}",
            Hit(page, name, says(context, one, allowed), f"{kind} · {context.words(f'level.{one.level}')}"),
        )


def says(context: Context, indicator: Indicator, allowed: bool) -> str:
    """Return what a figure says where the viewer may see it, else its definition."""
    return finding(context, indicator.id).told.sentence if allowed else indicator.definition.said(context.language)


def questions(context: Context) -> Iterator[tuple[str, Hit]]:
    """Yield the questions of the groups whose home page this viewer may read."""
    for view in offered(context).values():
        for question in view.questions:
            yield both(question.ask), asked_by(context, view, question.ask.said(context.language))


def asked_by(context: Context, view: View, ask: str) -> Hit:
    """Return a group's question as something found."""
    kind = context.words("search.question", group=view.name.said(context.language))
    return Hit(to(context, ADDRESSES[HOME], group=view.id), ask, "", kind)


def both(*texts: Text | None) -> str:
    """Return texts in both languages, to be searched."""
    return " ".join(text.said(language) for text in texts if text for language in LANGUAGES)


def listing(hits: list[Hit]) -> str:
    """Return what was found as HTML."""
    items = "".join(
        f'<li><a href="{escape(hit.address)}" target="_self">{escape(hit.name)}</a>'
        f"<span>{escape(hit.kind)}</span>{escape(hit.says)}</li>"
        for hit in hits
    )
    return f'<ul class="lm-found">{items}</ul>' if items else ""
