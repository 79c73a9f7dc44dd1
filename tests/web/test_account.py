"""Invitations, resets, one's own password and sessions: what works for their owner works for nobody else."""

from __future__ import annotations

import pytest

from lead_metrics.access.addresses import SESSION_COOKIE
from lead_metrics.access.viewer import EVERY_SITE
from lead_metrics.catalogue.load import catalogue
from lead_metrics.store import accounts, links, sessions, tries
from lead_metrics.store.accounts import Known
from lead_metrics.store.engine import engine
from lead_metrics.store.trail import entries
from lead_metrics.web.entering import checking
from tests.store.people import ANN, PASSWORD
from tests.web.conftest import HERE, Browser, words

pytestmark = pytest.mark.usefixtures("place", "cheap_hashes")
NEW = "seven lanterns over quiet water"
WORDS = catalogue().words["en"]


def invited(name: str = ANN) -> str:
    """Return the token of a new account's invitation."""
    with engine().begin() as connection:
        accounts.put(connection, Known(name, "partner", None, False, frozenset({EVERY_SITE})))
        return links.make(connection, name, "invitation")


def who(browser: Browser) -> str | None:
    """Return the account of a browser's session."""
    viewer = sessions.session_viewer(engine(), browser.session) if browser.session else None
    return viewer.account if viewer else None


def actions() -> list[str]:
    """Return what was written down, oldest first."""
    return [entry.action for entry in reversed(entries(engine()))]


def test_an_invitation_leads_to_a_password_and_a_session() -> None:
    browser, link = Browser(), f"/welcome/{invited()}"
    shown = browser.read(link)
    assert ANN in words(shown)
    assert (shown.headers["referrer-policy"], shown.headers["cache-control"]) == ("same-origin", "no-store")
    answer = browser.send(link, shown, password=NEW, again=NEW)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert who(browser) == ANN
    assert accounts.verify(engine(), ANN, NEW)
    assert actions() == ["invitation used", "sign_in"]


def test_a_used_link_opens_nothing_for_anybody() -> None:
    first, second, link = Browser(), Browser(), f"/welcome/{invited()}"
    ready = second.read(link)
    first.send(link, first.read(link), password=NEW, again=NEW)
    late = second.send(link, ready, password=PASSWORD, again=PASSWORD)
    assert late.status_code == second.read(link).status_code == 404
    assert WORDS["used_link.title"] in words(late)
    assert second.session is None
    assert accounts.verify(engine(), ANN, NEW)


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        (NEW, NEW + "s", "password.differ"),
        ("short", "short", "password.size"),
        ("password1234", "password1234", "password.easy"),
    ],
)
def test_a_password_that_does_not_do_is_asked_for_again(password: str, again: str, said: str) -> None:
    browser, link = Browser(), f"/welcome/{invited()}"
    answer = browser.send(link, browser.read(link), password=password, again=again)
    assert WORDS[said] in words(answer)
    assert password not in answer.text
    assert browser.session is None
    assert browser.read(link).status_code == 200


def test_a_form_of_another_browser_or_site_uses_no_link() -> None:
    mine, other, link = Browser(), Browser(), f"/welcome/{invited()}"
    shown = mine.read(link)
    other.read(link)
    stolen = other.send(link, shown, password=NEW, again=NEW)
    foreign = mine.ask("POST", link, {"Origin": "http://evil.example"}, data={"password": NEW, "again": NEW})
    assert stolen.status_code == foreign.status_code == 400
    assert links.account_of(engine(), link.rsplit("/", 1)[1]) == ANN


def test_whoever_has_not_signed_in_is_led_to_sign_in_and_back(ann: str) -> None:
    answer = Browser().read("/account")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Faccount")


def test_a_new_password_ends_every_other_session_and_renews_this_one(ann: str) -> None:
    here, there = Browser(), Browser(address="198.51.100.9")
    for browser in (here, there):
        browser.sign_in()
    before = here.session
    answer = here.send("/account/password", here.read("/account"), old=PASSWORD, password=NEW, again=NEW)
    assert answer.headers["location"] == "/account?done=changed"
    assert WORDS["password.done"] in words(here.read("/account?done=changed"))
    assert who(here) == ANN
    assert here.session != before
    assert who(there) is None
    assert before is not None and sessions.session_viewer(engine(), before) is None
    assert not accounts.verify(engine(), ANN, PASSWORD)


def test_a_password_is_changed_only_with_the_one_until_now(ann: str) -> None:
    browser = Browser()
    browser.sign_in()
    answer = browser.send("/account/password", browser.read("/account"), old="wrong", password=NEW, again=NEW)
    assert WORDS["password.wrong"] in words(answer)
    assert accounts.verify(engine(), ANN, PASSWORD)
    assert actions() == ["sign_in", "password_refused"]


