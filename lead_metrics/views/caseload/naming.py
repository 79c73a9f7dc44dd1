"""What the site's staff call their workers: typed here, and seen by nobody but staff and managers of this site."""

from __future__ import annotations

from html import escape

import streamlit as st

from lead_metrics.store import worker_names
from lead_metrics.views.caseload.desk import Desk
from lead_metrics.views.manage import done
from lead_metrics.views.viewing import viewer


def show(held: Desk) -> None:
    """Offer to name a worker to whoever has an account; a visitor of the sample only reads."""
    if held.context.viewer.account is None:
        return
    opened = st.popover(
        held.words("naming.open"), icon=":material/badge:", type="tertiary", key="naming", on_change="rerun"
    )
    if opened.open:
        with opened:
            _form(held)


def _form(held: Desk) -> None:
    st.html(f'<p class="lm-note">{escape(held.words("naming.how"))}</p>')
    codes = [worker.code for worker in held.state.workers]
    names = {code: " · ".join(part for part in (held.code(code), held.names.get(code)) if part) for code in codes}
    with st.form("names", border=False):
        worker = st.selectbox(held.words("naming.worker"), codes, format_func=names.__getitem__)
        name = st.text_input(held.words("naming.name"), max_chars=worker_names.LONGEST)
        asked = st.form_submit_button(held.words("naming.keep"))
    if asked and worker and done(lambda: name_worker(held, worker, name)):
        st.rerun()


def name_worker(held: Desk, worker: str, name: str) -> None:
    """Keep a worker's name as whoever looks now, whose right is asked for again."""
    assert held.context.site is not None
    worker_names.call(held.context.engine, viewer(), held.context.site, worker, name.strip())
