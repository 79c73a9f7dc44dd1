"""Figures that stand beside one another, not over time: their rows, their alt text and their table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import polars as pl

from lead_metrics.catalogue.wording import listed
from lead_metrics.charts.describe import interval, said
from lead_metrics.charts.rows import mark, shown_only
from lead_metrics.charts.theme import scaled
from lead_metrics.charts.tokens import Theme
from lead_metrics.estimates.sentences import Teller

ITEMS = {
    "label": pl.String, "status": pl.String, "value": pl.Float64, "low": pl.Float64, "high": pl.Float64,
    "unreliable": pl.Boolean,
}  # fmt: skip
"""One row an item, in the order in which it is drawn; value, low and high are null unless shown."""

ROWS = {
    "row": pl.String, "label": pl.String, "order": pl.Int64, "value": pl.Float64, "low": pl.Float64,
    "high": pl.Float64, "mark": pl.String, "said": pl.String,
}  # fmt: skip
"""row: figure, or what a chart draws beside it. mark: shown, zero, unreliable, withheld, missing or not_collected."""

IN_ORDER = alt.EncodingSortField("order", op="min")
"""As the rows are ordered. Without `op` bars take the sum and other marks the least, and layers that disagree are
sorted by name."""

LABEL, LETTERS, PADDING = 165, 24, 10
"""The widest line of a label in pixels of normal type, and about as many letters. A longer label stands in two lines;
what does not fit into them ends in dots, its tooltip and the table hold it whole. A mark on the axis keeps off it."""


def figures(items: pl.DataFrame, teller: Teller) -> pl.DataFrame:
    """Return the rows of items (ITEMS), each with its words; what is not shown carries no value."""
    words = [f"{row['label']}: {whole(row, teller)}" for row in items.to_dicts()]
    return items.with_row_index("order").select(
        pl.lit("figure").alias("row"), "label", pl.col("order").cast(pl.Int64),
        *(shown_only(name) for name in ("value", "low", "high")),
        mark().alias("mark"), pl.Series("said", words, dtype=pl.String),
    )  # fmt: skip


def whole(row: dict[str, object], teller: Teller) -> str:
    """Return a figure with its interval in words."""
    ends = interval(row, teller)
    return f"{said(row, teller)} ({ends})" if ends else said(row, teller)


def describe(items: pl.DataFrame, kind: str, teller: Teller) -> str:
    """Return the alt text of a chart of items; `kind` names the chart, as in the words `chart.kind`."""
    if items.is_empty():
        return teller.words("alt.nothing", name=teller.name)
    told = "; ".join(f"{row['label']}: {whole(row, teller)}" for row in items.to_dicts())
    return teller.words("alt.items", kind=teller.words(f"chart.{kind}"), name=teller.name, items=told)


def table(items: pl.DataFrame, teller: Teller) -> list[tuple[str, str, str]]:
    """Return the accessible equivalent: label, figure and interval."""
    return [(str(row["label"]), said(row, teller), interval(row, teller)) for row in items.to_dicts()]


def summary(names: list[str], teller: Teller) -> str:
    """Return names as a list in words."""
    return listed(names, teller.language)


def plotted(*parts: pl.DataFrame, schema: Mapping[str, type[pl.DataType]] = ROWS) -> pl.DataFrame:
    """Return the parts as one frame with the columns ROWS."""
    typed = [part.select(pl.col(name).cast(schema[name]) for name in part.columns) for part in parts]
    return pl.concat([pl.DataFrame(schema=schema), *typed], how="diagonal")


def label_axis(theme: Theme) -> alt.Y:
    """Return the axis of labels from top to bottom, in the rows' order; long ones in two lines."""
    first = f"regexp('^(.{{1,{LETTERS}}}) (.+)$')"
    long = f"length(datum.label) > {LETTERS} && test({first}, datum.label)"
    axis = alt.Axis(
        title=None, labelLimit=scaled(LABEL, theme), labelPadding=scaled(PADDING, theme), labelColor=theme.text,
        domain=False, ticks=False, grid=False,
        labelExpr=f"{long} ? split(replace(datum.label, {first}, '$1\\n$2'), '\\n') : datum.label",
        # The second line hangs below the first, so of two the first stands above the middle.
        labelBaseline=alt.condition(long, alt.value("bottom"), alt.value("middle")),
    )  # fmt: skip
    return alt.Y("label:N", sort=IN_ORDER, axis=axis)


def amount_axis(percent: bool = False, **scale: Any) -> alt.X:
    """Return the axis of amounts along the bottom."""
    label: dict[str, Any] = {"labelExpr": "datum.label + '%'"} if percent else {}
    axis = alt.Axis(title=None, grid=True, domain=False, ticks=False, tickCount=5, **label)
    return alt.X("value:Q", axis=axis, scale=alt.Scale(**({"zero": True, "nice": True} | scale)))
