"""Pages for everyone: the rules of WCAG 2.2 in three themes, the keyboard alone, paper, and screens of every width."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request
from pypdf import PdfReader

from lead_metrics.access.addresses import ADDRESSES
from lead_metrics.access.rules import can_see_page
from lead_metrics.access.viewer import ANYBODY
from lead_metrics.catalogue.load import catalogue
from tests.browser.conftest import HERE
from tests.browser.serving import Server, serve
from tests.browser.site import Site
from tests.browser.waiting import PATIENCE, SETTLED, whole

OPEN = {page: path for page, path in ADDRESSES.items() if can_see_page(ANYBODY, page, catalogue())}
PATHS = OPEN | {
    "search": "/search?q=jail",
    "indicator": "/indicator?id=arrests_divertible&by=race",
    "gallery": "/gallery",
}
SIGNED_IN = {
    "caseload": "staff",
    "pathway": "partner",
    "fidelity": "manager",
    "meetings": "manager",
    "meeting": "partner",
    "remote": "manager",
    "replies": "manager",
    "accounts": "admin",
    "site_settings": "admin",
    "audit_log": "admin",
}
THEMES = ("light", "dark", "projector")
WIDTHS = (360, 390, 1440, 1920, 3840)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
THEIRS: dict[tuple[str, str], str] = {}
"""Violations that are Streamlit's own: rule and selector, and why they stay. None today."""


@pytest.fixture(scope="module")
def gallery(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the sample with the gallery."""
    with serve({**site.environment, "LEAD_GALLERY": "on"}, tmp_path_factory.mktemp("gallery") / "log") as running:
        yield running


@pytest.fixture(scope="module")
def outside() -> Iterator[list[str]]:
    """Collect requests that would leave the machine; there must be none at the end."""
    asked: list[str] = []
    yield asked
    assert asked == []


@pytest.fixture(params=THEMES, scope="module")
def themed(
    request: pytest.FixtureRequest, chromium: Browser, gallery: Server, outside: list[str]
) -> Iterator[tuple[str, BrowserContext]]:
    """Return a theme, and a browser that asks for it."""
    scheme = "dark" if request.param == "dark" else "light"
    context = chromium.new_context(
        base_url=gallery.url, color_scheme=scheme, reduced_motion="reduce", viewport={"width": 1440, "height": 900}
    )
    context.on("request", lambda asked: note(asked, outside))
    yield str(request.param), context
    context.close()


def note(asked: Request, outside: list[str]) -> None:
    """Remember a request for an address outside this machine."""
    if (urlsplit(asked.url).hostname or "") not in HERE:
        outside.append(asked.url)


def opened(context: BrowserContext, address: str) -> Page:
    """Open an address and wait until it is drawn to its end."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    whole(page)
    return page


def in_theme(path: str, theme: str) -> str:
    """Return an address that asks for a theme where the browser cannot."""
    return f"{path}{'&' if '?' in path else '?'}theme=projector" if theme == "projector" else path


@pytest.mark.parametrize("page_id", PATHS)
def test_no_rule_is_broken(page_id: str, themed: tuple[str, BrowserContext]) -> None:
    theme, context = themed
    page = opened(context, in_theme(PATHS[page_id], theme))
    assert broken(page) == []
    page.close()


@pytest.mark.parametrize("page_id", SIGNED_IN)
def test_no_rule_is_broken_behind_the_sign_in(
    page_id: str, themed: tuple[str, BrowserContext], gallery: Server, site: Site
) -> None:
    theme, context = themed
    cookies = site.cookies(SIGNED_IN[page_id])
    context.add_cookies([{"name": name, "value": value, "url": gallery.url} for name, value in cookies.items()])
    page = opened(context, in_theme(ADDRESSES[page_id], theme))
    assert broken(page) == []
    page.close()
    context.clear_cookies()


def broken(page: Page) -> list[tuple[str, str, str]]:
    """Return each rule that a page breaks, where, and what to do; Streamlit's own are left out one by one."""
    found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]})
    return [
        (rule["id"], str(node["target"]), str(node.get("failureSummary")))
        for rule in found.response["violations"]
        for node in rule["nodes"]
        if (rule["id"], str(node["target"])) not in THEIRS
    ]


