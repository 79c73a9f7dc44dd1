"""Slides without a figure: words alone, what the last meeting left to do, and what this one agrees."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from html import escape

import streamlit as st

from lead_metrics.catalogue.wording import day
from lead_metrics.store import decisions
from lead_metrics.store.decisions import Decision
from lead_metrics.views.context import Context
from lead_metrics.views.meeting.day import day_of
from lead_metrics.views.meeting.standing import Standing


def show_words(_context: Context, wall: Context, found: Standing) -> None:
    """Show an item of words alone."""
    item = found.slide.item
    says = "".join(f"<p>{escape(text.said(wall.language))}</p>" for text in item.says)
    st.html(f'<div class="lm-words"><h1 class="lm-title">{escape(item.name.said(wall.language))}</h1>{says}</div>')


def show_follow_up(context: Context, wall: Context, found: Standing) -> None:
    """Show the actions that earlier meetings left open, and what became of them."""
    meeting = found.meeting
    if meeting is not None:
        listed = decisions.followed_up(context.engine, context.viewer, meeting)
    else:
        listed = decisions.left_open(context.engine, context.viewer, found.site)
    show_list(wall, found, listed, "meeting.no_actions")


def show_closing(context: Context, wall: Context, found: Standing) -> None:
    """Show what was agreed at this meeting, and when the next one is."""
    meeting = found.meeting
    listed = decisions.agreed_at(context.engine, context.viewer, meeting) if meeting is not None else []
    show_list(wall, found, listed, "meeting.nothing_agreed")
    if meeting is not None and meeting.next_on is not None:
        said = wall.words("meeting.next_meeting", day=day(meeting.next_on, wall.language))
        st.html(f'<p class="lm-sentence lm-alone">{escape(said)}</p>')


def show_list(wall: Context, found: Standing, listed: list[Decision], nothing: str) -> None:
    """Show decisions and actions as a list, or that there are none."""
    title = escape(found.slide.item.name.said(wall.language))
    until = day_of(wall, found.site, found.meeting)
    said = agreed_list(wall, listed, until) or f"<p>{escape(wall.words(nothing))}</p>"
    st.html(f'<div class="lm-words"><h1 class="lm-title">{title}</h1>{said}</div>')


def agreed_list(wall: Context, listed: Iterable[Decision], today: date) -> str:
    """Return decisions and actions as a list in HTML, empty where there are none."""
    items = "".join(agreed(wall, one, today) for one in listed)
    return f'<ul class="lm-agreed">{items}</ul>' if items else ""


def agreed(wall: Context, one: Decision, today: date) -> str:
    """Return a decision or an action as an item of a list in HTML: what, who, by when, and how it stands."""
    kind = wall.words(f"meeting.kind.{one.kind}")
    facts = [one.who] if one.who else []
    if one.due is not None:
        facts.append(wall.words("meeting.by", day=day(one.due, wall.language)))
    if one.kind == "action":
        late = one.ended == "open" and one.due is not None and one.due < today
        facts.append(wall.words("meeting.overdue" if late else f"meeting.ended.{one.ended}"))
    said = f"<span>{escape(' · '.join(facts))}</span>" if facts else ""
    return f'<li class="lm-is-{one.ended}"><b>{escape(kind)}</b> {escape(one.words)} {said}</li>'
