"""Each page as each role would open it, on a phone, a laptop and a projector, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import polars as pl
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from lead_metrics.access.addresses import ADDRESSES
from lead_metrics.access.rules import can_see_page
from lead_metrics.access.viewer import ANYBODY, Viewer
from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.wording import month, number
from lead_metrics.facts.figures import facts_for
from tests.browser.serving import Server
from tests.browser.site import Site
from tests.browser.waiting import WHOLE

ROLES = ("public", "elected", "partner", "staff", "manager")
SIZES = {"phone": (390, 844), "laptop": (1440, 900), "projector": (1920, 1080)}
CHART = "[data-testid=stVegaLiteChart]"
WITHOUT_CHARTS = ("definitions", "search", "logic_model", "about", "my_data", "downloads")


@pytest.fixture(params=ROLES)
def role(request: pytest.FixtureRequest) -> str:
    """Return each role that reads pages."""
    return str(request.param)


@pytest.fixture
def browser_of(role: str, site: Site, chromium: Browser, server: Server) -> Iterator[BrowserContext]:
    """Return a browser in which somebody with this role has signed in."""
    context = chromium.new_context(base_url=server.url)
    context.add_cookies([{"name": n, "value": v, "url": server.url} for n, v in site.cookies(role).items()])
    yield context
    context.close()


def opened(context: BrowserContext, address: str, width: int, height: int) -> Page:
    """Open an address at a size and wait until every chart is drawn."""
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": height})
    page.goto(address)
    # The last thing that each page draws: before it, there may be charts still to come.
    page.wait_for_selector(".lm-end", timeout=60_000)
    drawn(page, 0 if address.startswith(tuple(ADDRESSES[page_id] for page_id in WITHOUT_CHARTS)) else 1)
    return page


def drawn(page: Page, least: int) -> None:
    """Wait until so many charts are there, and each is drawn."""
    there = f"() => document.querySelectorAll('{CHART}').length >= {least} && ({WHOLE})()"
    page.wait_for_function(there, timeout=60_000)


def bookings_sentence(viewer: Viewer, site: Site, where: str) -> str:
    """Return how the sentence on bookings must begin, worked out from the figures."""
    figures = facts_for(
        viewer, site.engine, indicators=["bookings_divertible"], sites=[where], areas=["all"], dimension="none"
    )
    months = figures.filter(pl.col("grain") == "month").sort("from").tail(12)
    assert months.height == 12
    last = months["until"].max()
    said = month(last - timedelta(days=1), "en")
    return f"Bookings for divertible charges: {number(months['value'].sum(), 0, 'en')} in the twelve months to {said}"


def jail_sentence(viewer: Viewer, site: Site, where: str) -> str:
    """Return how the sentence on the jail's population must begin, worked out from the figures."""
    figures = facts_for(
        viewer, site.engine, indicators=["jail_population"], sites=[where], areas=["all"], dimension="none"
    )
    told = {row["from"]: row["value"] for row in figures.filter(pl.col("grain") == "month").iter_rows(named=True)}
    last = max(told)
    earlier = last.replace(year=last.year - 1)
    return (
        f"Average daily jail population: {number(told[last], 0, 'en')} in {month(last, 'en')}, "
        f"{number(told[earlier], 0, 'en')} in {month(earlier, 'en')}."
    )


# Pages for some roles alone have tests of their own.
@pytest.mark.parametrize("page_id", [page for page in ADDRESSES if can_see_page(ANYBODY, page, catalogue())])
def test_each_page_is_drawn_and_fits(page_id: str, site: Site, chromium: Browser, server: Server) -> None:
    context = chromium.new_context(base_url=server.url)
    fits(opened(context, asked(page_id), *SIZES["laptop"]), page_id)
    context.close()


@pytest.mark.parametrize("page_id", ["theory_of_change", "systemic_shifts"])
def test_the_pages_of_both_levels_are_drawn_and_fit_for_each_role(page_id: str, browser_of: BrowserContext) -> None:
    fits(opened(browser_of, asked(page_id), *SIZES["laptop"]), page_id)


