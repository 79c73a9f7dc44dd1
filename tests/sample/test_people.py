"""People: numbered once, referred after LEAD began, and met unequally."""

from __future__ import annotations

import numpy as np
import polars as pl

from lead_metrics.sample.county import Told
from lead_metrics.sample.people import groups, met, recorded, weighted
from lead_metrics.sample.plan import Plan


def test_participants_and_everybody_else_are_different_people(plan: Plan, known: Told, crowd: pl.DataFrame):
    assert known.people.height == plan.people
    both = pl.concat([known.people["person"], crowd["person"]])
    assert both.is_unique().all()


def test_people_are_referred_in_order_more_of_them_later_and_none_before_lead(plan: Plan, known: Told):
    on = known.people["referred"]
    assert on.is_sorted()
    assert plan.began <= on.min() and on.max() < plan.until
    middle = plan.began + (plan.until - plan.began) / 2
    assert (on >= middle).mean() > 0.55


def test_groups_are_met_less_unequally_once_lead_has_taken_hold(plan: Plan):
    chance, size = np.random.default_rng(1), 30_000

    def ratio(day: object) -> float:
        race = groups(plan, chance, "arrest", np.full(size, day, dtype="datetime64[D]"))
        population = plan.site["population"]
        return float((race == "black").sum() / (race == "white").sum() * population["white"] / population["black"])

    assert abs(ratio(plan.start) - 3.1) < 0.15
    assert abs(ratio(plan.months[-1]) - 2.3) < 0.15


def test_whoever_is_met_is_of_the_wanted_group(crowd: pl.DataFrame):
    wanted = np.array(["black", "white", "asian"] * 50)
    assert met(np.random.default_rng(1), wanted, crowd)["race"].to_list() == wanted.tolist()


def test_where_nobody_is_of_a_group_anybody_is_met(crowd: pl.DataFrame):
    few = crowd.filter(pl.col("race") == "white")
    found = met(np.random.default_rng(1), np.array(["asian"] * 10), few)
    assert set(found["race"]) == {"white"}


def test_places_are_drawn_by_their_weights():
    drawn = weighted(np.random.default_rng(1), np.array([1.0, 0.0, 3.0]), 8000)
    assert abs((drawn == 2).mean() - 0.75) < 0.03
    assert not (drawn == 1).any()


def test_race_is_left_blank_sometimes_and_more_often_by_police_than_by_the_jail():
    race = pl.Series("race", ["black"] * 20_000)
    by_police, by_jail = (recorded(np.random.default_rng(1), source, race) for source in ("contacts", "bookings"))
    assert set(by_police) == {"black", "unknown"}
    assert 0.05 < (by_police == "unknown").mean() < 0.07
    assert (by_jail == "unknown").mean() < 0.03


def test_spanish_is_spoken_above_all_where_people_are_hispanic(known: Told):
    spanish = known.people.filter(pl.col("language") == "spanish")
    assert (spanish["race"] == "hispanic").mean() > 0.6
