"""The idle sign-out: a page that nobody uses says so in good time, and ends by itself; never while presenting."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import streamlit as st

from lead_metrics.access.addresses import MANAGED
from lead_metrics.access.viewer import ANYBODY
from lead_metrics.errors import StoreUnready
from lead_metrics.store.engine import engine
from lead_metrics.store.sessions import left, presenting, presents
from lead_metrics.views.context import Context
from lead_metrics.views.look import PROJECTOR
from lead_metrics.views.manage import plain
from lead_metrics.views.viewing import token, viewer

EVERY = timedelta(seconds=20)

WARNED = timedelta(minutes=2)
"""Long enough to come back from the next desk (WCAG 2.2, 2.2.1 asks for 20 seconds at least)."""


def watch(context: Context) -> None:
    """Watch the session of somebody who has signed in: warn before it ends, and leave the page when it has ended.

    It runs by itself and is no sign of life; what was stopped, or ended elsewhere, ends here within EVERY too.
    """
    if context.viewer != ANYBODY:
        st.fragment(_watch, run_every=EVERY)(context)


def _watch(context: Context) -> None:
    # While the database is away nobody can be asked; what is shown stays, and a slide says so itself.
    with suppress(StoreUnready):
        _look(context)


def _look(context: Context) -> None:
    if viewer() == ANYBODY:
        st.rerun(scope="app")
    if projected(context):
        keep_presenting()
    held = token()
    remaining = left(engine(), held) if held else None
    if held is None or remaining is None or remaining > WARNED or presenting(engine(), held):
        return
    with st.container(key="idle", horizontal=True, vertical_alignment="center"):
        st.warning(plain(warning(context, remaining)), icon=":material/timer:")
        # Pressing it is what keeps the session open: the guard of the websocket takes it for a sign of life.
        st.button(context.words("idle.stay"), key="idle-stay")


def projected(context: Context) -> bool:
    """Tell whether the page is shown on a wall; what is for few eyes never is."""
    return context.query.get("theme") == PROJECTOR and context.page not in MANAGED | {"caseload"}


def warning(context: Context, remaining: timedelta) -> str:
    """Return how long the session still lasts, in words."""
    minutes = int(remaining.total_seconds() // 60)
    return context.words("idle.warning", minutes=minutes) if minutes > 1 else context.words("idle.soon")


def keep_presenting() -> None:
    """Say that this browser presents to a meeting; pages made for one call it in each run, also in live fragments."""
    held = token()
    if held is not None and viewer() != ANYBODY:
        presents(engine(), held)
