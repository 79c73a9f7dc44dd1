"""Paired change: the same people's first and latest score, and how many rose, fell and stayed."""

from __future__ import annotations

from functools import partial

import polars as pl
import streamlit as st

from lead_metrics.cells import ALL, Status
from lead_metrics.charts import dumbbell
from lead_metrics.estimates.findings import told_estimate
from lead_metrics.estimates.payloads import Paired
from lead_metrics.views import reads
from lead_metrics.views.cards import show_exhibit
from lead_metrics.views.context import Context
from lead_metrics.views.exhibit import Exhibit
from lead_metrics.views.findings import Finding
from lead_metrics.views.labels import as_of, sources
from lead_metrics.views.verdicts import groups, stored


def show_paired(context: Context, found: Finding, key: str) -> None:
    """Show how the same people's scores changed; nothing where nothing is told of it."""
    for one in stored(context, found.indicator.id, ALL, ("paired",)):
        assert isinstance(one, Paired)
        with st.container(key=f"paired-{key}-{found.indicator.id}"):
            show_exhibit(context, exhibit(context, found, one), f"{key}-paired-{found.indicator.id}")


def exhibit(context: Context, found: Finding, told: Paired) -> Exhibit:
    """Return the change of the same people as an exhibit."""
    rules, teller = context.catalogue.estimating, found.teller
    assert rules is not None
    pair = pl.DataFrame(
        [(context.words("paired.average"), str(Status.SHOWN), told.first, told.latest, False)],
        schema=dumbbell.PAIRS, orient="row",
    )  # fmt: skip
    return Exhibit(
        indicator=found.indicator,
        title=context.words("paired.title"),
        sentence=f"{told_estimate(told, teller, groups(context), rules)} {sides(context, told)}".strip(),
        unit=teller.unit.axis.said(context.language),
        as_of=as_of(context, found.series),
        source=sources(context, found.series),
        alt=dumbbell.describe(pair, teller),
        draw=partial(dumbbell.draw, found.indicator.level, False, 1),
        rows=dumbbell.rows(pair, teller),
        figures=pair,
        heads=(context.words("table.item"), context.words("table.change")),
        cells=lambda: [tuple(row) for row in dumbbell.table(pair, teller)],
        events=reads.events(context).clear(),
        filters=context.words("paired.filter"),
        name="paired",
    )


def sides(context: Context, told: Paired) -> str:
    """Return how many in a hundred rose, fell and stayed, no words where one of them is about few."""
    if told.rose is None or told.fell is None or told.same is None:
        return ""
    return context.words("paired.sides", rose=told.rose, fell=told.fell, same=told.same)
