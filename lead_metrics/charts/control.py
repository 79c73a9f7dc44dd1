"""The control chart: figures beside their usual range, with a mark on whatever chance alone would seldom bring."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt
import polars as pl

from lead_metrics.charts import rows, timeline
from lead_metrics.charts.describe import span
from lead_metrics.charts.marks import hidden, said, valued
from lead_metrics.charts.theme import HEADROOM, finished, scaled
from lead_metrics.charts.tokens import THEMES, ThemeName
from lead_metrics.estimates.sentences import Teller

HEIGHT = 220
LIMITS = {
    "from": pl.Date,
    "until": pl.Date,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "signal": pl.Boolean,
}
"""The usual middle and range of each period, and whether its figure is a signal."""  # fmt: skip


@cache
def draw(level: str, percent: bool, theme_name: ThemeName = "light") -> dict[str, Any]:
    """Return the compiled spec; rows (charts.rows.ROWS; kinds `usual` and `signal` too) are attached when shown."""
    theme = THEMES[theme_name]
    colour, y = theme.colour(level), timeline.value_axis(theme, percent)
    base = alt.Chart().transform_filter(timeline.of("figure"))
    usual = alt.Chart().transform_filter(timeline.of("usual"))
    signal = alt.Chart().transform_filter(timeline.of("signal"))
    points = base.encode(x=timeline.time_axis(), tooltip=said())
    layers = [
        timeline.shade(theme),
        *timeline.events(theme),
        timeline.interval(usual, theme.quiet),
        timeline.line(usual, theme.quiet, theme, y).encode(strokeDash=alt.value([6, 4])),
        timeline.line(base, colour, theme, y),
        *valued(points.encode(y=y), colour, theme),
        signal.mark_point(size=theme.point * 5, color=theme.text, strokeWidth=theme.line).encode(
            x=timeline.time_axis(), y=y, tooltip=said()
        ),
        *hidden(points, theme),
        timeline.domain(),
    ]
    chart = alt.layer(*layers, data=alt.NamedData(name="figures"), height=scaled(HEIGHT, theme))
    return finished(chart, theme, HEADROOM)


def limits(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of the usual range (LIMITS)."""
    at = rows.middle().cast(pl.Date).alias("at")
    return frame.sort("from").select(
        pl.lit("usual").alias("row"), at, "value", "low", "high", pl.lit(0, pl.Int64).alias("segment")
    )


def signals(series: pl.DataFrame, frame: pl.DataFrame, teller: Teller) -> pl.DataFrame:
    """Return the rows of the shown figures that are signals; what is withheld is never one."""
    found = _signalled(series, frame)
    words = [teller.words("tip.signal", period=span(row, teller)) for row in found.to_dicts()]
    at = rows.middle().cast(pl.Date).alias("at")
    return found.select(pl.lit("signal").alias("row"), at, "value", pl.Series("said", words, dtype=pl.String))


def _signalled(series: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    marked = frame.filter("signal").select("from", "until")
    return series.filter(pl.col("status") == "shown", pl.col("value").is_not_null()).join(
        marked, on=["from", "until"], how="semi"
    ).sort("from")  # fmt: skip


def describe(trend: str, series: pl.DataFrame, frame: pl.DataFrame, teller: Teller) -> str:
    """Return the alt text: that of the trend, the usual range, and the periods outside it."""
    if frame.is_empty():
        return trend
    last = frame.sort("from").to_dicts()[-1]
    found = "; ".join(span(row, teller) for row in _signalled(series, frame).to_dicts())
    ends = {name: teller.value(float(last[name])) for name in ("value", "low", "high")}
    return f"{trend} {teller.words('alt.usual', **ends)} " + (
        teller.words("alt.signals", periods=found) if found else teller.words("alt.no_signal")
    )
