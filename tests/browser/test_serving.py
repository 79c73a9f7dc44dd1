"""What the served app answers, to whom, from its first request on."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus

from lead_metrics.access.addresses import ADDRESSES, BROWSER_COOKIE, HOME, SESSION_COOKIE
from lead_metrics.access.rules import can_see_page
from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import Language
from lead_metrics.web.headers import HEADERS
from lead_metrics.web.stream import LARGEST
from tests.browser.serving import UVICORN, Server, rerun, serve, session_of, stream, words_of
from tests.browser.site import PASSWORD, ROLES, Site

WORDS = catalogue().words["en"]
HIDDEN = (
    "/_stcore/metrics",
    "/_stcore/script-health-check",
    "/_stcore/agent/interact",
    "/_stcore/agent/openapi.json",
    "/_stcore/agent/mcp",
    "/media/0a1b2c.csv",
    "/component/any/index.html",
    "/theory_of_change",
    "/pages/definitions.py",
    "/router",
    "/dashboard",
    "/index.html",
    "/definitions/",
    "/nothing",
    "/auth/login",
    "/oauth2callback",
)


# The three public pages must answer and every hidden address must not, whoever is the first to ask after a start: each
# role is the first once, and each page and hidden address is the first one asked by somebody.
@pytest.mark.parametrize(("turn", "role"), list(enumerate(ROLES)))
def test_the_first_request_after_a_start_is_refused_where_it_should_be(
    turn: int, role: str, site: Site, tmp_path: Path
) -> None:
    paths = list(ADDRESSES.items())
    first = turn % len(paths)
    with serve(site.environment, tmp_path / "log") as fresh, fresh.client(**site.cookies(role)) as client:
        for page, path in paths[first:] + paths[:first]:
            allowed = can_see_page(site.viewers[role], page, catalogue())
            assert client.get(path).status_code == (200 if allowed else 303 if role == "public" else 403), path


def test_no_page_file_answers_before_anybody_has_opened_the_app(site: Site, tmp_path: Path) -> None:
    with serve(site.environment, tmp_path / "log") as fresh:
        with fresh.client() as client:
            answers = {path: client.get(path).status_code for path in HIDDEN}
        with stream(fresh, {}) as socket:
            first = rerun(socket, page="router")
    assert set(answers.values()) == {404}
    # Whatever name the very first websocket asks for, the router runs, and it offers only this viewer's pages.
    assert {message.WhichOneof("type") for message in first} >= {"navigation", "page_not_found"}


def test_a_page_for_nobody_is_not_offered_over_the_websocket(server: Server, site: Site) -> None:
    for role in ROLES:
        with stream(server, site.cookies(role)) as socket:
            offered = next(m.navigation for m in rerun(socket) if m.WhichOneof("type") == "navigation")
        visible = {page for page in ADDRESSES if can_see_page(site.viewers[role], page, catalogue())}
        assert {page.url_pathname for page in offered.app_pages} == {ADDRESSES[page].strip("/") for page in visible}, (
            role
        )


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_pages_are_only_read(method: str, server: Server) -> None:
    with server.client() as client:
        assert {client.request(method, path).status_code for path in ADDRESSES.values()} == {405}


def test_every_answer_carries_the_headers(server: Server) -> None:
    with server.client() as client:
        for path in ("/", "/sign-in", "/_stcore/health", "/nothing", "/_stcore/metrics"):
            sent = client.get(path).headers
            assert {name: sent.get(name) for name in HEADERS} == HEADERS, path


def test_pages_of_no_other_host_may_send_messages_to_ours(server: Server) -> None:
    with server.client() as client:
        assert client.get("/_stcore/host-config").json()["allowedOrigins"] == []


def test_an_unknown_host_is_refused(server: Server) -> None:
    with server.client() as client:
        assert client.get("/", headers={"Host": "evil.example"}).status_code == 421
        assert client.get("/", headers={"Host": f"localhost:{server.port}"}).status_code == 200


def test_the_server_listens_on_the_loopback_alone(server: Server) -> None:
    listening = [
        line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]
    ]
    ours = [
        local for _, local, _, state, *_ in listening if state == "0A" and int(local.split(":")[1], 16) == server.port
    ]
    assert ours == [f"0100007F:{server.port:04X}"]


def test_clear_cache_is_dropped_and_the_conversation_goes_on(server: Server, site: Site) -> None:
    for cookies in ({}, site.cookies("manager")):
        with stream(server, cookies) as socket:
            rerun(socket)
            message = BackMsg()
            message.clear_cache = True
            socket.send(message.SerializeToString())
            again = rerun(socket)
        assert again[-1].WhichOneof("type") == "script_finished"


def test_a_message_that_is_too_large_closes_the_websocket(server: Server) -> None:
    with stream(server, {}) as socket:
        socket.send(b"\0" * (LARGEST + 1))
        with pytest.raises(ConnectionClosed):
            socket.recv(10)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1"])
def test_a_websocket_from_elsewhere_is_not_opened(origin: str, server: Server) -> None:
    with pytest.raises(InvalidStatus), stream(server, {}, origin=origin):
        pass


def test_a_session_is_resumed_by_its_own_browser_and_by_no_other(server: Server, site: Site) -> None:
    mine = site.cookies("staff")
    with stream(server, mine) as socket:
        session = session_of(rerun(socket))
    for thief in ({}, {BROWSER_COOKIE: "another"}, site.cookies("partner"), {SESSION_COOKIE: "guessed"}):
        with stream(server, thief, resume=session) as socket:
            assert session_of(rerun(socket)) != session
    with stream(server, mine, resume=session) as socket:
        assert session_of(rerun(socket)) == session


def token_in(answer: httpx.Response) -> str:
    """Return the token of the form that was drawn."""
    found = re.search(r'name="token" value="(\w+)"', answer.text)
    assert found is not None
    return found[1]


def enter(client: httpx.Client, server: Server, name: str, password: str = PASSWORD, link: str = "/") -> httpx.Response:
    """Sign in as a browser would."""
    token = token_in(client.get("/sign-in", params={"next": link}))
    form = {"token": token, "next": link, "name": name, "password": password}
    return client.post("/sign-in", data=form, headers={"Origin": server.url})


def test_sign_in_sets_a_cookie_that_no_script_reads_and_leads_back(server: Server, site: Site) -> None:
    with server.client() as client:
        answer = enter(client, server, site.names["partner"], link="/definitions?lang=es")
    assert (answer.status_code, answer.headers["location"]) == (303, "/definitions?lang=es")
    [cookie] = [line for line in answer.headers.get_list("set-cookie") if line.startswith(SESSION_COOKIE)]
    assert {part.strip().lower() for part in cookie.split(";")[1:]} == {"httponly", "samesite=lax", "path=/"}


def test_cookies_are_secure_behind_tls(server: Server, site: Site) -> None:
    with server.client() as client:
        answer = client.get("/sign-in", headers={"X-Forwarded-Proto": "https"})
    assert "; Secure" in answer.headers["set-cookie"]
    assert "Strict-Transport-Security" in answer.headers


@pytest.mark.parametrize("name", ["nobody.at.all", ""])
def test_a_refused_sign_in_says_the_same_whoever_it_was(name: str, server: Server, site: Site) -> None:
    with server.client() as client:
        unknown, known = enter(client, server, name), enter(client, server, site.names["elected"], "wrong password")
    assert unknown.status_code == known.status_code == 403
    assert SESSION_COOKIE not in "".join(unknown.headers.get_list("set-cookie") + known.headers.get_list("set-cookie"))
    assert all(WORDS["sign_in.refused"] in read(answer) for answer in (unknown, known))


def read(answer: httpx.Response) -> str:
    """Return an answer's words as they read."""
    return unescape(answer.text)


