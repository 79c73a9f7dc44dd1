"""The page of a site's meetings: begin or go on, what is still to do, past meetings, and the agenda."""

from __future__ import annotations

from html import escape

import streamlit as st

from lead_metrics.access.rules import can_follow_meetings, can_run_meeting
from lead_metrics.catalogue.wording import day
from lead_metrics.store import decisions, meetings
from lead_metrics.store.meetings import Meeting
from lead_metrics.views.context import Context
from lead_metrics.views.manage import done, show_foot, show_head, show_heading, show_lead
from lead_metrics.views.meeting.day import today
from lead_metrics.views.meeting.talk import agreed_list
from lead_metrics.views.meetings import editor, past
from lead_metrics.views.meetings.ways import choose_letters, ways
from lead_metrics.views.remote import show_endings
from lead_metrics.views.viewing import viewer


def show(context: Context) -> None:
    """Show a site's meetings to those who sit in them."""
    show_head(context, "meetings")
    site = context.site
    if site is None or not can_follow_meetings(context.viewer, site, context.catalogue):
        st.info(context.words("meetings.other_site"))
    else:
        show_site(context, site)
    show_foot(context)


def show_site(context: Context, site: str) -> None:
    """Show the meeting at this moment, what is to do, the past meetings, and for managers the agenda."""
    held = meetings.meetings_for(context.engine, context.viewer, site)
    runs = can_run_meeting(context.viewer, site, context.catalogue)
    running = next((one for one in held if one.running), None)
    if running is not None:
        show_running(context, running, runs=runs)
    else:
        show_beginning(context, site, runs=runs)
    choose_letters(context)
    show_open(context, site, runs=runs)
    past.show_past(context, [one for one in held if not one.running], runs=runs)
    if runs:
        editor.show_editor(context, site)


def show_running(context: Context, running: Meeting, *, runs: bool) -> None:
    """Show the ways into the meeting that is being held, and for whoever runs it the way to end it."""
    show_heading(context.words("meetings.running", day=day(running.on, context.language)))
    links = [("meeting", "meetings.go_on" if runs else "meetings.follow")]
    links += [("remote", "meetings.phone")] if runs else []
    st.html(ways(context, running.site, running, links))
    if not runs:
        return
    with st.popover(context.words("meetings.close"), type="secondary", key="closing"), st.form("close", border=False):
        st.html(f"<p>{escape(context.words('meetings.close_what'))}</p>")
        on = st.date_input(
            context.words("meetings.next_on"), None, min_value=today(context, running.site), key="next-on"
        )
        asked = st.form_submit_button(context.words("meetings.close_do"))
    next_on = on if on and not isinstance(on, tuple) else None
    if asked and done(lambda: meetings.close(context.engine, viewer(), running.id, next_on)):
        st.rerun()


def show_beginning(context: Context, site: str, *, runs: bool) -> None:
    """Show the way to look at the agenda's slides, and for managers the button that begins a meeting."""
    show_heading(context.words("meetings.none_running"))
    asked = False
    with st.container(horizontal=True, vertical_alignment="bottom", key="beginning"):
        if runs:
            on = st.date_input(context.words("meetings.on"), today(context, site), key="meeting-on", width=200)
            word = context.words("meetings.begin")
            asked = st.button(word, type="primary", key="begin", icon=":material/play_arrow:")
        st.html(ways(context, site, None, [("meeting", "meetings.look")]), width="content")
    if not runs:
        show_lead(context.words("meetings.ask_manager"))
    elif asked and done(lambda: meetings.begin(context.engine, viewer(), site, on)):
        st.rerun()


def show_open(context: Context, site: str, *, runs: bool) -> None:
    """Show the actions that are open or ended of late; whoever runs meetings says how each stands."""
    listed = decisions.lately(context.engine, context.viewer, site)
    if not listed:
        return
    show_heading(context.words("meetings.open"))
    if runs:
        show_endings(context, listed)
    else:
        st.html(agreed_list(context, listed, today(context, site)))
