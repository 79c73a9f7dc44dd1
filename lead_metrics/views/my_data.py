"""My data: what is kept about participants, who sees it and who never does, and a way to answer."""

from __future__ import annotations

from lead_metrics.views.context import Context
from lead_metrics.views.opening import show_end, show_opening


def show(context: Context) -> None:
    """Show the page."""
    show_opening(context, context.words("my_data.kicker"), context.words("my_data.title"))
    show_end(context)
