"""The few plain pages that need no script: sign-in, sign-out, refusals; one template, words from the catalogue."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse
from starlette.types import Scope

from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import LANGUAGES, Language


@cache
def template() -> Template:
    """Return the page's template, read once."""
    return Template((Path(__file__).parent / "page.html").read_text(encoding="utf-8"))


def language_of(scope: Scope) -> Language:
    """Return the language that the address asks for, else the first of ours that the browser prefers, else English."""
    asked = [value for name, value in _query(scope) if name == "lang"]
    preferred = [part.strip()[:2] for part in Headers(scope=scope).get("accept-language", "").split(",")]
    return next((language for wish in asked + preferred for language in LANGUAGES if language == wish), "en")


def words_of(scope: Scope) -> dict[str, str]:
    """Return the interface's words in the request's language."""
    return catalogue().words[language_of(scope)]


def page(scope: Scope, title: str, content: str, status: int = 200) -> HTMLResponse:
    """Return a plain page; `title` is a key of the catalogue's words, `content` is HTML whose words are escaped."""
    words = words_of(scope)
    html = template().substitute(
        language=language_of(scope),
        title=escape(words[title]),
        product=escape(words["product.name"]),
        skip=escape(words["nav.skip"]),
        language_label=escape(words["nav.language"]),
        languages=_languages(scope),
        content=content,
    )
    return HTMLResponse(html, status, {"Cache-Control": "no-store"})


def refusal(scope: Scope, kind: str, status: int, link: str = "/", label: str = "nav.home") -> HTMLResponse:
    """Return a page that says what was refused and where to go instead, in the words `kind.title` and `kind.what`."""
    words = words_of(scope)
    said = f'<p>{escape(words[f"{kind}.what"])}</p><p><a href="{escape(link)}">{escape(words[label])}</a></p>'
    return page(scope, f"{kind}.title", said, status)


def _languages(scope: Scope) -> str:
    kept = [(name, value) for name, value in _query(scope) if name != "lang"]
    return " ".join(
        f'<a href="?{escape(urlencode([*kept, ("lang", language)]))}" lang="{language}" hreflang="{language}">'
        f"{escape(catalogue().words[language]['language.name'])}</a>"
        for language in LANGUAGES
        if language != language_of(scope)
    )


def _query(scope: Scope) -> list[tuple[str, str]]:
    return parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