def test_the_projectors_letters_and_lines_are_large(chromium: Browser, gallery: Server) -> None:
    context = chromium.new_context(base_url=gallery.url, viewport={"width": 1920, "height": 1080})
    page = opened(context, "/?theme=projector")
    small = page.evaluate(
        """() => {
          const seen = [];
          const walk = document.createTreeWalker(document.querySelector('[data-testid=stMain]'), NodeFilter.SHOW_TEXT);
          while (walk.nextNode()) {
            const node = walk.currentNode, box = node.parentElement.getBoundingClientRect();
            const size = parseFloat(getComputedStyle(node.parentElement).fontSize);
            if (node.textContent.trim() && box.width > 1 && box.height > 1 && size < 28
                && node.parentElement.tagName !== 'STYLE') seen.push([size, node.textContent.trim().slice(0, 40)]);
          }
          return seen;
        }"""
    )
    thin = page.evaluate(
        """() => [...document.querySelectorAll('[data-testid=stVegaLiteChart] .mark-line path')]
          .map(p => parseFloat(p.getAttribute('stroke-width'))).filter(w => w < 3)"""
    )
    context.close()
    assert small == [] and thin == []


@pytest.mark.parametrize("group", ["public", "community"])
def test_no_choice_hangs_over_the_edge_of_the_wall(group: str, chromium: Browser, gallery: Server) -> None:
    context = chromium.new_context(base_url=gallery.url, viewport={"width": 1920, "height": 1080})
    page = opened(context, f"/?theme=projector&group={group}")
    edges = page.locator("[data-testid=stSelectbox]").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().right)"
    )
    assert edges and max(edges) <= 1920
    context.close()


@pytest.mark.parametrize(
    "address",
    [
        "/?lang=es",
        "/systemic-shifts?lang=es",
        "/definitions?lang=es",
        "/search?q=arresto&lang=es",
        "/about-lead?lang=es",
        "/my-data?lang=es",
    ],
)
def test_every_page_fits_every_width(address: str, chromium: Browser, gallery: Server) -> None:
    context = chromium.new_context(base_url=gallery.url, viewport={"width": WIDTHS[0], "height": 900})
    page = opened(context, address)
    assert page.evaluate("() => document.documentElement.lang") == "es"
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(500)
        wide = page.evaluate(
            "() => [document.documentElement, document.querySelector('[data-testid=stMain]')]"
            ".map(e => e.scrollWidth - e.clientWidth)"
        )
        assert max(wide) <= 0, (width, wide)
    context.close()


def test_the_keyboard_reaches_everything_in_reading_order_and_shows_where_it_is(
    chromium: Browser, gallery: Server
) -> None:
    context = chromium.new_context(base_url=gallery.url, viewport={"width": 1440, "height": 900})
    page = opened(context, "/systemic-shifts")
    page.wait_for_selector(".st-key-menu a[data-testid=stPageLink-NavLink]")
    page.wait_for_selector(".st-key-frame input:enabled")
    stops = []
    for _ in range(26):
        page.keyboard.press("Tab")
        stops.append(
            page.evaluate(
                """() => {
                  const e = document.activeElement, s = getComputedStyle(e);
                  const name = e.getAttribute('aria-label') || e.innerText || e.name || '';
                  return {name: name.trim(),
                          seen: s.outlineStyle !== 'none' || s.boxShadow !== 'none', tag: e.tagName};
                }"""
            )
        )
    names = [stop["name"] for stop in stops]
    words = catalogue().words["en"]
    wanted = [words["product.name"], words["search.label"], words["language.name"] and "Español", words["nav.sign_in"],
              words["page.theory_of_change"], words["page.equity"], words["nav.more"], words["counts.events"],
              words["card.all"]]  # fmt: skip
    places = [next((n for n, name in enumerate(names) if want in name), None) for want in wanted]
    assert None not in places, (wanted, names, page.locator(SETTLED).count())
    assert places == sorted(places), names
    assert all(stop["seen"] for stop in stops if stop["tag"] != "BODY"), stops
    context.close()


def test_what_a_card_holds_opens_and_closes_by_keyboard(chromium: Browser, gallery: Server) -> None:
    context = chromium.new_context(base_url=gallery.url, viewport={"width": 1440, "height": 900})
    page = opened(context, "/")
    button = page.locator("[data-testid=stPopoverButton]", has_text=catalogue().words["en"]["card.all"]).first
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".lm-table caption")
    assert page.locator(".lm-table th[scope=row]").count() > 5
    page.keyboard.press("Escape")
    page.wait_for_selector(".lm-table", state="detached")
    context.close()


