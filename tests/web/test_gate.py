"""The gate lets through what it knows, and answers the rest itself."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from pathlib import Path

import anyio
import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from lead_metrics.access.addresses import ADDRESSES, BROWSER_COOKIE, MANAGED, SESSION_COOKIE
from lead_metrics.access.rules import can_see_page
from lead_metrics.access.viewer import ANYBODY, EVERY_SITE, Viewer
from lead_metrics.catalogue.load import catalogue
from lead_metrics.settings import settings
from lead_metrics.store import accounts, trail
from lead_metrics.store.engine import engine
from lead_metrics.store.sessions import close_session, open_session
from lead_metrics.store.visits import open_viewer
from lead_metrics.web import gate as gates
from lead_metrics.web.gate import ASSETS, FORMS, OPEN, Gate
from lead_metrics.web.ownership import owner
from lead_metrics.web.stream import UPLOADS
from tests.web.asking import ask, request

PASSED = "passed"
gate = Gate(PlainTextResponse(PASSED), frozenset({"lead.example"}))


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give each test an empty database of its own."""
    monkeypatch.setenv("LEAD_DATABASE_URL", f"sqlite:///{tmp_path / 'lead.db'}")
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every page one that nobody may see."""
    monkeypatch.setattr(gates, "can_see_page", refuses)


def refuses(_viewer: Viewer, _page: str, _catalogue: object) -> bool:
    """Refuse."""
    return False


def session(role: str = "partner") -> str:
    """Return the token of somebody who has signed in."""
    name = f"{role}@example.org"
    accounts.add(engine(), name, "a long sentence nobody guesses", role, sites=[EVERY_SITE])
    return open_session(engine(), name, role=role)


def passed(answer: httpx.Response) -> bool:
    """Tell whether the app was reached."""
    return answer.text == PASSED


EVERYBODYS = [path for page, path in ADDRESSES.items() if can_see_page(ANYBODY, page, catalogue())]


@pytest.mark.parametrize(
    "path", [*EVERYBODYS, *sorted(OPEN), *sorted(FORMS), "/welcome/any", *(f"{folder}a.js" for folder in ASSETS)]
)
def test_what_is_declared_passes(path: str) -> None:
    assert passed(ask(gate, path))


def test_pages_of_those_who_manage_pass_for_them_alone_and_a_refusal_is_written_down() -> None:
    cookies = {role: {SESSION_COOKIE: session(role)} for role in ("partner", "manager", "admin")}
    for page in sorted(MANAGED):
        path, whose = ADDRESSES[page], "manager" if page == "replies" else "admin"
        assert ask(gate, path).status_code == 303
        answers = {role: ask(gate, path, cookies=held).status_code for role, held in cookies.items()}
        assert answers == {role: 200 if role == whose else 403 for role in cookies}
    refused = [(entry.account, entry.about) for entry in trail.entries(engine()) if entry.action == "refused"]
    assert len(refused) == 2 * len(MANAGED)
    assert ("partner@example.org", "accounts") in refused


def test_an_inner_page_leads_whoever_has_not_signed_in_there_and_back() -> None:
    answer = ask(gate, ADDRESSES["caseload"])
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Fcaseload")


@pytest.mark.parametrize(
    "path",
    ["/_stcore/metrics", "/theory_of_change", "/definitions/", "/_stcore/", "/component/a", "/SIGN-IN"],
)
def test_what_is_not_declared_does_not_exist(path: str) -> None:
    answer = ask(gate, path)
    assert answer.status_code == 404
    assert catalogue().words["en"]["unknown.title"] in unescape(answer.text)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "INVENTED"])
@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/static/js/a.js"])
def test_what_is_there_to_be_read_is_only_read(path: str, method: str) -> None:
    answer = ask(gate, path, method)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(("base", "status"), [("http://lead.example", 200), ("http://evil.example", 421)])
def test_only_known_names_are_served(base: str, status: int) -> None:
    assert ask(gate, base).status_code == status


@pytest.mark.usefixtures("nobody")
def test_somebody_unknown_is_led_to_sign_in_and_back_to_the_whole_address() -> None:
    answer = ask(gate, "/definitions?lang=es&site=a")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=%2Fdefinitions%3Flang%3Des%26site%3Da"


@pytest.mark.usefixtures("nobody")
def test_somebody_known_is_told_that_the_page_is_not_theirs() -> None:
    answer = ask(gate, "/definitions", cookies={SESSION_COOKIE: session()})
    assert answer.status_code == 403
    assert catalogue().words["en"]["refused.title"] in unescape(answer.text)


def test_a_browser_gets_its_own_cookie_with_its_first_page_and_keeps_it() -> None:
    first = ask(gate, "/")
    assert len(first.cookies[BROWSER_COOKIE]) >= 32
    assert "httponly" in first.headers["set-cookie"].lower()
    assert "set-cookie" not in ask(gate, "/", cookies={BROWSER_COOKIE: "mine"}).headers
    assert "set-cookie" not in ask(gate, "/_stcore/health").headers


def test_who_asks_for_a_page_without_signing_in_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    ask(gate, "/accounts?q=canary-7391")
    [said] = caplog.messages
    assert "not signed in" in said and "canary" not in said


def give(token: str, thing: str) -> None:
    """Note that the browser with this cookie was told of a thing."""
    name = SESSION_COOKIE if open_viewer(engine(), token) else BROWSER_COOKIE
    gate.given.give(anyio.run(owner, request(("cookie", f"{name}={token}"))), thing)


def test_a_file_opens_for_its_owner_until_sign_out() -> None:
    token = session()
    give(token, "0a.csv")
    opened = ask(gate, "/media/0a.csv", cookies={SESSION_COOKIE: token})
    stranger = ask(gate, "/media/0a.csv", cookies={BROWSER_COOKIE: "another"})
    close_session(engine(), token)
    after = ask(gate, "/media/0a.csv", cookies={SESSION_COOKIE: token})
    assert [passed(answer) for answer in (opened, stranger, after)] == [True, False, False]
    assert {answer.headers["cache-control"] for answer in (opened, stranger, after)} == {"no-store"}


def test_a_file_of_other_rights_does_not_open_any_more() -> None:
    token = session()
    give(token, "0a.csv")
    assert passed(ask(gate, "/media/0a.csv", cookies={SESSION_COOKIE: token}))
    accounts.set_role(engine(), "partner@example.org", "elected", sites=[EVERY_SITE])
    assert not passed(ask(gate, "/media/0a.csv", cookies={SESSION_COOKIE: token}))


@pytest.mark.parametrize(
    ("method", "origin", "reached"),
    [("PUT", "http://localhost", True), ("PUT", "http://evil.example", False), ("POST", "http://localhost", False)],
)
def test_an_upload_goes_into_ones_own_session_from_ones_own_page(method: str, origin: str, reached: bool) -> None:
    token = session("manager")
    give(token, "s1")
    give(token, UPLOADS)
    for upload in ("s1", "s2"):
        answer = ask(
            gate,
            f"/_stcore/upload_file/{upload}/f",
            method,
            cookies={SESSION_COOKIE: token},
            headers={"Origin": origin},
        )
        assert passed(answer) is (reached and upload == "s1")


def test_nobody_uploads_who_was_shown_no_place_for_it() -> None:
    token = session("manager")
    give(token, "s1")
    answer = ask(
        gate,
        "/_stcore/upload_file/s1/f",
        "PUT",
        cookies={SESSION_COOKIE: token},
        headers={"Origin": "http://localhost"},
    )
    assert not passed(answer)


def test_nobody_uploads_without_an_account() -> None:
    give("mine", "s1")
    give("mine", UPLOADS)
    answer = ask(
        gate,
        "/_stcore/upload_file/s1/f",
        "PUT",
        cookies={BROWSER_COOKIE: "mine"},
        headers={"Origin": "http://localhost"},
    )
    assert not passed(answer)


def test_a_database_that_cannot_be_read_is_told_in_plain_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEAD_DATABASE_URL", f"sqlite:///{tmp_path}")
    settings.cache_clear()
    answer = ask(gate, "/", cookies={SESSION_COOKIE: "any"})
    assert answer.status_code == 503
    assert catalogue().words["en"]["unready.title"] in unescape(answer.text)
    assert str(tmp_path) not in answer.text


@pytest.mark.parametrize(
    ("path", "host", "origin", "opens"),
    [
        ("/_stcore/stream", "localhost", "http://localhost", True),
        ("/_stcore/stream", "localhost", "http://evil.example", False),
        ("/_stcore/stream", "localhost", None, False),
        ("/_stcore/stream", "evil.example", "http://evil.example", False),
        ("/another", "localhost", "http://localhost", False),
    ],
)
def test_a_websocket_opens_for_our_own_pages_alone(path: str, host: str, origin: str | None, opens: bool) -> None:
    reached: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        reached.append(scope["path"])

    async def silent() -> Message:
        return {"type": "websocket.disconnect", "code": 1000}

    async def send(message: Message) -> None:
        assert message == {"type": "websocket.close", "code": 1008}

    headers = [("host", host), *([("origin", origin)] if origin else [])]
    scope = {**request(*headers, path=path), "type": "websocket", "scheme": "ws", "subprotocols": []}
    anyio.run(Gate(app), scope, silent, send)
    assert reached == ([path] if opens else [])
