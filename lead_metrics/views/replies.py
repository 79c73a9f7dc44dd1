"""Replies: what readers wrote to the program's manager, without a name."""

from __future__ import annotations

from lead_metrics.views.context import Context
from lead_metrics.views.opening import show_end, show_opening


def show(context: Context) -> None:
    """Show the page."""
    show_opening(context, context.words("replies.kicker"), context.words("replies.title"))
    show_end(context)
