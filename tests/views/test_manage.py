"""The screens of administrators: what they show and do for them, and that they show and do nothing for others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from lead_metrics.access.addresses import ADDRESSES, MANAGED
from lead_metrics.access.viewer import ANYBODY, EVERY_SITE, Viewer
from lead_metrics.catalogue.load import catalogue
from lead_metrics.settings import ROOT, settings
from lead_metrics.store import accounts, links, site_settings, trail, write
from lead_metrics.store.engine import engine
from lead_metrics.views import details, viewing
from lead_metrics.views.context import Context
from lead_metrics.views.manage import plain
from tests.store.drafts import draft
from tests.store.people import ANN, PASSWORD, cheap_hashes

__all__ = ["cheap_hashes"]
WORDS = catalogue().words["en"]


def somebody(role: str, *sites: str) -> Viewer:
    """Return a viewer with this role at these sites."""
    return Viewer(catalogue().roles[role].audience, frozenset(sites), f"{role}@example.org", role)


ADMIN, MANAGER = somebody("admin", EVERY_SITE), somebody("manager", EVERY_SITE)
BY = {page: MANAGER if page == "replies" else ADMIN for page in sorted(MANAGED)}
"""Each screen and who it is for."""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cheap_hashes: None) -> Iterator[None]:
    """Give each test a database with an account and a drafted site."""
    monkeypatch.setenv("LEAD_DATABASE_URL", f"sqlite:///{tmp_path / 'lead.db'}")
    settings.cache_clear()
    accounts.add(engine(), ANN, PASSWORD, "partner", sites=["north"])
    write.save(engine(), draft())
    yield
    settings.cache_clear()


def visit(monkeypatch: pytest.MonkeyPatch, page: str, who: Viewer = ADMIN) -> AppTest:
    """Open a page as somebody."""
    monkeypatch.setattr(viewing, "_resolve", lambda: who)
    app = AppTest.from_file(str(ROOT / "lead_metrics" / "views" / "router.py"), default_timeout=60)
    app._page_hash = calc_hash(ADDRESSES[page].strip("/"))
    return app.run()


def html(app: AppTest) -> str:
    """Return the page's HTML, without its styles."""
    return "\n".join(e.proto.body for e in app.get("html") if not e.proto.body.startswith("<style>"))


def press(app: AppTest, words: str) -> AppTest:
    """Press the button with these words."""
    return next(button for button in app.button if button.label == WORDS[words]).click().run()


