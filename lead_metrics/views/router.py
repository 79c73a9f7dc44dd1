"""The script of every run: which pages there are for whoever looks, and the one that the address names."""

from __future__ import annotations

import streamlit as st

from lead_metrics.access.addresses import HOME
from lead_metrics.catalogue.load import catalogue
from lead_metrics.errors import StoreUnready
from lead_metrics.views.context import chosen_language
from lead_metrics.views.frame import refuse, show_unready
from lead_metrics.views.sitemap import pages_for
from lead_metrics.views.viewing import viewer


def route() -> None:
    """Offer the pages that this viewer may see and run the one that the address names."""
    language = chosen_language(st.query_params.get("lang"), st.context.locale)
    title = catalogue().words[language]["product.name"]
    st.set_page_config(page_title=title, layout="wide", initial_sidebar_state="collapsed")
    pages = pages_for(viewer(), catalogue(), language)
    if pages:
        st.navigation(pages, position="hidden").run()
    else:
        refuse(HOME)


try:
    route()
except StoreUnready:
    show_unready()
