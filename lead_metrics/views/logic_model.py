"""Logic model: intentions, actions and outcomes at three levels, each outcome with its latest figure."""

from __future__ import annotations

from html import escape

import polars as pl
import streamlit as st

from lead_metrics.access.addresses import address_of
from lead_metrics.catalogue.model import Indicator, Outcome
from lead_metrics.cells import Status
from lead_metrics.charts.tokens import THEMES
from lead_metrics.views.context import Context
from lead_metrics.views.findings import Finding, finding, not_collected
from lead_metrics.views.links import anchor, to
from lead_metrics.views.look import theme
from lead_metrics.views.opening import show_end, show_opening
from lead_metrics.views.shelf import may_see
from lead_metrics.views.spark import spark

LEVELS = ("systemic", "programmatic", "individual")
COLUMNS = ("intention", "action", "outcome")


def show(context: Context) -> None:
    """Show the whole model as one picture."""
    show_opening(context, context.words("logic_model.kicker"), context.words("logic_model.title"))
    st.html(f'<p class="lm-sentence">{escape(context.words("logic_model.about"))}</p>')
    st.html(picture(context))
    st.html(f'<p class="lm-quiet">{escape(context.words("logic_model.note"))}</p>')
    show_end(context)


def picture(context: Context) -> str:
    """Return the model as HTML: a row for each level, a column for what is meant, done and hoped for."""
    heads = "".join(
        f'<p class="lm-model-head" aria-hidden="true">{escape(context.words(f"logic_model.{column}"))}</p>'
        for column in COLUMNS
    )
    return f'<div class="lm-model">{heads}{"".join(row(context, level) for level in LEVELS)}</div>'


def row(context: Context, level: str) -> str:
    """Return one level of the model as HTML."""
    cells = "".join(cell(context, level, column) for column in COLUMNS)
    name = escape(context.words(f"level.{level}"))
    return f'<h2 class="lm-model-level lm-{level}">{name}</h2>{cells}'


def cell(context: Context, level: str, column: str) -> str:
    """Return the boxes of one level and column as HTML, in their order."""
    boxes = sorted(
        (one for one in context.catalogue.logic_model.values() if (one.level, one.column) == (level, column)),
        key=lambda one: one.order,
    )
    title = escape(f"{context.words(f'logic_model.{column}')}: {context.words(f'level.{level}')}")
    items = "".join(f"<li>{box(context, one)}</li>" for one in boxes)
    return f'<ul class="lm-model-cell lm-model-{column} lm-edge-{level}" aria-label="{title}">{items}</ul>'


def box(context: Context, outcome: Outcome) -> str:
    """Return one box as HTML: its words, and for an outcome the figure that speaks to it and a way to all of them."""
    name = f"<b>{escape(outcome.name.said(context.language))}</b>"
    if outcome.column != "outcome":
        return name
    speaking = [one for one in context.catalogue.indicators.values() if outcome.id in one.why and may_see(context, one)]
    speaking.sort(key=lambda one: one.id != outcome.first)
    found = chosen([finding(context, one.id) for one in speaking])
    if found is None:
        return f"{name}<span>{escape(context.words('logic_model.none'))}</span>"
    colour = THEMES[theme()].colour(outcome.level)
    line = spark(found.series, colour, context.words("logic_model.line", name=found.teller.name))
    others = [one for one in speaking if one.id != found.indicator.id]
    more = "".join(f"<li>{link(context, one)}</li>" for one in others)
    key = "logic_model.more_one" if len(others) == 1 else "logic_model.more"
    title = escape(context.words(key, number=len(others)))
    rest = f'<details class="lm-more"><summary>{title}</summary><ul>{more}</ul></details>' if others else ""
    return f"{name}<span>{link(context, found.indicator)}</span>{latest(context, found)}{line}{rest}"


def latest(context: Context, found: Finding) -> str:
    """Return the latest figure that is shown with its period as HTML, or why there is none."""
    shown = found.series.filter(pl.col("status") == Status.SHOWN, pl.col("value").is_not_null()).sort("from")
    if shown.is_empty():
        return f"<span>{escape(found.told.sentence)}</span>"
    row = shown.row(-1, named=True)
    value, when = found.teller.value(float(row["value"])), found.teller.span_of(row)
    said = escape(context.words("logic_model.in", period=when))
    return f'<p class="lm-latest"><strong>{escape(value)}</strong> {said}</p>'


def chosen(found: list[Finding]) -> Finding | None:
    """Return the first of which a figure is shown, else the first that is collected, else none."""
    shown = (one for one in found if (one.series["status"] == Status.SHOWN).any())
    told = (one for one in found if not (one.told.quiet and not_collected(one.series)))
    return next(shown, next(told, None))


def link(context: Context, indicator: Indicator) -> str:
    """Return the way to an indicator's own page as HTML."""
    return anchor(to(context, address_of("indicator"), id=indicator.id), indicator.name.said(context.language))
