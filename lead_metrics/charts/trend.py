"""The trend chart: figures over time with their interval, events, and a mark for whatever is not a plain figure."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from lead_metrics.charts.theme import THEMES, Theme, ThemeName, configured

HEIGHT = 230
HEADROOM = 26
"""Pixels above the plot for the numbers of the events."""


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
    chart = alt.layer(*layers, data=alt.NamedData(name="figures"), height=HEIGHT * theme.size // 13)
    spec = chart.to_dict()
    spec.pop("data")
    spec["config"] = configured(theme)
    spec["padding"] = {"left": 0, "right": 8, "top": HEADROOM, "bottom": 0}
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
    base = alt.Chart().encode(x=_x(), tooltip=alt.Tooltip("said:N", title=" "))
    at_value = base.encode(y=_y())
    at_foot = base.encode(y=alt.value("height"))
    size = theme.point
    return [
        at_value.transform_filter("datum.mark == 'shown'").mark_point(
            size=size * 0.6, filled=True, color=colour, opacity=1
        ),
        at_value.transform_filter("datum.mark == 'zero'").mark_point(
            size=size, filled=False, color=colour, strokeWidth=2, shape="diamond"
        ),
        at_value.transform_filter("datum.mark == 'unreliable'").mark_point(
            size=size, filled=True, color=theme.background, stroke=colour, strokeWidth=2, opacity=1
        ),
        at_foot.transform_filter("datum.row == 'figure' && datum.mark == 'withheld'").mark_point(
            size=size, filled=False, color=theme.quiet, shape="square", yOffset=-7, strokeWidth=1.5
        ),
        at_foot.transform_filter("datum.row == 'figure' && datum.mark == 'missing'").mark_point(
            size=size, color=theme.quiet, shape="M-.7,-.7L.7,.7M.7,-.7L-.7,.7", yOffset=-7, strokeWidth=1.5
        ),
    ]


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
