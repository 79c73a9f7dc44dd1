"""Pathway: from three doors to care, where the path narrows, and how long each step takes."""

from __future__ import annotations

from functools import partial
from html import escape
from itertools import pairwise

import polars as pl
import streamlit as st

from lead_metrics.cells import ALL, NONE, Status
from lead_metrics.charts import flow, items
from lead_metrics.charts.rows import shared_domain
from lead_metrics.estimates.sentences import Teller
from lead_metrics.views import cards, reads
from lead_metrics.views.cards import show_exhibit
from lead_metrics.views.categories import UNKNOWN, names
from lead_metrics.views.choice import asked, switch
from lead_metrics.views.context import Context
from lead_metrics.views.exhibit import Exhibit
from lead_metrics.views.groups import parted, show_parted
from lead_metrics.views.labels import as_of, sources
from lead_metrics.views.marks import show_marks
from lead_metrics.views.opening import show_end, show_opening
from lead_metrics.views.shelf import findings, indicators, show_heading, show_shelf

STEPS = ("pathway_reached", "pathway_intake", "pathway_connected")
"""Each is a share of all who were referred; the first step is all of them."""

DOOR = "door"


def show(context: Context) -> None:
    """Show the path of a referral, then what belongs to each part of it."""
    show_opening(context, context.words("pathway.kicker"), context.words("pathway.title"))
    door = choose_door(context)
    st.html(f'<h2 class="lm-pair">{escape(context.words("pathway.path"))}</h2>')
    show_flow(context, door)
    shelves = [
        (chapter, findings(context, indicators(context, chapter)))
        for chapter in context.catalogue.chapters_of("pathway")
    ]
    domain = shared_domain(*(one.series for _, found in shelves for one in found if not one.told.quiet))
    cards.show_events(context, domain)
    for chapter, found in shelves:
        show_heading(context, chapter)
        show_shelf(context, found, domain, chapter.id)
        for one in found:
            if DOOR in one.indicator.breakdowns and (groups := parted(context, one.indicator.id, DOOR)):
                show_parted(context, groups, f"{chapter.id}-{one.indicator.id}")
    show_marks(context)
    show_end(context, f"{context.words('pathway.door')}: {doors(context)[door]}")


def doors(context: Context) -> dict[str, str]:
    """Return the doors by name, all of them together first."""
    known = {door: name for door, name in names(context, DOOR).items() if door != UNKNOWN}
    return {ALL: context.words("pathway.every_door")} | known


def choose_door(context: Context) -> str:
    """Offer the doors and return the one that the address asks for."""
    offered = doors(context)
    door = asked(context, DOOR, offered, ALL)
    with st.container(key="filters"):
        switch(context, DOOR, offered, door, "pathway.door")
    return door


def show_flow(context: Context, door: str) -> None:
    """Show how many of a hundred referrals came to each step, or why that cannot be said."""
    taken = steps(context, door)
    if taken.is_empty() or not (taken["status"] == Status.SHOWN).any():
        st.html(f'<p class="lm-sentence">{escape(context.words("pathway.none"))}</p>')
        return
    show_exhibit(context, exhibit(context, taken, door), "pathway")


def steps(context: Context, door: str) -> pl.DataFrame:
    """Return the latest figure of each step (facts.figures.FIGURES), each by the periods that its own size allows."""
    dimension = NONE if door == ALL else DOOR
    frame = reads.figures(context, STEPS, dimension).filter(
        pl.col("area") == ALL, pl.col("category") == door, pl.col("status").is_in([Status.SHOWN, Status.WITHHELD])
    )
    order = {name: place for place, name in enumerate(STEPS)}
    latest = frame.filter(pl.col("until") == pl.col("until").max().over("indicator"))
    return latest.sort(pl.col("indicator").replace_strict(order, return_dtype=pl.Int64))


def of_one_period(taken: pl.DataFrame) -> bool:
    """Tell whether all steps are there and of one period, so that they may be compared with one another."""
    return taken.height == len(STEPS) and taken.select("from", "until").unique().height == 1


def exhibit(context: Context, taken: pl.DataFrame, door: str) -> Exhibit:
    """Return the flow as an exhibit; steps of other periods stand below one another without a band between them."""
    last = context.catalogue.indicators[STEPS[-1]]
    teller = Teller(last, context.catalogue.units[last.unit], context.language, context.words)
    listed, alike = path(context, taken, teller), of_one_period(taken)
    rows = flow.rows(listed, teller)
    said = narrowest(context, listed, teller) if alike else context.words("pathway.periods")
    return Exhibit(
        indicator=last,
        title=title(context, taken, teller),
        sentence=f"{said} {context.words('pathway.about')}".strip(),
        unit=context.words("pathway.unit"),
        as_of=as_of(context, taken),
        source=sources(context, taken),
        alt=items.describe(listed, "flow", teller),
        draw=partial(flow.draw, "programmatic", listed.height),
        rows=rows if alike else rows.filter(pl.col("row") != "link"),
        figures=taken,
        heads=tuple(context.words(f"table.{name}") for name in ("item", "figure", "interval")),
        cells=lambda: [tuple(one) for one in items.table(listed, teller)],
        events=reads.events(context).clear(),
        filters=f"{context.words('pathway.door')}: {doors(context)[door]}",
        name=f"path-{door}",
    )


def path(context: Context, taken: pl.DataFrame, teller: Teller) -> pl.DataFrame:
    """Return all steps as items of a chart (charts.items.ITEMS), each named with its period; the first is everybody."""
    labels = [
        context.words(
            "pathway.step_in", step=context.words(f"pathway.step.{one['indicator']}"), period=teller.span_of(one)
        )
        for one in taken.to_dicts()
    ]
    parts = taken.select(pl.Series("label", labels, dtype=pl.String), *list(items.ITEMS)[1:])
    everybody = (context.words("pathway.step.referred"), str(Status.SHOWN), 100.0, None, None, False)
    return pl.concat([pl.DataFrame([everybody], orient="row", schema=items.ITEMS), parts])


def title(context: Context, taken: pl.DataFrame, teller: Teller) -> str:
    """Return how many of a hundred referrals came to the last step that may be told."""
    last = taken.filter(pl.col("status") == Status.SHOWN).row(-1, named=True)
    share = teller.value(float(last["value"]))
    return context.words(f"pathway.came.{last['indicator']}", share=share, period=teller.span_of(last))


def narrowest(context: Context, listed: pl.DataFrame, teller: Teller) -> str:
    """Return between which two steps most were not reached, no words where a step is not shown."""
    rows = listed.to_dicts()
    if any(row["value"] is None for row in rows):
        return ""
    drops = [(a["value"] - b["value"], a["label"], b["label"]) for a, b in pairwise(rows)]
    size, before, after = max(drops)
    if size <= 0:
        return ""
    return context.words("pathway.narrowest", before=before, after=after, size=teller.size(size, "points"))
