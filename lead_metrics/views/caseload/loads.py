"""Each worker's load against the band: the bars, the balance in one sentence, and the same as a table."""

from __future__ import annotations

from html import escape

import polars as pl
import streamlit as st

from lead_metrics.caseload.balance import Place, at, balance, ordered, placed
from lead_metrics.caseload.state import State, Worker
from lead_metrics.cells import Load
from lead_metrics.charts.load import draw
from lead_metrics.views.caseload import naming
from lead_metrics.views.caseload.desk import Desk
from lead_metrics.views.caseload.tables import quiet, section, sentence, table
from lead_metrics.views.look import theme

LABELS = {Place.ABOVE: "loads.label_above", Place.AWAY: "loads.label_away", Place.OPEN: "loads.label_seats"}
COLUMNS = ("worker", "load", "before", "weighted", "aim", "most", "mark", "label", "said")
STANDINGS = (Load.ACTIVE, Load.INACTIVE, Load.SOUGHT, Load.DECEASED)


def show(held: Desk) -> None:
    """Show the loads of today."""
    standard = held.state.standard
    how = held.words("loads.how", average=held.number(standard.average), most=held.number(standard.most))
    diamond = f" {held.words('loads.diamond')}" if held.weights else ""
    st.html(section(held.words("loads.title")) + quiet(how + diamond))
    show_bars(held, held.state, "today")
    st.html(sentence(balanced(held, held.state)) + _notes(held) + standing(held))
    with st.container(horizontal=True):
        opened = st.popover(
            held.words("table.open"),
            icon=":material/table_rows:",
            type="tertiary",
            key="loads-table",
            on_change="rerun",
        )
        naming.show(held)
    if opened.open:
        with opened:
            st.html(_table(held))


def show_bars(held: Desk, state: State, key: str, before: State | None = None) -> None:
    """Show the bars of a state, with a mark where each load was before."""
    workers = placed(state) if before else held.placed
    if not workers:
        return
    rows = [_row(held, state, worker, where, before) for worker, where in workers]
    columns = dict(zip(COLUMNS, zip(*rows, strict=True), strict=True))
    frame = pl.DataFrame(
        {"place": range(len(rows)), **columns}, schema_overrides={"before": pl.Float64, "weighted": pl.Float64}
    )
    numbers = {str(where): len(at(workers, where)) for where in Place}
    alt = held.words("loads.alt", workers=len(rows), **numbers)
    st.vega_lite_chart(frame, draw(theme()), theme=None, width="stretch", key=f"loads-{key}", alt=alt)


def _row(held: Desk, state: State, worker: Worker, where: Place, before: State | None) -> tuple[object, ...]:
    standard, load = state.standard, worker.load
    was = before.worker(worker.code) if before else None
    seats, most, aim = worker.seats(standard), worker.most(standard), worker.aim(standard)
    name = held.name(worker.code)
    label = held.words(LABELS.get(where, "loads.label"), load=load, most=most, seats=seats)
    key = "loads.said_away" if where is Place.AWAY else "loads.said"
    said = held.words(key, worker=name, load=load, seats=seats, aim=held.number(aim, 1), most=most)
    mark = "above" if where is Place.ABOVE else "within"
    weighted = held.told.values.get((worker.code, Load.WEIGHTED)) if held.weights and not before else None
    return name, load, was.load if was else None, weighted, aim, float(most), mark, label, said


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
    if not held.told.roster_known:
        said.append(held.words("loads.no_roster"))
    if state.nobodys:
        said.append(held.words("loads.nobody", people=state.nobodys))
    for worker in held.at(Place.AWAY):
        if worker.load:
            days = held.told.values.get((worker.code, Load.AWAY_DAYS))
            key = "loads.gone" if not worker.full_time else "loads.away"
            said.append(held.words(key, worker=held.name(worker.code), days=int(days or 0), people=worker.load))
    for worker in state.workers:
        if 0 < worker.present < worker.full_time:
            days = held.told.values.get((worker.code, Load.AWAY_DAYS))
            share = held.share(worker.present)
            said.append(held.words("loads.part_away", worker=held.name(worker.code), days=int(days or 0), share=share))
    items = "".join(f"<li>{escape(one)}</li>" for one in said)
    return f'<ul class="lm-quiet">{items}</ul>' if items else ""


def standing(held: Desk) -> str:
    """Return people by their standing: active, inactive, still sought and, apart from all of them, those who died."""
    people = {
        measure: sum(value for (_, name), value in held.told.values.items() if name == measure) for measure in STANDINGS
    }
    items = "".join(
        f"<div><dt>{escape(held.words(f'status.{measure}'))}</dt><dd>{escape(held.number(number))}</dd></div>"
        for measure, number in people.items()
    )
    return f'<dl class="lm-standing" aria-label="{escape(held.words("status.title"))}">{items}</dl>'


def _table(held: Desk) -> str:
    names = ("worker", "active", "seats", "share", "weighted", "inactive", "sought")
    rows = [_cells(held, worker) for worker in ordered(held.state)]
    if held.weights:
        low, middle, high = (held.number(weight, 2) for weight in held.weights)
        said = held.words("loads.weights", low=low, middle=middle, high=high)
    else:
        said = held.words("loads.no_weights")
    return table(held.words("table.loads"), [held.words(f"table.{name}") for name in names], rows) + quiet(said)


def _cells(held: Desk, worker: Worker) -> list[str]:
    known = {measure: held.told.values.get((worker.code, measure), 0.0) for measure in (Load.INACTIVE, Load.SOUGHT)}
    return [
        held.name(worker.code),
        str(worker.load),
        str(worker.seats(held.state.standard)),
        _share(held, worker),
        held.number(held.told.values.get((worker.code, Load.WEIGHTED), 0.0), 1),
        *(held.number(value) for value in known.values()),
    ]


def _share(held: Desk, worker: Worker) -> str:
    share = held.share(worker.full_time)
    if not worker.present:
        return f"{share} ({held.words('table.away')})"
    return (
        share
        if worker.present == worker.full_time
        else held.words("table.part", present=held.share(worker.present), share=share)
    )
