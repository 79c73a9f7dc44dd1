"""A walk by hand through all that answers: each role at each door, with addresses and messages that no page sends.

What a role may not see or do must not be reached by another page's hash, a query, a warm cache, a widget's id that
somebody else was given, or a fragment that goes on after its right has ended.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import update
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.util import calc_hash
from websockets.sync.client import ClientConnection

from lead_metrics.access.addresses import ADDRESSES, BROWSER_COOKIE, MANAGED, SESSION_COOKIE
from lead_metrics.access.rules import can_see_page, sees
from lead_metrics.access.viewer import EVERY_SITE
from lead_metrics.catalogue.load import catalogue
from lead_metrics.store import accounts
from lead_metrics.store.sessions import SESSIONS, close_all, open_session, opened, presenting
from tests.browser.serving import Server, rerun, run, serve, stream, words_of
from tests.browser.site import PASSWORD, ROLES, Site

WORDS = catalogue().words["en"]
HOSTILE = (
    {"role": "admin", "audience": "manager", "viewer": "admin@example.org", "account": "admin@example.org"},
    {"group": "manager", "site": "*", "release": "1", "page": "accounts"},
    {"site": "' or 1=1 --", "group": "../../admin", "lang": "xx", "area": "\\0"},
    {"site": "<script>alert(1)</script>", "group": "[x](http://evil.example)", "lang": "<b>"},
)
"""Queries that ask for more than a role may see, or that no page would send."""


@pytest.fixture(scope="module")
def walked(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the sample to this walk alone, so that nobody else has warmed its caches."""
    with serve(site.environment, tmp_path_factory.mktemp("walk") / "log") as running:
        yield running


def cookies(site: Site, role: str) -> dict[str, str]:
    """Return the cookies of a browser in which somebody of this role has signed in."""
    return {BROWSER_COOKIE: f"browser-of-{role}", **site.cookies(role)}


def ask(socket: ClientConnection, page: str = "", query: str = "", **state: object) -> list[ForwardMsg]:
    """Send a message by hand: the hash of any page, any query, a fragment, pressed buttons."""
    message = BackMsg()
    message.rerun_script.query_string = query
    message.rerun_script.page_script_hash = calc_hash(ADDRESSES[page].strip("/")) if page else ""
    if "fragment" in state:
        message.rerun_script.fragment_id = str(state["fragment"])
        message.rerun_script.is_auto_rerun = True
    if "pressed" in state:
        pressed = message.rerun_script.widget_states.widgets.add()
        pressed.id, pressed.trigger_value = str(state["pressed"]), True
    socket.send(message.SerializeToString())
    return run(socket)


def title(page: str) -> str:
    """Return the words that a page of administrators alone shows."""
    return WORDS[f"{page}.title"]


@pytest.mark.parametrize("role", ROLES)
def test_another_pages_hash_opens_no_page_that_is_not_for_the_role(walked: Server, site: Site, role: str) -> None:
    with stream(walked, cookies(site, role)) as socket:
        shown = {page: words_of(ask(socket, page)) for page in sorted(MANAGED)}
    allowed = {page: can_see_page(site.viewers[role], page, catalogue()) for page in shown}
    assert {page: title(page) in words for page, words in shown.items()} == allowed
    assert any("name or mail" in words.lower() for words in shown.values()) is (role == "admin")


@pytest.mark.parametrize("role", ROLES)
def test_a_page_asked_for_by_its_file_or_path_is_refused_all_the_same(walked: Server, site: Site, role: str) -> None:
    if role == "admin":
        return
    with stream(walked, cookies(site, role)) as socket:
        for name in ("accounts", "audit-log", "site-settings", "pages/accounts.py", "../pages/accounts", "accounts.py"):
            words = words_of(rerun(socket, name))
            assert not any(title(page) in words for page in MANAGED), name


@pytest.mark.parametrize("role", ROLES)
def test_no_query_shows_a_role_more_than_its_own(walked: Server, site: Site, role: str) -> None:
    seen = sees(site.viewers[role].audience)
    beyond = [i for i in catalogue().indicators.values() if i.audience not in seen]
    with stream(walked, cookies(site, role)) as socket:
        for query in HOSTILE:
            for page in ("theory_of_change", "systemic_shifts"):
                words = words_of(ask(socket, page, urlencode(query)))
                told = [i.id for i in beyond if f"{i.name.en}:" in words]
                assert told == [], query
                assert "<script>alert" not in words and "](http://evil" not in words
            if role != "admin":
                managed = words_of(ask(socket, "accounts", urlencode(query)))
                assert title("accounts") not in managed


def test_a_warm_cache_shows_nobody_what_it_was_warmed_with(walked: Server, site: Site) -> None:
    def read(role: str) -> str:
        with stream(walked, cookies(site, role)) as socket:
            shown = words_of(ask(socket, "theory_of_change", urlencode({"group": "public"})))
        return re.sub(r'(?:id|key|hash|fragment_id|media|file_id): "[^"]*"', "", shown)

    cold = read("public")
    for role in ("manager", "partner", "admin", "staff", "elected"):
        read(role)
        assert set(figures(read("public"))) == set(figures(cold)), role
    assert figures(cold)


