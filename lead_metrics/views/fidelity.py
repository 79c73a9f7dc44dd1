"""Fidelity: each element of the model, how reviews rated it, and what changed since."""

from __future__ import annotations

from lead_metrics.views.context import Context
from lead_metrics.views.opening import show_end, show_opening


def show(context: Context) -> None:
    """Show the page."""
    show_opening(context, context.words("fidelity.kicker"), context.words("fidelity.title"))
    show_end(context)
