"""Where a meeting stands: its agenda, the slide looked at, and the release that this slide is shown with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import streamlit as st

from lead_metrics.access.rules import can_follow_meetings, can_run_meeting, in_the_room
from lead_metrics.catalogue.model import Agenda, Item
from lead_metrics.errors import NotAllowed, RequestRefused
from lead_metrics.facts.releases import release_for, sites_for
from lead_metrics.store.agendas import agenda_for
from lead_metrics.store.meetings import Meeting, meeting_for, meetings_for, running_at, shown_at, slides_of
from lead_metrics.views.context import Context

Mode = Literal["preview", "running", "past"]


@dataclass(frozen=True)
class Slide:
    """One slide: its id, its item of the agenda, and the indicator that it shows, None where it shows none."""

    id: str
    item: Item
    indicator: str | None


@dataclass(frozen=True)
class Standing:
    """Where a meeting stands, or the agenda that is looked at before one; `runs` is whoever may move it for all.

    release: the one that the slide is shown with, None where there is none. before: the meeting before, None where
    there was none; since: the release that it ended with.
    """

    mode: Mode
    site: str
    meeting: Meeting | None
    slides: tuple[Slide, ...]
    at: int
    release: int | None
    before: Meeting | None
    since: int | None
    runs: bool

    @property
    def slide(self) -> Slide:
        """Return the slide looked at."""
        return self.slides[self.at]

    @property
    def agenda(self) -> Agenda | None:
        """Return the agenda that the meeting began with."""
        return self.meeting.agenda if self.meeting else None


def standing(context: Context) -> Standing | None:
    """Return where the meeting of the address stands, or the site's agenda; None where it is not for this viewer."""
    try:
        meeting = _asked(context)
    except (NotAllowed, RequestRefused):
        return None
    site = meeting.site if meeting else context.site
    if site is None or not can_follow_meetings(context.viewer, site, context.catalogue):
        return None
    return standing_of(context, meeting) if meeting else _preview(context, site)


def standing_of(context: Context, meeting: Meeting) -> Standing:
    """Return where a meeting stands, for a viewer who may see it."""
    before = meeting_for(context.engine, context.viewer, meeting.before) if meeting.before else None
    return _running(context, meeting, before) if meeting.running else _past(context, meeting, before)


def _asked(context: Context) -> Meeting | None:
    """Return the meeting that the address names, `now` for the one that is being held."""
    asked = context.query.get("id", "")
    if asked == "now" and context.site is not None:
        return running_at(context.engine, context.viewer, context.site)
    # A number that no database holds is nobody's meeting.
    return meeting_for(context.engine, context.viewer, int(asked)) if asked.isdecimal() and len(asked) < 10 else None


def _preview(context: Context, site: str) -> Standing:
    slides = deck(agenda_for(context.engine, context.viewer, site))
    latest = context.release.number if context.release else None
    before = next((one for one in meetings_for(context.engine, context.viewer, site) if not one.running), None)
    since = before.release if before else None
    return Standing("preview", site, None, slides, numbered(context, len(slides)), latest, before, since, runs=False)


def _running(context: Context, meeting: Meeting, before: Meeting | None) -> Standing:
    slides = deck(meeting.agenda)
    at = next((n for n, slide in enumerate(slides) if slide.id == meeting.slide), 0)
    runs = can_run_meeting(context.viewer, meeting.site, context.catalogue)
    return Standing("running", meeting.site, meeting, slides, at, meeting.release, before, meeting.since, runs)


def _past(context: Context, meeting: Meeting, before: Meeting | None) -> Standing:
    slides = deck(meeting.agenda)
    at = numbered(context, len(slides))
    shown = shown_at(context.engine, context.viewer, meeting.id)
    release = shown.get(slides[at].id, meeting.release)
    return Standing("past", meeting.site, meeting, slides, at, release, before, meeting.since, runs=False)


def deck(agenda: Agenda) -> tuple[Slide, ...]:
    """Return the slides of an agenda in order."""
    return tuple(Slide(*one) for one in slides_of(agenda))


def numbered(context: Context, count: int) -> int:
    """Return the place of the slide that the address names, counted from 1 there and from 0 here."""
    asked = st.query_params.get("slide", context.query.get("slide", ""))
    number = int(asked) if asked.isdecimal() and len(asked) < 4 else 1
    return min(max(number, 1), count) - 1


def on_the_wall(context: Context, site: str, release: int | None) -> Context | None:
    """Return the context of what is projected of a release, read as everybody in the room may.

    None where there is no release, or it was withdrawn.
    """
    if release is None:
        return None
    room = in_the_room(context.viewer)
    try:
        found = release_for(room, context.engine, release)
        sites = tuple(sites_for(room, context.engine, release))
    except (NotAllowed, RequestRefused):
        return None
    return replace(context, viewer=room, release=found, sites=sites, site=site)
