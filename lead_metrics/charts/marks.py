"""The marks that every chart shares: a figure, a zero, one to read with care, and what is not shown at all."""

from __future__ import annotations

from typing import Any, Literal

import altair as alt

from lead_metrics.charts.tokens import Theme

CROSS = "M-.7,-.7L.7,.7M.7,-.7L-.7,.7"
Along = Literal["x", "y"]


def said() -> alt.Tooltip:
    """Return the tooltip of a row: its words."""
    return alt.Tooltip("said:N", title=" ")


def valued(base: Any, colour: str, theme: Theme) -> list[Any]:
    """Return the layers of the figures that are shown: a dot, a diamond for zero, a ring for one to read with care."""
    size, stroke = theme.point, theme.line * 0.9
    return [
        base.transform_filter("datum.mark == 'shown'").mark_point(
            size=size * 0.6, filled=True, color=colour, opacity=1
        ),
        base.transform_filter("datum.mark == 'zero'").mark_point(
            size=size, filled=False, color=colour, strokeWidth=stroke, shape="diamond"
        ),
        base.transform_filter("datum.mark == 'unreliable'").mark_point(
            size=size, filled=True, color=theme.card, stroke=colour, strokeWidth=stroke, opacity=1
        ),
    ]


def hidden(base: Any, theme: Theme, along: Along = "x", foot: str | None = None) -> list[Any]:
    """Return the layers of what is not shown, at the axis's foot (an expression), never at a height."""
    if along == "x":
        return unseen(base.encode(y=alt.value(alt.ExprRef(foot) if foot else "height")), theme, yOffset=-7)
    return unseen(base.encode(x=alt.value(0)), theme, xOffset=9)


def unseen(base: Any, theme: Theme, **placed: float) -> list[Any]:
    """Return a square for what is withheld and a cross for what is missing, where `base` stands."""
    look: dict[str, Any] = {
        "size": theme.point,
        "filled": False,
        "color": theme.quiet,
        "strokeWidth": theme.line * 0.75,
    }
    look |= placed
    return [
        base.transform_filter("datum.mark == 'withheld'").mark_point(shape="square", **look),
        base.transform_filter("datum.mark == 'missing' || datum.mark == 'not_collected'").mark_point(
            shape=CROSS, **look
        ),
    ]
