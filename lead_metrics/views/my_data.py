"""My data: what is kept about participants, who sees it and who never does, and a way to answer."""

from __future__ import annotations

from html import escape
from time import monotonic

import streamlit as st

from lead_metrics.catalogue.model import Audience
from lead_metrics.store import replies
from lead_metrics.store.tables import LONGEST_REPLY
from lead_metrics.views.context import Context
from lead_metrics.views.definitions import gathered
from lead_metrics.views.manage import done, say, show_lead
from lead_metrics.views.opening import show_end, show_opening
from lead_metrics.views.sections import show_sections
from lead_metrics.views.viewing import viewer

PAUSE = 60.0
"""Seconds between two replies from one browser."""


def show(context: Context) -> None:
    """Show the catalogue's sections about a participant's data, then the form of a reply."""
    show_opening(context, context.words("my_data.kicker"), context.words("my_data.title"))
    show_lead(context.words("my_data.what"))
    answer = escape(context.words("my_data.reply"))
    st.html(f'<ul class="lm-jump"><li><a href="#reply">{answer}</a></li></ul>')
    show_sections(context, context.catalogue.my_data)
    st.html(f'<h2 class="lm-section" id="reply">{answer}</h2>')
    show_lead(context.words("my_data.reply_what"))
    if context.site is None:
        show_lead(context.words("my_data.reply_later"))
    else:
        show_reply(context, context.site)
    show_end(context)


def show_reply(context: Context, site: str) -> None:
    """Show the form, what it must not hold, and what became of the reply before."""
    notes = (context.words(f"my_data.{name}") for name in ("reply_note", "reply_emergency"))
    st.html(f'<div class="lm-caution">{"".join(f"<p>{escape(note)}</p>" for note in notes)}</div>')
    if st.session_state.pop("reply-kept", False):
        say(context.words("my_data.reply_sent"))
    # What was sent leaves the form: its fields are others the next time.
    turn = st.session_state.setdefault("reply-turn", 0)
    with st.form(f"reply-{turn}", border=False, width=640):
        names = figures(context)
        offered = ["", *names]
        at = offered.index(wish) if (wish := context.query.get("figure", "")) in names else 0
        about = st.selectbox(
            context.words("my_data.reply_about"), offered, index=at, key=f"reply-about-{turn}",
            format_func=lambda one: names.get(one, context.words("my_data.reply_none")),
        )  # fmt: skip
        written = st.text_area(
            context.words("my_data.reply_words"), max_chars=LONGEST_REPLY, height=160, key=f"reply-words-{turn}"
        )
        asked = st.form_submit_button(context.words("my_data.reply_do"))
    if asked:
        send(context, site, written or "", about or None)


def figures(context: Context) -> dict[str, str]:
    """Return the figures that everybody sees at the site, id to name, by name; another would tell who wrote."""
    seen, known = gathered(context), context.catalogue.indicators.values()
    names = {
        one.id: one.name.said(context.language) for one in known if one.id in seen and one.audience is Audience.PUBLIC
    }
    return dict(sorted(names.items(), key=lambda item: item[1].casefold()))


def send(context: Context, site: str, written: str, about: str | None) -> None:
    """Send a reply to the site's manager, or say in one line why not."""
    for reason, holds in (
        ("reply_empty", not written.strip()),
        ("reply_soon", monotonic() - st.session_state.get("reply-at", -PAUSE) < PAUSE),
        ("reply_full", replies.full(context.engine, site)),
    ):
        if holds:
            st.info(context.words(f"my_data.{reason}"))
            return
    if done(lambda: replies.send(context.engine, viewer(), site, written, about=about)):
        st.session_state["reply-at"], st.session_state["reply-kept"] = monotonic(), True
        st.session_state["reply-turn"] += 1
        st.rerun()
