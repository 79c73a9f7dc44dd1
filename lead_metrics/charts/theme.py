"""What a Vega-Lite chart takes from the tokens: its config in each theme."""

from __future__ import annotations

from typing import Any

from lead_metrics.charts.tokens import SANS, Theme

NORMAL = 13
"""The size of type that heights and widths in pixels were drawn for."""

HEADROOM = 26
"""Pixels above a plot for the numbers of the events."""


def configured(theme: Theme) -> dict[str, object]:
    """Return the Vega-Lite config of a theme."""
    label = {"labelFont": SANS, "titleFont": SANS, "labelFontSize": theme.size, "titleFontSize": theme.size}
    return {
        "background": "transparent",
        "font": SANS,
        "view": {"stroke": None},
        # The chart has one text for all that it shows, and a table; its marks one by one would only be noise.
        "mark": {"aria": False},
        "axis": {**label, "labelColor": theme.quiet, "titleColor": theme.text, "gridColor": theme.grid},
        "axisX": {"grid": False, "domainColor": theme.quiet, "tickColor": theme.quiet, "labelFlush": True},
        "axisY": {"domain": False, "ticks": False, "labelPadding": 6, "tickCount": 4},
        "legend": {**label, "labelColor": theme.text},
        "text": {"font": SANS, "fontSize": theme.size, "color": theme.text},
    }


def scaled(pixels: float, theme: Theme) -> float:
    """Return a length drawn for normal type as long as the theme's type asks for."""
    return pixels * theme.size / NORMAL


def finished(chart: Any, theme: Theme, headroom: float = 8) -> dict[str, Any]:
    """Return a chart's spec without its data, in the theme's config, with room above the plot (pixels)."""
    spec: dict[str, Any] = chart.to_dict()
    spec.pop("data", None)
    spec["config"] = configured(theme)
    spec["padding"] = {"left": 0, "right": 8, "top": scaled(headroom, theme), "bottom": 0}
    return spec
