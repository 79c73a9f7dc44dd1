"""Fidelity: each element as reviews rated it, for a site's own partners, managers and staff."""

from __future__ import annotations

import re
from datetime import date
from html import escape
from types import SimpleNamespace
from typing import cast

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import delete
from streamlit.testing.v1 import AppTest

from lead_metrics.access.viewer import ANYBODY, EVERY_SITE, Viewer
from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import LANGUAGES, Audience, Language
from lead_metrics.cells import Status
from lead_metrics.facts.fidelity import reviews_for
from lead_metrics.facts.releases import sites_for
from lead_metrics.settings import settings
from lead_metrics.store import reviews, tables
from lead_metrics.store.tables import table
from lead_metrics.views import fidelity, viewing
from lead_metrics.views.context import Context
from lead_metrics.views.rated import Rated, Review, change, step, summary, yearly
from tests.sampled import Sampled
from tests.views.seen import Parsed, html, press, somebody, visit

WORDS = catalogue().words["en"]
ELEMENTS = catalogue().fidelity
HOSTILE = "<img src=x onerror=alert(1)> **bold** $x$ [x](http://evil.example)"
WORDING = cast("Context", SimpleNamespace(words=lambda key, **f: WORDS[key].format(**f), language="en"))


@pytest.fixture
def sites(own_county: Sampled) -> tuple[str, str]:
    """Return the two sites."""
    one, other = (site.id for site in sites_for(ANYBODY, own_county.engine))
    return one, other


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ["partner", "manager", "staff"])
@pytest.mark.parametrize("sample", ["county", "small_county"])
def test_every_element_is_told_with_its_rating_and_figures(
    sample: str, role: str, language: Language, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: Sampled = request.getfixturevalue(sample)
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    site = sites_for(ANYBODY, made.engine)[0].id
    app = visit(monkeypatch, "fidelity", somebody(role, site), site=site, lang=language)
    monkeypatch.undo()
    settings.cache_clear()
    assert not app.exception
    said = html(app)
    for one in ELEMENTS.values():
        assert f'<article class="lm-element" id="{one.id}">' in said
        assert escape(one.rationale.said(language)) in said
    for indicator in catalogue().indicators.values():
        if indicator.fidelity and indicator.audience is not Audience.MANAGER:
            assert f"id={indicator.id}" in said


def test_the_opening_counts_what_the_reviews_say(
    own_county: Sampled, sites: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = reviews_for(somebody("manager", EVERY_SITE), own_county.engine, sites[0])
    ratings = {name: group["rating"].to_list() for (name,), group in found.group_by("element")}
    steps = [both[0] - both[1] for both in ratings.values() if len(both) > 1]
    told = WORDS["fidelity.what"].format(
        rated=len(ratings), all=len(ELEMENTS), rose=sum(by > 0 for by in steps), fell=sum(by < 0 for by in steps),
        same=sum(by == 0 for by in steps),
    )  # fmt: skip
    assert found.height > 60 and told in html(
        visit(monkeypatch, "fidelity", somebody("staff", sites[0]), site=sites[0])
    )


@pytest.mark.parametrize("role", ["public", "elected", "admin", "partner", "manager", "staff"])
def test_at_another_site_nobody_reads_a_review(
    role: str, own_county: Sampled, sites: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit(monkeypatch, "fidelity", somebody(role, sites[1]), site=sites[0])
    assert not app.exception
    assert "lm-element" not in html(app) and "Minutes of" not in html(app)
    assert bool(app.info) is (role in ("partner", "manager", "staff"))


def fill(app: AppTest, element: str, rating: int, evidence: str) -> AppTest:
    """Fill the form of a review in and send it."""
    app.selectbox(key="review-element").set_value(element)
    app.radio(key="review-rating").set_value(rating)
    app.text_area(key="review-evidence").set_value(evidence)
    return press(app, WORDS["fidelity.enter_do"])


def test_a_review_that_a_manager_enters_is_seen_at_once_by_partners_and_marked(
    own_county: Sampled, sites: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit(monkeypatch, "fidelity", somebody("manager", sites[0]), opened="entering", site=sites[0])
    app = fill(app, "O9", 3, HOSTILE)
    assert not app.exception
    assert app.success
    seen = visit(monkeypatch, "fidelity", somebody("partner", sites[0]), site=sites[0])
    said = html(seen)
    place = said.index('id="O9"')
    part = said[place : said.index("</article>", place)]
    assert WORDS["fidelity.entered"] in part and "<img" not in said
    assert HOSTILE in Parsed(part).text
    assert said.count(WORDS["fidelity.entered"]) == 1
    other = visit(monkeypatch, "fidelity", somebody("partner", sites[1]), site=sites[1])
    assert WORDS["fidelity.entered"] not in html(other)


@pytest.mark.parametrize(
    "who",
    [
        somebody("partner", EVERY_SITE),
        somebody("staff", EVERY_SITE),
        Viewer(Audience.MANAGER, frozenset({EVERY_SITE}), None, "manager"),
    ],
    ids=["partner", "staff", "looking around"],
)
def test_nobody_else_is_offered_to_enter_one(who: Viewer, own_county: Sampled, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(monkeypatch, "fidelity", who, opened="entering")
    assert "lm-element" in html(app)
    assert not [one for one in app.selectbox if one.key == "review-element"]


def test_a_right_that_ended_while_the_form_was_open_does_nothing(
    own_county: Sampled, sites: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit(monkeypatch, "fidelity", somebody("manager", sites[0]), opened="entering", site=sites[0])
    monkeypatch.setattr(viewing, "_resolve", lambda: somebody("partner", sites[0]))
    fill(app, "O9", 3, "typed")
    assert reviews.entered(own_county.engine).is_empty()


def test_half_a_review_is_asked_for_in_one_line(
    own_county: Sampled, sites: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit(monkeypatch, "fidelity", somebody("manager", sites[0]), opened="entering", site=sites[0])
    app = press(app, WORDS["fidelity.enter_do"])
    assert [one.value for one in app.info] == [WORDS["fidelity.enter_whole"]]
    app = fill(app, "O9", 2, "   ")
    assert len(app.error) == 1
    assert reviews.entered(own_county.engine).is_empty()


def test_a_site_without_reviews_is_told_from_its_yearly_averages(
    own_county: Sampled, sites: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with own_county.engine.begin() as connection:
        connection.execute(delete(table(tables.ReleaseReview)))
    said = html(visit(monkeypatch, "fidelity", somebody("partner", sites[0]), site=sites[0]))
    assert "Average of 2025" in said and "Review of" not in said
    rated = int(re.findall(r"(\d+) of 33 elements", said)[0])
    assert 20 < rated <= 33


def rated(*ratings: float) -> Rated:
    """Return an element with these ratings, the latest first."""
    given_ = (Review(date(2026 - n, 6, 20), rating, "minutes") for n, rating in enumerate(ratings))
    return Rated(ELEMENTS["O9"], tuple(given_))


@pytest.mark.parametrize(
    ("ratings", "told"),
    [
        ((), "No rating yet"),
        ((2.0,), "first rating"),
        ((2.0, 1.0, 3.0), "up from 1 to 2 since June 2025"),
        ((0.0, 3.0), "down from 3 to 0 since June 2025"),
        ((2.0, 2.0), "same as in June 2025"),
        ((1.5, 1.33), "up from 1.3 to 1.5 since June 2025"),
        ((1.34, 1.33), "same as in June 2025"),
    ],
)
def test_the_change_is_told_in_words(ratings: tuple[float, ...], told: str) -> None:
    assert change(WORDING, rated(*ratings)) == told


@pytest.mark.parametrize(
    ("rating", "told"),
    [
        (0.0, "0 of 3 · Not in place"),
        (3.0, "3 of 3 · Fully in place"),
        (1.5, "1.5 of 3 · between “Begun” and “Mostly in place”"),
    ],
)
def test_a_rating_is_told_by_its_step(rating: float, told: str) -> None:
    assert step(WORDING, rating) == told


def test_the_summary_counts_rated_rose_fell_and_stayed() -> None:
    assert summary(WORDING, [rated(), rated()]) == "None of the 2 elements has a rating yet."
    assert summary(WORDING, [rated(1.0), rated()]).startswith("1 of 2 elements have a rating. It is the first")
    ones = [rated(2.0, 1.0), rated(1.0, 2.0), rated(1.0, 1.0), rated(1.0, 1.0), rated(1.0), rated()]
    assert summary(WORDING, ones) == (
        "5 of 6 elements have a rating. Since the review before, 1 rose, 1 fell and 2 stayed the same."
    )


def test_no_rating_a_zero_and_a_rating_do_not_look_alike() -> None:
    marks = [fidelity.mark(one) for one in (rated(), rated(0.0), rated(1.0), rated(3.0))]
    assert len(set(marks)) == 4
    assert [mark.count("lm-dot-on") for mark in marks] == [0, 0, 1, 3]
    assert marks[0].count("lm-dot-none") == 3


def test_a_withheld_average_is_no_rating() -> None:
    rows = [
        ("O9", date(2025, 1, 1), date(2026, 1, 1), None, Status.WITHHELD),
        ("O9", date(2024, 1, 1), date(2025, 1, 1), 2.0, Status.SHOWN),
    ]
    schema = ["category", "from", "until", "value", "status"]
    assert yearly(pl.DataFrame(rows, schema=schema, orient="row")) == {
        "O9": (Review(date(2024, 1, 1), 2.0, until=date(2025, 1, 1)),)
    }


@example(evidence=HOSTILE, rating=1.0)
@given(evidence=st.text(st.characters(exclude_categories=["Cs"]), max_size=200), rating=st.floats(0, 3))
def test_any_evidence_and_rating_are_shown_as_text(evidence: str, rating: float) -> None:
    shown = Parsed(fidelity.history(WORDING, (Review(date(2026, 1, 1), rating, evidence, entered=True),)))
    assert set(shown.tags) <= {"details", "summary", "ol", "li", "b", "span", "em"}
    assert evidence.replace("\r\n", "\n").replace("\r", "\n") in shown.text.replace("\r\n", "\n").replace("\r", "\n")
