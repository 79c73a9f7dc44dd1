"""A small line as a drawing within a text: shown figures alone, and never a line across what is not shown."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

import polars as pl

from lead_metrics.cells import Status

WIDTH, HEIGHT, EDGE = 132, 30, 3


def spark(series: pl.DataFrame, colour: str, said: str) -> str:
    """Return a series (facts.figures.FIGURES) as an image in HTML with its words; nothing without two shown figures."""
    rows = series.sort("from").select("status", "value").rows()
    shown = [value for status, value in rows if status == Status.SHOWN and value is not None]
    if len(shown) < 2:
        return ""
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" fill="none" stroke="{colour}"'
        f' stroke-width="1.8" stroke-linejoin="round" stroke-linecap="round">'
        f'<path d="{path(rows, max(shown))}"/>{dot(rows, max(shown), colour)}</svg>'
    )
    source = f"data:image/svg+xml,{quote(drawing)}"
    return f'<img class="lm-spark" src="{source}" width="{WIDTH}" height="{HEIGHT}" alt="{escape(said)}">'


def place(n: int, value: float, of: int, most: float) -> tuple[float, float]:
    """Return where the nth of so many figures stands; zero is at the foot."""
    x = EDGE + (WIDTH - 2 * EDGE) * n / max(of - 1, 1)
    y = HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * max(value, 0.0) / (most or 1.0)
    return round(x, 1), round(y, 1)


def path(rows: Sequence[tuple[str, float | None]], most: float) -> str:
    """Return the line: it begins anew behind each figure that is not shown."""
    parts, joined = [], False
    for n, (status, value) in enumerate(rows):
        if status != Status.SHOWN or value is None:
            joined = False
            continue
        x, y = place(n, value, len(rows), most)
        parts.append(f"{'L' if joined else 'M'}{x} {y}" + ("" if joined else f"L{x} {y}"))
        joined = True
    return "".join(parts)


def dot(rows: Sequence[tuple[str, float | None]], most: float, colour: str) -> str:
    """Return a dot at the latest shown figure."""
    n, value = next((n, v) for n, (s, v) in reversed(list(enumerate(rows))) if s == Status.SHOWN and v is not None)
    x, y = place(n, value, len(rows), most)
    return f'<circle cx="{x}" cy="{y}" r="2.6" fill="{colour}" stroke="none"/>'