@pytest.mark.parametrize("page", BY)
def test_each_screen_opens_for_those_it_is_for_before_anything_is_published(
    page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit(monkeypatch, page, BY[page])
    assert not app.exception
    assert WORDS[f"{page}.title"] in html(app)
    assert trail.entries(engine(), 1)[0].about.startswith(page)


@pytest.mark.parametrize("page", BY)
@pytest.mark.parametrize("who", [ANYBODY, somebody("staff", EVERY_SITE), MANAGER, ADMIN], ids=lambda who: who.role)
def test_no_screen_opens_for_others(page: str, who: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    if who is BY[page]:
        return
    assert WORDS[f"{page}.title"] not in html(visit(monkeypatch, page, who))


def test_an_invitation_is_shown_once_as_a_link(monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(monkeypatch, "accounts")
    app.text_input(key="invite-name").set_value("kim@example.org")
    app.selectbox(key="invite-role").set_value("staff")
    app.multiselect(key="invite-sites").set_value(["north"])
    press(app, "accounts.do_invite")
    token = app.code[0].value.split("/welcome/")[1]
    assert links.account_of(engine(), token) == "kim@example.org"
    kim = accounts.known_as(engine(), "kim@example.org")
    assert kim is not None and (kim.role, kim.sites, kim.invited) == ("staff", frozenset({"north"}), True)
    assert not app.run().code


def test_a_refused_act_is_told_and_not_done(monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(monkeypatch, "accounts")
    app.text_input(key="invite-name").set_value(ANN)
    press(app, "accounts.do_invite")
    assert app.error
    assert not app.code
    assert len(accounts.known(engine())) == 1


def test_an_account_is_chosen_changed_stopped_and_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(monkeypatch, "accounts")
    app.selectbox(key="account").set_value(ANN).run()
    app.selectbox(key=f"rights-{ANN}-role").set_value("manager")
    press(app, "accounts.do_change")
    assert accounts.known(engine())[0].role == "manager"
    press(app, "accounts.do_stop")
    assert accounts.known(engine())[0].disabled
    press(app, "accounts.do_let_in")
    assert not accounts.known(engine())[0].disabled


def test_a_right_that_ended_while_the_page_was_open_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(monkeypatch, "accounts")
    app.selectbox(key="account").set_value(ANN).run()
    monkeypatch.setattr(viewing, "_resolve", lambda: somebody("partner", EVERY_SITE))
    press(app, "accounts.do_stop")
    assert not accounts.known(engine())[0].disabled
    assert WORDS["accounts.title"] not in html(app)


def test_a_name_is_shown_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    accounts.add(engine(), "<img src=x onerror=alert(1)>", PASSWORD, "partner")
    assert "<img" not in html(visit(monkeypatch, "accounts"))
    assert plain("[a](http://evil.example) *b* <c>") == "\\[a\\]\\(http\\://evil\\.example\\) \\*b\\* \\<c\\>"


def test_settings_are_kept_and_bad_ones_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(monkeypatch, "site_settings", somebody("admin", "north"))
    app.number_input(key="north-caseload_average").set_value(15)
    app.text_input(key="north-contact").set_value("Kim, 555 0100")
    press(app, "site_settings.keep")
    kept = site_settings.current(engine())["north"]
    assert (kept.caseload_average, kept.contact) == (15, "Kim, 555 0100")
    app.text_input(key="north-contact").set_value("<b>Kim</b>")
    press(app, "site_settings.keep")
    assert app.error
    assert site_settings.current(engine())["north"].contact == "Kim, 555 0100"


def test_an_administrator_of_another_site_has_no_settings_to_change(monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(monkeypatch, "site_settings", somebody("admin", "elsewhere"))
    assert not app.number_input
    assert app.info[0].value == WORDS["site_settings.none"]


def test_the_log_is_found_by_account_and_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    trail.append(engine(), "sign_in", account=ANN)
    trail.append(engine(), "download", account="ben@example.org", about="<b>bookings</b>")
    app = visit(monkeypatch, "audit_log")
    assert WORDS["trail.download"] in html(app) and "<b>bookings" not in html(app)
    app.selectbox(key="trail-account").set_value(ANN).run()
    assert WORDS["trail.sign_in"] in html(app)
    assert WORDS["trail.download"] not in html(app)


def test_the_log_is_for_administrators_of_every_site(monkeypatch: pytest.MonkeyPatch) -> None:
    trail.append(engine(), "sign_in", account=ANN)
    app = visit(monkeypatch, "audit_log", somebody("admin", "north"))
    assert ANN not in html(app)
    assert app.info[0].value == WORDS["audit_log.forbidden"]


@pytest.mark.parametrize(("who", "written"), [(ADMIN, 1), (ANYBODY, 0)])
def test_a_download_by_somebody_who_has_signed_in_is_written_down(who: Viewer, written: int) -> None:
    context = SimpleNamespace(viewer=who, engine=engine())
    make = details.written_down(cast("Context", context), "bookings.csv", lambda: b"rows")
    assert trail.entries(engine(), wanted=trail.Wanted(action="download")) == []
    assert make() == b"rows"
    found = trail.entries(engine(), wanted=trail.Wanted(action="download"))
    assert [(entry.account, entry.about) for entry in found] == [("admin@example.org", "bookings.csv")] * written
