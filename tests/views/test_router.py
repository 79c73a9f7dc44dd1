"""Every run asks first who looks; what is not for them is not shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lead_metrics.access.addresses import ADDRESSES, PAGES
from lead_metrics.access.rules import check_can_see_page
from lead_metrics.access.viewer import ANYBODY, Viewer
from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import Audience, Language
from lead_metrics.errors import NotAllowed
from lead_metrics.settings import ROOT, settings
from lead_metrics.views import show, viewing
from lead_metrics.views.show import guarded

NOBODY = Viewer(role="a role that the catalogue does not know")
PARTNER = Viewer(Audience.PARTNER, frozenset({"*"}), "ann@example.org", "partner")


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give each test an empty database of its own."""
    monkeypatch.setenv("LEAD_DATABASE_URL", f"sqlite:///{tmp_path / 'lead.db'}")
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture
def look(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Return what puts a viewer before the page, in place of the cookie."""
    yield monkeypatch


def visit(monkeypatch: pytest.MonkeyPatch, viewer: Viewer, **query: str) -> AppTest:
    """Run the router for a viewer and return what the page shows."""
    monkeypatch.setattr(viewing, "_resolve", lambda: viewer)
    app = AppTest.from_file(str(ROOT / "lead_metrics" / "views" / "router.py"), default_timeout=30)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def html(app: AppTest) -> str:
    """Return the page's HTML, without its styles."""
    bodies = [element.proto.body for element in app.get("html")]
    return "\n".join(body for body in bodies if not body.startswith("<style>"))


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_public_sees_the_home_page_and_the_way_to_sign_in(language: Language, look: pytest.MonkeyPatch) -> None:
    app = visit(look, ANYBODY, lang=language)
    words = catalogue().words[language]
    assert not app.exception
    assert words["product.name"] in html(app)
    assert f">{words['nav.sign_in']}</a>" in html(app)


def test_whoever_is_signed_in_is_named_and_can_leave(look: pytest.MonkeyPatch) -> None:
    shown = html(visit(look, PARTNER))
    assert "ann@example.org" in shown and 'href="/sign-out?lang=en"' in shown
    assert "/sign-in" not in shown


def test_a_role_that_nobody_declared_sees_only_a_refusal(look: pytest.MonkeyPatch) -> None:
    app = visit(look, NOBODY)
    words = catalogue().words["en"]
    assert words["refused.title"] in html(app) and "/sign-in?next=" in html(app)
    assert words["product.name"] not in html(app)
    assert not app.get("vega_lite_chart") and not app.get("page_link")


def test_each_page_starts_by_the_guarded_call(look: pytest.MonkeyPatch) -> None:
    for page in ADDRESSES:
        look.setattr(viewing, "_resolve", lambda: NOBODY)
        app = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=30).run()
        assert catalogue().words["en"]["refused.title"] in html(app), page
        assert not app.exception


def test_every_page_of_the_site_map_is_a_file_of_few_lines_and_no_file_is_more() -> None:
    files = {file.stem: file for file in (ROOT / "pages").glob("*.py") if file.stem != "__init__"}
    assert set(files) == set(PAGES.values())
    assert all(len(file.read_text().splitlines()) <= 15 for file in files.values())


def test_an_address_cannot_say_who_looks(look: pytest.MonkeyPatch) -> None:
    shown = html(visit(look, ANYBODY, role="manager", account="ann@example.org", group="manager"))
    assert "ann@example.org" not in shown and "/sign-in" in shown


def test_words_from_the_address_do_not_become_html(look: pytest.MonkeyPatch) -> None:
    assert "<script" not in html(visit(look, ANYBODY, site="<script>alert(1)</script>", any='"><script>'))


def test_a_live_part_asks_again_who_looks(look: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    reruns: list[str] = []
    look.setattr("streamlit.rerun", lambda *, scope: reruns.append(scope))
    draw = guarded("definitions", drawn.append)
    look.setattr(viewing, "_resolve", lambda: ANYBODY)
    draw("once")
    look.setattr(viewing, "_resolve", lambda: NOBODY)
    draw("twice")
    assert (drawn, reruns) == (["once"], ["app"])


def test_a_page_that_nobody_declared_is_refused() -> None:
    assert not show.allowed("caseload", ANYBODY)
    with pytest.raises(NotAllowed):
        check_can_see_page(ANYBODY, "caseload", catalogue())
