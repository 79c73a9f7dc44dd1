"""Data quality: what arrived, when, how complete, and what is withheld."""

from __future__ import annotations

from lead_metrics.views.context import Context
from lead_metrics.views.opening import show_end, show_opening


def show(context: Context) -> None:
    """Show the page."""
    show_opening(context, context.words("data_quality.kicker"), context.words("data_quality.title"))
    show_end(context)
