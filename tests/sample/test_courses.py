"""Courses: one status a day, nothing after death, and always a way back."""

from __future__ import annotations

from datetime import date

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from lead_metrics.sample.county import Told, told
from lead_metrics.sample.courses import active, courses, gone
from lead_metrics.sample.pathway import referrals
from lead_metrics.sample.people import participants
from lead_metrics.sample.plan import Size, plans

UNTIL = date(2026, 11, 1)


@given(people=st.integers(0, 40), months=st.integers(1, 72), seed=st.integers(0, 999))
@settings(max_examples=25, deadline=None)
def test_statuses_follow_one_another_without_gap_or_overlap_and_end_with_the_months(people, months, seed):
    plan = plans(Size(1, months, people, seed, UNTIL))[0]
    course = courses(plan, referrals(plan, participants(plan)))
    assert course.filter(pl.col("to") <= pl.col("since")).is_empty()
    following = course.with_columns(next=pl.col("since").shift(-1).over("person"))
    assert following.filter(pl.col("next").is_not_null() & (pl.col("next") != pl.col("to"))).is_empty()
    last = course.group_by("person").agg(pl.col("to").max())
    assert set(last["to"]) <= {plan.until}


def test_nothing_follows_after_somebody_died_or_moved(known: Told):
    last = known.course.group_by("person", maintain_order=True).agg(pl.col("status").last(), met=pl.col("status"))
    ended = last.filter(pl.col("met").list.set_intersection(["deceased", "moved"]).list.len() > 0)
    assert ended.height > 10
    assert set(ended["status"]) == {"deceased", "moved"}
    assert gone(known.course).height == ended.height


def test_a_person_is_sought_before_being_active_unless_connected_that_day(known: Told):
    first = known.course.group_by("person", maintain_order=True).agg(pl.col("status").first())
    assert set(first["status"]) <= {"sought", "active"}
    assert (first["status"] == "sought").mean() > 0.9


def test_whoever_declined_or_was_not_eligible_is_no_participant(known: Told):
    last = known.referred.unique("person", keep="last", maintain_order=True)
    never = last.filter(pl.col("outcome").is_in(["declined", "not_eligible"]))["person"]
    assert never.len() > 10
    assert not set(never) & set(known.course["person"])


def test_nobody_is_sought_for_ever(known: Told):
    sought = known.course.filter(pl.col("status") == "sought")
    days = sought.select((pl.col("to") - pl.col("since")).dt.total_days()).to_series()
    assert days.quantile(0.98) < 550
    away = known.course.filter(pl.col("person").is_in(sought["person"].to_list()), pl.col("status") == "inactive")
    assert away.height > 20


def test_some_who_were_inactive_come_back(known: Told):
    spells = active(known.course).group_by("person").len()
    assert 0.05 < (spells["len"] > 1).mean() < 0.5


def test_people_become_active_on_the_day_they_are_connected(known: Told):
    first = active(known.course).group_by("person").agg(pl.col("since").min())
    connected = known.people.drop_nulls("connected").select("person", "connected")
    both = connected.join(first, on="person", how="left")
    assert both.filter(pl.col("since") != pl.col("connected")).is_empty()
    assert both["since"].null_count() == 0


def test_a_site_without_participants_has_no_courses():
    nothing = told(plans(Size(1, 12, 0, 1, UNTIL))[0])
    assert nothing.course.is_empty()
    assert nothing.carried.is_empty()
