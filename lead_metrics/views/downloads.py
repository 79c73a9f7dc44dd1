"""Downloads: the released figures as files that say what they are."""

from __future__ import annotations

from lead_metrics.views.context import Context
from lead_metrics.views.opening import show_end, show_opening


def show(context: Context) -> None:
    """Show the page."""
    show_opening(context, context.words("downloads.kicker"), context.words("downloads.title"))
    show_end(context)
