"""What charts over time share: the axis, events, the span that still arrives, lines and their intervals."""

from __future__ import annotations

from typing import Any

import altair as alt

from lead_metrics.charts.tokens import Theme


def of(row: str) -> str:
    """Return the filter for one kind of row."""
    return f"datum.row == '{row}'"


def time_axis() -> alt.X:
    """Return the axis of days, a label a year."""
    return alt.X("at:T", title=None, axis=alt.Axis(tickCount={"interval": "year", "step": 1}, format="%Y"))


def value_axis(theme: Theme, percent: bool = False, reach: tuple[str, str] | None = None) -> alt.Y:
    """Return the axis of values, from zero; `reach` says where it has its foot and its top."""
    label: dict[str, Any] = {"labelExpr": "datum.label + '%'"} if percent else {}
    wide = 44 if theme.size < 20 else 90
    axis = alt.Axis(title=None, orient="left", minExtent=wide, maxExtent=wide, **label)
    bounds: dict[str, Any] = {"range": [alt.ExprRef(end) for end in reach]} if reach else {}
    scale = alt.Scale(zero=True, nice=True, **bounds)
    return alt.Y("value:Q", axis=axis, scale=scale)


def shade(theme: Theme) -> Any:
    """Return the layer of the span whose records still arrive."""
    return (
        alt.Chart()
        .transform_filter(of("arriving"))
        .mark_rect(color=theme.shade, opacity=1)
        .encode(x="at:T", x2="until:T", tooltip="said:N")
    )


def events(theme: Theme) -> list[Any]:
    """Return the layers of the numbered events: dashed, the program's own beginning drawn through."""
    base = alt.Chart().transform_filter(of("event")).encode(x=time_axis(), tooltip=["said:N", alt.Tooltip("at:T")])
    dash = alt.condition("datum.mark == 'program'", alt.value([1, 0]), alt.value([3, 3]))
    width = theme.line / 2 if theme.line < 3 else 3
    return [
        base.mark_rule(color=theme.quiet, strokeWidth=width).encode(strokeDash=dash),
        base.mark_text(baseline="bottom", dy=-4, fontWeight="bold", color=theme.text).encode(
            y=alt.value(0), text="label:N"
        ),
    ]


def domain() -> Any:
    """Return the unseen layer that holds the first and last day of the axis."""
    return (
        alt.Chart().transform_filter(of("domain")).mark_rule(opacity=0).encode(x="at:T", x2="until:T", y=alt.value(0))
    )


def interval(base: Any, colour: str) -> Any:
    """Return the band between low and high, broken where the line is."""
    drawn = base.mark_area(color=colour, opacity=0.16, invalid="break-paths-filter-domains")
    return drawn.encode(x=time_axis(), y=alt.Y("low:Q"), y2="high:Q", detail="segment:N")


def line(base: Any, colour: str, theme: Theme, y: alt.Y) -> Any:
    """Return the line through the shown figures, which joins nothing across a gap."""
    drawn = base.transform_filter("isValid(datum.value)").mark_line(color=colour, strokeWidth=theme.line)
    return drawn.encode(x=time_axis(), y=y, detail="segment:N")
