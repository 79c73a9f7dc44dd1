"""The live line: looks once a second whether the room has moved or a release was published, and says how it stands."""

from __future__ import annotations

from datetime import timedelta
from html import escape
from itertools import count
from typing import Literal

import streamlit as st

from lead_metrics.access.addresses import FULL_SCREEN
from lead_metrics.access.rules import in_the_room
from lead_metrics.errors import NotAllowed, RequestRefused, StoreUnready
from lead_metrics.facts.releases import release_for
from lead_metrics.store import presenting
from lead_metrics.store.clock import now
from lead_metrics.store.presenting import Live
from lead_metrics.views.context import Context
from lead_metrics.views.idle import keep_presenting
from lead_metrics.views.meeting import agree, bar
from lead_metrics.views.meeting.standing import Standing
from lead_metrics.views.show import guarded
from lead_metrics.views.viewing import viewer

EVERY = timedelta(seconds=1)
STALE_DAYS = 62
"""A program that counts by months and has released nothing for two of them shows old figures."""

BEATS = count()
LOOKS, AWAKE_EVERY = "looks", 20
"""A session is written to once in so many looks."""

State = Literal["live", "stale", "newer", "withdrawn", "away"]


def watch(context: Context, found: Standing, *, shown: bool) -> None:
    """Watch the meeting from here on; `shown`: its figures can be seen. A past meeting stays as it was."""
    if found.mode == "past":
        return
    with st.container(key="live"):
        st.fragment(_watch, run_every=EVERY)(context, found, shown)


def _watch(context: Context, found: Standing, shown: bool) -> None:
    try:
        guarded(context.page, _look)(context, found, shown)
    except (NotAllowed, RequestRefused):
        # It has ended, a release was withdrawn or a right taken away meanwhile: drawn anew, the page says so.
        st.rerun(scope="app")
    except StoreUnready:
        # Nothing else is drawn anew: the last figures stay where they are.
        with st.container(key="line", horizontal=True, vertical_alignment="center"):
            say(context, "away", release=found.release or "")


def _look(context: Context, found: Standing, shown: bool) -> None:
    stands = look(context, found)
    if found.runs:
        keep_awake()
    if found.meeting is not None:
        # What was withdrawn goes at once; what was published again comes back.
        if stands.step != found.meeting.step or stands.withdrawn == shown:
            st.rerun(scope="app")
        if context.page in FULL_SCREEN and moves_by_itself(found):
            presenting.move(
                context.engine, viewer(), found.meeting.id, found.slides[found.at + 1].id, seen=found.meeting.step
            )
            st.rerun(scope="app")
    state = state_of(context, found, stands)
    if stands.newer is not None and found.runs and found.agenda is not None and found.agenda.take == "at_once":
        take(context, found, stands.newer)
    with st.container(key="line", horizontal=True, vertical_alignment="center"):
        say(context, state, release=found.release or "", newer=stands.newer or "")
        if stands.newer is not None and (found.runs or found.mode == "preview"):
            word = context.words("meeting.take", number=stands.newer)
            if st.button(word, key="take", type="primary", icon=":material/update:"):
                take(context, found, stands.newer)


def keep_awake() -> None:
    """Keep the sessions of those who hold a meeting open, also of a phone that only listens."""
    looks = int(st.session_state.get(LOOKS, 0))
    st.session_state[LOOKS] = looks + 1
    if looks % AWAKE_EVERY == 0:
        keep_presenting()


def look(context: Context, found: Standing) -> Live:
    """Return how things stand at this moment; before a meeting only the releases speak."""
    if found.meeting is not None:
        return presenting.live(context.engine, viewer(), found.meeting.id)
    latest = release_for(in_the_room(viewer()), context.engine)
    return Live(0, found.release, False, latest.number if latest else None)


def take(context: Context, found: Standing, release: int) -> None:
    """Show a newer release from now on, on this very slide."""
    if found.meeting is not None:
        presenting.take(context.engine, viewer(), found.meeting.id, release)
    st.rerun(scope="app")


def moves_by_itself(found: Standing) -> bool:
    """Tell whether it is time for the next slide, moved from this browser."""
    if found.meeting is None or not bar.auto(found) or agree.opened() or found.at + 1 >= len(found.slides):
        return False
    return (now() - found.meeting.moved_at).total_seconds() >= bar.seconds(found)


def state_of(context: Context, found: Standing, stands: Live) -> State:
    """Return how the shown figures stand."""
    if stands.withdrawn:
        return "withdrawn"
    if stands.newer is not None:
        return "newer"
    release = context.release
    old = release is not None and (now().date() - release.as_of).days > STALE_DAYS
    return "stale" if old else "live"


def say(context: Context, state: State, **fields: object) -> None:
    """Say how it stands, and give the sign of life that the page's own script listens for."""
    days = (now().date() - context.release.as_of).days if context.release else 0
    said = escape(context.words(f"live.{state}", **{"release": "", "newer": "", **fields, "days": days}))
    cut_off = escape(context.words("live.cut_off"))
    st.html(
        f'<span class="lm-beat" data-beat="{next(BEATS)}" data-state="{state}" data-cut-off="{cut_off}"></span>',
        width="content",
    )
    st.html(f'<p class="lm-live lm-live-{state}" role="status">{said}</p>', width="content")
