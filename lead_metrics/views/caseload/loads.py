"""Each worker's load against the band: the bars, the balance in one sentence, and the same as a table."""

from __future__ import annotations

from html import escape

import polars as pl
import streamlit as st

from lead_metrics.caseload.balance import Place, at, balance, ordered, place
from lead_metrics.caseload.reading import roster_known
from lead_metrics.caseload.state import State, Worker
from lead_metrics.cells import Load
from lead_metrics.charts.caseload import draw
from lead_metrics.views.caseload.desk import Desk
from lead_metrics.views.caseload.tables import quiet, section, sentence, table
from lead_metrics.views.look import theme

LABELS = {Place.ABOVE: "loads.label_above", Place.AWAY: "loads.label_away", Place.OPEN: "loads.label_seats"}
STANDINGS = (Load.ACTIVE, Load.INACTIVE, Load.SOUGHT, Load.DECEASED)


def show(held: Desk) -> None:
    """Show the loads of today."""
    standard = held.state.standard
    how = held.words("loads.how", average=held.number(standard.average), most=held.number(standard.most))
    st.html(section(held.words("loads.title")) + quiet(how))
    show_bars(held, held.state, "today")
    st.html(sentence(balanced(held, held.state)) + _notes(held) + standing(held))
    with st.popover(held.words("table.open"), icon=":material/table_rows:"):
        st.html(_table(held))


def show_bars(held: Desk, state: State, key: str, before: State | None = None) -> None:
    """Show the bars of a state, with a mark where each load was before."""
    workers = [worker for worker in ordered(state) if worker.load or worker.present]
    if not workers:
        return
    rows = pl.DataFrame([_row(held, state, worker, n, before) for n, worker in enumerate(workers)])
    st.vega_lite_chart(
        rows.with_columns(pl.col("before").cast(pl.Float64)),
        draw(theme()),
        theme=None,
        width="stretch",
        key=f"loads-{key}",
        alt=_alt(held, state),
    )


def _row(held: Desk, state: State, worker: Worker, number: int, before: State | None) -> dict[str, object]:
    standard, where = state.standard, place(worker, state)
    was = before.worker(worker.code) if before else None
    seats, most, aim = worker.seats(standard), worker.most(standard), held.number(worker.aim(standard), 1)
    name = held.name(worker.code)
    key = "loads.said_away" if where is Place.AWAY else "loads.said"
    return {
        "place": number,
        "worker": name,
        "load": worker.load,
        "before": was.load if was else None,
        "aim": worker.aim(standard),
        "most": float(most),
        "mark": "above" if where is Place.ABOVE else "within",
        "label": held.words(LABELS.get(where, "loads.label"), load=worker.load, most=most, seats=seats),
        "said": held.words(key, worker=name, load=worker.load, seats=seats, aim=aim, most=most),
    }


def _alt(held: Desk, state: State) -> str:
    numbers = {str(where): len(at(state, where)) for where in Place}
    return held.words("loads.alt", workers=sum(numbers.values()), **numbers)


def balanced(held: Desk, state: State) -> str:
    """Return the balance of a state in one sentence."""
    found = balance(state)
    if found.mean is None or found.max_to_mean is None or found.gini is None:
        return held.words("balance_none")
    return held.words(
        "balance",
        mean=held.number(found.mean, 1),
        ratio=held.number(found.max_to_mean, 2),
        gini=held.number(found.gini, 2),
    )


def _notes(held: Desk) -> str:
    state, said = held.state, []
    if not roster_known(held.rows):
        said.append(held.words("loads.no_roster"))
    if state.nobodys:
        said.append(held.words("loads.nobody", people=state.nobodys))
    for worker in at(state, Place.AWAY):
        if worker.load:
            days = held.values.get((worker.code, Load.AWAY_DAYS))
            key = "loads.gone" if not worker.full_time else "loads.away"
            said.append(held.words(key, worker=held.name(worker.code), days=int(days or 0), people=worker.load))
    items = "".join(f"<li>{escape(one)}</li>" for one in said)
    return f'<ul class="lm-quiet">{items}</ul>' if items else ""


def standing(held: Desk) -> str:
    """Return people by their standing: active, inactive, still sought and, apart from all of them, those who died."""
    people = {
        measure: sum(value for (_, name), value in held.values.items() if name == measure) for measure in STANDINGS
    }
    items = "".join(
        f"<div><dt>{escape(held.words(f'status.{measure}'))}</dt><dd>{escape(held.number(number))}</dd></div>"
        for measure, number in people.items()
    )
    return f'<dl class="lm-standing" aria-label="{escape(held.words("status.title"))}">{items}</dl>'


def _table(held: Desk) -> str:
    names = ("worker", "active", "seats", "share", "weighted", "inactive", "sought")
    rows = [_cells(held, worker) for worker in ordered(held.state)]
    weights = [held.site(measure) for measure in (Load.WEIGHT_1, Load.WEIGHT_2, Load.WEIGHT_3)]
    set_here = all(weight is not None for weight in weights)
    low, middle, high = (held.number(weight or 1, 2) for weight in weights)
    said = (
        held.words("loads.weights", low=low, middle=middle, high=high) if set_here else held.words("loads.no_weights")
    )
    return table(held.words("table.loads"), [held.words(f"table.{name}") for name in names], rows) + quiet(said)


def _cells(held: Desk, worker: Worker) -> list[str]:
    share = held.share(worker.full_time)
    known = {measure: held.values.get((worker.code, measure), 0.0) for measure in (Load.INACTIVE, Load.SOUGHT)}
    return [
        held.name(worker.code),
        str(worker.load),
        str(worker.seats(held.state.standard)),
        share if worker.present else f"{share} ({held.words('table.away')})",
        held.number(held.values.get((worker.code, Load.WEIGHTED), 0.0), 1),
        *(held.number(value) for value in known.values()),
    ]
