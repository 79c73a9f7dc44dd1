"""What a verdict rests on: drawn when somebody opens it, with words and a table, on every size of screen."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from lead_metrics.access.viewer import ANYBODY
from lead_metrics.estimates.payloads import Chart, read
from lead_metrics.facts.estimates import estimates_for
from tests.browser.serving import Server
from tests.browser.site import Site
from tests.browser.test_pages import CHART, SIZES, opened
from tests.browser.waiting import SETTLED

OPEN = "[class*=st-key-grounds-]"


def test_it_is_drawn_when_it_is_opened_and_tells_the_stored_points(
    site: Site, server: Server, chromium: Browser
) -> None:
    context = chromium.new_context(base_url=server.url)
    page = opened(context, "/systemic-shifts", *SIZES["phone"])
    page.wait_for_selector(SETTLED, timeout=60_000)
    where = page.evaluate("() => new URL(location).searchParams.get('site')")
    first = page.locator(OPEN).first
    assert first.locator(CHART).count() == 0
    name = str(first.get_attribute("class")).split("st-key-grounds-")[1].split()[0].split("-", 1)[1]
    first.locator("summary").first.click()
    first.locator(f"{CHART} svg path").first.wait_for(timeout=60_000)
    first.get_by_text("Did something unusual happen in this run?", exact=True).wait_for(timeout=60_000)
    page.wait_for_selector(SETTLED, timeout=60_000)
    rows = estimates_for(ANYBODY, site.engine, indicators=[name], sites=[where], areas=["all"], kinds=["chart"])
    stored = read("chart", rows["payload"][0])
    assert isinstance(stored, Chart)
    told = first.locator("details.lm-more").last
    told.locator("summary").click()
    assert told.locator("tbody tr").count() == len([one for one in stored.points if one.centre is not None])
    assert told.locator("tbody td:last-child").all_inner_texts().count("stands out") == len(
        {one.start for one in stored.special}
    )
    labels = first.locator(CHART).evaluate_all("all => all.map(c => c.innerHTML + c.getAttribute('aria-label'))")
    assert all("Line chart." in label or "Dots with intervals." in label for label in labels)
    for width, height in SIZES.values():
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"), width
    found = Axe().run(page, context=OPEN).response["violations"]
    assert [(one["id"], node["html"][:120]) for one in found for node in one["nodes"] if "lm-" in node["html"]] == []
    context.close()
