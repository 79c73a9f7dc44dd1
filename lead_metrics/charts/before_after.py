"""Before and after: what was seen, the model's line, and what was to be expected had nothing changed, with its band."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt
import polars as pl

from lead_metrics.charts import timeline
from lead_metrics.charts.describe import span
from lead_metrics.charts.marks import hidden, said, valued
from lead_metrics.charts.rows import middle
from lead_metrics.charts.theme import HEADROOM, finished, scaled
from lead_metrics.charts.tokens import THEMES, ThemeName
from lead_metrics.estimates.sentences import Teller

HEIGHT = 240
EXPECTED = {"from": pl.Date, "until": pl.Date, "value": pl.Float64, "low": pl.Float64, "high": pl.Float64}
"""What was to be expected in each period since the change, with its interval."""


@cache
def draw(level: str, percent: bool, theme_name: ThemeName = "light") -> dict[str, Any]:
    """Return the compiled spec; rows (charts.rows.ROWS; kinds `expected` and `fitted` too) are attached when shown."""
    theme = THEMES[theme_name]
    colour, y = theme.colour(level), timeline.value_axis(theme, percent)
    base = alt.Chart().transform_filter(timeline.of("figure"))
    points = base.encode(x=timeline.time_axis(), tooltip=said())
    counter = alt.Chart().transform_filter(timeline.of("expected"))
    model = alt.Chart().transform_filter(timeline.of("fitted"))
    layers = [
        timeline.shade(theme),
        *timeline.events(theme),
        timeline.interval(counter, theme.quiet),
        timeline.line(counter, theme.quiet, theme, y).encode(strokeDash=alt.value([6, 4]), tooltip=said()),
        timeline.line(base, colour, theme, y),
        timeline.line(model, theme.text, theme, y).encode(strokeWidth=alt.value(theme.line / 2)),
        *valued(points.encode(y=y), colour, theme),
        *hidden(points, theme),
        timeline.domain(),
    ]
    chart = alt.layer(*layers, data=alt.NamedData(name="figures"), height=scaled(HEIGHT, theme))
    return finished(chart, theme, HEADROOM)


def expected(frame: pl.DataFrame, teller: Teller) -> pl.DataFrame:
    """Return the rows of what was to be expected (EXPECTED), each with its words."""
    words = [_said(row, teller) for row in frame.sort("from").to_dicts()]
    return frame.sort("from").select(
        pl.lit("expected").alias("row"), middle().cast(pl.Date).alias("at"), "value", "low", "high",
        pl.lit(0, pl.Int64).alias("segment"), pl.Series("said", words, dtype=pl.String),
    )  # fmt: skip


def fitted(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of the model's line (columns at, the first day of a month, and value)."""
    middle_of_month = pl.col("at").dt.offset_by("14d")
    return frame.sort("at").select(
        pl.lit("fitted").alias("row"), middle_of_month, "value", pl.lit(0, pl.Int64).alias("segment")
    )


def beside(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of what the series is compared with (EXPECTED), which stand in the place of the expected."""
    return frame.sort("from").select(
        pl.lit("expected").alias("row"), middle().cast(pl.Date).alias("at"), "value",
        pl.lit(0, pl.Int64).alias("segment"),
    )  # fmt: skip


def _said(row: dict[str, Any], teller: Teller) -> str:
    ends = {name: teller.value(float(row[name])) for name in ("value", "low", "high")}
    return teller.words("tip.expected", period=span(row, teller), **ends)


def describe(trend: str, frame: pl.DataFrame, teller: Teller) -> str:
    """Return the alt text: that of the trend, and what was to be expected in the latest period."""
    if frame.is_empty():
        return trend
    return f"{trend} {_said(frame.sort('from').to_dicts()[-1], teller)}."
