"""What a browser shows before the program has loaded, and how it gives way to the page."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.serving import Server
from tests.browser.site import Site

PROGRAM = "**/static/js/**"
SIZES = {"phone": (390, 844), "laptop": (1440, 900), "wall": (1920, 1080)}
NEAR = 12


@pytest.fixture(params=SIZES)
def sized(request: pytest.FixtureRequest, chromium: Browser, server: Server) -> Page:
    """Return a page of each size."""
    width, height = SIZES[request.param]
    context = chromium.new_context(base_url=server.url, viewport={"width": width, "height": height})
    page = context.new_page()
    request.addfinalizer(context.close)
    return page


def said(page: Page) -> list[str]:
    """Return the heading and the answers below it."""
    return page.locator("header.lm-opening").locator("h1, li").all_inner_texts()


PULSES = """window.pulses = [];
addEventListener("animationstart", event => window.pulses.push(event.target.dataset.testid || "unnamed"), true);"""


def heading(page: Page) -> float:
    """Return how far below the window's top the heading stands."""
    box = page.locator("h1").bounding_box()
    assert box is not None
    return box["y"]


def test_the_answer_is_there_without_the_program_and_stays_where_it_was(sized: Page) -> None:
    sized.route(PROGRAM, lambda route: route.abort())
    sized.goto("/?group=public")
    early, place = said(sized), heading(sized)
    assert len(early) == 3
    assert Axe().run(sized, context="#first-sight").response["violations"] == []
    sized.unroute(PROGRAM)
    sized.goto("/?group=public")
    sized.wait_for_selector(".lm-end", timeout=120_000)
    assert said(sized) == early
    # The page settles once its fields are there.
    sized.wait_for_function(
        f"place => Math.abs(document.querySelector('#root h1').getBoundingClientRect().y - place) <= {NEAR}", arg=place
    )
    assert sized.locator("#first-sight").count() == 0


@pytest.mark.parametrize("role", ["public", "elected", "manager"])
def test_each_role_is_told_its_own_answer(role: str, chromium: Browser, server: Server, site: Site) -> None:
    context = chromium.new_context(base_url=server.url)
    held = site.cookies(role)
    context.add_cookies([{"name": name, "value": value, "url": server.url} for name, value in held.items()])
    page = context.new_page()
    page.route(PROGRAM, lambda route: route.abort())
    page.goto("/")
    early = said(page)
    page.unroute(PROGRAM)
    page.goto("/")
    page.wait_for_selector(".lm-end", timeout=120_000)
    assert early
    assert said(page) == early
    context.close()


def test_a_page_that_says_nothing_early_is_not_covered(chromium: Browser, server: Server) -> None:
    page = chromium.new_page(base_url=server.url)
    page.goto("/equity")
    assert page.locator("#first-sight").count() == 0
    page.close()


@pytest.mark.parametrize("path", ["/", "/equity"])
def test_nothing_pulses_while_a_page_is_built(path: str, chromium: Browser, server: Server) -> None:
    page = chromium.new_page(base_url=server.url)
    page.add_init_script(PULSES)
    page.goto(path)
    page.wait_for_selector(".lm-end", timeout=120_000)
    assert [name for name in page.evaluate("() => window.pulses") if "Skeleton" in name] == []
    page.close()
