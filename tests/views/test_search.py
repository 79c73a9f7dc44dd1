"""The search: all the words, in either language, with or without accents."""

from __future__ import annotations

import pytest

from lead_metrics.access.viewer import ANYBODY
from lead_metrics.catalogue.load import catalogue
from lead_metrics.store.engine import engine
from lead_metrics.views import search
from lead_metrics.views.context import Context


@pytest.fixture
def context(monkeypatch: pytest.MonkeyPatch) -> Context:
    """Return a context without a release; what a figure says is left out."""
    monkeypatch.setattr(search, "says", lambda *_: "")
    return Context("search", ANYBODY, "en", catalogue(), engine(), None, (), None, None, {})


def names(context: Context, asked: str) -> set[str]:
    """Return the names of what was found."""
    return {hit.name for hit in search.found(context, asked)}


@pytest.mark.parametrize(
    "asked", ["derivables", "DIVERTIBLE charges", "bookings divertible", "Y5", "ingresos por cargos"]
)
def test_a_figure_is_found_by_its_words_in_either_language_and_by_its_code(context, asked):
    assert catalogue().indicators["bookings_divertible"].name.en in names(context, asked)


@pytest.mark.parametrize("asked", ["Población", "poblacion"])
def test_accents_are_no_matter(context, asked):
    assert catalogue().indicators["jail_population"].name.en in names(context, asked)


def test_pages_and_questions_are_found(context):
    assert "Systemic shifts" in names(context, "systemic shifts")
    assert "Is my neighborhood better?" in names(context, "neighborhood better")


def test_every_word_must_be_there(context):
    assert names(context, "bookings zebra") == set()


def test_questions_of_groups_that_a_viewer_may_not_see_are_not_found(context):
    hidden = {q.ask.en for v in catalogue().views.values() if v.audience != "public" for q in v.questions}
    shown = {q.ask.en for v in catalogue().views.values() if v.audience == "public" for q in v.questions}
    found = {hit.name for _, hit in search.questions(context)}
    assert hidden - shown and not found & (hidden - shown)


def test_what_was_found_is_escaped():
    hit = search.Hit("/?a=1&b=2", "<b>", "<i>", "<u>")
    assert "<b>" not in search.listing([hit]) and "a=1&amp;b=2" in search.listing([hit])


def test_a_figure_leads_to_its_page_and_one_for_others_to_its_definition(context):
    mine, inner = "bookings_divertible", "warrants_resolved"
    found = {hit.name: hit.address for _, hit in search.figures(context)}
    assert f"id={mine}" in found[catalogue().indicators[mine].name.en]
    assert "/definitions?" in found[catalogue().indicators[inner].name.en]
