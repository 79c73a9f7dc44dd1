"""Tables of the staff view as HTML, each with its caption, which scroll by themselves on a small screen."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape


def table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table; the first cell of each row names it."""
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    body = "".join(_row(row) for row in rows)
    return (
        f'<div class="lm-scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table class="lm-table">'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(cells: Sequence[str]) -> str:
    first, *others = cells
    rest = "".join(f"<td>{escape(cell)}</td>" for cell in others)
    return f'<tr><th scope="row">{escape(first)}</th>{rest}</tr>'


def section(title: str) -> str:
    """Return the heading of a section."""
    return f'<h2 class="lm-section">{escape(title)}</h2>'


def sentence(*said: str) -> str:
    """Return sentences as one paragraph."""
    return f'<p class="lm-sentence">{escape(" ".join(said))}</p>'


def quiet(said: str) -> str:
    """Return a line that explains."""
    return f'<p class="lm-unit">{escape(said)}</p>'
