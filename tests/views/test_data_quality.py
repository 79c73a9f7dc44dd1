"""The page of data quality: what arrived and what is late by hand, and counts of statuses that add up."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.wording import number
from lead_metrics.cells import SERIES, Status
from lead_metrics.facts.figures import facts_for
from lead_metrics.facts.releases import release_for, sites_for
from lead_metrics.views.context import Context
from lead_metrics.views.data_quality import inner, needed
from lead_metrics.views.data_quality.arrivals import Arrival, arrivals
from lead_metrics.views.data_quality.tally import TALLY, by_level, by_series, share, tally, total
from tests.sampled import Sampled, served
from tests.views.test_pages import html, viewer, visit

DAY = date(2026, 11, 27)
WORDS = catalogue().words["en"]
STATUSES = st.lists(st.sampled_from(TALLY), max_size=40)


def series(*rows: tuple[str, str | None, date, date]) -> pl.DataFrame:
    """Return series of these indicators: id, source, final until, arriving until."""
    told = [("north", "all", name, "none", "month", date(2024, 1, 1), final, arriving, source)
            for name, source, final, arriving in rows]  # fmt: skip
    return pl.DataFrame(told, schema=SERIES, orient="row")


def only(*rows: tuple[str, str | None, date, date]) -> Arrival:
    """Return the one source that these series have."""
    (found,) = arrivals(series(*rows), catalogue(), DAY)
    return found


NOVEMBER, OCTOBER, AUGUST = date(2026, 11, 1), date(2026, 10, 1), date(2026, 8, 1)


def test_a_monthly_source_that_brought_what_was_due_is_on_time():
    # 30 days before November 27 is October 28: all of September was due, and has come.
    came = only(("bookings_all", "jail", OCTOBER, NOVEMBER))
    assert (came.late, came.due, came.final_until, came.arriving_until) == ((), OCTOBER, OCTOBER, NOVEMBER)


def test_a_source_whose_final_figures_end_before_what_was_due_is_late_with_those_alone():
    came = only(("bookings_all", "jail", OCTOBER, NOVEMBER), ("jail_population", "jail", AUGUST, NOVEMBER))
    assert (came.late, came.feeds) == (("jail_population",), ("bookings_all", "jail_population"))


def test_an_indicator_that_waits_longer_by_itself_is_not_late():
    assert catalogue().indicators["needs_met"].lag_days == 90
    assert only(("needs_met", "program", AUGUST, NOVEMBER)).late == ()


def test_what_came_once_is_never_late():
    came = only(("bookings_all", "california_jails", date(2020, 1, 1), date(2020, 1, 1)))
    assert (came.late, came.due) == ((), None)


def test_a_figure_made_of_other_figures_ends_where_its_years_end_and_is_not_late():
    assert only(("booking_disparity_ratio", "jail", date(2026, 1, 1), date(2026, 1, 1))).late == ()


def test_sources_of_one_figure_are_told_apart_and_what_has_none_is_left_out():
    came = arrivals(
        series(("load_gini", "hand_entered,program", OCTOBER, NOVEMBER), ("referrals", "program", OCTOBER, NOVEMBER),
               ("consent_scope", None, OCTOBER, NOVEMBER)), catalogue(), DAY,
    )  # fmt: skip
    assert [(one.source, one.feeds) for one in came] == [
        ("program", ("load_gini", "referrals")), ("hand_entered", ("load_gini",)),
    ]  # fmt: skip


def figures(statuses: list[str], dimension: str = "none") -> pl.DataFrame:
    """Return figures of two indicators in turn with these statuses."""
    names = [("bookings_all", "housing_permanent")[n % 2] for n in range(len(statuses))]
    return pl.DataFrame(
        {"indicator": names, "status": statuses, "dimension": dimension, "grain": "month"},
        schema=dict.fromkeys(("indicator", "status", "dimension", "grain"), pl.String),
    )


@given(STATUSES)
def test_every_figure_is_counted_once_however_the_counts_are_laid_out(statuses):
    frame = figures(statuses)
    levels = {i.id: i.level for i in catalogue().indicators.values()}
    expected = {name: statuses.count(name) for name in TALLY}
    assert total(tally(frame)) == expected
    assert total(by_level(frame, levels)) == expected
    assert total(by_series(frame)) == expected


def test_what_is_not_collected_stands_under_what_it_would_take_each_figure_once():
    everything = list(catalogue().indicators.values())
    lines = needed(everything, "en")
    assert [takes for takes, _ in lines] == list(dict.fromkeys(takes for takes, _ in lines))
    assert sorted(name for _, names in lines for name in names.split(" · ")) == sorted(i.name.en for i in everything)
    sizes = [len(names.split(" · ")) for _, names in lines]
    assert sizes == sorted(sizes, reverse=True)


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_a_share_says_nothing_and_everything_only_where_it_is_so(part, rest):
    said = share(part, part + rest)
    assert (said == "0%") == (part == 0)
    assert (said == "100%") == (part > 0 and rest == 0)


def test_the_page_counts_what_the_viewer_may_see_and_says_what_is_not_collected(
    county: Sampled, monkeypatch: pytest.MonkeyPatch
):
    store = county.engine
    with served(county):
        said = html(visit(monkeypatch, "data_quality"))
        site = sites_for(viewer("public"), store)[0].id
        frame = facts_for(viewer("public"), store, indicators=tuple(catalogue().indicators), sites=[site])
    counts = dict(frame.group_by("status").len().iter_rows())
    for status in (Status.SHOWN, Status.WITHHELD, Status.MISSING):
        assert f"{number(counts[status], 0, 'en')} (" in said
    absent = set(frame.filter(pl.col("status") == Status.NOT_COLLECTED)["indicator"]) - {"figures_withheld"}
    told = said[said.index(WORDS["data_quality.quiet.title"]) :]
    assert absent and all(catalogue().indicators[name].name.en in told for name in absent)
    assert said.count(f"<td>{WORDS['data_quality.state.on_time']}</td>") == 4


@pytest.mark.parametrize("role", ["public", "elected", "partner", "staff", "admin", "manager"])
def test_the_counts_of_each_series_are_for_the_manager_alone(role, county: Sampled, monkeypatch: pytest.MonkeyPatch):
    with served(county):
        app = visit(monkeypatch, "data_quality", role)
    assert (WORDS["data_quality.manager.title"] in html(app)) == (role == "manager")
    assert ("python -m lead_metrics reasons --site" in html(app)) == (role == "manager")


def test_the_table_of_series_says_by_which_period_each_is_shown(county: Sampled):
    store = county.engine
    with served(county):
        who = viewer("manager")
        sites = tuple(sites_for(who, store))
        site = sites[0].id
        release = release_for(who, store)
        given_to = Context("data_quality", who, "en", catalogue(), store, release, sites, site, None, {})
        frame = facts_for(who, store, indicators=["referrals"], sites=[site], areas=["all"], dimension="none")
    counts = [frame.filter(pl.col("status") == status).height for status in inner.COUNTED]
    cells = "".join(f"<td>{count}</td>" for count in counts)
    assert sum(counts) == frame.height and set(frame["grain"]) == {"quarter"}
    row = f'<th scope="row">Referrals</th><td>–</td><td>by quarter</td>{cells}'
    assert row in inner.series_table(given_to, frame)
