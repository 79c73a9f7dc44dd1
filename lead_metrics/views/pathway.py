"""Pathway: from three doors to care, where the path narrows, and how long each step takes."""

from __future__ import annotations

from lead_metrics.views.context import Context
from lead_metrics.views.opening import show_end, show_opening


def show(context: Context) -> None:
    """Show the page."""
    show_opening(context, context.words("pathway.kicker"), context.words("pathway.title"))
    show_end(context)