def asked(page_id: str) -> str:
    """Return a page's address, with what it must be asked for."""
    return ADDRESSES[page_id] + ("?id=bookings_divertible" if page_id == "indicator" else "")


def fits(page: Page, page_id: str) -> None:
    """Fail where a page has an exception, no chart though it is one of charts, no sample label, or is too wide."""
    assert page.locator("[data-testid=stException]").count() == 0
    assert page.locator(CHART).count() > 0 or page_id in WITHOUT_CHARTS
    assert page.locator(".lm-sample").inner_text() == catalogue().words["en"]["sample.banner"]
    for width, height in SIZES.values():
        page.set_viewport_size({"width": width, "height": height})
        drawn(page, 0)
        assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"), width


def test_the_systemic_page_says_the_sum_that_the_figures_give(
    role: str, site: Site, browser_of: BrowserContext
) -> None:
    page = opened(browser_of, "/systemic-shifts", *SIZES["laptop"])
    where = re.search(r"site=([a-z_]+)", page.url)
    chosen = where.group(1) if where else page.evaluate("() => new URL(location).searchParams.get('site')")
    assert bookings_sentence(site.viewers[role], site, str(chosen)) in page.locator("body").inner_text()


def test_the_home_page_says_the_figures_of_the_last_month_and_of_a_year_earlier(
    role: str, site: Site, browser_of: BrowserContext
) -> None:
    page = opened(browser_of, "/?group=public", *SIZES["laptop"])
    where = page.evaluate("() => new URL(location).searchParams.get('site')")
    assert jail_sentence(site.viewers[role], site, where) in page.locator("body").inner_text()


def test_the_definitions_page_lists_every_indicator_by_its_name(browser_of: BrowserContext) -> None:
    page = opened(browser_of, "/definitions", *SIZES["laptop"])
    names = {one.name.en for one in catalogue().indicators.values()}
    assert set(page.locator(".lm-definition h3").all_inner_texts()) == names


def test_charts_speak_to_those_who_do_not_see_them(browser_of: BrowserContext) -> None:
    page = opened(browser_of, "/systemic-shifts", *SIZES["laptop"])
    labels = page.evaluate(
        f"() => [...document.querySelectorAll('{CHART}')].map(c => c.innerHTML + (c.getAttribute('aria-label') || ''))"
    )
    words = catalogue().words["en"]
    kinds = [words["alt.trend"].split("{")[0], *(f"{words[key]}. " for key in words if key.startswith("chart."))]
    assert labels and all(any(kind in label for kind in kinds) for label in labels)
    assert any("Line chart. " in label for label in labels)


def test_a_link_opens_the_same_view_in_another_browser(site: Site, server: Server, chromium: Browser) -> None:
    contexts = [chromium.new_context(base_url=server.url) for _ in range(2)]
    first = opened(contexts[0], "/systemic-shifts?counts=people&lang=es", *SIZES["laptop"])
    second = opened(contexts[1], first.url, *SIZES["laptop"])
    assert first.locator("h1").inner_text() == second.locator("h1").inner_text()
    assert first.locator(".lm-finding").all_inner_texts() == second.locator(".lm-finding").all_inner_texts()
    for context in contexts:
        context.close()


def test_choosing_a_group_keeps_it_in_the_address_and_after_a_reload(
    site: Site, server: Server, chromium: Browser
) -> None:
    context = chromium.new_context(base_url=server.url)
    page = opened(context, "/", *SIZES["laptop"])
    page.get_by_role("combobox", name="Arranged for").click()
    page.get_by_role("option", name=catalogue().views["community"].name.en).click()
    page.wait_for_function(
        f"() => document.querySelector('h1')?.innerText?.includes({catalogue().views['community'].lead.en[:20]!r})"
    )
    assert "group=community" in page.url
    page.reload()
    page.wait_for_selector("h1.lm-title")
    assert page.locator("h1").inner_text() == catalogue().views["community"].lead.en
    context.close()
