"""A page as one viewer of one site sees it, and its parts."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from lead_metrics.access.addresses import ADDRESSES
from lead_metrics.access.viewer import ANYBODY, Viewer
from lead_metrics.catalogue.load import catalogue
from lead_metrics.settings import ROOT
from lead_metrics.views import viewing


def somebody(role: str, *sites: str) -> Viewer:
    """Return somebody with this role at these sites."""
    if role == "public":
        return ANYBODY
    return Viewer(catalogue().roles[role].audience, frozenset(sites), f"{role}@example.org", role)


def visit(monkeypatch: pytest.MonkeyPatch, page: str, who: Viewer, opened: str = "", **query: str) -> AppTest:
    """Open a page as somebody, with one of its popovers open where told."""
    monkeypatch.setattr(viewing, "_resolve", lambda: who)
    app = AppTest.from_file(str(ROOT / "lead_metrics" / "views" / "router.py"), default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    if opened:
        app.session_state[opened] = True
    app._page_hash = calc_hash(ADDRESSES[page].strip("/"))
    return app.run()


def html(app: AppTest) -> str:
    """Return the page's HTML, without its styles."""
    return "\n".join(e.proto.body for e in app.get("html") if not e.proto.body.startswith("<style>"))


def press(app: AppTest, words: str) -> AppTest:
    """Press the first button with these words."""
    return next(button for button in app.button if button.label == words).click().run()


class Parsed(HTMLParser):
    """HTML as a browser takes it apart: its tags, and its text."""

    def __init__(self, said: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.text = ""
        self.feed(said)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Remember a tag."""
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        """Remember a text."""
        self.text += data
