"""The form by which a site's manager enters a fidelity review."""

from __future__ import annotations

from datetime import date
from html import escape

import streamlit as st

from lead_metrics.store import reviews
from lead_metrics.store.clock import now
from lead_metrics.views.context import Context
from lead_metrics.views.manage import done, plain, say
from lead_metrics.views.viewing import viewer


def show_form(context: Context, site: str) -> None:
    """Offer to enter a review, and say what became of the one before."""
    if kept := st.session_state.pop("review-kept", None):
        say(context.words("fidelity.enter_done", name=kept))
    opened = st.popover(
        context.words("fidelity.enter"), icon=":material/edit_note:", type="tertiary", key="entering",
        on_change="rerun",
    )  # fmt: skip
    if opened.open:
        with opened:
            _form(context, site)


def _form(context: Context, site: str) -> None:
    st.html(f'<p class="lm-note">{escape(context.words("fidelity.enter_how"))}</p>')
    today, elements = now().date(), context.catalogue.fidelity
    names = {one.id: one.name.said(context.language) for one in elements.values()}
    steps = {rating: plain(f"{rating} · {context.words(f'fidelity.step.{rating}')}") for rating in reviews.RATINGS}
    with st.form("review", border=False):
        element = st.selectbox(
            context.words("fidelity.enter_element"), list(names), index=None, format_func=names.__getitem__,
            key="review-element", placeholder=context.words("fidelity.enter_element"),
        )  # fmt: skip
        on = st.date_input(
            context.words("fidelity.enter_on"), today, min_value=reviews.FIRST_DAY, max_value=today, key="review-on"
        )
        rating = st.radio(
            context.words("fidelity.enter_rating"), list(steps), index=None, format_func=steps.__getitem__,
            key="review-rating",
        )  # fmt: skip
        evidence = st.text_area(
            context.words("fidelity.enter_evidence"), max_chars=reviews.LONGEST, height=100, key="review-evidence"
        )
        asked = st.form_submit_button(context.words("fidelity.enter_do"))
    if not asked:
        return
    if element is None or rating is None or not isinstance(on, date):
        st.info(context.words("fidelity.enter_whole"))
    elif done(lambda: reviews.enter(context.engine, viewer(), site, (element, on, rating), evidence or "")):
        st.session_state["review-kept"] = names[element]
        st.rerun()
