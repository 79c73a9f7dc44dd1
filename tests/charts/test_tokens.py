"""The tokens: enough contrast in each theme, large enough on a wall, and the same in Streamlit's own settings."""

from __future__ import annotations

import tomllib
from itertools import combinations

import pytest

from lead_metrics.charts.theme import configured
from lead_metrics.charts.tokens import THEMES
from lead_metrics.settings import ROOT

INKS = ("text", "quiet", "people", "program", "system", "quality")
GROUNDS = ("page", "card", "soft")


def luminance(colour: str) -> float:
    """Return the relative luminance of a color (WCAG 2.2)."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    """Return the contrast of two colors (WCAG 2.2)."""
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("ink", INKS)
@pytest.mark.parametrize("ground", GROUNDS)
def test_every_ink_can_be_read_on_every_ground(name, ink, ground):
    theme = THEMES[name]
    assert contrast(getattr(theme, ink), getattr(theme, ground)) >= (7 if name == "projector" else 4.5)


@pytest.mark.parametrize("name", THEMES)
def test_what_stands_on_the_accent_can_be_read(name):
    assert contrast(THEMES[name].on_accent, THEMES[name].accent) >= 4.5


def test_the_projectors_type_and_lines_are_read_from_ten_metres():
    wall = THEMES["projector"]
    assert wall.size >= 28 and wall.line >= 3 and wall.scale.root >= 28
    assert min(float(size.removesuffix("rem")) for size in (wall.scale.small, wall.scale.body)) * wall.scale.root >= 28
    assert configured(wall)["axis"]["labelFontSize"] >= 28


@pytest.mark.parametrize("name", THEMES)
def test_no_two_levels_share_a_color(name):
    theme = THEMES[name]
    inks = [theme.people, theme.program, theme.system]
    assert all(a != b for a, b in combinations(inks, 2))


@pytest.mark.parametrize("name", ["light", "dark"])
def test_streamlits_own_widgets_wear_the_same_colors(name):
    told = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"][name]
    theme = THEMES[name]
    assert told == {
        "primaryColor": theme.accent, "backgroundColor": theme.page, "secondaryBackgroundColor": theme.soft,
        "textColor": theme.text, "borderColor": theme.line_color, "linkColor": theme.accent,
    }  # fmt: skip
