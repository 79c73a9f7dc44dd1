"""Groups beside one another: a bar and its interval for each, in the order of the catalogue and never of their size."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from lead_metrics.charts import items
from lead_metrics.charts.marks import hidden, said, valued
from lead_metrics.charts.theme import finished, scaled
from lead_metrics.charts.tokens import THEMES, ThemeName

STEP = 34
BAR = 0.34
"""The share of a row that its bar fills."""


@cache
def draw(level: str, percent: bool, count: int, theme_name: ThemeName = "light") -> dict[str, Any]:
    """Return the compiled spec for so many groups; rows (charts.items.ROWS) are attached at each showing."""
    theme = THEMES[theme_name]
    colour = theme.colour(level)
    base = alt.Chart().encode(y=items.label_axis(theme), tooltip=said())
    x = items.amount_axis(percent)
    bar = base.transform_filter("isValid(datum.value)").mark_bar(
        color=colour, opacity=0.28, height=alt.RelativeBandSize(BAR)
    )
    span = base.transform_filter("isValid(datum.low) && isValid(datum.high)").mark_rule(
        color=colour, strokeWidth=theme.line
    )
    layers = [
        bar.encode(x=x),
        span.encode(x=alt.X("low:Q"), x2="high:Q"),
        *valued(base.encode(x=x), colour, theme),
        *hidden(base, theme, along="y"),
    ]
    chart = alt.layer(*layers, data=alt.NamedData(name="figures"), height=scaled(STEP, theme) * count)
    return finished(chart, theme)
