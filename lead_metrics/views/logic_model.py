"""Logic model: intentions, actions and outcomes at three levels, each outcome with its latest figure."""

from __future__ import annotations

from lead_metrics.views.context import Context
from lead_metrics.views.opening import show_end, show_opening


def show(context: Context) -> None:
    """Show the page."""
    show_opening(context, context.words("logic_model.kicker"), context.words("logic_model.title"))
    show_end(context)
