"""The one guarded call by which every page starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from importlib import import_module
from typing import ParamSpec, Protocol, cast

import streamlit as st

from lead_metrics.access.addresses import FULL_SCREEN, NO_RELEASE
from lead_metrics.access.rules import arranged_for, audience_at, check_can_see_page
from lead_metrics.access.viewer import Viewer
from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import Language
from lead_metrics.errors import NotAllowed
from lead_metrics.facts.releases import release_for, sites_for
from lead_metrics.store import trail
from lead_metrics.store.engine import engine
from lead_metrics.views import frame, idle
from lead_metrics.views.context import Context, chosen_group, chosen_language, chosen_site
from lead_metrics.views.look import PROJECTOR, dress
from lead_metrics.views.viewing import viewer

P = ParamSpec("P")


class Content(Protocol):
    """A module of the views that fills a page."""

    def show(self, context: Context) -> None:
        """Show the page's content."""


def show(page: str) -> None:
    """Show a page to whoever looks: the right first, then the frame, then the content; a refusal shows nothing else."""
    who = viewer()
    if not allowed(page, who):
        frame.refuse(page)
        return
    if page in FULL_SCREEN:
        # A link that was typed without it means the wall too.
        st.query_params["theme"] = PROJECTOR
    query = st.query_params.to_dict()
    context = context_for(page, who, query, chosen_language(query.get("lang"), st.context.locale))
    if page in FULL_SCREEN and context.release is not None:
        dress()
    else:
        frame.head(context)
    idle.watch(context)
    seen(page, context)
    if page not in NO_RELEASE and (context.release is None or context.site is None):
        frame.show_empty(context)
    else:
        content(page).show(context)


def seen(page: str, context: Context) -> None:
    """Write down that somebody who has signed in opened a page at a site, once for each of them in a row."""
    what = f"{page} {context.site or ''}".strip()
    if context.viewer.account is not None and st.session_state.get("seen") != what:
        st.session_state["seen"] = what
        trail.append(context.engine, "view", account=context.viewer.account, about=what)


def allowed(page: str, who: Viewer) -> bool:
    """Return whether this viewer may see the page; a page that nobody declared is refused."""
    try:
        check_can_see_page(who, page, catalogue())
    except NotAllowed:
        return False
    return True


def content(page: str) -> Content:
    """Return the module that fills a page; only pages of the site map are ever asked for."""
    return cast("Content", import_module(f"lead_metrics.views.{page}"))


def context_for(page: str, who: Viewer, query: Mapping[str, str], language: Language) -> Context:
    """Return what the page is given, from the viewer, the address and the latest published release."""
    words, store = catalogue(), engine()
    sites = tuple(sites_for(who, store))
    site = chosen_site(query.get("site"), [offered.id for offered in sites], who.sites)
    audience = audience_at(who, site) if site else who.audience
    return Context(
        page=page,
        viewer=who,
        language=language,
        catalogue=words,
        engine=store,
        release=release_for(who, store),
        sites=sites,
        site=site,
        group=chosen_group(query.get("group"), who, words, arranged_for(audience)),
        query=query,
    )


def guarded(page: str, draw: Callable[P, None]) -> Callable[P, None]:
    """Return the same drawing, which asks for the right each time it runs: for fragments that rerun by themselves."""

    @wraps(draw)
    def checked(*args: P.args, **kwargs: P.kwargs) -> None:
        if allowed(page, viewer()):
            draw(*args, **kwargs)
        else:
            st.rerun(scope="app")

    return checked
