"""The pages that a viewer may see, in the order of the menu."""

from __future__ import annotations

import streamlit as st

from lead_metrics.access.addresses import HOME, PAGES, UNLISTED, served
from lead_metrics.access.rules import can_see_page
from lead_metrics.access.viewer import Viewer
from lead_metrics.catalogue.model import Catalogue, Language
from lead_metrics.settings import ROOT


def pages_for(who: Viewer, catalogue: Catalogue, language: Language) -> list[st.Page]:
    """Return the pages of this viewer, titled in their language; the paths are absolute, so nothing is discovered."""
    return [page for _, page in _offered(who, catalogue, language)]


def listed(who: Viewer, catalogue: Catalogue, language: Language) -> list[st.Page]:
    """Return the pages of this viewer that the menu names."""
    return [page for name, page in _offered(who, catalogue, language) if name not in UNLISTED]


def _offered(who: Viewer, catalogue: Catalogue, language: Language) -> list[tuple[str, st.Page]]:
    return [
        (
            page,
            st.Page(
                ROOT / "pages" / f"{page}.py",
                title=catalogue.words[language][f"page.{page}"],
                url_path=path.strip("/"),
                default=page == HOME,
            ),
        )
        for path, page in PAGES.items()
        if served(path) and can_see_page(who, page, catalogue)
    ]
