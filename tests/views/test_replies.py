"""Replies: what readers wrote, as plain text, for the managers of that site alone."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lead_metrics.access.viewer import ANYBODY, EVERY_SITE
from lead_metrics.catalogue.load import catalogue
from lead_metrics.errors import RequestRefused
from lead_metrics.facts.releases import sites_for
from lead_metrics.store import replies
from lead_metrics.store.free_text import plain_text
from lead_metrics.views import viewing
from lead_metrics.views.replies import MOST, quoted
from tests.sampled import Sampled
from tests.views.seen import Parsed, html, press, somebody, visit

WORDS = catalogue().words["en"]
HOSTILE = "<img src=x onerror=alert(1)> **bold** $x$ [x](http://evil.example)"


@pytest.fixture
def sites(own_county: Sampled) -> tuple[str, str]:
    """Return the two sites, the first with a reply."""
    one, other = (site.id for site in sites_for(ANYBODY, own_county.engine))
    replies.send(own_county.engine, ANYBODY, one, HOSTILE, about="bookings_divertible")
    return one, other


def test_a_manager_reads_what_was_written_as_it_was_written(
    own_county: Sampled, sites: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit(monkeypatch, "replies", somebody("manager", sites[0]), site=sites[0])
    assert not app.exception
    said = html(app)
    assert "<img" not in said and HOSTILE in Parsed(said).text
    assert catalogue().indicators["bookings_divertible"].name.en in said
    assert WORDS["replies.note_title"] in said
    assert not app.markdown


@pytest.mark.parametrize("role", ["public", "elected", "partner", "staff", "admin", "manager"])
def test_nobody_else_reads_it(
    role: str, own_county: Sampled, sites: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    who = somebody(role, sites[1] if role == "manager" else EVERY_SITE)
    app = visit(monkeypatch, "replies", who, site=sites[0])
    assert not app.exception
    assert "evil" not in html(app)
    assert not [one for one in app.button if one.key and one.key.startswith(("mark-", "delete-"))]


def test_a_reply_is_marked_and_deleted(
    own_county: Sampled, sites: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = somebody("manager", sites[0])
    app = visit(monkeypatch, "replies", manager, site=sites[0])
    press(app, WORDS["replies.read"])
    assert replies.replies_for(own_county.engine, manager, sites[0])[0].read
    assert WORDS["replies.count"].format(new=0, all=1) in html(app)
    unread = visit(monkeypatch, "replies", manager, site=sites[0], show="new")
    assert WORDS["replies.none_new"] in html(unread) and "evil" not in html(unread)
    press(app, WORDS["replies.delete_do"])
    assert replies.replies_for(own_county.engine, manager, sites[0]) == []
    assert WORDS["replies.none"] in html(app)


def test_a_right_that_ended_while_the_page_was_open_does_nothing(
    own_county: Sampled, sites: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit(monkeypatch, "replies", somebody("manager", sites[0]), site=sites[0])
    monkeypatch.setattr(viewing, "_resolve", lambda: somebody("manager", sites[1]))
    press(app, WORDS["replies.delete_do"])
    assert len(replies.replies_for(own_county.engine, somebody("manager", sites[0]), sites[0])) == 1
    assert "evil" not in html(app)


def test_more_are_shown_on_request(
    own_county: Sampled, sites: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(MOST + 3):
        replies.send(own_county.engine, ANYBODY, sites[1], f"Words {n}.")
    app = visit(monkeypatch, "replies", somebody("manager", sites[1]), site=sites[1])
    assert html(app).count("lm-reply") == MOST
    assert html(press(app, WORDS["replies.more"])).count("lm-reply") == MOST + 3


@example(typed=HOSTILE)
@given(typed=st.text(st.characters(), max_size=200))
def test_any_words_are_shown_as_text(typed: str) -> None:
    try:
        kept = plain_text(typed, 1000, lines=True)
    except RequestRefused:
        return
    shown = Parsed(quoted(kept))
    assert shown.tags == ["blockquote"]
    assert shown.text == kept
