"""My data: what is kept and who sees it, and a reply that tells nobody who wrote it."""

from __future__ import annotations

from html import escape

import pytest
from streamlit.testing.v1 import AppTest

from lead_metrics.access.viewer import ANYBODY, EVERY_SITE
from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import LANGUAGES, Audience, Language
from lead_metrics.facts.releases import sites_for
from lead_metrics.store import replies, trail
from lead_metrics.store.replies import Reply
from lead_metrics.store.tables import REPLIES_A_WEEK
from lead_metrics.views import my_data
from tests.sampled import Sampled
from tests.views.seen import html, press, somebody, visit

WORDS = catalogue().words["en"]
ROLES = ("public", "elected", "partner", "manager", "staff", "admin")
HOSTILE = "<img src=x onerror=alert(1)> **bold** [x](http://evil.example) \u202e"


def held(sample: Sampled, site: str) -> list[Reply]:
    """Return what was written to a site."""
    return replies.replies_for(sample.engine, somebody("manager", EVERY_SITE), site)


def first(sample: Sampled) -> str:
    """Return the first site."""
    return sites_for(ANYBODY, sample.engine)[0].id


def write(app: AppTest, words: str, about: str = "") -> AppTest:
    """Write something into the form and send it."""
    app.text_area[0].set_value(words)
    if about:
        next(box for box in app.selectbox if box.label == WORDS["my_data.reply_about"]).set_value(about)
    return press(app, WORDS["my_data.reply_do"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_told_before_anything_is_published_and_there_is_nothing_to_answer_yet(
    language: Language, nothing_yet: Sampled, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit(monkeypatch, "my_data", ANYBODY, lang=language)
    assert not app.exception
    said, words = html(app), catalogue().words[language]
    for one in catalogue().my_data.values():
        assert escape(one.name.said(language)) in said
    assert escape(words["my_data.reply_later"]) in said
    assert not app.text_area
    assert catalogue().my_data["long"].says[0].said(language).format(years=10) in said
    assert f"1 {'to' if language == 'en' else 'a'} 10 pe" in said


def test_a_reply_reaches_the_site_with_its_figure_and_leaves_the_form(
    own_county: Sampled, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = first(own_county)
    app = write(
        visit(monkeypatch, "my_data", ANYBODY, site=site), "  Nobody came.\n\nFor weeks. ", "bookings_divertible"
    )
    assert not app.exception
    [one] = held(own_county, site)
    assert (one.words, one.indicator, one.release) == ("Nobody came.\n\nFor weeks.", "bookings_divertible", 1)
    assert app.success and app.text_area[0].value == ""
    assert "Nobody came" not in html(app)


@pytest.mark.parametrize("role", ROLES)
def test_whoever_writes_is_not_written_down(role: str, own_county: Sampled, monkeypatch: pytest.MonkeyPatch) -> None:
    site, before = first(own_county), trail.entries(own_county.engine)
    write(visit(monkeypatch, "my_data", somebody(role, EVERY_SITE), site=site), "Words.")
    assert [one.words for one in held(own_county, site)] == ["Words."]
    assert {one.action for one in trail.entries(own_county.engine) if one not in before} <= {"view"}


def test_the_same_browser_waits_a_minute(own_county: Sampled, monkeypatch: pytest.MonkeyPatch) -> None:
    site, clock = first(own_county), [1000.0]
    monkeypatch.setattr(my_data, "monotonic", lambda: clock[0])
    app = write(visit(monkeypatch, "my_data", ANYBODY, site=site), "One.")
    clock[0] += 59
    app = write(app, "Two.")
    assert [one.value for one in app.info] == [WORDS["my_data.reply_soon"]]
    assert app.text_area[0].value == "Two."
    clock[0] += 2
    write(app, "Two.")
    assert sorted(one.words for one in held(own_county, site)) == ["One.", "Two."]


def test_nothing_written_and_a_full_week_are_told_in_one_line(
    own_county: Sampled, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = first(own_county)
    app = write(visit(monkeypatch, "my_data", ANYBODY, site=site), "  \n ")
    assert [one.value for one in app.info] == [WORDS["my_data.reply_empty"]]
    for n in range(REPLIES_A_WEEK):
        replies.send(own_county.engine, ANYBODY, site, f"Words {n}.")
    app = write(app, "One more.")
    assert [one.value for one in app.info] == [WORDS["my_data.reply_full"]]
    assert len(held(own_county, site)) == REPLIES_A_WEEK


@pytest.mark.parametrize("role", ["public", "manager"])
def test_only_figures_that_everybody_sees_are_offered_and_the_address_may_name_one(
    role: str, own_county: Sampled, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit(monkeypatch, "my_data", somebody(role, EVERY_SITE), figure="bookings_divertible")
    box = next(box for box in app.selectbox if box.label == WORDS["my_data.reply_about"])
    known = catalogue().indicators
    inner = {one.name.en for one in known.values() if one.audience is not Audience.PUBLIC}
    assert len(box.options) > 20 and not inner & set(box.options)
    assert box.value == "bookings_divertible"
    app = visit(monkeypatch, "my_data", somebody(role, EVERY_SITE), figure="warrants_resolved")
    assert next(box for box in app.selectbox if box.label == WORDS["my_data.reply_about"]).value == ""


def test_hostile_words_are_taken_as_words(own_county: Sampled, monkeypatch: pytest.MonkeyPatch) -> None:
    site = first(own_county)
    app = write(visit(monkeypatch, "my_data", ANYBODY, site=site), HOSTILE)
    assert not app.exception
    assert held(own_county, site)[0].words == HOSTILE.replace("\u202e", "").strip()
