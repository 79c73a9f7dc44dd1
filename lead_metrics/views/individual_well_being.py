"""Individual well-being: housing, income, health, well-being and goals, each beside its supply."""

from __future__ import annotations

from lead_metrics.views.context import Context
from lead_metrics.views.opening import show_end, show_opening


def show(context: Context) -> None:
    """Show the page."""
    show_opening(context, context.words("individual_well_being.kicker"), context.words("individual_well_being.title"))
    show_end(context)