def figures(words: str) -> list[str]:
    """Return the sentences that a page says."""
    return re.findall(r'lm-sentence[^"\\]*\\?">([^<]*)<', words) + re.findall(r"<li>([^<]*)</li>", words)


def fragments(messages: list[ForwardMsg]) -> list[str]:
    """Return the ids of the fragments that rerun by themselves."""
    return [m.auto_rerun.fragment_id for m in messages if m.WhichOneof("type") == "auto_rerun"]


def somebody(site: Site, name: str, role: str) -> dict[str, str]:
    """Add an account of a role, sign it in and return its cookies."""
    accounts.add(site.engine, name, PASSWORD, role, sites=[EVERY_SITE])
    token = open_session(site.engine, name, role=role)
    return {BROWSER_COOKIE: f"browser-of-{role}-{len(name)}", SESSION_COOKIE: token}


@pytest.mark.parametrize("how", ["stopped", "role taken", "signed out everywhere"])
def test_a_fragment_that_runs_by_itself_stops_when_the_right_ends(walked: Server, site: Site, how: str) -> None:
    name = f"{how.replace(' ', '.')}@example.org"
    with stream(walked, somebody(site, name, "admin")) as socket:
        messages = ask(socket, "audit_log")
        assert title("audit_log") in words_of(messages)
        live = fragments(messages)
        assert live
        end(site, name, how)
        # The next thing that happens is the page's own: no person has touched anything.
        after = ask(socket, "audit_log", fragment=live[0])
        assert title("audit_log") not in words_of(after)
        again = words_of(ask(socket, "audit_log"))
    assert title("audit_log") not in again


def end(site: Site, name: str, how: str) -> None:
    """End an account's right, one way or another."""
    if how == "stopped":
        accounts.disable(site.engine, name)
    elif how == "role taken":
        accounts.set_role(site.engine, name, "partner", sites=[EVERY_SITE])
    else:
        close_all(site.engine, name)


def test_a_button_that_an_administrator_was_given_does_nothing_for_others(walked: Server, site: Site) -> None:
    with ExitStack() as open_:
        admin = open_.enter_context(stream(walked, cookies(site, "admin")))
        shown = str(ask(admin, "accounts"))
        buttons = set(re.findall(r'id: "(\$\$ID-[^"]*)"', shown))
        assert buttons
        before = accounts.known(site.engine)
        for role in ("public", "manager", "staff"):
            other = open_.enter_context(stream(walked, cookies(site, role)))
            for button in buttons:
                words = words_of(ask(other, "accounts", pressed=button))
                assert title("accounts") not in words
    assert accounts.known(site.engine) == before


def test_what_a_page_does_by_itself_is_no_sign_of_life_and_what_a_person_does_is(walked: Server, site: Site) -> None:
    held = somebody(site, "quiet@example.org", "partner")
    with stream(walked, held) as socket:
        live = fragments(ask(socket, "definitions"))
        aged(site, "quiet@example.org")
        before = seen_at(site, "quiet@example.org")
        ask(socket, "definitions", fragment=live[0])
        assert seen_at(site, "quiet@example.org") == before
        # Twice: the first answer may still be the end of the fragment's own run.
        for _ in range(2):
            ask(socket, "definitions")
        assert seen_at(site, "quiet@example.org") != before


@pytest.mark.parametrize(
    ("page", "query", "expected"),
    [
        ("theory_of_change", "theme=projector", True),
        ("theory_of_change", "theme=dark", False),
        ("caseload", "theme=projector", False),
    ],
)
def test_whoever_shows_a_page_on_a_wall_is_presenting(
    page: str, query: str, expected: bool, walked: Server, site: Site
) -> None:
    held = cookies(site, "manager")
    with stream(walked, held) as socket:
        ask(socket, page, query)
    assert presenting(site.engine, held[SESSION_COOKIE]) is expected


def aged(site: Site, name: str) -> None:
    """Let a session be unused for some minutes."""
    with site.engine.begin() as connection:
        then = datetime.now(UTC) - timedelta(minutes=10)
        connection.execute(update(SESSIONS).where(SESSIONS.c.account == name).values(seen_at=then))


def seen_at(site: Site, name: str) -> object:
    """Return when a session was last used."""
    return opened(site.engine, name)[0].seen_at


def test_nothing_secret_stands_in_the_log(walked: Server, site: Site) -> None:
    with walked.client() as client:
        shown = client.get("/sign-in").text
        token = re.search(r'name="token" value="(\w+)"', shown)
        assert token is not None
        for password in ("canary wrong password", PASSWORD):
            client.post(
                "/sign-in",
                data={"token": token[1], "name": site.names["manager"], "password": password, "next": "/"},
                headers={"Origin": walked.url},
            )
        session = client.cookies.get(SESSION_COOKIE)
        client.get("/welcome/canary-link")
    log = Path(walked.log).read_text()
    assert session and session not in log
    for secret in ("canary", PASSWORD, token[1], str(site.environment.get("LEAD_SECRET_KEY", "canary"))):
        assert secret not in log
