"""Governance: who meets, who comes, how it is rated, and what else happened."""

from __future__ import annotations

import polars as pl

from lead_metrics.catalogue.load import catalogue
from lead_metrics.sample import governance
from lead_metrics.sample.plan import Plan, shape


def test_all_three_bodies_meet_from_the_beginning_of_lead(plan: Plan):
    held, _ = governance.meetings(plan)
    assert set(held["body"]) == {"pcg", "owg", "clt"}
    assert held["meeting"].is_unique().all()
    assert held["on"].min() >= plan.began
    times = dict(held["body"].value_counts().iter_rows())
    assert times["owg"] > times["pcg"] > times["clt"]


def test_the_coordinating_group_did_not_meet_for_some_months(plan: Plan):
    held, _ = governance.meetings(plan)
    days = held.filter(pl.col("body") == "pcg")["on"].sort()
    gaps = days.diff().dt.total_days().drop_nulls()
    assert gaps.max() > 120
    assert gaps.median() < 70


def test_some_partners_come_more_often_than_others(plan: Plan):
    held, came = governance.meetings(plan)
    assert set(came["meeting"]) <= set(held["meeting"])
    assert came.unique().height == came.height
    share = {partner: n / held.height for partner, n in came["partner"].value_counts().iter_rows()}
    assert share.keys() == catalogue().codes["partner"].keys()
    assert share["provider"] > 0.85 > 0.6 > share["elected"]


def test_every_element_is_reviewed_and_ratings_rise(plan: Plan):
    rated = governance.reviews(plan)
    assert set(rated["element"]) == catalogue().fidelity.keys()
    assert set(rated["rating"]) <= {0.0, 1.0, 2.0, 3.0}
    years = rated.group_by("on").agg(pl.col("rating").mean(), pl.len()).sort("on")
    assert years["rating"][-1] > years["rating"][0] + 0.4
    assert (years["len"] < len(catalogue().fidelity)).any()


def test_events_are_on_the_days_on_which_things_change(plan: Plan):
    seen = {row["title"]: row["on"] for row in governance.events(plan).to_dicts()}
    assert seen[shape()["events"]["program"]["title"]] == plan.began
    assert seen[shape()["events"]["epidemic"]["title"]] == plan.at("epidemic")
    assert len(seen) == 5
    assert set(governance.events(plan)["kind"]) <= catalogue().codes["event_kind"].keys()
