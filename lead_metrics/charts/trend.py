"""The trend chart: figures over time with their interval, events, and a mark for whatever is not a plain figure."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from lead_metrics.charts.marks import hidden, said, valued
from lead_metrics.charts.theme import HEADROOM, THEMES, Theme, ThemeName, finished, scaled

HEIGHT = 220


@cache
def draw(level: str, percent: bool, theme_name: ThemeName = "light") -> dict[str, Any]:
    """Return the compiled Vega-Lite spec of a trend; its rows (charts.rows.ROWS) are attached at each showing.

    The spec holds neither figures nor titles, so that it stays the same from release to release and never flickers.
    """
    theme = THEMES[theme_name]
    colour = theme.colour(level)
    layers = [
        *_shade(theme),
        *_events(theme),
        _interval(colour),
        _line(colour, theme),
        *_points(colour, theme),
        _domain(),
    ]
    chart = alt.layer(*layers, data=alt.NamedData(name="figures"), height=scaled(HEIGHT, theme))
    spec = finished(chart, theme, HEADROOM)
    _percent(spec, percent)
    return spec


def _of(row: str) -> str:
    return f"datum.row == '{row}'"


def _x() -> alt.X:
    return alt.X("at:T", title=None, axis=alt.Axis(tickCount={"interval": "year", "step": 1}, format="%Y"))


def _y() -> alt.Y:
    axis = alt.Axis(title=None, minExtent=44, maxExtent=44)
    return alt.Y("value:Q", axis=axis, scale=alt.Scale(zero=True, nice=True))


def _shade(theme: Theme) -> list[Any]:
    return [
        alt.Chart()
        .transform_filter(_of("arriving"))
        .mark_rect(color=theme.shade, opacity=1)
        .encode(x="at:T", x2="until:T", tooltip="said:N")
    ]


def _events(theme: Theme) -> list[Any]:
    base = alt.Chart().transform_filter(_of("event")).encode(x=_x(), tooltip=["said:N", alt.Tooltip("at:T")])
    dash = alt.condition("datum.mark == 'program'", alt.value([1, 0]), alt.value([3, 3]))
    return [
        base.mark_rule(color=theme.quiet, strokeWidth=theme.line / 2).encode(strokeDash=dash),
        base.mark_text(baseline="bottom", dy=-4, fontWeight="bold", color=theme.text).encode(
            y=alt.value(0), text="label:N"
        ),
    ]


def _interval(colour: str) -> Any:
    return (
        alt.Chart()
        .transform_filter(f"{_of('figure')} && isValid(datum.low)")
        .mark_area(color=colour, opacity=0.16)
        .encode(x=_x(), y=alt.Y("low:Q"), y2="high:Q", detail="segment:N")
    )


def _line(colour: str, theme: Theme) -> Any:
    return (
        alt.Chart()
        .transform_filter(f"{_of('figure')} && isValid(datum.value)")
        .mark_line(color=colour, strokeWidth=theme.line)
        .encode(x=_x(), y=_y(), detail="segment:N")
    )


def _points(colour: str, theme: Theme) -> list[Any]:
    base = alt.Chart().transform_filter(_of("figure")).encode(x=_x(), tooltip=said())
    return [*valued(base.encode(y=_y()), colour, theme), *hidden(base, theme)]


def _domain() -> Any:
    return (
        alt.Chart().transform_filter(_of("domain")).mark_rule(opacity=0).encode(x="at:T", x2="until:T", y=alt.value(0))
    )


def _percent(spec: dict[str, Any], percent: bool) -> None:
    if not percent:
        return
    for layer in spec["layer"]:
        y = layer["encoding"].get("y", {})
        if y.get("field") == "value":
            y["axis"]["labelExpr"] = "datum.label + '%'"
