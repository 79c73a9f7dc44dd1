"""What is agreed about a slide: shown below it, and typed beside it without leaving it."""

from __future__ import annotations

from datetime import date
from html import escape

import streamlit as st

from lead_metrics.store import decisions
from lead_metrics.store.decisions import LONGEST, LONGEST_NAME, Agreed
from lead_metrics.store.tables import DECISIONS
from lead_metrics.views.context import Context
from lead_metrics.views.manage import done
from lead_metrics.views.meeting.day import today
from lead_metrics.views.meeting.standing import Slide, Standing
from lead_metrics.views.meeting.talk import agreed_list
from lead_metrics.views.viewing import viewer

OPENED, SENT, ABOUT = "agree-opened", "agree-sent", "agree-about"


def opened() -> bool:
    """Tell whether the form stands beside the slide in this browser."""
    return bool(st.session_state.get(OPENED))


def toggle() -> None:
    """Open the form beside the slide, or close it; what was typed into a closed one is gone."""
    st.session_state[OPENED] = not opened()
    if not opened():
        st.session_state[SENT] = int(st.session_state.get(SENT, 0)) + 1


def show_agreed(context: Context, found: Standing) -> None:
    """Show what was agreed about the slide, on every slide but those that list it."""
    if found.meeting is None or found.slide.item.kind in ("follow_up", "closing"):
        return
    listed = decisions.agreed_at(context.engine, context.viewer, found.meeting)
    if said := agreed_list(context, (one for one in listed if one.slide == found.slide.id), found.meeting.on):
        st.html(said)


def show_form(context: Context, found: Standing) -> None:
    """Show the form that takes a decision or an action about a slide: the one where it was opened.

    What was typed stays there wherever the room goes meanwhile; once it is sent, it is gone.
    """
    assert found.meeting is not None
    number, sent = found.meeting.id, int(st.session_state.get(SENT, 0))
    about = st.session_state.setdefault(f"{ABOUT}-{number}-{sent}", found.slide.id)
    slide = next((one for one in found.slides if one.id == about), found.slide)
    name = context.words("meeting.about", name=named(context, slide))
    st.html(
        f'<h2 class="lm-section">{escape(context.words("meeting.agree"))}</h2><p class="lm-facts">{escape(name)}</p>'
    )
    kinds = {kind: context.words(f"meeting.kind.{kind}") for kind in DECISIONS}
    day = today(context, found.site)
    with st.form(f"agree-{number}-{sent}", border=False):
        kind = st.segmented_control(
            context.words("meeting.agree_kind"), list(kinds), default=DECISIONS[0], format_func=kinds.__getitem__,
            key=f"agree-kind-{sent}", required=True,
        )  # fmt: skip
        words = st.text_area(
            context.words("meeting.agree_words"), max_chars=LONGEST, height=140, key=f"agree-words-{sent}"
        )
        who = st.text_input(context.words("meeting.agree_who"), max_chars=LONGEST_NAME, key=f"agree-who-{sent}")
        due = st.date_input(context.words("meeting.agree_due"), None, min_value=day, key=f"agree-due-{sent}")
        asked = st.form_submit_button(context.words("meeting.agree_do"), type="primary")
    st.html(f'<p class="lm-note">{escape(context.words("meeting.agree_note"))}</p>')
    typed = Agreed(str(kind), words or "", who or "", due if isinstance(due, date) else None)
    if asked and done(lambda: decisions.write(context.engine, viewer(), number, slide.id, typed)):
        st.session_state[OPENED], st.session_state[SENT] = False, sent + 1
        st.rerun()


def named(context: Context, slide: Slide) -> str:
    """Return what a slide is called: its item, and the figure that it shows."""
    name = slide.item.name.said(context.language)
    known = context.catalogue.indicators.get(slide.indicator or "")
    return f"{name} {known.name.said(context.language)}" if known else name
