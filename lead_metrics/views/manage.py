"""What every screen of an administrator shares: how it opens, and how an act is done and answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from lead_metrics.catalogue.wording import day
from lead_metrics.errors import NotAllowed, RequestRefused
from lead_metrics.store.clock import now
from lead_metrics.views.context import Context
from lead_metrics.views.opening import show_end_of, show_opening


def show_head(context: Context, name: str, **fields: object) -> None:
    """Show a screen's kicker, title, and what it is for; `name` is its section of the catalogue's words."""
    show_opening(context, context.words(f"{name}.kicker"), context.words(f"{name}.title"))
    show_lead(context.words(f"{name}.what", **fields))


def show_lead(words: str) -> None:
    """Show a sentence of the page's own."""
    st.html(f'<p class="lm-sentence">{escape(words)}</p>')


def show_foot(context: Context, *filters: str) -> None:
    """Show which screen this is, who saw it when, and its filters, as a print of it must say too."""
    page, account = context.words(f"page.{context.page}"), context.viewer.account or ""
    seen = context.words("end.managed", page=page, account=account, day=day(now().date(), context.language))
    show_end_of(context, seen, *filters)


def show_heading(words: str) -> None:
    """Show the heading of a part."""
    st.html(f'<h2 class="lm-section">{escape(words)}</h2>')


def done(act: Callable[[], object]) -> bool:
    """Do an act and tell whether it was done; a refusal is shown in its own words, which hold nobody's value."""
    try:
        act()
    except (NotAllowed, RequestRefused) as refusal:
        st.error(plain(str(refusal)), icon=":material/block:")
        return False
    return True


def say(words: str) -> None:
    """Show that something was done."""
    st.success(plain(words), icon=":material/check:")


def plain(words: str) -> str:
    """Return words as Streamlit's Markdown shows them unchanged: what people named stays text."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]<>()#+-.!|~$:" else sign for sign in words)


def show_table(label: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Show rows under their heads; every cell is text."""
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in rest)}</tr>'
        for first, *rest in rows
    )
    st.html(
        f'<div class="lm-scroll" tabindex="0" role="region" aria-label="{escape(label)}"><table class="lm-table">'
        f"<caption>{escape(label)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
