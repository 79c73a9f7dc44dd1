"""The legend: what each mark on a chart means, since nothing here may look like something else."""

from __future__ import annotations

from html import escape

import streamlit as st

from lead_metrics.views.context import Context

MARKS = {
    "shown": '<circle cx="9" cy="9" r="4" fill="#000"/>',
    "interval": '<path d="M1 6l16-3v12L1 12z" fill="#000" opacity=".25"/>'
    '<path d="M1 9h16" stroke="#000" stroke-width="2"/>',
    "zero": '<path d="M9 3l6 6-6 6-6-6z" fill="none" stroke="#000" stroke-width="2"/>',
    "unreliable": '<circle cx="9" cy="9" r="4.5" fill="none" stroke="#000" stroke-width="2"/>',
    "withheld": '<rect x="4" y="4" width="10" height="10" fill="none" stroke="#000" stroke-width="1.5"/>',
    "missing": '<path d="M4 4l10 10M14 4L4 14" stroke="#000" stroke-width="1.5"/>',
    "arriving": '<rect x="1" y="1" width="16" height="16" fill="#000" opacity=".18"/>',
}
"""Each mark as the charts draw it; the color is the page's."""


def show_marks(context: Context) -> None:
    """Show every mark with its meaning."""
    items = "".join(
        f'<li><span class="lm-mark lm-mark-{name}" aria-hidden="true"></span>'
        f"<span>{escape(context.words(f'mark.{name}'))}</span></li>"
        for name in MARKS
    )
    st.html(f'<section class="lm-marks"><h2>{escape(context.words("marks.title"))}</h2><ul>{items}</ul></section>')
