"""Which theme a page is shown in, and the styles that go with it; all colors and sizes come from the tokens."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from urllib.parse import quote

import streamlit as st

from lead_metrics.charts.tokens import SERIF, SPACES, THEMES, ThemeName
from lead_metrics.views.marks import MARKS

PROJECTOR: ThemeName = "projector"
"""The theme that an address asks for where a page hangs on a wall."""

FOLDER = Path(__file__).parent
SHEETS = ("style.css", "frame.css", "card.css", "model.css", "widgets.css", "told.css", "meetings.css", "paper.css")


def theme() -> ThemeName:
    """Return the theme: the projector's where the address asks for it, else what the browser shows."""
    if st.query_params.get("theme") == PROJECTOR:
        return PROJECTOR
    return "dark" if st.context.theme.type == "dark" else "light"


def dress() -> None:
    """Give the page its styles, in the theme that it is shown in."""
    st.html(f"<style>{styles(theme())}</style>")


LOGO = (
    '<g fill="none" stroke-width="3.5" stroke-linecap="round"><path d="M3 21C11 21 15 8 25 6" stroke="{theme.people}"/>'
    '<path d="M3 7c8 0 12 13 22 15" stroke="{theme.system}"/></g>'
)


@cache
def styles(name: ThemeName) -> str:
    """Return the pages' styles in a theme."""
    sheets = (FOLDER / sheet for sheet in (*SHEETS, *(("projector.css",) if name == "projector" else ())))
    return variables(name) + masks() + "".join(sheet.read_text(encoding="utf-8") for sheet in sheets)


@cache
def first_styles(*, projected: bool) -> str:
    """Return the styles of what a page says before it knows the browser's theme, whose own wish then decides."""
    sheets = ("frame.css", "style.css", *(("projector.css",) if projected else ()), "first.css")
    themes = variables("projector") if projected else variables("light")
    dark = "" if projected else f"@media (prefers-color-scheme: dark) {{ {variables('dark')} }}"
    return themes + dark + "".join((FOLDER / sheet).read_text(encoding="utf-8") for sheet in sheets)


@cache
def slide_styles() -> str:
    """Return the styles of a slide, which go over those of its theme."""
    return (FOLDER / "meeting" / "meeting.css").read_text(encoding="utf-8")


def variables(name: ThemeName) -> str:
    """Return the tokens of a theme as CSS variables of the whole page."""
    theme = THEMES[name]
    told = {
        "text": theme.text, "quiet": theme.quiet, "line": theme.line_color, "ground": theme.card, "page": theme.page,
        "soft": theme.soft, "people": theme.people, "program": theme.program, "system": theme.system,
        "quality": theme.quality, "accent": theme.accent, "on-accent": theme.on_accent, "serif": SERIF,
        "control": theme.quiet, "small": theme.scale.small, "body": theme.scale.body, "finding": theme.scale.finding,
        "section": theme.scale.section, "title": theme.scale.title,
        # Paper is white: what was drawn for a dark ground is turned there.
        "on-paper": "invert(1) hue-rotate(180deg)" if name == "dark" else "none",
    }  # fmt: skip
    told |= {f"space-{step}": size for step, size in SPACES.items()}
    told["logo"] = drawn(LOGO.format(theme=theme), 28)
    return ":root{" + "".join(f"--lm-{key}:{value};" for key, value in told.items()) + "}"


def masks() -> str:
    """Return each mark of the legend as a CSS mask."""
    return "".join(f".lm-mark-{name}{{mask:{drawn(drawing, 18)}}}" for name, drawing in MARKS.items())


def drawn(drawing: str, side: int) -> str:
    """Return a drawing as an image that is written into the styles, so that nothing is fetched."""
    whole = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">{drawing}</svg>'
    return f"url(data:image/svg+xml,{quote(whole)})"
