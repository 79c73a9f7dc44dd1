"""About LEAD: what it is, who takes part, and what its figures can and cannot say."""

from __future__ import annotations

from lead_metrics.views.context import Context
from lead_metrics.views.opening import show_end, show_opening


def show(context: Context) -> None:
    """Show the page."""
    show_opening(context, context.words("about.kicker"), context.words("about.title"))
    show_end(context)
