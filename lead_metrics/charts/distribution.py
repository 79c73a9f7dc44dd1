"""The distribution: how many stand where, a bar for each step of a scale."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from lead_metrics.charts import items
from lead_metrics.charts.marks import hidden, said
from lead_metrics.charts.theme import finished, scaled
from lead_metrics.charts.timeline import value_axis
from lead_metrics.charts.tokens import THEMES, ThemeName

HEIGHT = 220


@cache
def draw(level: str, percent: bool, theme_name: ThemeName = "light") -> dict[str, Any]:
    """Return the compiled spec; rows (charts.items.ROWS) are attached at each showing."""
    theme = THEMES[theme_name]
    colour = theme.colour(level)
    axis = alt.Axis(title=None, labelAngle=0, labelColor=theme.text, ticks=False)
    x = alt.X("label:N", sort=items.IN_ORDER, axis=axis, scale=alt.Scale(paddingInner=0.15))
    base = alt.Chart().encode(x=x, tooltip=said())
    y = value_axis(theme, percent)
    solid = base.transform_filter("datum.mark == 'shown'").mark_bar(color=colour)
    open_ = base.transform_filter("datum.mark == 'unreliable'").mark_bar(
        color=theme.card, stroke=colour, strokeWidth=theme.line
    )
    zero = base.transform_filter("datum.mark == 'zero'").mark_point(
        size=theme.point, shape="diamond", color=colour, strokeWidth=theme.line, yOffset=-6
    )
    layers = [solid.encode(y=y), open_.encode(y=y), zero.encode(y=y), *hidden(base, theme)]
    chart = alt.layer(*layers, data=alt.NamedData(name="figures"), height=scaled(HEIGHT, theme))
    return finished(chart, theme)
