"""The frame around every page: name, menu, site, language, who looks, and the label of sample data."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode

import streamlit as st

from lead_metrics.access.addresses import ADDRESSES, BACKGROUND, HOME, MANAGED, address_of
from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import LANGUAGES
from lead_metrics.views.choice import choose
from lead_metrics.views.context import Context, chosen_language
from lead_metrics.views.look import dress
from lead_metrics.views.sitemap import listed, pages_for

BEHIND = {"more": BACKGROUND, "manage": MANAGED}
"""The menu's entries that hold several pages."""


def head(context: Context) -> None:
    """Show the row above a page, and the sample label where the release is made of sample data."""
    dress()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="frame"):
        st.html(_product(context), width="content")
        _site(context)
        _search(context)
        st.html(f'<p class="lm-links">{_languages(context)} {_who(context)}</p>', width="content")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="menu"):
        _menu(context)
    if label := sample_label(context):
        st.html(label)


def sample_label(context: Context) -> str:
    """Return the label of sample data as HTML, nothing where the release is of a real place."""
    if context.release is None or not context.release.sample:
        return ""
    return f'<p class="lm-sample" role="note">{escape(context.words("sample.banner"))}</p>'


def show_empty(context: Context) -> None:
    """Show that there is no figure yet, and what it takes."""
    st.html(f'<div class="lm-opening">{told("empty", words_here())}</div>')


def words_here() -> Mapping[str, str]:
    """Return the words in the language that is asked for, where no page has been resolved yet."""
    return catalogue().words[chosen_language(st.query_params.get("lang"), st.context.locale)]


def told(state: str, words: Mapping[str, str], heading: str = "h1") -> str:
    """Return what a page says instead of figures, as HTML; state: empty, unready or refused."""
    title, what = (escape(words[f"{state}.{part}"]) for part in ("title", "what"))
    return f'<{heading} class="lm-title">{title}</{heading}><p>{what}</p>'


def show_unready() -> None:
    """Show that the database does not answer, without a word of why: that stands in the log."""
    dress()
    st.html(told("unready", words_here()))


def refuse(page: str) -> None:
    """Show that this page is not for this viewer and where to sign in, and nothing else."""
    dress()
    words = words_here()
    came = _address(page, st.query_params.to_dict())
    st.html(f"{told('refused', words)}{sign_in_link(words, came)}")


def sign_in_link(words: Mapping[str, str], came: str) -> str:
    """Return the way to the sign-in as HTML, and from there back to an address."""
    asked = escape(urlencode({"next": came}))
    return f'<p><a href="/sign-in?{asked}" target="_self">{escape(words["nav.sign_in"])}</a></p>'


def _product(context: Context) -> str:
    home = escape(_address(HOME, context.address()))
    # The mark is two levels crossing: people fare better, the system does less harm.
    name = f'<span class="lm-logo" aria-hidden="true"></span>{escape(context.words("product.name"))}'
    return f'<p class="lm-product"><a href="{home}" target="_self">{name}</a></p>'


def _search(context: Context) -> None:
    """Offer the search; what was typed moves to the address of the search's own page."""
    word = context.words("search.label")
    with st.container(width=150, key="search"):
        st.text_input(word, key="typed", placeholder=word, max_chars=60, on_change=_typed, icon=":material/search:")
    asked = st.session_state.pop("asked", None)
    if asked:
        page = next(p for p in pages_for(context.viewer, context.catalogue, context.language) if p.url_path == "search")
        st.switch_page(page, query_params={**context.address(), "q": asked})


def _typed() -> None:
    st.session_state["asked"] = st.session_state["typed"]
    st.session_state["typed"] = ""


def _menu(context: Context) -> None:
    pages = listed(context.viewer, context.catalogue, context.language)
    held = {name: [page for page in pages if page.url_path in paths(which)] for name, which in BEHIND.items()}
    folded = [page for some in held.values() for page in some]
    for page in pages:
        if page not in folded or _is_here(context, page):
            _entry(context, page)
    for name, some in held.items():
        if some:
            with st.popover(context.words(f"nav.{name}"), type="tertiary", key=name, width="content"):
                for page in some:
                    _entry(context, page)


def paths(pages: frozenset[str]) -> set[str]:
    """Return the paths of pages as Streamlit writes them."""
    return {ADDRESSES[page].strip("/") for page in pages}


def _is_here(context: Context, page: st.Page) -> bool:
    return page.url_path == address_of(context.page).strip("/")


def _entry(context: Context, page: st.Page) -> None:
    if _is_here(context, page):
        st.html(f'<p class="lm-here" aria-current="page">{escape(page.title)}</p>', width="content")
    else:
        st.page_link(page, query_params=context.address())


def _site(context: Context) -> None:
    """Offer the sites; the one looked at is always in the address, so that a link opens the same for everybody."""
    names = {site.id: site.name for site in context.sites}
    if len(names) > 1 and context.site is not None:
        with st.container(width=148, key="site"):
            choose(context, "site", names, context.site, "nav.site")
        if context.query.get("site") != context.site:
            st.query_params["site"] = context.site


def _languages(context: Context) -> str:
    """Return a link to this very page in each other language."""
    return " ".join(
        f'<a href="{escape(_address(context.page, {**context.query, "lang": language}))}" target="_self"'
        f' lang="{language}" hreflang="{language}">{escape(context.catalogue.words[language]["language.name"])}</a>'
        for language in LANGUAGES
        if language != context.language
    )


def _who(context: Context) -> str:
    if context.viewer.role == "public":
        came = urlencode({"next": _address(context.page, context.query), "lang": context.language})
        return f'<a href="/sign-in?{escape(came)}" target="_self">{escape(context.words("nav.sign_in"))}</a>'
    role = context.catalogue.roles[context.viewer.role].name.said(context.language)
    name = context.viewer.account or context.words("nav.looking_as", role=role)
    leave = escape(context.words("nav.sign_out"))
    asked = escape(urlencode({"lang": context.language}))
    if context.viewer.account is not None:
        title = escape(context.words("nav.account"))
        who = f'<a class="lm-who" href="/account?{asked}" target="_self" title="{title}">{escape(name)}</a>'
    else:
        who = f'<span class="lm-who">{escape(name)}</span>'
    return f'{who} <a href="/sign-out?{asked}" target="_self">{leave}</a>'


def _address(page: str, query: Mapping[str, str]) -> str:
    asked = urlencode(query)
    return address_of(page) + (f"?{asked}" if asked else "")
