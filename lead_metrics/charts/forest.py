"""The forest plot: an estimate and its interval for each group, beside the line where nothing differs."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from lead_metrics.charts import items
from lead_metrics.charts.marks import hidden, said, valued
from lead_metrics.charts.theme import finished, scaled
from lead_metrics.charts.tokens import THEMES, ThemeName

STEP = 36


@cache
def draw(level: str, ratio: bool, count: int, theme_name: ThemeName = "light") -> dict[str, Any]:
    """Return the compiled spec for so many groups: ratios on a log axis around 1, differences around 0.

    Rows (charts.items.ROWS) are attached at each showing.
    """
    theme = THEMES[theme_name]
    colour = theme.colour(level)
    same = 1.0 if ratio else 0.0
    scale: dict[str, Any] = (
        {"type": "log", "zero": False, "nice": False, "padding": 12} if ratio else {"zero": False, "padding": 12}
    )
    x = items.amount_axis(**scale)
    base = alt.Chart().encode(y=items.label_axis(theme), tooltip=said())
    rule = alt.Chart().mark_rule(color=theme.text, strokeWidth=theme.line)
    nothing = rule.encode(x=alt.XDatum(same, scale=alt.Scale(**scale)))
    span = base.transform_filter("isValid(datum.low)").mark_rule(color=colour, strokeWidth=theme.line)
    layers = [
        nothing,
        span.encode(x=alt.X("low:Q", scale=alt.Scale(**scale)), x2="high:Q"),
        *valued(base.encode(x=x), colour, theme),
        *hidden(base, theme, along="y"),
    ]
    chart = alt.layer(*layers, data=alt.NamedData(name="figures"), height=scaled(STEP, theme) * count)
    return finished(chart, theme)
