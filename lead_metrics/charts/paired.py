"""The paired two-level chart: people above, the system below, on one time axis with the same events through both."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt
import polars as pl

from lead_metrics.charts import rows, timeline
from lead_metrics.charts.marks import hidden, said, valued
from lead_metrics.charts.theme import HEADROOM, finished, scaled
from lead_metrics.charts.tokens import THEMES, Theme, ThemeName

HEIGHT = 320
GAP = 0.08
"""The share of the height between the two levels."""

ROWS = rows.ROWS | {"panel": pl.String}


@cache
def draw(levels: tuple[str, str], percent: tuple[bool, bool], theme_name: ThemeName = "light") -> dict[str, Any]:
    """Return the compiled spec of two levels, the first above; rows (ROWS) are attached at each showing."""
    theme = THEMES[theme_name]
    height = scaled(HEIGHT, theme)
    # Whoever shows the chart may squeeze it, so the halves follow its height.
    reaches = ((f"height * {0.5 - GAP / 2}", "0"), ("height", f"height * {0.5 + GAP / 2}"))
    panels = [_panel(levels[n], percent[n], theme, reaches[n]) for n in (0, 1)]
    around = alt.layer(timeline.shade(theme), *timeline.events(theme), timeline.domain())
    chart = alt.layer(around, *panels, data=alt.NamedData(name="figures"), height=height).resolve_scale(y="independent")
    return finished(chart, theme, HEADROOM)


def _panel(level: str, percent: bool, theme: Theme, reach: tuple[str, str]) -> Any:
    colour, y = theme.colour(level), timeline.value_axis(theme, percent, reach)
    base = alt.Chart().transform_filter(f"{timeline.of('figure')} && datum.panel == '{level}'")
    points = base.encode(x=timeline.time_axis(), tooltip=said())
    return alt.layer(
        timeline.interval(base, colour),
        timeline.line(base, colour, theme, y),
        *valued(points.encode(y=y), colour, theme),
        *hidden(points, theme, foot=reach[0]),
    )


def panel(level: str, figures: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of one level's figures (charts.rows.figures) in its half of the chart."""
    return figures.with_columns(panel=pl.lit(level))
