"""Past meetings: each as it was shown, who came, and what was agreed."""

from __future__ import annotations

from html import escape

import streamlit as st

from lead_metrics.catalogue.wording import day, listed
from lead_metrics.store import attendance, decisions
from lead_metrics.store.meetings import Meeting
from lead_metrics.views.categories import names
from lead_metrics.views.context import Context
from lead_metrics.views.manage import show_heading, show_lead
from lead_metrics.views.meeting.day import today
from lead_metrics.views.meeting.talk import agreed_list
from lead_metrics.views.meetings.ways import ways
from lead_metrics.views.remote import show_partners

MOST, SHOWN = 12, "past-most"
"""How many are shown before one asks for more."""


def show_past(context: Context, ended: list[Meeting], *, runs: bool) -> None:
    """Show the latest meetings that have ended, each opened when somebody asks."""
    show_heading(context.words("meetings.past"))
    if not ended:
        show_lead(context.words("meetings.no_past"))
    most = int(st.session_state.get(SHOWN, MOST))
    for meeting in ended[:most]:
        opened = st.expander(day(meeting.on, context.language), key=f"past-{meeting.id}", on_change="rerun")
        if opened.open:
            with opened:
                show_one(context, meeting, runs=runs)
    if len(ended) > most:
        st.button(context.words("meetings.more"), key="more-past", on_click=more, args=(most + MOST,))


def more(most: int) -> None:
    """Remember how many past meetings are wanted."""
    st.session_state[SHOWN] = most


def show_one(context: Context, meeting: Meeting, *, runs: bool) -> None:
    """Show a meeting that has ended."""
    st.html(ways(context, meeting.site, meeting, [("meeting", "meetings.replay")]))
    partners = names(context, "partner")
    came = [partners[one] for one in attendance.came_to(context.engine, context.viewer, meeting.id) if one in partners]
    said = listed(came, context.language) if came else context.words("meetings.nobody_noted")
    st.html(f"<p><b>{escape(context.words('meetings.came'))}</b> {escape(said)}</p>")
    agreed_on = decisions.agreed_at(context.engine, context.viewer, meeting, today=True)
    if agreed_on:
        st.html(agreed_list(context, agreed_on, today(context, meeting.site)))
    if runs:
        show_partners(context, meeting)
