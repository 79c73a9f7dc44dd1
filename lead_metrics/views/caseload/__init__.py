"""Caseload, Monday morning: who can take the next referral, who has not been reached, and what is coming."""

from __future__ import annotations

import streamlit as st

from lead_metrics.views.caseload import ahead, contact, ending, loads, places, question, refresh, suggested, waiting
from lead_metrics.views.caseload.desk import NO_VIEW, Desk, desk
from lead_metrics.views.context import Context


def show(context: Context) -> None:
    """Show the staff view of the context's site to its own staff and managers, and to others why they see nothing."""
    held = desk(context)
    if isinstance(held, str):
        places.show_refusal(context, held)
        if held == NO_VIEW:
            refresh.show(context)
        return
    _today(held)
    asked = question.show(held)
    suggestion = st.container()
    ahead.show(held, asked)
    # Its place is above, its time is last: nothing else waits until it has been worked out.
    with suggestion:
        suggested.show(held, asked)
    ending.show(held, asked)


def _today(held: Desk) -> None:
    places.show_opening(held)
    refresh.show(held.context)
    loads.show(held)
    left, right = st.columns(2, gap="large")
    with left:
        contact.show(held)
    with right:
        waiting.show(held)
        places.show_seats(held)
