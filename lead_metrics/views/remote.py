"""The chair's phone: moves the slides of the meeting that is being held, and takes what is agreed and who came."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from lead_metrics.access.rules import can_run_meeting
from lead_metrics.store import attendance, decisions, meetings
from lead_metrics.store.decisions import Decision
from lead_metrics.store.meetings import Meeting
from lead_metrics.views.categories import UNKNOWN, names
from lead_metrics.views.context import Context
from lead_metrics.views.findings import finding
from lead_metrics.views.manage import done, plain, show_foot, show_head, show_heading, show_lead
from lead_metrics.views.meeting import agree, bar, live
from lead_metrics.views.meeting.standing import Standing, on_the_wall, standing_of
from lead_metrics.views.meeting.talk import agreed_list
from lead_metrics.views.viewing import viewer


def show(context: Context) -> None:
    """Show the second screen of the meeting that the site holds at this moment, for whoever runs it."""
    show_head(context, "remote")
    if context.site is None or not can_run_meeting(context.viewer, context.site, context.catalogue):
        st.info(context.words("remote.other_site"))
    elif (meeting := meetings.running_at(context.engine, context.viewer, context.site)) is None:
        show_lead(context.words("remote.none"))
    else:
        show_meeting(context, meeting)
    show_foot(context)


def show_meeting(context: Context, meeting: Meeting) -> None:
    """Show where the meeting stands, the buttons, and the forms."""
    found = standing_of(context, meeting)
    wall = on_the_wall(context, found.site, found.release)
    with st.container(border=True, key="remote-slide", width=560):
        st.html(glance(context, wall, found))
        with st.container(horizontal=True, key="remote-moves", vertical_alignment="center"):
            bar.show_moves(context, found, ("previous", "next"))
        live.watch(context, found, shown=wall is not None)
    with st.container(width=560):
        word = context.words("meeting.agree_close" if agree.opened() else "meeting.agree")
        st.button(word, key="agreeing", icon=":material/edit_note:", on_click=agree.toggle)
        if agree.opened():
            agree.show_form(context, found)
        show_agreed(context, found)
        show_follow_up(context, meeting)
        show_came(context, meeting)


def glance(context: Context, wall: Context | None, found: Standing) -> str:
    """Return the slide's number, question and finding, and what comes next, as HTML."""
    name = escape(found.slide.item.name.said(context.language))
    told = ""
    if wall is not None and found.slide.indicator in context.catalogue.indicators:
        told = f'<p class="lm-sentence">{escape(finding(wall, found.slide.indicator).told.sentence)}</p>'
    after = found.slides[found.at + 1] if found.at + 1 < len(found.slides) else None
    coming = ""
    if after is not None:
        what = agree.named(context, after)
        coming = f'<p class="lm-facts">{escape(context.words("remote.coming", name=what))}</p>'
    return f'{bar.counter(context, found)}<h2 class="lm-question">{name}</h2>{told}{coming}'


def show_agreed(context: Context, found: Standing) -> None:
    """Show what was agreed at this meeting so far."""
    assert found.meeting is not None
    listed = decisions.agreed_at(context.engine, context.viewer, found.meeting)
    if said := agreed_list(context, listed, found.meeting.on):
        st.html(said)


def show_follow_up(context: Context, meeting: Meeting) -> None:
    """Show what earlier meetings left to do, each with what became of it."""
    listed = decisions.followed_up(context.engine, context.viewer, meeting)
    if listed:
        show_heading(context.words("remote.follow_up"))
        show_endings(context, listed)


def show_endings(context: Context, listed: list[Decision]) -> None:
    """Show actions, each with the choice of how it stands."""
    endings = {ended: context.words(f"meeting.ended.{ended}") for ended in ("open", "done", "dropped")}
    for one in listed:
        chosen = st.segmented_control(
            plain(f"{one.words} ({one.who})"), list(endings), default=one.ended, format_func=endings.__getitem__,
            key=f"ended-{one.id}-{one.ended}", required=True,
        )  # fmt: skip
        if chosen != one.ended and done(partial(end, context, one.id, str(chosen))):
            st.rerun()


def end(context: Context, number: int, ended: str) -> None:
    """Say how an action stands."""
    decisions.end(context.engine, viewer(), number, ended)


def show_came(context: Context, meeting: Meeting) -> None:
    """Show who came, to be ticked."""
    show_heading(context.words("meetings.came"))
    show_partners(context, meeting)


def show_partners(context: Context, meeting: Meeting) -> None:
    """Offer the partners; whoever is ticked came."""
    partners = {code: name for code, name in names(context, "partner").items() if code != UNKNOWN}
    before = attendance.came_to(context.engine, context.viewer, meeting.id)
    # The key holds who is noted: what another screen ticked shows here, and is not taken for a wish of this one.
    key = f"came-{meeting.id}-{'-'.join(before)}"
    st.pills(
        context.words("meetings.partners"), list(partners), selection_mode="multi", default=before,
        format_func=partners.__getitem__, key=key, on_change=note, args=(context, meeting, key),
    )  # fmt: skip


def note(context: Context, meeting: Meeting, key: str) -> None:
    """Keep who was ticked."""
    done(lambda: attendance.note(context.engine, viewer(), meeting.id, list(st.session_state[key])))
