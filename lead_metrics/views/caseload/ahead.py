"""The next six months: what is expected, what today's workers can carry, and how far that is to be trusted."""

from __future__ import annotations

from datetime import date

import polars as pl
import streamlit as st

from lead_metrics.caseload.outlook import Month, Outlook, full_from, seats_at, staff_for, taking
from lead_metrics.caseload.state import State
from lead_metrics.catalogue.wording import month, short_month
from lead_metrics.cells import ALL
from lead_metrics.charts.months_ahead import draw
from lead_metrics.views.caseload.desk import Desk
from lead_metrics.views.caseload.question import Asked
from lead_metrics.views.caseload.tables import quiet, section, sentence, table
from lead_metrics.views.look import theme


def show(held: Desk, question: Asked) -> None:
    """Show the months ahead with the workers and the standard that the question leads to."""
    st.html(section(held.words("ahead.title")))
    if held.outlook is None:
        st.html(sentence(held.words("ahead.early")))
        return
    st.html(sentence(*said(held, held.outlook, question.state)))
    _show_chart(held, held.outlook, question)
    st.html(_table(held, held.outlook, question.state) + quiet(" ".join(tried(held, held.outlook))))


def said(held: Desk, outlook: Outlook, state: State) -> list[str]:
    """Return when the program is full, what is expected at the end, and what staff that would take."""
    last = outlook.months[-1]
    full = full_from([one.load.value for one in outlook.months], state)
    key = "ahead.full_now" if seats_at(state.total, state) < 1 else "ahead.free" if full is None else "ahead.full"
    average, most = staff_for(last.load.value, state.standard)
    return [
        held.words(
            key,
            month=_month(held, outlook.months[full or 0].at),
            last=_month(held, last.at),
            load=held.number(last.load.value),
            low=held.number(last.load.low_95 or 0),
            high=held.number(last.load.high_95 or 0),
        ),
        held.words(
            "ahead.staff",
            average=held.share(average),
            most=held.share(most),
            now=held.share(state.full_time),
            of_average=held.number(state.standard.average),
            of_most=held.number(state.standard.most),
        ),
    ]


def _month(held: Desk, when: date) -> str:
    return month(when, held.context.language)


def _show_chart(held: Desk, outlook: Outlook, question: Asked) -> None:
    first, last, state = outlook.months[0], outlook.months[-1], question.state
    lines = {"average": state.standard.average, "most": state.standard.most}
    rows = [_point(held, one) for one in outlook.months]
    for name, each in lines.items():
        label = held.words(f"ahead.{name}", load=held.number(each * state.full_time), **{name: held.number(each)})
        rows += [
            _line(name, held, one, each * state.full_time, label if one is first else None) for one in outlook.months
        ]
    if question.takes is not None:
        loads = taking(outlook, question.takes)
        rows += [_line("instead", held, one, load) for one, load in zip(outlook.months, loads, strict=True)]
    alt = held.words(
        "ahead.alt",
        first=held.number(first.load.value),
        first_month=_month(held, first.at),
        last=held.number(last.load.value),
        last_month=_month(held, last.at),
        **{name: held.number(each * state.full_time) for name, each in lines.items()},
    )
    frame = pl.DataFrame(rows, infer_schema_length=None)
    st.vega_lite_chart(frame, draw(theme()), theme=None, width="stretch", key="ahead", alt=alt)


def _point(held: Desk, one: Month) -> dict[str, object]:
    load = one.load
    low, high = held.number(load.low_95 or 0), held.number(load.high_95 or 0)
    words = held.words("ahead.said", month=_month(held, one.at), load=held.number(load.value), low=low, high=high)
    ends = {name: getattr(load, name) for name in ("low_80", "high_80", "low_95", "high_95")}
    return {**_line("month", held, one, load.value), **ends, "said": words}


def _line(row: str, held: Desk, one: Month, value: float, label: str | None = None) -> dict[str, object]:
    ends = dict.fromkeys(("low_80", "high_80", "low_95", "high_95"))
    short = short_month(one.at, held.context.language)
    return {"row": row, "at": one.at, "month": short, "value": value, **ends, "said": label, "label": label}


def _table(held: Desk, outlook: Outlook, state: State) -> str:
    codes, english = held.context.catalogue.codes["door"], held.context.language == "en"
    doors = [door for door in codes if door in outlook.months[0].arrivals]
    names = [codes[door].en if english else codes[door].es for door in doors]
    keys = ("ahead.load", "ahead.interval", "ahead.seats", "ahead.workers", "ahead.workers_most")
    heads = [held.words("ahead.month"), held.words("ahead.referrals"), *names, *(held.words(key) for key in keys)]
    return table(held.words("ahead.caption"), heads, [_cells(held, one, state, doors) for one in outlook.months])


def _cells(held: Desk, one: Month, state: State, doors: list[str]) -> list[str]:
    load = one.load
    interval = held.context.words(
        "interval.from_to", low=held.number(load.low_95 or 0), high=held.number(load.high_95 or 0)
    )
    return [
        _month(held, one.at),
        *(held.number(one.arrivals[door].value) for door in (ALL, *doors)),
        held.number(load.value),
        interval,
        held.number(max(seats_at(load.value, state), 0)),
        *(held.share(shares) for shares in staff_for(load.value, state.standard)),
    ]


def tried(held: Desk, outlook: Outlook) -> list[str]:
    """Return how the forecast did on the past, beside two simple rivals."""
    found = outlook.tried
    errors = {
        name: held.number(value, 1)
        for name, value in (("error", found.error), ("naive", found.naive), ("seasonal", found.seasonal))
    }
    lines = [held.words("ahead.tried", number=found.origins, **errors)]
    if found.covered_80 is not None and found.covered_95 is not None:
        eighty, more = held.number(found.covered_80 * 100), held.number(found.covered_95 * 100)
        lines.append(held.words("ahead.covered", eighty=eighty, ninety_five=more))
    return lines
