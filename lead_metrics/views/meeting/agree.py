"""What is agreed about a slide: shown below it, and typed beside it without leaving it."""

from __future__ import annotations

from datetime import date
from html import escape

import streamlit as st

from lead_metrics.store import decisions
from lead_metrics.store.clock import now
from lead_metrics.store.decisions import LONGEST, LONGEST_NAME, Agreed
from lead_metrics.store.meetings import Meeting
from lead_metrics.store.tables import DECISIONS
from lead_metrics.views.context import Context
from lead_metrics.views.manage import done
from lead_metrics.views.meeting.standing import Slide, Standing
from lead_metrics.views.meeting.talk import agreed
from lead_metrics.views.viewing import viewer

OPENED = "agree-opened"


def opened() -> bool:
    """Tell whether the form stands beside the slide in this browser."""
    return bool(st.session_state.get(OPENED))


def toggle() -> None:
    """Open the form beside the slide, or close it."""
    st.session_state[OPENED] = not opened()


def show_agreed(context: Context, found: Standing) -> None:
    """Show what was agreed about the slide, on every slide but those that list it."""
    if found.meeting is None or found.slide.item.kind in ("follow_up", "closing"):
        return
    listed = decisions.agreed_at(context.engine, context.viewer, found.meeting)
    items = "".join(agreed(context, one, now().date()) for one in listed if one.slide == found.slide.id)
    if items:
        st.html(f'<ul class="lm-agreed">{items}</ul>')


def show_form(context: Context, meeting: Meeting, slide: Slide) -> None:
    """Show the form that takes a decision or an action about a slide."""
    st.html(f'<h2 class="lm-section">{escape(context.words("meeting.agree"))}</h2>')
    kinds = {kind: context.words(f"meeting.kind.{kind}") for kind in DECISIONS}
    with st.form(f"agree-{slide.id}", border=False, clear_on_submit=True):
        kind = st.segmented_control(
            context.words("meeting.agree_kind"), list(kinds), default=DECISIONS[0], format_func=kinds.__getitem__,
            key="agree-kind", required=True,
        )  # fmt: skip
        words = st.text_area(context.words("meeting.agree_words"), max_chars=LONGEST, height=140, key="agree-words")
        who = st.text_input(context.words("meeting.agree_who"), max_chars=LONGEST_NAME, key="agree-who")
        due = st.date_input(context.words("meeting.agree_due"), None, min_value=now().date(), key="agree-due")
        asked = st.form_submit_button(context.words("meeting.agree_do"), type="primary")
    st.html(f'<p class="lm-note">{escape(context.words("meeting.agree_note"))}</p>')
    when = due if isinstance(due, date) else None
    typed = Agreed(str(kind), words or "", who or "", when)
    if asked and done(lambda: decisions.write(context.engine, viewer(), meeting.id, slide.id, typed)):
        st.session_state[OPENED] = False
        st.rerun()
