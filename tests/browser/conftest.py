"""A served sample, an account of each role, and a real browser that reaches nothing but this machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from tests.browser.serving import Server, serve
from tests.browser.site import Site, made
from tests.sampled import Sampled

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HERE = ("127.0.0.1", "localhost", "")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Try a browser test once more where it fails: a browser on a shared machine may stall; the summary names it."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def site(county: Sampled) -> Site:
    """Return the county's released sample with an account of each role."""
    return made(county)


@pytest.fixture(scope="session")
def server(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the sample for all tests that do not mind who asked before."""
    with serve(site.environment, tmp_path_factory.mktemp("server") / "log") as running:
        yield running


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Start the browser once for this folder, since its loop must not outlive it; without one, skip or fail in CI."""
    if not CHROMIUM.exists():
        reason = f"{CHROMIUM} is absent; install Debian's package chromium"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, server: Server) -> Iterator[BrowserContext]:
    """Return a browser with an empty profile; the test fails if anything asks for an address outside this machine."""
    outside: list[str] = []

    def note(request: Request) -> None:
        if (urlsplit(request.url).hostname or "") not in HERE:
            outside.append(request.url)

    context = chromium.new_context(base_url=server.url, viewport={"width": 1440, "height": 900})
    context.on("request", note)
    yield context
    context.close()
    assert outside == []


@pytest.fixture
def page(visit: BrowserContext) -> Page:
    """Return a fresh page of a fresh browser."""
    return visit.new_page()
