"""The HTML of the sign-in and sign-out forms, every word and value escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import urlencode

from lead_metrics.catalogue.model import Language, View

Words = Mapping[str, str]


def hidden(**fields: str) -> str:
    """Return the fields of a form that nobody sees."""
    return "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in fields.items())


def sign_in_form(words: Words, token: str, link: str, name: str = "", problem: str | None = None) -> str:
    """Return the sign-in form; after a refusal it says so first and keeps the name, never the password."""
    said = f'<p class="alert" role="alert" id="problem">{escape(words[problem])}</p>' if problem else ""
    described = ' aria-describedby="problem" aria-invalid="true"' if problem else ""
    return (
        f"<p>{escape(words['sign_in.what'])}</p>{said}"
        f'<form class="sign" method="post">{hidden(token=token, next=link)}'
        f'<label for="name">{escape(words["sign_in.name"])}</label>'
        f'<input id="name" name="name" value="{escape(name)}" autocomplete="username" autocapitalize="none"'
        f' spellcheck="false" required maxlength="200"{described}>'
        f'<label for="password">{escape(words["sign_in.password"])}</label>'
        f'<input id="password" name="password" type="password" autocomplete="current-password" required'
        f' maxlength="1000"{described}>'
        f'<button type="submit">{escape(words["sign_in.do"])}</button></form>'
        f'<p class="soft" style="margin-top:1.5rem"><a href="/">{escape(words["sign_in.without"])}</a></p>'
    )


def provider_link(words: Words, token: str, link: str, name: str) -> str:
    """Return the way to sign in with the county's own provider; only a page of ours can lead there."""
    said = escape(words["provider.do"].format(name=name) if name else words["provider.plain"])
    asked = escape(urlencode({"token": token, "next": link}))
    return f'<p class="other"><a class="button" href="/sign-in/provider?{asked}">{said}</a></p>'


def looks(words: Words, token: str, views: Sequence[View], language: Language) -> str:
    """Return a button for each stakeholder group: look around in the sample as one of them."""
    items = "".join(
        f'<li><form method="post" action="/look-around">{hidden(token=token, group=view.id, lang=language)}'
        f'<button type="submit">{escape(view.name.said(language))}</button></form></li>'
        for view in views
    )
    return (
        f'<h2>{escape(words["look_around.title"])}</h2><p class="soft">{escape(words["look_around.what"])}</p>'
        f'<ul class="looks">{items}</ul>'
    )


def sign_out_form(words: Words, token: str) -> str:
    """Return the one button that ends the session."""
    return (
        f'<p>{escape(words["sign_out.what"])}</p><form class="sign" method="post" action="/sign-out">'
        f'{hidden(token=token)}<button type="submit">{escape(words["nav.sign_out"])}</button></form>'
    )
