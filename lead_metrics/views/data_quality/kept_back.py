"""What is withheld, and why: how much of each level a viewer sees, and never a word on any one figure."""

from __future__ import annotations

from html import escape
from typing import Any

import polars as pl
import streamlit as st

from lead_metrics.cells import Status
from lead_metrics.views.context import Context
from lead_metrics.views.data_quality.saying import figure, heading, table
from lead_metrics.views.data_quality.tally import TALLY, by_level, share

PARTS = (Status.SHOWN, Status.WITHHELD, Status.MISSING)
"""The parts of a bar: what is not collected has no figure to show."""


def show(context: Context, figures: pl.DataFrame) -> None:
    """Show why figures are withheld, and the statuses of each level as bars and as a table."""
    why = escape(context.words("data_quality.withheld.why", most=context.catalogue.rule.threshold))
    st.html(f'{heading(context, "withheld.title")}<p class="lm-sentence">{why}</p>')
    counted = by_level(figures, {i.id: i.level for i in context.catalogue.indicators.values()}).to_dicts()
    bars = "".join(bar(context, one) for one in counted)
    st.html(f'<ul class="lm-bars" aria-hidden="true">{bars}{key(context)}</ul>')
    rows = [(level(context, one), *(figure(context, one[name]) for name in TALLY)) for one in counted]
    st.html(table(context, "withheld.bars", ("level", *TALLY), rows))


def bar(context: Context, counted: dict[str, Any]) -> str:
    """Return one level's tally as a bar in parts, each as wide as its share."""
    parts = "".join(
        f'<span class="lm-part-{name}" style="flex-grow:{counted[name]}"></span>' for name in PARTS if counted[name]
    )
    whole = sum(counted[name] for name in PARTS)
    shown = f"{share(counted[Status.SHOWN], whole)} {context.words('status.shown')}"
    said = shown if whole else context.words("status.not_collected")
    name = escape(level(context, counted))
    return f'<li><span>{name}</span><span class="lm-bar">{parts}</span><span>{escape(said)}</span></li>'


def key(context: Context) -> str:
    """Return what each part of a bar means, as the last of the bars."""
    said = {name: escape(context.words(f"data_quality.head.{name}")) for name in PARTS}
    parts = "".join(
        f'<span class="lm-key"><span class="lm-part-{name}"></span>{words}</span>' for name, words in said.items()
    )
    return f"<li><span></span><span>{parts}</span></li>"


def level(context: Context, counted: dict[str, Any]) -> str:
    """Return the words of a tally's level."""
    return context.words(f"level.{counted['level']}")
