"""Work: posts follow the need, workers come and go, and everybody active has somebody or waits for somebody."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from lead_metrics.sample.county import Told, told
from lead_metrics.sample.courses import active
from lead_metrics.sample.plan import Plan, Size, plans

UNTIL = date(2026, 11, 1)
LAST = UNTIL - timedelta(days=1)


def on(spans: pl.DataFrame, day: date, since: str = "since", to: str = "to") -> pl.DataFrame:
    return spans.filter(pl.col(since) <= day, pl.col(to).fill_null(UNTIL) > day)


def managers(known: Told) -> pl.DataFrame:
    return known.held.filter(pl.col("role") == "case_manager")


def test_loads_are_near_twenty_and_one_post_carries_more_than_twenty_five(known: Told):
    loads = on(known.carried, LAST).drop_nulls("worker").group_by("worker").len()["len"]
    assert 15 < loads.median() < 22
    assert loads.max() > 25
    assert (loads > 25).sum() <= 2


def test_posts_are_added_as_more_people_are_active(plan: Plan, known: Told):
    early, late = (on(managers(known), day, "from", "until")["full_time"].sum() for day in (plan.began, LAST))
    assert early == 1
    assert late > 4


def test_a_post_is_held_by_one_worker_after_another_or_by_nobody(known: Told):
    rows = known.held.with_columns(post=pl.col("position").str.head(-3)).sort("post", "from")
    following = rows.with_columns(next=pl.col("from").shift(-1).over("post")).drop_nulls("next")
    assert following.filter(pl.col("until") != pl.col("next")).is_empty()
    assert 0 < known.held["worker"].null_count() < known.held.height / 2
    assert known.held["worker"].drop_nulls().is_unique().all()


def test_workers_leave_at_a_rate_that_programs_know(plan: Plan, known: Told):
    staffed = known.held.drop_nulls("worker")
    days = (staffed["until"].fill_null(UNTIL) - staffed["from"]).dt.total_days().sum()
    left = staffed["until"].is_not_null().sum()
    assert 0.15 < left / (days / 365.25) < 0.8


def test_there_are_a_project_manager_a_supervisor_outreach_and_a_liaison_prosecutor(known: Told):
    roles = {"case_manager", "project_manager", "supervisor", "outreach", "liaison_prosecutor"}
    assert set(known.held["role"]) == roles


def test_whoever_carries_somebody_holds_a_post_on_those_days(known: Told):
    named = known.carried.drop_nulls("worker")
    posts = known.held.select("worker", "from", "until")
    both = named.join(posts, on="worker", how="left")
    outside = (pl.col("since") < pl.col("from")) | (pl.col("to") > pl.col("until").fill_null(UNTIL))
    assert both.filter(outside | pl.col("from").is_null()).is_empty()


@given(people=st.integers(0, 60), months=st.integers(1, 72), seed=st.integers(0, 999))
@settings(max_examples=20, deadline=None)
def test_each_active_day_is_carried_once_by_somebody_or_by_nobody(people, months, seed):
    known = told(plans(Size(1, months, people, seed, UNTIL))[0])
    starts = known.carried.select("person", "since")
    assert starts.is_unique().all()
    spells = active(known.course)
    for day in (UNTIL - timedelta(days=n * 97) for n in range(1, 12)):
        assert sorted(on(known.carried, day)["person"]) == sorted(on(spells, day)["person"])


def test_nobody_is_carried_by_two_workers_at_once(known: Told):
    following = known.carried.with_columns(next=pl.col("since").shift(-1).over("person"))
    assert following.filter(pl.col("next") < pl.col("to")).is_empty()
    total = (pl.col("to") - pl.col("since")).dt.total_days().sum()
    assert known.carried.select(total).item() == active(known.course).select(total).item()


def test_while_a_post_is_vacant_colleagues_carry_its_people(known: Told):
    vacancies = managers(known).filter(pl.col("worker").is_null(), pl.col("from") > date(2025, 1, 1))
    assert vacancies.height > 2
    without = [on(known.carried, day)["worker"].null_count() for day in vacancies["from"]]
    # Whole loads would be without a worker; who is covered by somebody who left at the same time still is.
    assert sum(without) < 5 * vacancies.height
