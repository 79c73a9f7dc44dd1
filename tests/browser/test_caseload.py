"""The caseload page in a real browser: staff open it on a phone, a laptop and a projector; nobody else gets near it."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from lead_metrics.access.addresses import ADDRESSES
from lead_metrics.access.viewer import ANYBODY
from lead_metrics.catalogue.load import catalogue
from lead_metrics.facts.releases import sites_for
from lead_metrics.store import accounts
from lead_metrics.store.sessions import open_session
from tests.browser.serving import Server, rerun, stream, words_of
from tests.browser.site import PASSWORD, SESSION_COOKIE, Site

PATH = ADDRESSES["caseload"]
WORDS = catalogue().words["en"]
SIZES = {"phone": (390, 844), "laptop": (1440, 900), "projector": (1920, 1080)}
DRAWN = "() => [...document.querySelectorAll('[data-testid=stVegaLiteChart] svg')].length >= 2"


@pytest.fixture(scope="module")
def own(site: Site) -> dict[str, str]:
    """Return the cookies of staff of the first site alone, and make them its account."""
    first = sites_for(ANYBODY, site.engine)[0].id
    accounts.add(site.engine, "one.site@example.org", PASSWORD, "staff", sites=[first])
    return {SESSION_COOKIE: open_session(site.engine, "one.site@example.org", role="staff")}


def opened(chromium: Browser, server: Server, cookies: dict[str, str], size: str, query: str = "") -> Page:
    """Open the page for somebody and wait until both charts are drawn."""
    width, height = SIZES[size]
    context = chromium.new_context(base_url=server.url, viewport={"width": width, "height": height})
    context.add_cookies([{"name": name, "value": value, "url": server.url} for name, value in cookies.items()])
    page = context.new_page()
    page.goto(f"{PATH}?lang=en{query}", timeout=120_000)
    page.wait_for_function(DRAWN, timeout=120_000)
    return page


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("role", ["staff", "manager"])
def test_it_opens_with_one_sentence_and_fits(
    role: str, size: str, site: Site, chromium: Browser, server: Server
) -> None:
    page = opened(chromium, server, site.cookies(role), size)
    said = page.locator("h1").inner_text()
    assert re.search("next referral|No seat is open", said) and re.search("the most", said)
    assert page.locator("[data-testid=stException]").count() == 0
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    page.context.close()


@pytest.mark.parametrize("role", ["public", "elected", "partner", "admin"])
def test_others_are_refused_from_the_first_request_and_over_the_websocket(
    role: str, site: Site, server: Server
) -> None:
    with server.client(**site.cookies(role)) as client:
        assert client.get(PATH).status_code == (303 if role == "public" else 403)
    with stream(server, site.cookies(role)) as socket:
        sent = words_of(rerun(socket, page="caseload"))
    assert "CM0" not in sent and WORDS["caseload.seats.title"] not in sent


def test_staff_of_one_site_are_sent_nothing_of_another(own: dict[str, str], site: Site, server: Server) -> None:
    first, other = (one.id for one in sites_for(ANYBODY, site.engine)[:2])
    with stream(server, own) as socket:
        mine = words_of(rerun(socket, page="caseload", query=f"site={first}"))
        theirs = words_of(rerun(socket, page="caseload", query=f"site={other}"))
    assert "CM0" in mine and WORDS["caseload.seats.title"] in mine
    assert "CM0" not in theirs and WORDS["caseload.seats.title"] not in theirs
    assert WORDS["caseload.other_site"] in theirs


def test_a_link_opens_the_same_question_for_a_colleague(site: Site, chromium: Browser, server: Server) -> None:
    first = opened(chromium, server, site.cookies("staff"), "laptop", "&takes=40&average=18")
    second = opened(chromium, server, site.cookies("manager"), "laptop", first.url.partition("?lang=en")[2])
    for page in (first, second):
        expect(page.get_by_text("Taking 40 referrals a month").first).to_be_visible(timeout=30_000)
        page.context.close()


def test_it_has_no_fault_of_ours_that_axe_finds(site: Site, chromium: Browser, server: Server) -> None:
    page = opened(chromium, server, site.cookies("staff"), "laptop")
    found = Axe().run(page, context=".stMainBlockContainer").response["violations"]
    ours = [(one["id"], node["html"][:120]) for one in found for node in one["nodes"] if "lm-" in node["html"]]
    page.context.close()
    assert ours == []
