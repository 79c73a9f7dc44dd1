"""A file of figures taken in a real browser: it arrives, it is the same twice, and it is written down."""

from __future__ import annotations

import io
from zipfile import ZipFile

from playwright.sync_api import Browser, Page

from lead_metrics.access.addresses import ADDRESSES
from lead_metrics.catalogue.load import catalogue
from lead_metrics.store import trail
from tests.browser.serving import Server
from tests.browser.site import Site

WORDS = catalogue().words["en"]


def taken(page: Page) -> tuple[str, bytes]:
    """Take the archive of the choice; return its name and content."""
    with page.expect_download(timeout=60_000) as coming:
        page.get_by_role("button", name=WORDS["downloads.file.zip"]).click()
    return coming.value.suggested_filename, coming.value.path().read_bytes()


def test_an_archive_arrives_as_it_was_asked_for_and_is_written_down(
    site: Site, server: Server, chromium: Browser
) -> None:
    context = chromium.new_context(base_url=server.url, accept_downloads=True)
    context.add_cookies([{"name": n, "value": v, "url": server.url} for n, v in site.cookies("partner").items()])
    page = context.new_page()
    page.goto(f"{ADDRESSES['downloads']}?site=harbor_flats&level=systemic&by=none")
    page.wait_for_selector(".lm-end", timeout=60_000)
    (name, content), (again, same) = taken(page), taken(page)
    context.close()
    assert name == again == "lead-metrics_release-1_partner_harbor-flats_systemic_none_sample.zip"
    assert content == same
    with ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        note = archive.read("README.txt").decode()
    assert WORDS["sample.banner"] in note and "Broken down by: Totals alone" in note
    wanted = trail.Wanted(action="download", account=site.names["partner"])
    assert [entry.about for entry in trail.entries(site.engine, wanted=wanted)] == [name, name]
