"""The look, told once: colors, type, spacing and strokes of the three themes; charts and pages read it here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ThemeName = Literal["light", "dark", "projector"]

SANS = "Public Sans, Source Sans Pro, sans-serif"
SERIF = '"LEAD Serif", Georgia, serif'

SPACES = {"1": ".25rem", "2": ".5rem", "3": ".75rem", "4": "1rem", "5": "1.5rem", "6": "2.25rem", "7": "3.5rem"}
"""The steps of white space; nothing on a page is set apart by another."""


@dataclass(frozen=True)
class Scale:
    """Sizes of type on pages: `root` in pixels, the others in multiples of it."""

    root: int
    small: str
    body: str
    finding: str
    section: str
    title: str


@dataclass(frozen=True)
class Theme:
    """One look. Warm for people, cool for the system: told apart by any color vision, neither good nor bad."""

    text: str
    quiet: str
    grid: str
    line_color: str
    page: str
    card: str
    soft: str
    people: str
    program: str
    system: str
    quality: str
    shade: str
    on_accent: str
    size: int
    line: float
    point: int
    scale: Scale

    def colour(self, level: str) -> str:
        """Return the color of a level of the logic model."""
        return {"individual": self.people, "programmatic": self.program, "systemic": self.system}.get(
            level, self.quality
        )

    @property
    def accent(self) -> str:
        """Return the color of links, of what is chosen and of what has the focus."""
        return self.system


_SCREEN = Scale(
    16, ".875rem", "1rem", "1.25rem", "1.5rem", "clamp(1.75rem, 1.15rem + 2.2vw, 2.875rem)",
)  # fmt: skip
_WALL = Scale(32, "1rem", "1rem", "1.125rem", "1.25rem", "1.5rem")

THEMES: dict[ThemeName, Theme] = {
    "light": Theme(
        text="#1F2933",
        quiet="#52606D",
        grid="#E9E6DF",
        line_color="#DDD8CE",
        page="#FBFAF7",
        card="#FFFFFF",
        soft="#F1EFEA",
        people="#A34A00",
        program="#6B4C9A",
        system="#005A9C",
        quality="#52606D",
        shade="#EFEDE8",
        on_accent="#FFFFFF",
        size=13,
        line=2.25,
        point=42,
        scale=_SCREEN,
    ),
    "dark": Theme(
        text="#F0F4F8",
        quiet="#B8C4CE",
        grid="#2B3641",
        line_color="#33404D",
        page="#12181F",
        card="#182029",
        soft="#1F2933",
        people="#F2A65A",
        program="#C3A6E8",
        system="#7FB8E6",
        quality="#B8C4CE",
        shade="#26323D",
        on_accent="#12181F",
        size=13,
        line=2.25,
        point=42,
        scale=_SCREEN,
    ),
    "projector": Theme(
        text="#0B0F14",
        quiet="#2B3640",
        grid="#C9D1D9",
        line_color="#8A949E",
        page="#FFFFFF",
        card="#FFFFFF",
        soft="#F1F3F5",
        people="#7A3600",
        program="#46307A",
        system="#003E6E",
        quality="#2B3640",
        shade="#E4E7EB",
        on_accent="#FFFFFF",
        size=28,
        line=4,
        point=140,
        scale=_WALL,
    ),
}
