"""The suggestion in words: each hand-over with its reason in counts, or what it would take where there is none."""

from __future__ import annotations

from html import escape

import streamlit as st

from lead_metrics.caseload.program import SECONDS, TookTooLong
from lead_metrics.caseload.state import Group, State
from lead_metrics.caseload.suggestion import HandOver, Shortage, Suggestion, suggest
from lead_metrics.catalogue.wording import listed
from lead_metrics.cells import NONE
from lead_metrics.views.caseload.desk import Desk
from lead_metrics.views.caseload.question import Asked
from lead_metrics.views.caseload.tables import quiet, section, sentence

Move = tuple[str, list[str]]


def show(held: Desk, question: Asked) -> None:
    """Show the suggestion for the state that the question leads to."""
    st.html(section(held.words("suggest.title")) + quiet(held.words("suggest.how")))
    try:
        with st.spinner(held.words("suggest.working")):
            found = suggest(question.state)
    except TookTooLong:
        st.html(sentence(held.words("suggest.slow", seconds=held.number(SECONDS))))
        return
    st.html(sentence(*said(held, found)) + _moves([told(held, question.state, one) for one in found.hand_overs]))


def said(held: Desk, found: Suggestion) -> list[str]:
    """Return what the suggestion comes to."""
    lines = _shortage(held, found) if found.shortage else []
    assigned = sum(one.people for one in found.hand_overs if one.giver is None)
    if found.people:
        lines.append(held.words("suggest.some", people=found.people))
    if assigned:
        lines.append(held.words("suggest.assigned", people=assigned))
    return lines or [held.words("suggest.nothing")]


def _shortage(held: Desk, found: Suggestion) -> list[str]:
    short = found.shortage
    assert short is not None
    lines = [] if not short.unplaced else _without_a_place(held, short)
    if not short.unplaced:
        lines.append(held.words("suggest.most_only" if found.hand_overs else "suggest.within_most"))
    if short.average is None:
        lines.append(held.words("suggest.nobody_there"))
    if short.more:
        lines.append(held.words("suggest.more", number=held.share(short.more)))
    if short.average is not None and short.average > found.after.standard.average:
        lines.append(held.words("suggest.standard_average", average=held.number(short.average)))
    if short.most is not None:
        lines.append(held.words("suggest.standard_most", most=held.number(short.most)))
    return [held.words("suggest.cannot"), *lines]


def _without_a_place(held: Desk, short: Shortage) -> list[str]:
    lines = [held.words("suggest.unplaced", people=sum(people for _, people in short.unplaced))]
    names = [_group(held, group) for group in short.bound]
    if names:
        lines.append(held.words("suggest.bound", groups=listed(list(dict.fromkeys(names)), held.context.language)))
    return lines


def _group(held: Desk, group: Group) -> str:
    parts = [_language(held, group.language), group.area.replace("_", " ").title()]
    return " · ".join(part for part, code in zip(parts, group, strict=True) if code != NONE)


def _language(held: Desk, code: str) -> str:
    words = held.context.catalogue.codes["language"].get(code)
    if words is None:
        return code
    return words.en if held.context.language == "en" else words.es


def told(held: Desk, state: State, one: HandOver) -> Move:
    """Return a hand-over and its reasons, in counts alone."""
    taker = held.name(one.taker)
    if one.giver is None:
        return held.words("suggest.give", taker=taker, people=one.people), _taken(held, state, one)
    head = held.words("suggest.move", giver=held.name(one.giver), taker=taker, people=one.people)
    return head, [_given(held, state, one, one.giver), *_taken(held, state, one)]


def _given(held: Desk, state: State, one: HandOver, giver: str) -> str:
    worker = state.worker(giver)
    assert worker is not None and one.giver_loads is not None
    before, after = one.giver_loads
    most = worker.most(state.standard)
    key = "suggest.why_away" if not worker.present else "suggest.why_above" if before > most else "suggest.why_round"
    return held.words(key, giver=held.name(giver), before=before, after=after, most=most)


def _taken(held: Desk, state: State, one: HandOver) -> list[str]:
    worker = state.worker(one.taker)
    assert worker is not None
    before, after = one.taker_loads
    taker = held.name(one.taker)
    said = [held.words("suggest.why_taker", taker=taker, before=before, after=after, most=worker.most(state.standard))]
    if one.known:
        languages = listed([_language(held, code) for code in one.known], held.context.language)
        said.append(held.words("suggest.why_language", taker=taker, languages=languages))
    return said


def _moves(moves: list[Move]) -> str:
    items = "".join(f"<li><b>{escape(head)}</b> <span>{escape(' '.join(why))}</span></li>" for head, why in moves)
    return f'<ul class="lm-moves">{items}</ul>' if items else ""