def test_a_form_of_another_site_or_browser_opens_no_session(server: Server, site: Site) -> None:
    with server.client() as client, server.client() as other:
        token, foreign = token_in(client.get("/sign-in")), token_in(other.get("/sign-in"))
        right = {"token": token, "name": site.names["partner"], "password": PASSWORD}
        elsewhere = client.post("/sign-in", data=right, headers={"Origin": "http://evil.example"})
        silent = client.post("/sign-in", data=right)
        borrowed = client.post("/sign-in", data={**right, "token": foreign}, headers={"Origin": server.url})
        large = client.post("/sign-in", data={**right, "x": "x" * 9000}, headers={"Origin": server.url})
    assert [answer.status_code for answer in (elsewhere, silent, borrowed, large)] == [400] * 4


@pytest.mark.parametrize("link", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_nobody_is_led_to_another_site(link: str, server: Server, site: Site) -> None:
    with server.client() as client:
        assert enter(client, server, site.names["partner"], link=link).headers["location"] == "/"


def test_after_sign_out_the_cookie_opens_nothing(server: Server, site: Site) -> None:
    with server.client() as client:
        enter(client, server, site.names["manager"])
        kept = {SESSION_COOKIE: client.cookies[SESSION_COOKIE]}
        with stream(server, kept) as socket:
            assert site.names["manager"] in words_of(rerun(socket))
            token = token_in(client.get("/sign-out"))
            client.post("/sign-out", data={"token": token}, headers={"Origin": server.url})
            still_open = words_of(rerun(socket))
    with stream(server, kept) as socket:
        replayed = words_of(rerun(socket))
    assert site.names["manager"] not in still_open + replayed


def test_a_link_alone_does_not_sign_out(server: Server, site: Site) -> None:
    with server.client(**site.cookies("partner")) as client:
        client.get("/sign-out")
        answer = client.post("/sign-out", data={"token": "guessed"}, headers={"Origin": server.url})
        assert answer.status_code == 400
    with stream(server, site.cookies("partner")) as socket:
        assert site.names["partner"] in words_of(rerun(socket))


def test_looking_around_needs_sample_data_and_a_known_group(server: Server) -> None:
    with server.client() as client:
        token = token_in(client.get("/sign-in"))
        views = [view for view in catalogue().views.values() if view.audience.value == "partner"]
        form = {"token": token, "group": views[0].id, "lang": "es"}
        unknown = client.post("/look-around", data={**form, "group": "nobody"}, headers={"Origin": server.url})
        answer = client.post("/look-around", data=form, headers={"Origin": server.url})
        assert unknown.status_code == 400
        assert (answer.status_code, answer.headers["location"]) == (303, f"/?group={views[0].id}&lang=es")
        assert SESSION_COOKIE in client.cookies


def test_the_bare_way_serves_the_same(site: Site, tmp_path: Path) -> None:
    with serve(site.environment, tmp_path / "log", UVICORN) as bare, bare.client() as client:
        assert client.get("/").status_code == 200
        assert client.get("/_stcore/metrics").status_code == 404
        with stream(bare, {}) as socket:
            assert rerun(socket)[-1].WhichOneof("type") == "script_finished"


def test_a_person_signs_in_reloads_and_signs_out(page: Page, site: Site) -> None:
    page.goto("/sign-in?next=/definitions?lang=en")
    page.get_by_label(WORDS["sign_in.name"]).fill(site.names["partner"])
    page.get_by_label(WORDS["sign_in.password"]).fill(PASSWORD)
    page.get_by_role("button", name=WORDS["sign_in.do"], exact=True).click()
    who = page.get_by_text(site.names["partner"], exact=True)
    expect(who).to_be_visible(timeout=20_000)
    assert urlsplit(page.url).path == ADDRESSES["definitions"]
    assert parse_qs(urlsplit(page.url).query)["lang"] == ["en"]
    page.reload()
    expect(who).to_be_visible(timeout=20_000)
    page.get_by_role("link", name=WORDS["nav.sign_out"]).click()
    page.get_by_role("button", name=WORDS["nav.sign_out"]).click()
    expect(page.get_by_role("link", name=WORDS["nav.sign_in"])).to_be_visible(timeout=20_000)
    assert urlsplit(page.url).path == ADDRESSES[HOME]


def test_the_language_chosen_on_the_form_stays_chosen_after_it(page: Page, site: Site) -> None:
    page.goto("/sign-in?next=/definitions&lang=es")
    words = catalogue().words["es"]
    for password in ("wrong password", PASSWORD):
        page.get_by_label(words["sign_in.name"]).fill(site.names["staff"])
        page.get_by_label(words["sign_in.password"]).fill(password)
        page.get_by_role("button", name=words["sign_in.do"], exact=True).click()
        if password != PASSWORD:
            expect(page.get_by_role("alert")).to_have_text(words["sign_in.refused"])
    expect(page.get_by_role("link", name=words["nav.sign_out"])).to_be_visible(timeout=20_000)
    assert parse_qs(urlsplit(page.url).query)["lang"] == ["es"]


def test_the_fonts_come_from_here(server: Server) -> None:
    with server.client() as client:
        font = client.get("/app/static/fonts/public-sans-latin-wght-normal.woff2")
    assert (font.status_code, font.content[:4]) == (200, b"wOF2")


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_sign_in_page_reads_in_both_languages_and_fits_a_small_phone(page: Page, language: Language) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"/sign-in?lang={language}")
    assert page.locator("html").get_attribute("lang") == language
    expect(page.get_by_role("heading", level=1)).to_have_text(catalogue().words[language]["sign_in.title"])
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["/sign-in", "/nothing", "/account", "/caseload"])
def test_the_plain_pages_have_no_fault_that_axe_finds(
    page: Page, server: Server, site: Site, address: str, scheme: str
) -> None:
    if address in ("/account", "/caseload"):
        cookies = site.cookies("elected")
        page.context.add_cookies([{"name": name, "value": value, "url": server.url} for name, value in cookies.items()])
    page.emulate_media(color_scheme=scheme)
    page.goto(address)
    assert page.locator("h1").count() == 1
    assert Axe().run(page).response["violations"] == []


def test_guessing_locks_a_name_for_a_while_even_for_the_right_password(server: Server, site: Site) -> None:
    with server.client() as client:
        guesses = [enter(client, server, site.names["admin"], f"guess {n}").status_code for n in range(7)]
        right = enter(client, server, site.names["admin"])
    assert {*guesses, right.status_code} == {403}


def test_an_unknown_name_is_refused_no_faster_than_a_known_one(server: Server, site: Site) -> None:
    with server.client() as client:

        def shortest(name: str) -> float:
            return min(enter(client, server, name, "wrong password").elapsed.total_seconds() for _ in range(3))

        unknown, known = shortest("nobody.at.all"), shortest(site.names["elected"])
    assert 0.5 < unknown / known < 2
