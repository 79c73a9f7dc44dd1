"""Load bars: each worker's caseload against the band that the site works to; a balance, in no order of merit."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt
import polars as pl

from lead_metrics.charts import items
from lead_metrics.charts.marks import hidden, said
from lead_metrics.charts.theme import finished, scaled
from lead_metrics.charts.tokens import THEMES, ThemeName
from lead_metrics.estimates.sentences import Teller

STEP = 32


@cache
def draw(standard: float, most: float, count: int, theme_name: ThemeName = "light") -> dict[str, Any]:
    """Return the compiled spec for so many workers and a band from the standard to the most that one may carry.

    Rows (charts.items.ROWS; kind `weighted` for the load weighted by need) are attached at each showing.
    """
    theme = THEMES[theme_name]
    colour = theme.program
    x = items.amount_axis()
    base = alt.Chart().encode(y=items.label_axis(theme), tooltip=said())
    figure = base.transform_filter("datum.row == 'figure'")
    band = alt.Chart().mark_rect(color=theme.shade, opacity=1).encode(x=alt.XDatum(standard), x2=alt.datum(most))
    rule = alt.Chart().mark_rule(color=theme.text, strokeWidth=theme.line)
    dashed = rule.encode(strokeDash=alt.value([4, 3]))
    ends = [dashed.encode(x=alt.XDatum(standard)), rule.encode(x=alt.XDatum(most))]
    bar: dict[str, Any] = {"height": {"band": 0.56}}
    layers = [
        band,
        figure.transform_filter("datum.mark == 'shown'").mark_bar(color=colour, **bar).encode(x=x),
        figure.transform_filter("datum.mark == 'unreliable'").mark_bar(
            color=theme.card, stroke=colour, strokeWidth=theme.line, **bar
        ).encode(x=x),
        figure.transform_filter("datum.mark == 'zero'").mark_point(
            shape="diamond", size=theme.point, color=colour, strokeWidth=theme.line, xOffset=8
        ).encode(x=x),
        base.transform_filter("datum.row == 'weighted'").mark_tick(
            color=theme.text, thickness=max(theme.line, 3), height={"band": 0.8}
        ).encode(x=x),
        *ends,
        *hidden(figure, theme, along="y"),
    ]  # fmt: skip
    chart = alt.layer(*layers, data=alt.NamedData(name="figures"), height=scaled(STEP, theme) * count)
    return finished(chart, theme)


def rows(workers: pl.DataFrame, weighted: pl.DataFrame, teller: Teller) -> pl.DataFrame:
    """Return the rows of workers (charts.items.ITEMS), and of their loads weighted by need (columns label, value)."""
    plain = items.figures(workers, teller)
    shown = plain.filter(pl.col("value").is_not_null()).select("label", "order")
    ticks = weighted.join(shown, on="label").select(
        pl.lit("weighted").alias("row"), "label", "order", "value",
        pl.Series("said", [], dtype=pl.String) if weighted.is_empty() else _said(teller).alias("said"),
    )  # fmt: skip
    return items.plotted(plain, ticks)


def _said(teller: Teller) -> pl.Expr:
    return pl.struct("label", "value").map_elements(
        lambda row: f"{row['label']}: {teller.words('tip.weighted', value=teller.value(row['value']))}", pl.String
    )
