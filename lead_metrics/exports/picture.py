"""A chart as a picture that stands alone: its finding above, its release, audience, filters and source below."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from functools import cache
from html import escape
from pathlib import Path
from textwrap import wrap
from typing import Any

import polars as pl

from lead_metrics.charts.tokens import THEMES, ThemeName
from lead_metrics.exports.label import Label

PPI = 216
WIDTH = 720
LETTERS = 104
"""Letters a line at that width."""

FONTS = Path(__file__).parent / "fonts"


def png(spec: Mapping[str, Any], rows: pl.DataFrame, label: Label, theme: ThemeName = "light") -> bytes:
    """Return the chart as PNG at 216 pixels an inch."""
    return bytes(converter().vegalite_to_png(alone(spec, rows, label, theme), ppi=PPI))


def svg(spec: Mapping[str, Any], rows: pl.DataFrame, label: Label, theme: ThemeName = "light") -> bytes:
    """Return the chart as SVG."""
    drawn = str(converter().vegalite_to_svg(alone(spec, rows, label, theme)))
    return drawn.replace("<svg ", f'<svg role="img" aria-label="{escape(label.alt)}" ', 1).encode()


@cache
def converter() -> Any:
    """Return vl-convert, which knows our font from then on; it is large, so it is loaded by the first who asks."""
    import vl_convert  # noqa: PLC0415 (no page waits for it)

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert


def alone(spec: Mapping[str, Any], rows: pl.DataFrame, label: Label, theme: ThemeName) -> dict[str, Any]:
    """Return a compiled spec (layers in one view) with its rows, its finding and everything that it needs to say."""
    look = THEMES[theme]
    whole = deepcopy(dict(spec))
    said = [label.unit, *wrap(label.sentence, LETTERS)]
    whole |= {
        "data": {"name": "figures"},
        "datasets": {**spec.get("datasets", {}), "figures": plain(rows)},
        "width": WIDTH,
        "background": look.card,
        "padding": 24,
        "title": {
            "text": wrap(label.title, LETTERS * 2 // 3), "subtitle": said, "anchor": "start", "frame": "bounds",
            "fontSize": look.size * 1.5, "subtitleFontSize": look.size, "subtitlePadding": 6, "offset": 34,
            "color": look.text, "subtitleColor": look.quiet, "subtitleLineHeight": look.size * 1.5,
        },
    }  # fmt: skip
    whole["layer"] = [*whole["layer"], foot(label, look.quiet, look.size)]
    return whole


def foot(label: Label, color: str, size: int) -> dict[str, Any]:
    """Return the layer of small print below the plot, however high that comes to be."""
    said = [line for text in (*label.lines(), *label.events) for line in wrap(text, LETTERS + 12)]
    mark = {
        "type": "text", "align": "left", "baseline": "top", "color": color, "fontSize": size - 1,
        "lineHeight": size * 1.5,
    }  # fmt: skip
    at = {"x": {"value": 0}, "y": {"value": {"expr": f"height + {size * 4}"}}, "text": {"value": said}}
    return {"data": {"values": [{}]}, "mark": mark, "encoding": at}


def plain(rows: pl.DataFrame) -> list[dict[str, object]]:
    """Return rows as JSON holds them; a day has an hour, because without one it is read as another time zone's."""
    return [
        {name: f"{value.isoformat()}T00:00:00" if isinstance(value, date) else value for name, value in row.items()}
        for row in rows.to_dicts()
    ]
