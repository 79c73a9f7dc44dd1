"""Site settings: a site's name, clock, standards and whom to ask, as its administrator writes them."""

from __future__ import annotations

from typing import Any, get_args
from zoneinfo import available_timezones

import streamlit as st

from lead_metrics.access.rules import can_keep_settings
from lead_metrics.catalogue.model import Site
from lead_metrics.store import keeping
from lead_metrics.store.site_settings import LONGEST, current
from lead_metrics.views.context import Context
from lead_metrics.views.manage import done, say, show_foot, show_head
from lead_metrics.views.viewing import viewer

DAYS = {name: list(get_args(Site.model_fields[name].annotation)) for name in ("intake_days", "active_days")}
MONTHS = list(range(1, 13))


def show(context: Context) -> None:
    """Show the settings of one of this administrator's sites, to be changed."""
    show_head(context, "site_settings")
    sites = current(context.engine)
    own = sorted(site for site in sites if can_keep_settings(context.viewer, site, context.catalogue))
    if not own:
        st.info(context.words("site_settings.none"))
        show_foot(context)
        return
    at = own.index(context.site) if context.site in own else 0
    chosen = st.selectbox(context.words("site_settings.site"), own, index=at, key="settings-site", width=560)
    with st.form(f"settings-{chosen}", width=560):
        written = fields(context, sites[chosen])
        asked = st.form_submit_button(context.words("site_settings.keep"))
    new = sites[chosen].model_copy(update=written)
    if asked and done(lambda: keeping.set_site(context.engine, viewer(), new)):
        say(context.words("site_settings.kept"))
    show_foot(context, f"{context.words('site_settings.site')}: {chosen}")


def fields(context: Context, site: Site) -> dict[str, Any]:
    """Show a field for each setting and return what stands in them."""

    def said(name: str) -> dict[str, Any]:
        return {"label": context.words(f"site_settings.{name}"), "key": f"{site.id}-{name}"}

    zones = sorted(available_timezones())
    return {
        "name": (st.text_input(value=site.name, max_chars=LONGEST["name"], **said("name")) or "").strip(),
        "time_zone": st.selectbox(options=zones, index=place(zones, site.time_zone), **said("time_zone")),
        "caseload_average": st.number_input(min_value=1, max_value=100, value=site.caseload_average,
                                            **said("caseload_average")),
        "caseload_most": st.number_input(min_value=1, max_value=100, value=site.caseload_most,
                                         **said("caseload_most")),
        **{name: st.selectbox(options=days, index=place(days, getattr(site, name)), **said(name))
           for name, days in DAYS.items()},
        "fiscal_year_starts": st.selectbox(options=MONTHS, index=place(MONTHS, site.fiscal_year_starts),
                                           **said("fiscal_year_starts")),
        "contact": (st.text_input(value=site.contact, max_chars=LONGEST["contact"], **said("contact")) or "").strip(),
    }  # fmt: skip


def place(options: list[Any], held: object) -> int:
    """Return where the value that a site has stands among those offered, the first where it is none of them."""
    return options.index(held) if held in options else 0
