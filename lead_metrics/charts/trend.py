"""The trend chart: figures over time with their interval, events, and a mark for whatever is not a plain figure."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from lead_metrics.charts import timeline
from lead_metrics.charts.marks import hidden, said, valued
from lead_metrics.charts.theme import HEADROOM, finished, scaled
from lead_metrics.charts.tokens import THEMES, ThemeName

HEIGHT = 220


@cache
def draw(level: str, percent: bool, theme_name: ThemeName = "light") -> dict[str, Any]:
    """Return the compiled Vega-Lite spec of a trend; its rows (charts.rows.ROWS) are attached at each showing.

    The spec holds neither figures nor titles, so that it stays the same from release to release and never flickers.
    """
    theme = THEMES[theme_name]
    colour, y = theme.colour(level), timeline.value_axis(theme, percent)
    base = alt.Chart().transform_filter(timeline.of("figure"))
    points = base.encode(x=timeline.time_axis(), tooltip=said())
    layers = [
        timeline.shade(theme),
        *timeline.events(theme),
        timeline.interval(base, colour),
        timeline.line(base, colour, theme, y),
        *valued(points.encode(y=y), colour, theme),
        *hidden(points, theme),
        timeline.domain(),
    ]
    chart = alt.layer(*layers, data=alt.NamedData(name="figures"), height=scaled(HEIGHT, theme))
    return finished(chart, theme, HEADROOM)
