"""Which group's arrangement a viewer reads, and the choice among those they may see."""

from __future__ import annotations

import streamlit as st

from lead_metrics.access.rules import audience_at, sees
from lead_metrics.catalogue.model import View
from lead_metrics.views.context import Context


def offered(context: Context) -> dict[str, View]:
    """Return the views whose audience this viewer belongs to at the site."""
    seen = sees(audience_at(context.viewer, context.site or ""))
    return {name: view for name, view in context.catalogue.views.items() if view.audience in seen}


def choose_group(context: Context, view: View) -> None:
    """Show the choice of a group; the address keeps it."""
    views = offered(context)
    names = sorted(views, key=lambda name: (views[name].id != "public", views[name].name.said(context.language)))
    st.selectbox(
        context.words("home.arranged_for"),
        names,
        index=names.index(view.id),
        format_func=lambda name: views[name].name.said(context.language),
        key="group",
        bind="query-params",
        width=360,
    )
