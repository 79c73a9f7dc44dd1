"""Signing in with a provider of identities, against a real one on this machine: whom it vouches for, who gets in."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from lead_metrics.access.viewer import Viewer
from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import Audience
from lead_metrics.errors import SettingsRefused
from lead_metrics.settings import settings
from lead_metrics.store import accounts, sessions
from lead_metrics.store.engine import engine
from lead_metrics.store.trail import entries
from lead_metrics.web import provider as providers
from lead_metrics.web.provider import BACK, PROVIDER
from lead_metrics.web.requests import local
from tests.store.people import ANN, PASSWORD
from tests.web.conftest import Browser, token_in, words

PATIENCE = 30
WORDS = catalogue().words["en"]
PEOPLE = [
    {"sub": "kim-1", "email": "kim@example.org", "email_verified": True, "groups": ["clerks", "lead-partners"]},
    {"sub": "lee-2", "email": "lee@example.org", "email_verified": False, "groups": ["lead-admins"]},
    {"sub": "eve-3", "email": "eve@example.org", "email_verified": True, "groups": ["clerks"]},
    {"sub": "ann-4", "email": ANN, "email_verified": True, "groups": ["lead-partners"]},
]
CLAIMS = """
[partners_north]
claim = "groups"
value = "lead-partners"
role = "partner"
sites = ["north"]
group = "pcg"

[partners_south]
claim = "groups"
value = "lead-partners"
role = "partner"
sites = ["south"]

[admins]
claim = "groups"
value = "lead-admins"
role = "admin"
sites = ["*"]
"""


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """Start a provider of identities and return its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    people = [part for person in PEOPLE for part in ("--user-claims", json.dumps(person))]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *people]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ})
    address, until = f"http://127.0.0.1:{port}", time.monotonic() + PATIENCE
    try:
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, "the provider did not start"
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def county(issuer: str, place: Path, cheap_hashes: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the county sign in with the provider, by a table of claims of its own."""
    folder = place / "catalogue"
    folder.mkdir()
    (folder / "claims.toml").write_text(CLAIMS)
    for name, value in {
        "LEAD_OIDC_ISSUER": issuer, "LEAD_OIDC_CLIENT_ID": "lead", "LEAD_OIDC_CLIENT_SECRET": "not a secret here",
        "LEAD_OIDC_NAME": "Alder County", "LEAD_CATALOGUE": str(folder),
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    for cached in (settings, catalogue, providers._client):
        cached.cache_clear()
    yield
    monkeypatch.undo()
    for cached in (settings, catalogue, providers._client):
        cached.cache_clear()


def out(browser: Browser, link: str = "/definitions?site=north&lang=es") -> httpx.Response:
    """Return where somebody is led from our sign-in page."""
    shown = browser.read("/sign-in?" + urlencode({"next": link}))
    return browser.read(f"{PROVIDER}?" + urlencode({"token": token_in(shown), "next": link}))


def vouch(away: httpx.Response, subject: str) -> str:
    """Sign in at the provider as somebody, and return the path and query that it sends the browser back to."""
    with httpx.Client(trust_env=False) as client:
        sent = client.post(away.headers["location"], data={"sub": subject})
    back = urlsplit(sent.headers["location"])
    return f"{back.path}?{back.query}"


def viewer(browser: Browser) -> Viewer | None:
    """Return whoever a browser's session belongs to."""
    return sessions.session_viewer(engine(), browser.session) if browser.session else None


def enter(browser: Browser, subject: str) -> httpx.Response:
    """Return the answer to somebody who went to the provider and came back."""
    return browser.read(vouch(out(browser), subject))


@pytest.mark.usefixtures("county")
def test_one_screen_offers_both_ways() -> None:
    shown = Browser().read("/sign-in")
    assert WORDS["provider.do"].format(name="Alder County") in words(shown)
    assert 'name="password"' in shown.text


def test_without_a_provider_there_is_no_such_way(place: Path) -> None:
    browser = Browser()
    assert PROVIDER not in browser.read("/sign-in").text
    assert out(browser).status_code == 400
    assert browser.read(f"{BACK}?code=a&state=b").status_code == 502


@pytest.mark.usefixtures("county")
def test_whoever_the_table_allows_gets_a_session_of_ours_and_their_deep_link_back() -> None:
    browser = Browser()
    answer = enter(browser, "kim-1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/definitions?site=north&lang=es")
    kim = Viewer(Audience.PARTNER, frozenset({"north", "south"}), "kim@example.org", "partner", "pcg")
    assert viewer(browser) == kim
    assert "lead_way" not in {name for name, value in browser.jar.items() if value}
    cookies = [cookie.lower() for cookie in answer.headers.get_list("set-cookie") if "lead_session" in cookie]
    assert cookies and all("httponly" in cookie and "samesite=lax" in cookie for cookie in cookies)
    assert [entry.action for entry in entries(engine())] == ["sign_in"]


@pytest.mark.usefixtures("county")
def test_the_way_out_asks_for_a_code_with_pkce_state_and_nonce_and_tells_no_secret() -> None:
    browser = Browser()
    away = out(browser)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(away.headers["location"]).query).items()}
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert min(len(asked[name]) for name in ("state", "nonce")) >= 20
    assert len(asked["code_challenge"]) == 43
    assert asked["redirect_uri"] == f"http://localhost{BACK}"
    assert "secret" not in away.headers["location"]
    assert out(Browser()).headers["location"] != away.headers["location"]


