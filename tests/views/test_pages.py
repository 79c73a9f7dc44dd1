"""Each page, for each role, in each language, on the released sample: whole, without a withheld value."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from lead_metrics.access.viewer import ANYBODY, EVERY_SITE, Viewer
from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.wording import number
from lead_metrics.cells import Status
from lead_metrics.facts.figures import facts_for
from lead_metrics.facts.releases import sites_for
from lead_metrics.settings import settings
from tests.sampled import Sampled, served
from tests.views import seen
from tests.views.seen import html

ROLES = ("public", "elected", "partner", "manager", "staff", "admin")
PAGES = ("theory_of_change", "systemic_shifts", "definitions", "search")


def viewer(role: str) -> Viewer:
    """Return somebody with this role at every site."""
    return seen.somebody(role, EVERY_SITE)


@pytest.fixture(params=["county", "small_county"])
def sample(request: pytest.FixtureRequest) -> Iterator[Sampled]:
    """Serve the pages of both counties, one after the other."""
    with served(request.getfixturevalue(request.param)) as made:
        yield made


def visit(monkeypatch: pytest.MonkeyPatch, page: str, role: str = "public", **query: str) -> AppTest:
    """Run one page for a role."""
    return seen.visit(monkeypatch, page, viewer(role), **query)


def charts(app: AppTest) -> list[pl.DataFrame]:
    """Return the rows that each chart sends to the browser."""
    return [pl.read_ipc_stream(io.BytesIO(chart.proto.data.data)) for chart in app.get("vega_lite_chart")]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("page", PAGES)
def test_each_page_opens_for_each_role(sample: Sampled, page: str, role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(monkeypatch, page, role)
    assert not app.exception
    assert '<h1 class="lm-title">' in html(app)
    assert catalogue().words["en"]["sample.banner"] in html(app)


@pytest.mark.parametrize("page", PAGES)
def test_each_page_speaks_spanish(sample: Sampled, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(monkeypatch, page, lang="es")
    assert not app.exception
    assert catalogue().words["es"]["sample.banner"] in html(app)
    assert catalogue().words["en"]["sample.banner"] not in html(app)


@pytest.mark.parametrize("group", sorted(catalogue().views))
def test_each_groups_home_shows_its_pairs_and_answers_its_questions(
    county: Sampled, group: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in county.environment.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    view = catalogue().views[group]
    role = {"staff": "staff"}.get(group, "manager")
    app = visit(monkeypatch, "theory_of_change", role, group=group)
    settings.cache_clear()
    assert not app.exception
    said = html(app)
    for text in [view.lead, *(pair.because for pair in view.pairs), *(question.ask for question in view.questions)]:
        assert text.en.replace("'", "&#x27;") in said
    assert said.count('class="lm-sentence"') == 2 * len(view.pairs)
    assert said.index('<ul class="lm-answers">') < said.index("</header>")


def test_no_chart_holds_a_value_that_is_withheld(sample: Sampled, monkeypatch: pytest.MonkeyPatch) -> None:
    frames = charts(visit(monkeypatch, "theory_of_change", "manager")) + charts(
        visit(monkeypatch, "systemic_shifts", "manager")
    )
    assert frames
    for frame in frames:
        hidden = frame.filter(pl.col("mark").is_in([Status.WITHHELD, Status.MISSING]))
        assert hidden.select(pl.col("value", "low", "high").is_null().all()).row(0) == (True, True, True)


def test_charts_beside_one_another_share_one_time_axis_and_the_same_events(
    sample: Sampled, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = [frame for frame in charts(visit(monkeypatch, "systemic_shifts")) if "at" in frame.columns]
    axes = {frame.filter(pl.col("row") == "domain").select("at", "until").row(0) for frame in frames}
    assert len(axes) == 1
    assert len({tuple(frame.filter(pl.col("row") == "event")["said"]) for frame in frames}) == 1


def test_the_sentence_of_bookings_gives_the_sum_of_the_last_twelve_months(
    sample: Sampled, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit(monkeypatch, "theory_of_change")
    site = sites_for(ANYBODY, sample.engine)[0].id
    figures = facts_for(
        ANYBODY,
        sample.engine,
        indicators=["bookings_divertible"],
        sites=[site],
        areas=["all"],
        dimension="none",
    )
    months = figures.filter(pl.col("grain") == "month").sort("from").tail(12)
    assert months.height == 12 and (months["status"] == Status.SHOWN).all()
    assert f"Bookings for divertible charges: {number(months['value'].sum(), 0, 'en')} in the twelve months to" in html(
        app
    )


def test_a_series_that_is_mostly_withheld_is_a_sentence_and_no_chart(
    sample: Sampled, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = charts(visit(monkeypatch, "theory_of_change"))
    for frame in frames:
        drawn = frame.filter(pl.col("row") == "figure", pl.col("mark") != Status.MISSING)
        assert (drawn["mark"] != Status.WITHHELD).mean() >= 0.8


def test_people_and_events_are_chosen_in_the_address_and_never_mixed(
    sample: Sampled, monkeypatch: pytest.MonkeyPatch
) -> None:
    events, people = (html(visit(monkeypatch, "systemic_shifts", counts=way)) for way in ("events", "people"))
    assert "Bookings, all charges" in events and "People booked, all charges" not in events
    assert "People booked, all charges" in people and "Bookings, all charges:" not in people


@pytest.mark.parametrize(
    "query", [{"counts": "<script>"}, {"area": "nowhere"}, {"site": "nowhere"}, {"group": "strangers"}, {"lang": "xx"}]
)
def test_words_of_a_stranger_in_the_address_change_nothing(
    sample: Sampled, query: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit(monkeypatch, "systemic_shifts", **query)
    assert not app.exception
    # The language link keeps the address as it is, escaped; nothing else repeats a stranger's words.
    assert not any(value in re.sub(r'href="[^"]*"', "", html(app)) for value in query.values() if len(value) > 2)


def test_definitions_are_found_by_a_word(sample: Sampled, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(monkeypatch, "definitions")
    assert html(app).count('class="lm-definition"') == len(catalogue().indicators)
    app.text_input(key="q").set_value("overdose").run()
    found = [i for i in catalogue().indicators.values() if "overdose" in f"{i.name.en} {i.definition.en}".casefold()]
    assert html(app).count('class="lm-definition"') == len(found)
    app.text_input(key="q").set_value("zzzz").run()
    assert "No definition holds the word" in html(app)


def test_what_a_site_does_not_collect_says_what_it_would_take(sample: Sampled, monkeypatch: pytest.MonkeyPatch) -> None:
    site = sites_for(ANYBODY, sample.engine)[0].id
    everything = tuple(catalogue().indicators)
    figures = facts_for(ANYBODY, sample.engine, indicators=everything, sites=[site], dimension="none")
    absent = figures.filter(pl.col("status") == Status.NOT_COLLECTED)["indicator"].to_list()
    shown = html(visit(monkeypatch, "definitions"))
    assert "Not collected here." in shown
    assert absent and all(catalogue().indicators[name].takes.en in shown for name in absent)


def test_definitions_of_one_level_alone_are_shown_to_their_end(
    sample: Sampled, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit(monkeypatch, "definitions", q="Bookings for divertible charges")
    assert not app.exception
    assert 'class="lm-definition"' in html(app) and 'class="lm-end"' in html(app)