def test_guessing_the_password_until_now_locks_like_guessing_at_the_door(ann: str) -> None:
    browser = Browser()
    browser.sign_in()
    shown = browser.read("/account")
    for guess in range(accounts.FREE_TRIES + 1):
        browser.send("/account/password", shown, old=f"guess {guess}", password=NEW, again=NEW)
    assert not accounts.verify(engine(), ANN, PASSWORD)


def test_ones_sessions_are_shown_and_ended_one_by_one_or_all(ann: str) -> None:
    here, there, third = Browser(), Browser(), Browser()
    for browser in (here, there, third):
        browser.sign_in()
    shown = here.read("/account")
    assert shown.text.count('name="session"') == 2
    assert not any(browser.session in shown.text for browser in (here, there, third) if browser.session)
    here.send("/account/end", shown, session=sessions.fingerprint(there.session or ""))
    assert (who(here), who(there), who(third)) == (ANN, None, ANN)
    answer = here.send("/account/end-all", here.read("/account"))
    assert "Clear-Site-Data" in answer.headers
    assert (who(here), who(third)) == (None, None)


def test_nobody_ends_anothers_session(ann: str) -> None:
    accounts.add(engine(), "eve@example.org", PASSWORD, "partner")
    mine, eve = Browser(), Browser()
    mine.sign_in()
    eve.sign_in("eve@example.org")
    eve.send("/account/end", eve.read("/account"), session=sessions.fingerprint(mine.session or ""))
    assert who(mine) == ANN


@pytest.mark.parametrize("path", ["/account/password", "/account/end", "/account/end-all"])
def test_a_form_that_was_not_drawn_for_this_session_does_nothing(ann: str, path: str) -> None:
    mine, eve = Browser(), Browser()
    mine.sign_in()
    eve.sign_in()
    token_of_eve = eve.read("/account")
    answer = mine.send(path, token_of_eve, old=PASSWORD, password=NEW, again=NEW)
    assert answer.status_code == 400
    assert who(mine) == ANN
    assert accounts.verify(engine(), ANN, PASSWORD)


def test_words_of_a_browser_are_shown_as_text(ann: str) -> None:
    browser = Browser()
    browser.sign_in()
    sessions.open_session(engine(), ANN, role="partner", browser="<script>alert(1)</script>")
    assert "<script>" not in browser.read("/account").text


def test_over_tls_every_cookie_is_bound_to_this_very_host(ann: str) -> None:
    browser = Browser(base="https://localhost")
    answer = browser.sign_in()
    cookies = answer.headers.get_list("set-cookie")
    assert cookies and all(cookie.startswith("__Host-") for cookie in cookies)
    assert all("secure" in cookie.lower() and "httponly" in cookie.lower() for cookie in cookies)
    assert all("path=/;" in cookie.lower() and "domain" not in cookie.lower() for cookie in cookies)
    assert who(browser) == ANN
    assert browser.read("/account").status_code == 200
    planted = Browser(base="https://localhost", jar={SESSION_COOKIE: browser.session or ""})
    assert planted.read("/account").status_code == 303


def test_a_refused_sign_in_is_written_down_without_what_was_typed(ann: str) -> None:
    browser = Browser()
    browser.sign_in(password="wrong guess at it")
    browser.sign_in(name=NEW)
    written = entries(engine())
    assert [(entry.action, entry.account, entry.address) for entry in written] == [
        ("sign_in_refused", None, "203.0.113.7"),
        ("sign_in_refused", ANN, "203.0.113.7"),
    ]
    assert "guess" not in str(written)


def test_an_address_that_guesses_too_often_waits_whatever_the_name_and_others_do_not(ann: str) -> None:
    eve = Browser(address="198.51.100.66")
    shown = eve.read("/sign-in")
    for number in range(tries.FREE_TRIES + 1):
        eve.send("/sign-in", shown, name=f"nobody{number}", password="guess")
    assert eve.send("/sign-in", shown, name=ANN, password=PASSWORD).status_code == 403
    assert len(entries(engine())) == tries.FREE_TRIES + 1
    forger = eve.ask("POST", "/sign-in", {"Origin": HERE, "X-Forwarded-For": "192.0.2.1"}, data={})
    assert forger.status_code == 400
    assert Browser().sign_in().status_code == 303


def test_signing_out_is_written_down(ann: str) -> None:
    browser = Browser()
    browser.sign_in()
    browser.send("/sign-out", browser.read("/sign-out"))
    assert actions() == ["sign_in", "sign_out"]
    assert who(browser) is None


def test_whoever_guesses_waits_in_a_lane_of_their_own() -> None:
    assert checking(suspect=True) is not checking()
    assert checking(suspect=True) is checking(suspect=True)
    assert checking(suspect=True).total_tokens < checking().total_tokens
