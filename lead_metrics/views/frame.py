"""The frame around every page: name, menu, site, language, who looks, and the label of sample data."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

import streamlit as st

from lead_metrics.access.addresses import ADDRESSES
from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import LANGUAGES
from lead_metrics.views.context import Context, chosen_language
from lead_metrics.views.sitemap import pages_for


def head(context: Context) -> None:
    """Show the row above a page, and the sample label where the release is made of sample data."""
    with st.container(horizontal=True, vertical_alignment="center", key="frame"):
        st.html(f'<p class="lm-product">{escape(context.words("product.name"))}</p>')
        _menu(context)
        _site(context)
        st.html(_links(context))
    if context.release is not None and context.release.sample:
        st.html(f'<p class="lm-sample" role="note">{escape(context.words("sample.banner"))}</p>')


def refuse(page: str) -> None:
    """Show that this page is not for this viewer and where to sign in, and nothing else."""
    words = catalogue().words[chosen_language(st.query_params.get("lang"), st.context.locale)]
    came = _address(page, st.query_params.to_dict())
    link = f'<a href="/sign-in?{escape(urlencode({"next": came}))}" target="_self">{escape(words["nav.sign_in"])}</a>'
    st.html(f'<h1>{escape(words["refused.title"])}</h1><p>{escape(words["refused.what"])}</p><p>{link}</p>')


def _menu(context: Context) -> None:
    for page in pages_for(context.viewer, context.catalogue, context.language):
        st.page_link(page, query_params=context.address())


def _site(context: Context) -> None:
    names = {site.id: site.name for site in context.sites}
    if len(names) > 1:
        st.selectbox(
            context.words("nav.site"), list(names), index=list(names).index(context.site or ""),
            format_func=names.__getitem__, key="site", bind="query-params", width=220,
        )  # fmt: skip


def _links(context: Context) -> str:
    return " ".join([_languages(context), _who(context)])


def _languages(context: Context) -> str:
    """Return a link to this very page in each other language."""
    return " ".join(
        f'<a class="lm-language" href="{escape(_address(context.page, {**context.query, "lang": language}))}" target="_self"'
        f' lang="{language}" hreflang="{language}">{escape(context.catalogue.words[language]["language.name"])}</a>'
        for language in LANGUAGES
        if language != context.language
    )


def _who(context: Context) -> str:
    if context.viewer.role == "public":
        came = urlencode({"next": _address(context.page, context.query)})
        return f'<a href="/sign-in?{escape(came)}" target="_self">{escape(context.words("nav.sign_in"))}</a>'
    role = context.catalogue.roles[context.viewer.role].name.said(context.language)
    name = escape(context.viewer.account or context.words("nav.looking_as", role=role))
    leave = escape(context.words("nav.sign_out"))
    return f'<span class="lm-who">{name}</span> <a href="/sign-out" target="_self">{leave}</a>'


def _address(page: str, query: object) -> str:
    asked = urlencode(dict(query))  # type: ignore[call-overload]
    return ADDRESSES[page] + (f"?{asked}" if asked else "")
