"""One indicator: everything that is known of it, at one address."""

from __future__ import annotations

from lead_metrics.views.context import Context
from lead_metrics.views.opening import show_end, show_opening


def show(context: Context) -> None:
    """Show the page."""
    show_opening(context, context.words("indicator.kicker"), context.words("indicator.title"))
    show_end(context)
