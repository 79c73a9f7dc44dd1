"""Replies: what readers wrote to the program's manager, without a name."""

from __future__ import annotations

from html import escape
from itertools import groupby

import streamlit as st

from lead_metrics.access.rules import can_read_replies
from lead_metrics.catalogue.wording import day
from lead_metrics.store import replies
from lead_metrics.store.replies import Reply
from lead_metrics.views.choice import choose
from lead_metrics.views.context import Context
from lead_metrics.views.manage import done, show_foot, show_head, show_heading, show_lead
from lead_metrics.views.viewing import viewer

MOST = 20
"""How many are shown before one asks for more."""

SHOWN = ("all", "new")


def show(context: Context) -> None:
    """Show what was written to the site looked at, for its managers."""
    show_head(context, "replies")
    if context.site is None:
        show_lead(context.words("replies.none"))
    elif not can_read_replies(context.viewer, context.site, context.catalogue):
        st.info(context.words("replies.other_site"))
    else:
        show_site(context, context.site)
    show_foot(context)


def show_site(context: Context, site: str) -> None:
    """Show the caution, the choice, and what was written, week by week."""
    said = "".join(f"<{tag}>{escape(context.words(f'replies.{key}'))}</{tag}>" for tag, key in CAUTION)
    st.html(f'<aside class="lm-caution">{said}</aside>')
    written = replies.replies_for(context.engine, context.viewer, site)
    if not written:
        show_lead(context.words("replies.none"))
        return
    show_lead(context.words("replies.count", new=sum(not one.read for one in written), all=len(written)))
    shown = wanted(context, written)
    if not shown:
        show_lead(context.words("replies.none_new"))
    most = int(st.session_state.get("replies-most", MOST))
    for week, ones in groupby(shown[:most], key=lambda one: one.week):
        show_heading(context.words("replies.week", day=day(week, context.language)))
        for one in ones:
            show_one(context, site, one)
    if len(shown) > most:
        st.button(context.words("replies.more"), on_click=more, args=(most + MOST,))


CAUTION = (("b", "note_title"), ("span", "note"))


def wanted(context: Context, written: list[Reply]) -> list[Reply]:
    """Show the choice between all and those not yet read; return what is chosen."""
    ways = {name: context.words(f"replies.show_{name}") for name in SHOWN}
    asked = context.query.get("show", SHOWN[0])
    choose(context, "show", ways, asked if asked in ways else SHOWN[0], "replies.show", width=200)
    return [one for one in written if asked != "new" or not one.read]


def more(most: int) -> None:
    """Remember how many are wanted."""
    st.session_state["replies-most"] = most


def show_one(context: Context, site: str, one: Reply) -> None:
    """Show a reply as plain text, and what can be done with it."""
    with st.container(border=True, key=f"reply-{one.id}", width=760):
        st.html(f'<p class="lm-facts">{escape(" · ".join(facts(context, one)))}</p>{quoted(one.words)}')
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            mark = st.button(context.words(f"replies.{'unread' if one.read else 'read'}"), key=f"mark-{one.id}")
            with st.popover(context.words("replies.delete"), type="tertiary"):
                gone = st.button(context.words("replies.delete_do"), key=f"delete-{one.id}")
    if mark and done(lambda: replies.mark(context.engine, viewer(), site, one.id, read=not one.read)):
        st.rerun()
    if gone and done(lambda: replies.remove(context.engine, viewer(), site, one.id)):
        st.rerun()


def quoted(words: str) -> str:
    """Return what somebody wrote as HTML that shows it as it was written."""
    return f'<blockquote class="lm-reply" dir="auto">{escape(words)}</blockquote>'


def facts(context: Context, one: Reply) -> list[str]:
    """Return what is known of a reply: its figure, the release that was shown, and whether it was read."""
    known = context.catalogue.indicators.get(one.indicator or "")
    name = known.name.said(context.language) if known else one.indicator
    told = context.words("replies.about", name=name) if name else context.words("replies.about_none")
    released = [context.words("replies.release", number=one.release)] if one.release else []
    return [told, *released, *([] if one.read else [context.words("replies.new")])]
