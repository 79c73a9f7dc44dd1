"""A session opens for its token alone, follows its account, and ends for good."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select, update

from lead_metrics.access.viewer import EVERY_SITE, Viewer
from lead_metrics.catalogue.model import Audience
from lead_metrics.store import accounts, sessions
from lead_metrics.store.clock import zoned
from lead_metrics.store.sessions import LONGEST, PRESENTING, SEEN_EVERY, SESSIONS, idle
from tests.store.people import ANN, PASSWORD

pytestmark = pytest.mark.usefixtures("cheap_hashes")


@pytest.fixture
def token(engine: Engine) -> str:
    """Return the token of a partner's open session."""
    accounts.add(engine, ANN, PASSWORD, "partner", sites=["north", "south"], group="pcg")
    return sessions.open_session(engine, ANN, role="partner")


def test_a_session_is_its_account_with_its_role_sites_and_group(engine: Engine, token: str) -> None:
    ann = Viewer(Audience.PARTNER, frozenset({"north", "south"}), ANN, "partner", "pcg")
    assert sessions.session_viewer(engine, token) == ann


def test_no_token_is_kept_only_its_hash(engine: Engine, token: str) -> None:
    with engine.connect() as connection:
        kept = str(connection.execute(select(SESSIONS)).all())
    assert token not in kept
    assert sessions.fingerprint(token) in kept


def test_tokens_are_long_and_never_alike(engine: Engine, token: str) -> None:
    tokens = {sessions.open_session(engine, ANN, role="partner") for _ in range(50)} | {token}
    assert len(tokens) == 51
    assert min(map(len, tokens)) >= 43


@pytest.mark.parametrize("guess", ["", "x" * 43, "' or 1=1 --", "\0"])
def test_a_guessed_token_opens_nothing(engine: Engine, token: str, guess: str) -> None:
    assert sessions.session_viewer(engine, guess) is None
    assert sessions.session_viewer(engine, sessions.fingerprint(token)) is None


def test_a_closed_session_stays_closed_when_its_token_is_played_again(engine: Engine, token: str) -> None:
    other = sessions.open_session(engine, ANN, role="partner")
    sessions.close_session(engine, token)
    assert sessions.session_viewer(engine, token) is None
    assert sessions.session_viewer(engine, token) is None
    assert sessions.session_viewer(engine, other) is not None


def test_closing_twice_keeps_the_moment_of_the_first(engine: Engine, token: str) -> None:
    moments = []
    for _ in range(2):
        sessions.close_session(engine, token)
        with engine.connect() as connection:
            moments.append(connection.execute(select(SESSIONS.c.closed_at)).scalar_one())
    assert moments[0] == moments[1] is not None


def test_all_sessions_of_an_account_end_together_and_nobody_elses(engine: Engine, token: str) -> None:
    accounts.add(engine, "ben@example.org", PASSWORD, "admin")
    mine = sessions.open_session(engine, ANN, role="partner")
    other = sessions.open_session(engine, "ben@example.org", role="admin")
    sessions.close_all(engine, ANN)
    assert [sessions.session_viewer(engine, t) for t in (token, mine)] == [None, None]
    assert sessions.session_viewer(engine, other) is not None


def test_a_change_of_role_holds_in_sessions_that_are_open(engine: Engine, token: str) -> None:
    accounts.set_role(engine, ANN, "staff", sites=["east"])
    assert sessions.session_viewer(engine, token) == Viewer(Audience.STAFF, frozenset({"east"}), ANN, "staff", None)


def test_a_session_cannot_claim_a_role_that_its_account_has_not(engine: Engine, token: str) -> None:
    claimed = sessions.open_session(engine, ANN, role="manager", group="manager")
    viewer = sessions.session_viewer(engine, claimed)
    assert viewer is not None
    assert (viewer.audience, viewer.role, viewer.group) == (Audience.PARTNER, "partner", "pcg")


def test_a_role_that_the_catalogue_no_longer_has_opens_nothing(engine: Engine, token: str) -> None:
    accounts.set_role(engine, ANN, "sheriff", sites=["north"])
    assert sessions.session_viewer(engine, token) is None


