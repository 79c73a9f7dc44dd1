"""The audit log: who did what and when, newest first, found by account, kind and day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import streamlit as st

from lead_metrics.access.rules import can_read_trail
from lead_metrics.catalogue.wording import day
from lead_metrics.settings import settings
from lead_metrics.store import keeping
from lead_metrics.store.trail import Entry, Wanted
from lead_metrics.views.context import Context
from lead_metrics.views.manage import show_foot, show_head, show_table

MOST = 100
HEADS = ("at", "account", "action", "about", "address")


def show(context: Context) -> None:
    """Show what was written down, for an administrator of every site."""
    show_head(context, "audit_log", days=settings().trail_days)
    if not can_read_trail(context.viewer, context.catalogue):
        st.info(context.words("audit_log.forbidden"))
        return
    wanted = asked(context)
    before = st.session_state.get("trail-before") if st.session_state.get("trail-wanted") == wanted else None
    found = keeping.trail_for(context.engine, context.viewer, wanted, MOST + 1, before)
    if not found:
        st.html(f"<p>{context.words('audit_log.none')}</p>")
        show_foot(context, *filters(context, wanted))
        return
    rows = [row(context, entry) for entry in found[:MOST]]
    show_table(context.words("audit_log.title"), tuple(context.words(f"audit_log.{name}") for name in HEADS), rows)
    if len(found) > MOST:
        st.button(context.words("audit_log.more"), on_click=go_on, args=(wanted, found[MOST - 1].id))
    show_foot(context, *filters(context, wanted))


def filters(context: Context, wanted: Wanted) -> list[str]:
    """Return the filters that are set, in words; `until` is told as its last day."""
    last = wanted.until - timedelta(days=1) if wanted.until else None
    named = {
        "account": wanted.account,
        "action": wanted.action and kind(context, wanted.action),
        "since": wanted.since and day(wanted.since.date(), context.language),
        "until": last and day(last.date(), context.language),
    }
    return [f"{context.words(f'audit_log.{name}')}: {value}" for name, value in named.items() if value]


def asked(context: Context) -> Wanted:
    """Show the filters and return what they ask for."""
    accounts, actions = keeping.trail_names(context.engine, context.viewer)
    with st.container(horizontal=True):
        account = choice(context, "account", accounts)
        action = choice(context, "action", actions)
        since = st.date_input(context.words("audit_log.since"), None, key="trail-since", width=180)
        until = st.date_input(context.words("audit_log.until"), None, key="trail-until", width=180)
    end = until + timedelta(days=1) if isinstance(until, date) else None
    return Wanted(account, action, midnight(since), midnight(end))


def choice(context: Context, name: str, options: list[str]) -> str | None:
    """Offer the values that the log holds, or any."""
    return st.selectbox(
        context.words(f"audit_log.{name}"), options, index=None, placeholder=context.words("audit_log.any"),
        format_func=lambda one: kind(context, one) if name == "action" else one, key=f"trail-{name}", width=260,
    )  # fmt: skip


def midnight(day: object) -> datetime | None:
    """Return the first moment of a day in UTC, as the log keeps time."""
    return datetime.combine(day, time(), UTC) if isinstance(day, date) else None


def go_on(wanted: Wanted, before: int) -> None:
    """Remember where the next, older page begins."""
    st.session_state["trail-wanted"], st.session_state["trail-before"] = wanted, before


def row(context: Context, entry: Entry) -> tuple[str, ...]:
    """Return an entry as the table shows it."""
    moment = f"{entry.at:%Y-%m-%d %H:%M:%S}"
    return moment, entry.account or "", kind(context, entry.action), entry.about, entry.address or ""


def kind(context: Context, action: str) -> str:
    """Return what an action is called; one without a name of its own is called as it is written down."""
    words = context.catalogue.words[context.language]
    return words.get(f"trail.{action.replace(' ', '_')}", action)
