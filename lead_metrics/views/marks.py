"""The legend: what each mark on a chart means, since nothing here may look like something else."""

from __future__ import annotations

from html import escape

import streamlit as st

from lead_metrics.views.context import Context

MARKS = ("shown", "interval", "zero", "unreliable", "withheld", "missing", "arriving")
"""Drawn by style.css, each as the charts draw it."""


def show_marks(context: Context) -> None:
    """Show every mark with its meaning."""
    items = "".join(
        f'<li><span class="lm-mark lm-mark-{name}" aria-hidden="true"></span>'
        f"<span>{escape(context.words(f'mark.{name}'))}</span></li>"
        for name in MARKS
    )
    st.html(f'<section class="lm-marks"><h2>{escape(context.words("marks.title"))}</h2><ul>{items}</ul></section>')