def aged(engine: Engine, monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    """Let time pass for the sessions."""
    moment = datetime.now(UTC) + by
    monkeypatch.setattr(sessions, "now", lambda: moment)


@pytest.mark.parametrize(
    ("unused", "still"), [(idle() - timedelta(minutes=1), True), (idle() + timedelta(minutes=1), False)]
)
def test_a_session_ends_when_nobody_uses_it(
    engine: Engine, token: str, monkeypatch: pytest.MonkeyPatch, unused: timedelta, still: bool
) -> None:
    aged(engine, monkeypatch, unused)
    assert (sessions.session_viewer(engine, token) is not None) is still


def test_a_session_in_use_ends_after_a_day_all_the_same(
    engine: Engine, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    halves = int(LONGEST / timedelta(minutes=30))
    found = []
    for half in range(halves + 2):
        aged(engine, monkeypatch, timedelta(minutes=30) * half)
        found.append(sessions.session_viewer(engine, token) is not None)
    assert found == [half < halves for half in range(halves + 2)]


def test_a_look_is_written_down_at_most_once_a_minute(
    engine: Engine, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def seen() -> datetime:
        sessions.session_viewer(engine, token)
        with engine.connect() as connection:
            return zoned(connection.execute(select(SESSIONS.c.seen_at)).scalar_one())

    first = seen()
    aged(engine, monkeypatch, SEEN_EVERY / 2)
    assert seen() == first
    aged(engine, monkeypatch, SEEN_EVERY * 2)
    assert seen() > first


def test_a_visit_without_an_account_sees_the_sample_as_its_role_at_every_site(engine: Engine) -> None:
    visit = sessions.open_session(engine, None, role="partner", group="pcg")
    assert sessions.session_viewer(engine, visit) == Viewer(
        Audience.PARTNER, frozenset({EVERY_SITE}), None, "partner", "pcg"
    )


def test_ending_visits_leaves_accounts_signed_in(engine: Engine, token: str) -> None:
    visit = sessions.open_session(engine, None, role="partner")
    sessions.close_visits(engine)
    assert sessions.session_viewer(engine, visit) is None
    assert sessions.session_viewer(engine, token) is not None


def test_a_session_of_a_stopped_account_is_over_even_if_nobody_closed_it(engine: Engine, token: str) -> None:
    with engine.begin() as connection:
        connection.execute(update(accounts.ACCOUNTS).values(disabled=True))
    assert sessions.session_viewer(engine, token) is None


def test_what_a_page_does_by_itself_does_not_keep_a_session_open(
    engine: Engine, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    aged(engine, monkeypatch, idle() - timedelta(minutes=2))
    assert sessions.session_viewer(engine, token, used=False) is not None
    assert sessions.left(engine, token) is not None
    aged(engine, monkeypatch, idle() + timedelta(minutes=1))
    assert sessions.session_viewer(engine, token) is None


def test_what_a_person_does_keeps_it_open(engine: Engine, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    aged(engine, monkeypatch, idle() - timedelta(minutes=2))
    before = sessions.left(engine, token)
    sessions.session_viewer(engine, token)
    after = sessions.left(engine, token)
    assert before is not None and after is not None
    assert before < timedelta(minutes=3) < after <= idle()


def test_nobody_is_signed_out_while_presenting(engine: Engine, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for minutes in range(0, 2 * int(idle() / timedelta(minutes=1)), 9):
        aged(engine, monkeypatch, timedelta(minutes=minutes))
        assert sessions.session_viewer(engine, token, used=False) is not None, minutes
        sessions.presents(engine, token)
        assert sessions.presenting(engine, token)
    aged(engine, monkeypatch, timedelta(minutes=minutes) + PRESENTING + timedelta(minutes=1))
    assert not sessions.presenting(engine, token)
    assert sessions.session_viewer(engine, token, used=False) is None


def test_presenting_does_not_outlast_the_longest_session_nor_revive_an_ended_one(
    engine: Engine, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = sessions.open_session(engine, ANN, role="partner")
    sessions.close_session(engine, other)
    sessions.presents(engine, other)
    assert sessions.session_viewer(engine, other) is None
    assert not sessions.presenting(engine, "no token")
    aged(engine, monkeypatch, LONGEST - timedelta(minutes=1))
    sessions.presents(engine, token)
    aged(engine, monkeypatch, LONGEST + timedelta(seconds=1))
    assert sessions.session_viewer(engine, token) is None


def test_ones_open_sessions_are_told_without_anything_that_opens_them(engine: Engine, token: str) -> None:
    other = sessions.open_session(engine, ANN, role="partner", browser="Firefox\n on Linux" + "x" * 500)
    gone = sessions.open_session(engine, ANN, role="partner")
    sessions.close_session(engine, gone)
    told = sessions.opened(engine, ANN)
    assert {one.id for one in told} == {sessions.fingerprint(token), sessions.fingerprint(other)}
    assert max(len(one.browser) for one in told) == sessions.LONGEST_BROWSER
    assert all(one.browser.isprintable() for one in told)
    assert sessions.session_viewer(engine, told[0].id) is None


def test_one_session_is_ended_by_its_owner_alone(engine: Engine, token: str) -> None:
    accounts.add(engine, "ben@example.org", PASSWORD, "admin")
    sessions.close_own(engine, "ben@example.org", sessions.fingerprint(token))
    assert sessions.session_viewer(engine, token) is not None
    sessions.close_own(engine, ANN, sessions.fingerprint(token))
    assert sessions.session_viewer(engine, token) is None


def test_all_but_one_session_end(engine: Engine, token: str) -> None:
    other = sessions.open_session(engine, ANN, role="partner")
    sessions.close_all(engine, ANN, but=token)
    assert sessions.session_viewer(engine, token) is not None
    assert sessions.session_viewer(engine, other) is None


def test_sessions_long_over_are_dropped_and_others_kept(
    engine: Engine, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sessions.forget(engine) == 0
    aged(engine, monkeypatch, LONGEST + timedelta(days=31))
    fresh = sessions.open_session(engine, ANN, role="partner")
    assert sessions.forget(engine) == 1
    assert sessions.session_viewer(engine, fresh) is not None
