"""Equity: disparity at each decision point, as ratio and as difference."""

from __future__ import annotations

from lead_metrics.views.context import Context
from lead_metrics.views.opening import show_end, show_opening


def show(context: Context) -> None:
    """Show the page."""
    show_opening(context, context.words("equity.kicker"), context.words("equity.title"))
    show_end(context)