def test_a_card_gives_its_files_and_its_address(chromium: Browser, gallery: Server) -> None:
    context = chromium.new_context(base_url=gallery.url, viewport={"width": 1440, "height": 900})
    page = opened(context, "/systemic-shifts?counts=people&lang=es")
    words = catalogue().words["es"]
    download = page.locator("[data-testid=stPopoverButton]", has_text=words["card.all"]).first
    # A list that opens below the window's edge could not be clicked here.
    download.evaluate("button => button.scrollIntoView({block: 'center'})")
    download.click()
    starts = {"png": b"\x89PNG", "svg": b"<svg", "csv": "\ufeff".encode()}
    for kind, start in starts.items():
        with page.expect_download(timeout=PATIENCE) as taken:
            page.get_by_role("button", name=words[f"download.{kind}"]).click()
        name = taken.value.suggested_filename
        assert re.fullmatch(rf"lead-metrics_release-1_public_[a-z0-9_-]+_sample\.{kind}", name)
        assert taken.value.path().read_bytes().startswith(start)
    link = page.locator("[data-testid=stCode]").inner_text().strip()
    other = chromium.new_context()
    there = opened(other, link)
    assert there.locator(".lm-finding").all_inner_texts() == page.locator(".lm-finding").all_inner_texts()
    assert there.locator(".lm-end").inner_text() == page.locator(".lm-end").inner_text()
    other.close()
    context.close()


def test_on_paper_stand_the_figures_their_events_filters_and_release(chromium: Browser, gallery: Server) -> None:
    context = chromium.new_context(base_url=gallery.url, color_scheme="dark")
    page = opened(context, "/systemic-shifts?counts=people")
    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))
    said = re.sub(r"\s+", " ", " ".join(sheet.extract_text() for sheet in paper.pages))
    findings = page.locator(".lm-finding").all_inner_texts()
    words = catalogue().words["en"]
    assert len(paper.pages) > 1 and findings
    missing = [text for text in (*findings, "release 1", "Count: People", "LEAD begins", words["sample.banner"],
                                 words["home.caution"][:40]) if text not in said]  # fmt: skip
    assert missing == []
    assert words["card.all"] not in said
    context.close()


def test_back_and_forward_keep_the_filters(chromium: Browser, gallery: Server) -> None:
    context = chromium.new_context(base_url=gallery.url, viewport={"width": 1440, "height": 900})
    page = opened(context, "/systemic-shifts")
    people = catalogue().words["en"]["counts.people"]
    chosen = f"text=Count: {people}"
    page.get_by_role("radio", name=people).click()
    page.wait_for_selector(chosen)
    assert "counts=people" in page.url
    page.reload()
    page.wait_for_selector(chosen)
    title = f"h1:has-text({json.dumps(catalogue().words['en']['equity.title'])})"
    page.get_by_role("link", name=catalogue().words["en"]["page.equity"], exact=True).click()
    page.wait_for_selector(title)
    page.go_back()
    page.wait_for_selector(chosen)
    page.go_forward()
    page.wait_for_selector(title)
    context.close()


def test_a_word_finds_figures_questions_and_pages_in_either_language(chromium: Browser, gallery: Server) -> None:
    context = chromium.new_context(base_url=gallery.url, viewport={"width": 1440, "height": 900})
    page = opened(context, "/?lang=es")
    field = page.get_by_role("textbox", name=catalogue().words["es"]["search.label"])
    field.fill("bookings")
    field.press("Enter")
    page.wait_for_selector(".lm-found a")
    assert "lang=es" in page.url and "q=bookings" in page.url
    name = catalogue().indicators["bookings_divertible"].name.es
    page.locator(".lm-found a", has_text=name).first.click()
    page.wait_for_url(re.compile(ADDRESSES["indicator"]))
    page.wait_for_selector(f"h1:has-text({json.dumps(name)})")
    context.close()


def test_the_gallery_is_served_only_where_it_is_asked_for(chromium: Browser, server: Server, gallery: Server) -> None:
    with server.client() as plain, gallery.client() as asked:
        assert plain.get("/gallery").status_code == 404
        assert asked.get("/gallery").status_code == 200
    context = chromium.new_context(base_url=gallery.url)
    page = opened(context, "/")
    assert page.locator("a[href*=gallery]").count() == 0
    context.close()
