"""Police: who is met, what they are told of LEAD, and what moves it from year to year."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from lead_metrics.sample import justice
from lead_metrics.sample.county import Told
from lead_metrics.sample.courses import gone
from lead_metrics.sample.plan import Plan, shape

DIVERTED = ["person", "at", "agency", "area", "race"]


@pytest.fixture(scope="module")
def diverted(known: Told) -> pl.DataFrame:
    people = known.people.select(justice.WHO)
    return known.referred.filter(pl.col("door") == "arrest_diversion").join(people, on="person")


@pytest.fixture(scope="module")
def contacts(plan: Plan, arrested: pl.DataFrame, diverted: pl.DataFrame, crowd: pl.DataFrame) -> pl.DataFrame:
    return justice.contacts(plan, arrested, diverted, crowd)


def between(rows: pl.DataFrame, first: date, until: date) -> pl.DataFrame:
    return rows.filter(pl.col("at").dt.date().is_between(first, until, closed="left"))


def a_month(plan: Plan, rows: pl.DataFrame, first: int, until: int) -> float:
    return between(rows, plan.months[first], plan.months[until]).height / (until - first)


def test_each_diversion_is_a_referral_of_the_same_person_at_the_same_time_and_place(contacts, diverted):
    found = contacts.filter(pl.col("kind") == "diversion")
    assert found.height == diverted.height > 100
    same = ["person", "at", "agency", "area"]
    assert found.select(same).sort(same).equals(diverted.select(same).sort(same))
    assert set(found["outcome"]) == {"diverted"}
    assert found["offered"].all()


def test_contacts_are_those_of_the_delivered_months_each_with_its_own_id(plan: Plan, contacts):
    assert contacts["contact"].is_unique().all()
    assert contacts["at"].is_sorted()
    assert between(contacts, plan.start, plan.until).height == contacts.height


def test_no_contact_follows_after_somebody_died_or_moved(known: Told, contacts, arrested):
    for rows in (contacts, arrested.drop("gone")):
        later = rows.join(gone(known.course), on="person").filter(pl.col("at").dt.date() >= pl.col("gone"))
        assert later.is_empty()


def test_it_is_told_why_nobody_was_diverted_wherever_somebody_could_have_been(plan: Plan, contacts):
    could = contacts.filter("divertible", pl.col("kind").is_in(["arrest", "citation"]))
    after = could.filter(pl.col("at").dt.date() >= plan.began)
    assert after["why_not"].null_count() == after["offered"].null_count() == 0
    assert after.filter((pl.col("why_not") == "declined") != pl.col("offered")).is_empty()
    assert set(after["why_not"]) == {"declined", "not_eligible", "nobody_available", "not_offered"}
    before = could.filter(pl.col("at").dt.date() < plan.began)
    assert before["why_not"].null_count() == before["offered"].null_count() == before.height > 0
    others = contacts.filter(~pl.col("divertible").fill_null(False))
    assert others["why_not"].null_count() == others.height


def test_more_of_those_who_could_be_diverted_are_as_time_goes_on(plan: Plan, contacts):
    could = contacts.filter("divertible", pl.col("outcome").is_in(["diverted", "arrested", "cited"]))

    def share(first: int, until: int) -> float:
        rows = between(could, plan.months[first], plan.months[until])
        return float((rows["outcome"] == "diverted").mean())

    assert share(0, 18) == 0
    assert 0 < share(18, 40) < share(48, 71) < 0.3


def test_summers_are_busier_than_winters(contacts):
    months = contacts.filter(pl.col("kind") == "stop")["at"].dt.month()
    assert months.is_in([6, 7, 8]).sum() > 1.1 * months.is_in([12, 1, 2]).sum()


def test_the_epidemic_and_the_program_lower_arrests_each_in_its_own_way(plan: Plan, arrested):
    divertible, other = (arrested.filter(pl.col("kind") == kind) for kind in ("divertible", "other"))
    assert a_month(plan, other, 31, 43) < 0.92 * a_month(plan, other, 6, 30)
    assert a_month(plan, divertible, 59, 71) < 0.75 * a_month(plan, divertible, 0, 18)
    assert a_month(plan, other, 59, 71) > 0.85 * a_month(plan, other, 0, 18)


def test_the_new_law_takes_arrests_for_drugs_away_and_leaves_others(plan: Plan, arrested):
    divertible = arrested.filter(pl.col("kind") == "divertible")
    changed = plan.at("law_change")

    def share(rows: pl.DataFrame) -> float:
        return float((rows["charge"] == shape()["charges"]["drug"]).mean())

    assert abs(share(between(divertible, plan.start, changed)) - 0.42) < 0.03
    assert abs(share(between(divertible, changed, plan.until)) - 0.21 / 0.79) < 0.04


def test_more_stops_are_written_down_once_recording_changed(plan: Plan, contacts):
    stops, changed = contacts.filter(pl.col("kind") == "stop"), plan.months.index(plan.at("reporting"))
    assert a_month(plan, stops, changed, 71) > 1.08 * a_month(plan, stops, changed - 12, changed - 12 + 71 - changed)


def test_calls_name_nobody_and_nearly_all_others_name_a_person(contacts):
    calls = contacts.filter(pl.col("kind") == "call")
    assert calls["person"].null_count() == calls["race"].null_count() == calls.height > 1000
    named = (
        1 - contacts.filter(pl.col("kind") == "arrest")["person"].null_count() / (contacts["kind"] == "arrest").sum()
    )
    assert 0.93 < named < 0.97


def test_disparity_differs_by_decision_point_and_shrinks(plan: Plan, contacts, arrested):
    residents = plan.site["population"]

    def ratio(rows: pl.DataFrame) -> float:
        count = dict(rows["race"].value_counts().iter_rows())
        return float(count["black"] / count["white"] * residents["white"] / residents["black"])

    before = between(arrested.filter(pl.col("gone").is_null()), plan.start, plan.began)
    after = between(arrested.filter(pl.col("gone").is_null()), plan.months[48], plan.until)
    stops = between(contacts.filter(pl.col("kind") == "stop"), plan.start, plan.began)
    assert ratio(before) > ratio(after) > 1.3
    assert 1.3 < ratio(stops) < ratio(before)


def test_participants_are_met_most_before_the_referral_and_less_the_longer_they_are_connected(plan: Plan, known: Told):
    people = known.people.with_columns(referred=pl.lit(plan.began), gone=pl.lit(None, pl.Date))
    many = pl.concat([people] * 20).with_columns(person=pl.int_range(pl.len()).cast(pl.String))
    rows = justice._of_participants(plan, plan.chance("test"), many)

    def a_year(connected: bool, first: int, until: int) -> float:
        flag = pl.col("connected").is_not_null() == connected
        chosen = rows.join(many.filter(flag).select("person"), on="person")
        place = plan.lived.index(plan.began)
        return chosen.filter(pl.col("on").is_between(plan.lived[place + first], plan.lived[place + until])).height / (
            (until - first) / 12 * many.filter(flag).height
        )

    assert a_year(True, -3, 0) > 1.2 * a_year(True, -24, -12)
    assert a_year(True, 24, 48) < 0.5 * a_year(True, -12, 0)
    assert a_year(True, 24, 48) < 0.75 * a_year(False, 24, 48)
    assert a_year(False, 24, 48) < a_year(False, -12, 0)
