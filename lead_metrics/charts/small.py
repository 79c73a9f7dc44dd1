"""The small line: where a figure went, beside its name, without an axis."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from lead_metrics.charts import timeline
from lead_metrics.charts.marks import hidden, valued
from lead_metrics.charts.theme import finished, scaled
from lead_metrics.charts.tokens import THEMES, ThemeName

HEIGHT = 44


@cache
def draw(level: str, theme_name: ThemeName = "light") -> dict[str, Any]:
    """Return the compiled spec; rows (charts.rows.ROWS) are attached at each showing."""
    theme = THEMES[theme_name]
    colour = theme.colour(level)
    y = alt.Y("value:Q", axis=None, scale=alt.Scale(zero=True))
    bare = alt.X("at:T", axis=None)
    base = alt.Chart().transform_filter(timeline.of("figure"))
    last = base.transform_filter("isValid(datum.value)").transform_window(
        place="row_number()", sort=[alt.SortField("at", order="descending")]
    )
    layers = [
        timeline.line(base, colour, theme, y).encode(x=bare),
        *valued(last.transform_filter("datum.place == 1").encode(x=bare, y=y), colour, theme),
        *hidden(base.encode(x=bare), theme),
    ]
    chart = alt.layer(*layers, data=alt.NamedData(name="figures"), height=scaled(HEIGHT, theme))
    return finished(chart, theme, headroom=4)
