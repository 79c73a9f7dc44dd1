"""The bar below a slide: buttons that move it, which keys press too."""

from __future__ import annotations

from html import escape

import streamlit as st

from lead_metrics.access.addresses import address_of
from lead_metrics.errors import NotAllowed, RequestRefused, StoreUnready
from lead_metrics.store import presenting
from lead_metrics.views.context import Context
from lead_metrics.views.links import to
from lead_metrics.views.meeting import agree
from lead_metrics.views.meeting.standing import Standing
from lead_metrics.views.viewing import viewer

AUTO = "auto-advance"
ICONS = {"first": "first_page", "previous": "chevron_left", "next": "chevron_right", "last": "last_page"}


def show_bar(context: Context, found: Standing) -> None:
    """Show the buttons: to move for whoever may, the counter, and what else can be done with a slide."""
    if found.mode != "running" or found.runs:
        show_moves(context, found, ("first", "previous"))
        st.html(counter(context, found), width="content")
        show_moves(context, found, ("next", "last"))
    else:
        st.html(counter(context, found), width="content")
    if seconds(found):
        on = auto(found)
        word = context.words("meeting.auto_on" if on else "meeting.auto_off", seconds=seconds(found))
        st.button(word, key="auto", icon=":material/timer:", on_click=set_auto, args=(not on,), type="tertiary")
    if found.runs:
        word = context.words("meeting.agree_close" if agree.opened() else "meeting.agree")
        st.button(word, key="agreeing", icon=":material/edit_note:", on_click=agree.toggle, type="tertiary")
    st.button(context.words("meeting.full"), key="full", icon=":material/fullscreen:", type="tertiary")
    back, word = escape(to(context, address_of("meetings"), site=found.site)), escape(context.words("meeting.leave"))
    st.html(f'<p class="lm-leave"><a href="{back}" target="_self">{word}</a></p>', width="content")


def counter(context: Context, found: Standing) -> str:
    """Return the slide's number of how many, as HTML."""
    at, count = found.at + 1, len(found.slides)
    label = escape(context.words("meeting.counter", at=at, count=count))
    return (
        f'<p class="lm-counter" role="status"><span aria-hidden="true">{at} / {count}</span>'
        f'<span class="lm-unseen">{label}</span></p>'
    )


def show_moves(context: Context, found: Standing, names: tuple[str, ...]) -> None:
    """Show some of the buttons that move."""
    last = len(found.slides) - 1
    to_where = {"first": 0, "previous": found.at - 1, "next": found.at + 1, "last": last}
    for name in names:
        at = to_where[name]
        st.button(
            context.words(f"meeting.{name}"), key=name, icon=f":material/{ICONS[name]}:", type="tertiary",
            disabled=not 0 <= at <= last or at == found.at, on_click=go, args=(context, found, at),
        )  # fmt: skip


def go(context: Context, found: Standing, at: int) -> None:
    """Move to another slide: for the whole room in a meeting, for this browser elsewhere."""
    if found.meeting is None or found.mode != "running":
        st.query_params["slide"] = str(at + 1)
        return
    try:
        presenting.move(context.engine, viewer(), found.meeting.id, found.slides[at].id, seen=found.meeting.step)
    except (NotAllowed, RequestRefused, StoreUnready):
        # The meeting was closed, the right taken away, or the database is: the page says so when it is drawn.
        return


def seconds(found: Standing) -> int:
    """Return after how many seconds the agenda moves by itself, 0 for never; only whoever presents moves."""
    return found.agenda.seconds if found.agenda is not None and found.runs else 0


def auto(found: Standing) -> bool:
    """Tell whether slides move by themselves from this browser."""
    return bool(seconds(found)) and bool(st.session_state.get(AUTO, True))


def set_auto(on: bool) -> None:
    """Let slides move by themselves from this browser, or not."""
    st.session_state[AUTO] = on
