"""About LEAD: what it is, who takes part, and what its figures can and cannot say."""

from __future__ import annotations

from lead_metrics.views.context import Context
from lead_metrics.views.manage import show_lead
from lead_metrics.views.opening import show_end, show_opening
from lead_metrics.views.sections import show_sections


def show(context: Context) -> None:
    """Show the catalogue's sections about LEAD."""
    show_opening(context, context.words("about.kicker"), context.words("about.title"))
    show_lead(context.words("about.what"))
    show_sections(context, context.catalogue.about)
    show_end(context)
