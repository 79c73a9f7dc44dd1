"""Asking for a newer staff view: a job for the writing side, of this site alone."""

from __future__ import annotations

import streamlit as st

from lead_metrics.access.rules import check_can_see_caseload
from lead_metrics.store import jobs
from lead_metrics.views.context import Context

KIND = "staff"


def show(context: Context) -> None:
    """Offer a refresh to whoever has an account; a visitor of the sample only reads."""
    if context.viewer.account is None:
        return
    words = {key: context.words(f"caseload.refresh.{key}") for key in ("do", "how", "asked")}
    if st.button(words["do"], key="refresh", icon=":material/refresh:", help=words["how"]):
        ask(context)
        st.toast(words["asked"])


def ask(context: Context) -> int:
    """Ask for a refresh of the context's site and return the job's number; raises NotAllowed for others' sites.

    Pressing again while it waits asks for nothing more.
    """
    assert context.site is not None
    check_can_see_caseload(context.viewer, context.site)
    return jobs.enqueue_once(context.engine, KIND, {"site": context.site}, context.viewer.account)
