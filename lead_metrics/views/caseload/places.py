"""The one sentence of the page, the open seats behind it, and what those read who may not see more."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path

import streamlit as st

from lead_metrics.caseload.balance import Place, open_seats
from lead_metrics.caseload.outlook import next_opening
from lead_metrics.catalogue.wording import listed
from lead_metrics.cells import Load
from lead_metrics.views.caseload.desk import Desk
from lead_metrics.views.caseload.tables import section, sentence
from lead_metrics.views.context import Context
from lead_metrics.views.opening import show_end

NAMED = 3
"""How many workers a sentence names before it says how many others there are."""


def show_refusal(context: Context, key: str) -> None:
    """Show why there is nothing to see."""
    kicker = f'<p class="lm-kicker">{escape(context.words("caseload.kicker"))}</p>'
    said = f'<h1 class="lm-title">{escape(context.words("page.caseload"))}</h1><p>{escape(context.words(key))}</p>'
    st.html(f'<header class="lm-opening">{kicker}{said}</header>')
    show_end(context)


@cache
def styles() -> str:
    """Return what this page alone needs beside the look of every page."""
    return (Path(__file__).parent / "caseload.css").read_text(encoding="utf-8")


def show_opening(held: Desk) -> None:
    """Show who can take the next referral and who is above the standard, with the place and the day."""
    context = held.context
    site = context.site_name
    behind = bool(held.site(Load.CONTACTS_BEHIND))
    where = held.words(
        "where_behind" if behind else "where", site=site, day=held.said(held.day), last=held.said(held.contacts_until)
    )
    st.html(f"<style>{styles()}</style>")
    st.html(
        f'<header class="lm-opening"><p class="lm-kicker lm-programmatic">{escape(held.words("kicker"))}</p>'
        f'<h1 class="lm-title">{_unbroken(title(held))}</h1><p class="lm-where">{escape(where)}</p></header>'
    )


def _unbroken(said: str) -> str:
    """Return a title whose codes no line breaks at a dash."""
    return escape(said).replace("-", "\N{WORD JOINER}-\N{WORD JOINER}")


def title(held: Desk) -> str:
    """Return the one thing that the page says."""
    able, above = held.at(Place.OPEN), held.at(Place.ABOVE)
    return f"{_next(held, [one.code for one in able])} {_above(held, [one.code for one in above])}"


def _next(held: Desk, able: list[str]) -> str:
    if able:
        return held.words("title.open", names=named(held, able))
    days = next_opening(held.outlook, held.state) if held.outlook else None
    if days is None:
        return held.words("title.full")
    return held.words("title.full_next", days=held.number(max(days, 1)))


def _above(held: Desk, above: list[str]) -> str:
    if not above:
        return held.words("title.none_above")
    return held.words("title.above_one" if len(above) == 1 else "title.above", names=named(held, above))


def named(held: Desk, codes: list[str]) -> str:
    """Return workers by name, the first few, and how many others there are."""
    most = NAMED if len(codes) <= NAMED else NAMED - 1
    names, others = [held.name(code) for code in codes[:most]], len(codes) - most
    if others > 0:
        names.append(held.words("other" if others == 1 else "others", number=others))
    return listed(names, held.context.language)


def show_seats(held: Desk) -> None:
    """Show the open seats now and when the next is expected."""
    st.html(section(held.words("seats.title")) + sentence(*seats(held)))


def seats(held: Desk) -> list[str]:
    """Return what is to be said of open seats."""
    now = open_seats(held.state)
    key = {0: "seats.none", 1: "seats.one"}.get(now, "seats.now")
    said = [held.words(key, number=now)]
    beyond = held.state.total - held.state.standard.average * held.state.full_time
    if now and beyond >= 1:
        said.append(held.words("seats.beyond", number=held.number(beyond)))
    if held.outlook is None:
        return said
    days = next_opening(held.outlook, held.state)
    if not now and days is not None:
        said.append(held.words("seats.next", days=held.number(max(days, 1))))
    leaving = sum(worker.load for worker in held.state.workers) * held.outlook.leaving
    return [*said, held.words("seats.leaving", number=held.number(leaving))]
