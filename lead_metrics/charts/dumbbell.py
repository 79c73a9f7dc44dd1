"""Paired change: for the same people an earlier ring and a later dot, joined where both are shown."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt
import polars as pl

from lead_metrics.cells import Status
from lead_metrics.charts import items
from lead_metrics.charts.describe import said as words_of
from lead_metrics.charts.marks import hidden, said
from lead_metrics.charts.theme import finished, scaled
from lead_metrics.charts.tokens import THEMES, ThemeName
from lead_metrics.estimates.sentences import Teller

STEP = 40
PAIRS = {"label": pl.String, "status": pl.String, "earlier": pl.Float64, "later": pl.Float64, "unreliable": pl.Boolean}
"""One row a pair: both sides are shown, or neither."""


@cache
def draw(level: str, percent: bool, count: int, theme_name: ThemeName = "light") -> dict[str, Any]:
    """Return the compiled spec for so many pairs; rows (charts.items.ROWS) are attached at each showing."""
    theme = THEMES[theme_name]
    colour = theme.colour(level)
    base = alt.Chart().encode(y=items.label_axis(theme), tooltip=said())
    x = items.amount_axis(percent, zero=False, padding=scaled(14, theme))
    link = base.transform_filter("datum.row == 'figure' && isValid(datum.low)").mark_rule(
        color=colour, strokeWidth=theme.line
    )
    ends = base.transform_filter("datum.row == 'figure' && isValid(datum.low)")
    ring = ends.mark_point(size=theme.point * 2, filled=True, color=theme.card, stroke=colour, strokeWidth=theme.line)
    dot = ends.mark_point(size=theme.point * 2.4, filled=True, color=colour, opacity=1)
    layers = [
        link.encode(x=x, x2="low:Q"),
        ring.encode(x=alt.X("low:Q"), opacity=alt.value(1)),
        dot.encode(x=x),
        *hidden(base, theme, along="y"),
    ]
    chart = alt.layer(*layers, data=alt.NamedData(name="figures"), height=scaled(STEP, theme) * count)
    return finished(chart, theme)


def rows(pairs: pl.DataFrame, teller: Teller) -> pl.DataFrame:
    """Return the rows of pairs (PAIRS): `low` is the earlier value, `value` the later."""
    return items.plotted(
        items.figures(_items(pairs), teller).with_columns(
            pl.Series("said", [f"{row['label']}: {change(row, teller)}" for row in pairs.to_dicts()], dtype=pl.String)
        )
    )


def _items(pairs: pl.DataFrame) -> pl.DataFrame:
    return pairs.select(
        "label", "status", "unreliable", value="later", low="earlier", high=pl.lit(None, pl.Float64)
    )  # fmt: skip


def change(row: dict[str, Any], teller: Teller) -> str:
    """Return a pair in words: from what to what, or why there is none."""
    both = [row["earlier"], row["later"]]
    if row["status"] != Status.SHOWN or None in both:
        return words_of(row | {"value": None}, teller)
    first, last = (teller.value(float(value)) for value in both)
    text = teller.words("tip.change", earlier=first, later=last)
    return teller.words("status.unreliable_value", value=text) if row["unreliable"] else text


def describe(pairs: pl.DataFrame, teller: Teller) -> str:
    """Return the alt text: each pair in words."""
    told = "; ".join(f"{row['label']}: {change(row, teller)}" for row in pairs.to_dicts())
    return teller.words("alt.items", kind=teller.words("chart.dumbbell"), name=teller.name, items=told)


def table(pairs: pl.DataFrame, teller: Teller) -> list[tuple[str, str]]:
    """Return the accessible equivalent: label, and the change in words."""
    return [(str(row["label"]), change(row, teller)) for row in pairs.to_dicts()]
