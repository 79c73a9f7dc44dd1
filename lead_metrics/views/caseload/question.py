"""What if: the question stands in the address, its answer is worked out from counts, and the data stay as they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from math import isfinite
from urllib.parse import urlencode

import streamlit as st

from lead_metrics.access.addresses import ADDRESSES
from lead_metrics.caseload import whatif
from lead_metrics.caseload.balance import Place, at, balance, placed
from lead_metrics.caseload.outlook import full_from, taking
from lead_metrics.caseload.state import State
from lead_metrics.catalogue.wording import month
from lead_metrics.views.caseload import loads
from lead_metrics.views.caseload.desk import Desk
from lead_metrics.views.caseload.tables import quiet, section, sentence
from lead_metrics.views.choice import choose

NOBODY = "nobody"
SHARES = ("1", "0.75", "0.5", "0.25")
STANDARD = (1.0, 60.0)
TAKES = 200
NAMES = ("giver", "taker", "people", "leaves", "joins", "takes", "average", "most")
"""The parameters of the address that hold a question."""


@dataclass(frozen=True)
class Asked:
    """A question. state: the state that it leads to. takes: referrals taken a month, None where nobody asked."""

    state: State
    takes: float | None
    changed: bool


def asked(query: Mapping[str, str], state: State) -> Asked:
    """Return the question that an address asks of a state; what makes no sense there asks nothing."""
    average = _number(query, "average", state.standard.average, STANDARD)
    most = max(_number(query, "most", state.standard.most, STANDARD), average)
    then = whatif.held_to(state, average, most)
    if state.worker(query.get("leaves", "")):
        then = whatif.leaves(then, query["leaves"])
    if query.get("joins") in SHARES:
        then = whatif.joins(then, float(query["joins"]))
    giver, taker = then.worker(query.get("giver", "")), then.worker(query.get("taker", ""))
    if giver and taker and giver is not taker:
        people = int(_number(query, "people", 0, (0, giver.load)))
        then = whatif.move(then, giver.code, taker.code, people)
    takes = _number(query, "takes", 0, (0, TAKES)) or None
    return Asked(then, takes, then != state)


def _number(query: Mapping[str, str], name: str, otherwise: float, ends: tuple[float, float]) -> float:
    try:
        value = float(query[name])
    except (KeyError, ValueError):
        return otherwise
    return min(max(value, ends[0]), ends[1]) if isfinite(value) else otherwise


def show(held: Desk) -> Asked:
    """Show the controls of a question and its answer; return it."""
    question = asked(held.context.query, held.state)
    st.html(section(held.words("whatif.title")) + quiet(held.words("whatif.how")))
    with st.container(key="whatif"):
        _controls(held, question)
    if not question.changed and question.takes is None:
        st.html(sentence(held.words("whatif.as_is")))
        return question
    st.html(sentence(*_answer(held, question)) + _clear(held))
    if question.changed:
        loads.show_bars(held, question.state, "whatif", held.state)
    return question


def _controls(held: Desk, question: Asked) -> None:
    standard = question.state.standard
    rows: list[list[Callable[[], None]]] = [
        [
            lambda: _worker(held, "giver", "whatif.giver"),
            lambda: _worker(held, "taker", "whatif.taker"),
            lambda: _amount(held, "people", int(_number(held.context.query, "people", 0, (0, 999))), (0, 999)),
            lambda: _worker(held, "leaves", "whatif.leaves"),
        ],
        [
            lambda: _joins(held),
            lambda: _amount(held, "takes", int(question.takes or 0), (0, TAKES)),
            lambda: _amount(held, "average", int(standard.average), (1, 60)),
            lambda: _amount(held, "most", int(standard.most), (1, 60)),
        ],
    ]
    for row in rows:
        for column, draw in zip(st.columns(4, vertical_alignment="bottom"), row, strict=True):
            with column:
                draw()


def parts(held: Desk, question: Asked) -> list[str]:
    """Return what was asked in the words of the controls, nothing where nobody asked anything."""
    query, state, was = held.context.query, question.state, held.state
    said = []
    giver, taker = was.worker(query.get("giver", "")), was.worker(query.get("taker", ""))
    people = int(_number(query, "people", 0, (0, giver.load))) if giver and taker and giver is not taker else 0
    if giver and taker and people:
        said += [("giver", held.name(giver.code)), ("taker", held.name(taker.code)), ("people", str(people))]
    if was.worker(query.get("leaves", "")):
        said.append(("leaves", held.name(query["leaves"])))
    if query.get("joins") in SHARES:
        said.append(("joins", held.share(float(query["joins"]))))
    if question.takes is not None:
        said.append(("takes", held.number(question.takes)))
    for name in ("average", "most"):
        if getattr(state.standard, name) != getattr(was.standard, name):
            said.append((name, held.number(getattr(state.standard, name))))
    return [f"{held.words(f'whatif.{name}')}: {value}" for name, value in said]


def _worker(held: Desk, name: str, label: str) -> None:
    codes = [worker.code for worker in held.state.workers]
    options = {NOBODY: held.words("whatif.nobody")} | {code: held.name(code) for code in codes}
    wish = held.context.query.get(name, NOBODY)
    choose(held.context, name, options, wish if wish in options else NOBODY, f"caseload.{label}")


def _joins(held: Desk) -> None:
    options = {"none": held.words("whatif.no_join")} | {share: held.share(float(share)) for share in SHARES}
    wish = held.context.query.get("joins", "none")
    choose(held.context, "joins", options, wish if wish in options else "none", "caseload.whatif.joins")


def _amount(held: Desk, name: str, value: int, ends: tuple[int, int]) -> None:
    key = f"{name}-caseload-{value}"
    st.number_input(
        held.words(f"whatif.{name}"), *ends, value=min(max(value, ends[0]), ends[1]), step=1, key=key,
        on_change=_keep, args=(name, key),
    )  # fmt: skip


def _keep(name: str, key: str) -> None:
    st.query_params[name] = str(st.session_state[key])


def _answer(held: Desk, question: Asked) -> list[str]:
    said = []
    if question.changed:
        found, state = balance(question.state), question.state
        if found.mean is not None:
            above = len(at(placed(state), Place.ABOVE))
            mean = held.number(found.mean, 1)
            said.append(held.words("whatif.result", mean=mean, seats=found.seats, above=above))
        if state.nobodys:
            said.append(held.words("whatif.unplaced", people=state.nobodys))
    if question.takes is not None:
        said.append(_taking(held, question.takes, question.state))
    return said


def _taking(held: Desk, people: float, state: State) -> str:
    number = held.number(people)
    if held.outlook is None:
        return held.words("whatif.takes_early", number=number)
    months = held.outlook.months
    full = full_from(taking(held.outlook, people), state)
    at_month = months[-1] if full is None else months[full]
    key = "whatif.takes_free" if full is None else "whatif.takes_full"
    return held.words(key, number=number, month=month(at_month.at, held.context.language))


def _clear(held: Desk) -> str:
    kept = {name: value for name, value in held.context.query.items() if name not in NAMES}
    address = ADDRESSES["caseload"] + (f"?{urlencode(kept)}" if kept else "")
    said = escape(held.words("whatif.clear"))
    return f'<p class="lm-links"><a href="{escape(address)}" target="_self">{said}</a></p>'
