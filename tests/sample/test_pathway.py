"""The way in: steps in their order, outcomes that fit them, and some people referred again."""

from __future__ import annotations

import polars as pl

from lead_metrics.sample.county import Told
from lead_metrics.sample.pathway import STEPS
from lead_metrics.sample.plan import Plan


def minutes(until: str) -> pl.Expr:
    return (pl.col(until) - pl.col("at")).dt.total_minutes()


def test_every_participant_is_referred_once_or_twice_and_each_referral_has_its_own_id(plan: Plan, known: Told):
    assert known.referred["referral"].is_unique().all()
    times = known.referred.group_by("person").len()
    assert times.height == plan.people
    assert set(times["len"]) == {1, 2}


def test_all_three_doors_are_used_and_police_refer_through_two_of_them(known: Told):
    shares = dict(known.referred["door"].value_counts(normalize=True).iter_rows())
    assert shares.keys() == {"arrest_diversion", "social_contact", "community"}
    assert min(shares.values()) > 0.18
    by_community = known.referred.filter(pl.col("door") == "community")
    assert by_community["agency"].unique().to_list() == ["Community partners"]


def test_steps_follow_the_referral_and_one_another(plan: Plan, known: Told):
    for step in STEPS:
        taken = known.referred.filter(pl.col(step).is_not_null())
        assert taken.filter((pl.col(step) < pl.col("at")) | (pl.col(step) >= plan.until)).is_empty(), step
    for earlier, later in (("reached_at", "intake_at"), ("intake_at", "connected_at"), ("intake_at", "roi_at")):
        both = known.referred.filter(pl.col(later).is_not_null())
        assert both.height > 0
        assert both.filter(pl.col(earlier).is_null() | (pl.col(earlier) > pl.col(later))).is_empty(), later


def test_only_arrest_diversion_hands_over_in_person(known: Told):
    handed = known.referred.filter(pl.col("handed_off_at").is_not_null())
    assert handed["door"].unique().to_list() == ["arrest_diversion"]
    assert (handed["handed_off_at"] == handed["reached_at"]).all()
    assert 12 < handed.select(minutes("handed_off_at").median()).item() < 40


def test_an_outcome_agrees_with_the_steps(known: Told):
    connected = pl.col("outcome") == "connected"
    assert known.referred.filter(connected != pl.col("connected_at").is_not_null()).is_empty()
    assert known.referred.filter((pl.col("outcome") == "not_eligible") == pl.col("eligible")).is_empty()
    refused = known.referred.filter(pl.col("outcome").is_in(["declined", "not_eligible"]))
    assert refused.height > 0
    assert refused["intake_at"].null_count() == refused.height


def test_some_people_are_never_found_fewest_where_police_hand_over(known: Told):
    old = known.referred.filter(pl.col("at").dt.year() < 2026)
    never = dict(old.group_by("door").agg(pl.col("reached_at").is_null().mean()).iter_rows())
    assert 0.02 < never["arrest_diversion"] < never["community"] < 0.3


def test_some_people_are_still_sought(known: Told):
    sought = (known.referred["outcome"] == "still_sought").mean()
    assert 0.05 < sought < 0.35


def test_whoever_is_referred_again_was_not_connected_before(known: Told):
    first = known.referred.filter(~pl.col("person").is_last_distinct())
    assert first.height > 10
    assert set(first["outcome"]) <= {"still_sought", "declined"}


def test_priority_and_experience_shorten_the_way(known: Told):
    way = known.referred.filter(pl.col("intake_at").is_not_null(), pl.col("door") != "arrest_diversion")
    days = way.with_columns(wait=minutes("intake_at") / 1440)
    urgent, usual = (days.filter(pl.col("priority") == is_urgent)["wait"].mean() for is_urgent in (True, False))
    assert urgent < usual
    handed = known.referred.filter(pl.col("handed_off_at").is_not_null()).with_columns(wait=minutes("handed_off_at"))
    half = handed.height // 2
    assert handed["wait"][half:].mean() < handed["wait"][:half].mean()
