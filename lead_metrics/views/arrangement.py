"""Which group's arrangement a viewer reads, and the choice among those they may see."""

from __future__ import annotations

from lead_metrics.access.rules import arranged_for, audience_at
from lead_metrics.catalogue.model import View
from lead_metrics.views.choice import choose
from lead_metrics.views.context import Context

FIRST = "public"


def offered(context: Context) -> dict[str, View]:
    """Return the views whose audience this viewer belongs to at the site."""
    seen = arranged_for(audience_at(context.viewer, context.site or ""))
    return {name: view for name, view in context.catalogue.views.items() if view.audience in seen}


def choose_group(context: Context, view: View) -> None:
    """Show the choice of a group; the address keeps it."""
    views = offered(context)
    said = {name: one.name.said(context.language) for name, one in views.items()}
    names = dict(sorted(said.items(), key=lambda pair: (pair[0] != FIRST, pair[1])))
    choose(context, "group", names, view.id, "home.arranged_for", width=280)
