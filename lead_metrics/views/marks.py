"""The legend: what each mark on a chart means, since nothing here may look like something else."""

from __future__ import annotations

from html import escape

import streamlit as st

from lead_metrics.views.context import Context

SHAPES = {
    "shown": '<circle cx="9" cy="9" r="4" fill="currentColor"/>',
    "zero": '<path d="M9 3l6 6-6 6-6-6z" fill="none" stroke="currentColor" stroke-width="2"/>',
    "unreliable": '<circle cx="9" cy="9" r="4.5" fill="none" stroke="currentColor" stroke-width="2"/>',
    "withheld": '<rect x="4" y="4" width="10" height="10" fill="none" stroke="currentColor" stroke-width="1.5"/>',
    "missing": '<path d="M4 4l10 10M14 4L4 14" stroke="currentColor" stroke-width="1.5"/>',
    "arriving": '<rect x="1" y="1" width="16" height="16" fill="currentColor" opacity=".18"/>',
    "interval": '<path d="M1 6l16-3v12L1 12z" fill="currentColor" opacity=".25"/><path d="M1 9h16" stroke="currentColor" stroke-width="2"/>',
}


def show_marks(context: Context) -> None:
    """Show every mark with its meaning."""
    items = "".join(
        f'<li><svg viewBox="0 0 18 18" width="18" height="18" aria-hidden="true">{shape}</svg>'
        f"<span>{escape(context.words(f'mark.{name}'))}</span></li>"
        for name, shape in SHAPES.items()
    )
    st.html(f'<section class="lm-marks"><h2>{escape(context.words("marks.title"))}</h2><ul>{items}</ul></section>')
