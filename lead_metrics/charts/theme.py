"""Colours, type and line widths of the three themes: light, dark and projector."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ThemeName = Literal["light", "dark", "projector"]
FONT = "Public Sans, Source Sans Pro, sans-serif"


@dataclass(frozen=True)
class Theme:
    """One look. Warm for people, cool for the system: told apart by any color vision, neither good nor bad."""

    text: str
    quiet: str
    grid: str
    people: str
    program: str
    system: str
    quality: str
    shade: str
    background: str
    size: int
    line: float
    point: int

    def colour(self, level: str) -> str:
        """Return the color of a level of the logic model."""
        return {"individual": self.people, "programmatic": self.program, "systemic": self.system}.get(
            level, self.quality
        )


THEMES: dict[ThemeName, Theme] = {
    "light": Theme(
        text="#1F2933",
        quiet="#52606D",
        grid="#E4E7EB",
        people="#A34A00",
        program="#6B4C9A",
        system="#005A9C",
        quality="#52606D",
        shade="#EEF1F4",
        background="#FFFFFF",
        size=13,
        line=2.25,
        point=42,
    ),
    "dark": Theme(
        text="#F0F4F8",
        quiet="#B8C4CE",
        grid="#33404D",
        people="#F2A65A",
        program="#C3A6E8",
        system="#7FB8E6",
        quality="#B8C4CE",
        shade="#26323D",
        background="#12181F",
        size=13,
        line=2.25,
        point=42,
    ),
    "projector": Theme(
        text="#0B0F14",
        quiet="#2B3640",
        grid="#C9D1D9",
        people="#7A3600",
        program="#46307A",
        system="#003E6E",
        quality="#2B3640",
        shade="#E4E7EB",
        background="#FFFFFF",
        size=28,
        line=4,
        point=120,
    ),
}


def configured(theme: Theme) -> dict[str, object]:
    """Return the Vega-Lite config of a theme."""
    label = {"labelFont": FONT, "titleFont": FONT, "labelFontSize": theme.size, "titleFontSize": theme.size}
    return {
        "background": "transparent",
        "font": FONT,
        "view": {"stroke": None},
        "axis": {**label, "labelColor": theme.quiet, "titleColor": theme.text, "gridColor": theme.grid},
        "axisX": {"grid": False, "domainColor": theme.quiet, "tickColor": theme.quiet, "labelFlush": True},
        "axisY": {"domain": False, "ticks": False, "labelPadding": 6, "tickCount": 4},
        "legend": {**label, "labelColor": theme.text},
        "text": {"font": FONT, "fontSize": theme.size, "color": theme.text},
    }
