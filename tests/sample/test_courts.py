"""Jail and courts: what follows an arrest, and nothing that does not."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from lead_metrics.sample import courts
from lead_metrics.sample.county import Told
from lead_metrics.sample.plan import Plan, shape


@pytest.fixture(scope="module")
def booked(plan: Plan, arrested: pl.DataFrame) -> pl.DataFrame:
    return courts.bookings(plan, arrested)


def a_month(plan: Plan, rows: pl.DataFrame, first: int, until: int, at: str = "admitted") -> float:
    day = pl.col(at).cast(pl.Date)
    return rows.filter(day >= plan.months[first], day < plan.months[until]).height / (until - first)


def test_each_booking_follows_an_arrest_of_that_person_within_hours(booked, arrested):
    reason = arrested.select("person", "at", "charge").sort("at")
    both = booked.sort("admitted").join_asof(
        reason, left_on="admitted", right_on="at", by=["person", "charge"], check_sortedness=False
    )
    assert both["at"].null_count() == 0
    assert (both["admitted"] - both["at"]).max() < timedelta(hours=6)


def test_nobody_is_released_before_admission_and_who_is_still_held_has_no_release(plan: Plan, booked):
    assert booked.filter(pl.col("released") < pl.col("admitted")).is_empty()
    assert booked.filter(pl.col("released").dt.date() >= plan.until).is_empty()
    held = booked.filter(pl.col("released").is_null())
    assert 20 < held.height < 0.05 * booked.height
    assert booked["booking"].is_unique().all()


def test_the_jail_is_as_full_on_the_first_day_as_later(plan: Plan, booked: pl.DataFrame):
    def held(day: date) -> int:
        left = pl.col("released").dt.date().fill_null(plan.until)
        return booked.filter(pl.col("admitted").dt.date() <= day, left > day).height

    first, later = held(plan.start), held(plan.months[12])
    assert 0.6 * later < first < 1.6 * later
    earlier = booked.filter(pl.col("admitted").dt.date() < plan.start)
    assert earlier.filter(pl.col("released").dt.date() < plan.start).is_empty()


def test_the_epidemic_restricts_bookings_more_than_arrests(plan: Plan, booked, arrested):
    fell = {
        name: a_month(plan, rows, 31, 43, at) / a_month(plan, rows, 0, 18, at)
        for name, rows, at in (
            ("booked", booked.filter("divertible"), "admitted"),
            ("arrested", arrested.filter(pl.col("kind") == "divertible"), "at"),
        )
    }
    assert fell["booked"] < 0.75 * fell["arrested"]


def test_most_people_are_booked_once_or_twice_and_a_few_very_often(booked):
    times = booked.group_by("person").len()["len"]
    assert times.median() <= 2
    assert times.max() >= 15
    often = booked.filter(pl.col("admitted").dt.year() == 2022).group_by("person").len().filter(pl.col("len") >= 4)
    assert 5 < often.height < 0.1 * times.len()


def test_most_bookings_are_of_people_who_are_never_referred(known: Told, booked):
    share = booked["person"].is_in(known.people["person"].to_list()).mean()
    assert 0.05 < share < 0.4


def test_stays_are_short_for_most_and_long_for_some(booked):
    days = (booked["released"] - booked["admitted"]).dt.total_hours() / 24
    assert 1 < days.median() < 8
    assert days.mean() > 2 * days.median()
    assert days.max() <= shape()["bookings"]["longest"]


def test_warrants_lead_to_jail_without_being_divertible(booked):
    assert booked.filter("warrant_only", "divertible").is_empty()
    assert 0.05 < booked["warrant_only"].mean() < 0.25


def test_charges_are_filed_after_the_incident_and_fewer_divertible_ones_as_lead_takes_hold(plan: Plan, arrested):
    filed = courts.filings(plan, arrested)
    assert filed.filter(pl.col("filed") <= pl.col("incident")).is_empty()
    assert filed["filing"].is_unique().all()
    share = {
        name: a_month(plan, filed.filter("divertible"), *span, "incident")
        / a_month(plan, arrested.filter(pl.col("kind") == "divertible"), *span, "at")
        for name, span in {"early": (3, 18), "late": (45, 65)}.items()
    }
    assert share["late"] < 0.8 * share["early"]


def test_a_charge_filed_lately_is_pending_and_an_old_one_is_decided(plan: Plan, arrested):
    filed = courts.filings(plan, arrested)
    old = pl.col("filed") < plan.until - timedelta(days=shape()["filings"]["decided_after"])
    assert set(filed.filter(~old)["disposition"]) == {"pending"}
    assert set(filed.filter(old)["disposition"]) == {"dismissed", "convicted", "diverted"}


def test_nothing_is_filed_issued_or_opened_after_somebody_is_gone(plan: Plan, known: Told, arrested):
    left = known.people.drop_nulls("gone").select("person", "gone")
    for rows, on in (
        (courts.filings(plan, arrested), "filed"),
        (courts.warrants(plan, known.people), "issued"),
        (courts.warrants(plan, known.people), "resolved"),
        (courts.cases(plan, known.people), "opened"),
    ):
        assert rows.join(left, on="person").filter(pl.col(on) >= pl.col("gone")).is_empty(), on


def test_warrants_of_people_who_are_connected_are_resolved_sooner(plan: Plan, known: Told):
    people = pl.concat([known.people.with_columns(gone=pl.lit(None, pl.Date), referred=pl.lit(plan.began))] * 10)
    found = courts.warrants(plan, people).join(known.people.select("person", "connected"), on="person")
    wait = (pl.col("resolved") - pl.max_horizontal("issued", pl.lit(plan.began))).dt.total_days()
    helped = pl.col("connected").is_not_null()
    assert found.filter(helped).select(wait.mean()).item() < 0.7 * found.filter(~helped).select(wait.mean()).item()


def test_more_cases_are_coordinated_as_lead_takes_hold(plan: Plan, known: Told):
    opened = courts.cases(plan, known.people)
    assert opened.filter(pl.col("closed") <= pl.col("opened")).is_empty()
    late = pl.col("opened") >= plan.months[44]
    assert opened.filter(late)["coordinated"].mean() > opened.filter(~late)["coordinated"].mean() > 0.3