@pytest.mark.usefixtures("county")
def test_whoever_no_line_of_the_table_fits_is_refused() -> None:
    browser = Browser()
    answer = enter(browser, "eve-3")
    assert answer.status_code == 403
    assert WORDS["provider_refused.title"] in words(answer)
    assert viewer(browser) is None
    assert accounts.known(engine()) == []
    assert [entry.action for entry in entries(engine())] == ["sign_in_refused"]


@pytest.mark.usefixtures("county")
def test_a_mail_address_that_nobody_confirmed_is_no_name() -> None:
    browser = Browser()
    enter(browser, "lee-2")
    found = viewer(browser)
    assert found is not None and (found.account, found.role) == ("lee-2", "admin")


@pytest.mark.usefixtures("county")
def test_a_provider_does_not_open_an_account_of_ours() -> None:
    accounts.add(engine(), ANN, PASSWORD, "admin", sites=["*"])
    browser = Browser()
    assert enter(browser, "ann-4").status_code == 403
    assert viewer(browser) is None
    assert accounts.known(engine())[0].role == "admin"


@pytest.mark.usefixtures("county")
def test_what_is_stopped_here_stays_out_though_the_provider_vouches() -> None:
    browser = Browser()
    enter(browser, "kim-1")
    accounts.disable(engine(), "kim@example.org")
    assert viewer(browser) is None
    assert enter(browser, "kim-1").status_code == 403
    assert viewer(browser) is None


@pytest.mark.usefixtures("county")
def test_an_account_of_the_provider_has_no_password_here() -> None:
    enter(Browser(), "kim-1")
    guesser = Browser()
    for guess in ("", "kim-1", "kim@example.org"):
        assert guesser.sign_in("kim@example.org", guess).status_code == 403
    browser = Browser()
    enter(browser, "kim-1")
    assert WORDS["password.elsewhere"] in words(browser.read("/account"))


@pytest.mark.usefixtures("county")
def test_an_answer_that_another_browser_set_out_for_opens_nothing() -> None:
    eve, victim = Browser(), Browser()
    back = vouch(out(eve), "kim-1")
    out(victim)
    for browser in (victim, Browser()):
        assert browser.read(back).status_code == 502
        assert viewer(browser) is None


@pytest.mark.usefixtures("county")
def test_an_answer_is_taken_once() -> None:
    browser = Browser()
    away = out(browser)
    kept, back = dict(browser.jar), vouch(away, "kim-1")
    assert browser.read(back).status_code == 303
    again = Browser(jar=kept)
    assert again.read(back).status_code == 502
    assert viewer(again) is None


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize("query", ["", "code=a", "state=a", "error=access_denied&state=a", "code=a&state=b"])
def test_an_answer_that_nobody_asked_for_opens_nothing(query: str) -> None:
    browser = Browser()
    out(browser)
    assert browser.read(f"{BACK}?{query}").status_code == 502
    assert viewer(browser) is None


@pytest.mark.usefixtures("county")
def test_a_cookie_of_the_way_that_was_changed_or_is_old_counts_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Browser()
    back = vouch(out(browser), "kim-1")
    way = browser.jar[providers.WAY_COOKIE]
    # Not the last sign: some of its bits say nothing, so another one may mean the same.
    browser.jar[providers.WAY_COOKIE] = way[:-10] + ("a" if way[-10] != "a" else "b") + way[-9:]
    assert browser.read(back).status_code == 502
    browser.jar[providers.WAY_COOKIE] = way
    monkeypatch.setattr(providers, "WAY_LASTS", -1)
    assert browser.read(back).status_code == 502
    assert viewer(browser) is None


@pytest.mark.usefixtures("county")
def test_only_our_own_page_leads_to_the_provider() -> None:
    browser = Browser()
    browser.read("/sign-in")
    assert browser.read(f"{PROVIDER}?token=guess&next=/").status_code == 400
    assert browser.read(PROVIDER).status_code == 400


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize("link", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_nobody_is_led_to_another_site_after_the_provider(link: str) -> None:
    browser = Browser()
    answer = browser.read(vouch(out(browser, link), "kim-1"))
    assert answer.headers["location"] == local(link) == "/"


@pytest.mark.usefixtures("county")
def test_a_provider_that_says_it_is_another_is_not_believed(issuer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Pretender(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps({"issuer": issuer, "authorization_endpoint": f"{issuer}/oauth2/authorize"}).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Pretender) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("LEAD_OIDC_ISSUER", f"http://127.0.0.1:{server.server_port}")
        settings.cache_clear()
        assert out(Browser()).status_code == 502
        server.shutdown()


@pytest.mark.usefixtures("county")
def test_a_provider_that_does_not_answer_is_told_in_plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEAD_OIDC_ISSUER", "http://127.0.0.1:9")
    settings.cache_clear()
    answer = out(Browser())
    assert answer.status_code == 502
    assert WORDS["provider_silent.title"] in words(answer)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"LEAD_OIDC_ISSUER": "http://id.example"}, "https://"),
        ({"LEAD_OIDC_ISSUER": "https://id.example"}, "LEAD_OIDC_CLIENT_ID"),
    ],
)
def test_half_a_provider_or_one_without_tls_is_refused(
    values: dict[str, str], said: str, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    with pytest.raises(SettingsRefused, match=said):
        settings()
