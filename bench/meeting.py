"""A meeting of an hour: what server and browser hold in memory while slides move and releases are taken.

Run: python -m bench.meeting [MINUTES]. A projector and a phone are open; every ten seconds the phone moves the slide,
every five minutes a release is published elsewhere and taken by key. Prints a row every five minutes.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import BrowserContext, CDPSession, Page, sync_playwright
from sqlalchemy import func, select

from lead_metrics.access.viewer import EVERY_SITE, Viewer
from lead_metrics.catalogue.model import Audience
from lead_metrics.facts.releases import sites_for
from lead_metrics.store import meetings, write
from lead_metrics.store.tables import Release, table
from tests.again import again, raised, unchanged
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.serving import Server, serve
from tests.browser.site import Site, made
from tests.sampled import released

MINUTES = 60
EVERY, RELEASED_EVERY, TOLD_EVERY = 10, 300, 300
MANAGER = Viewer(Audience.MANAGER, frozenset({EVERY_SITE}), "manager@example.org", "manager")
PATIENCE = 120_000
MEGABYTE = 2**20


def main(arguments: list[str]) -> None:
    """Hold the meeting and print what is held in memory."""
    minutes = int(arguments[0]) if arguments else MINUTES
    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver:
        folder = Path(name)
        site = made(released(folder, "--sites", "2", "--months", "48", "--participants", "1200"))
        place = sites_for(MANAGER, site.engine)[0].id
        number = meetings.begin(site.engine, MANAGER, place, datetime.now(UTC).date())
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, "--js-flags=--expose-gc"])
        with serve(site.environment, folder / "log") as server:
            wall, phone = (opened(browser.new_context(base_url=server.url), site, server) for _ in range(2))
            wall.set_viewport_size({"width": 1920, "height": 1080})
            phone.set_viewport_size({"width": 390, "height": 844})
            wall.goto(f"/meeting?id={number}", timeout=PATIENCE)
            phone.goto("/remote", timeout=PATIENCE)
            phone.wait_for_selector(".st-key-next button", timeout=PATIENCE)
            hold(site, server, (wall, phone), minutes)
        browser.close()


def opened(context: BrowserContext, site: Site, server: Server) -> Page:
    """Return a page of somebody who runs the meeting."""
    context.add_cookies([{"name": n, "value": v, "url": server.url} for n, v in site.cookies("manager").items()])
    return context.new_page()


def hold(site: Site, server: Server, pages: tuple[Page, Page], minutes: int) -> None:
    """Move, release and take until the time is over."""
    wall, phone = pages
    watched = [page.context.new_cdp_session(page) for page in pages]
    print("| minute | slides | releases | server, MB | projector, MB | its nodes | phone, MB | its nodes |")
    print("|---|---|---|---|---|---|---|---|")
    begun, moves, taken = time.monotonic(), 0, 0
    due: dict[str, float] = {"move": 0.0, "release": RELEASED_EVERY / 2, "tell": 0.0}
    while (gone := time.monotonic() - begun) <= minutes * 60 + 1:
        if gone >= due["tell"]:
            tell(gone / 60, moves, taken, server, watched)
            due["tell"] += TOLD_EVERY
        if gone >= due["release"]:
            taken += publish_and_take(site, wall, raised if taken % 2 else unchanged)
            due["release"] += RELEASED_EVERY
        if gone >= due["move"]:
            moves += step(phone)
            due["move"] += EVERY
        wall.wait_for_timeout(500)


def step(phone: Page) -> int:
    """Go to the next slide, from the last one back to the one before it."""
    forward = phone.locator(".st-key-next button")
    (forward if forward.is_enabled() else phone.locator(".st-key-previous button")).click()
    return 1


def publish_and_take(site: Site, wall: Page, change: Callable[..., object]) -> int:
    """Publish a further release and take it on the projector."""
    releases = table(Release)
    with site.engine.connect() as connection:
        newest = connection.execute(select(func.max(releases.c.number))).scalar_one()
    write.publish(site.engine, again(site.engine, newest, change))  # type: ignore[arg-type]
    wall.locator(".st-key-take button").wait_for(timeout=PATIENCE)
    wall.keyboard.press("r")
    wall.wait_for_function(
        "n => document.querySelector('.lm-foot')?.textContent.includes(`release ${n}`)",
        arg=newest + 1,
        timeout=PATIENCE,
    )
    return 1


def tell(minute: float, moves: int, taken: int, server: Server, watched: list[CDPSession]) -> None:
    """Print what is held, after each browser has thrown away what it can."""
    held = []
    for session in watched:
        session.send("HeapProfiler.collectGarbage")
        counters = session.send("Memory.getDOMCounters")
        heap = session.send("Runtime.getHeapUsage")["usedSize"] / MEGABYTE
        held += [f"{heap:.1f}", str(counters["nodes"])]
    print(f"| {minute:.0f} | {moves} | {taken} | {resident(server.process.pid):.0f} | {' | '.join(held)} |", flush=True)


def resident(process: int) -> float:
    """Return what a process holds in memory, in MB."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))) / 1024


if __name__ == "__main__":
    main(sys.argv[1:])
