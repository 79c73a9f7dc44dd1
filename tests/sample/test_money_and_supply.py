"""Around the program: residents, spending, supply and countywide figures."""

from __future__ import annotations

from datetime import date

import polars as pl

from lead_metrics.catalogue.load import catalogue
from lead_metrics.sample import money_and_supply
from lead_metrics.sample.county import Told
from lead_metrics.sample.places import areas
from lead_metrics.sample.plan import Plan


def test_areas_and_groups_each_make_up_all_residents_of_a_year(plan: Plan):
    people = money_and_supply.population(plan)
    whole = people.filter(pl.col("area").is_null(), pl.col("dimension") == "none").select("year", "people")
    assert whole["year"].to_list() == list(range(plan.start.year, plan.until.year + 1))
    for parts in (people.filter(pl.col("area").is_not_null()), people.filter(pl.col("dimension") == "race")):
        both = parts.group_by("year").agg(pl.col("people").sum()).join(whole, on="year", suffix="_of")
        assert both.filter((pl.col("people") - pl.col("people_of")).abs() > 5).is_empty()
    assert set(people["area"].drop_nulls()) == set(areas(plan))


def test_one_group_is_the_reference(plan: Plan):
    people = money_and_supply.population(plan)
    assert people.filter(pl.col("reference") == "yes")["category"].unique().to_list() == ["white"]


def test_fiscal_years_cover_every_day_and_care_begins_with_lead(plan: Plan, known: Told):
    spent = money_and_supply.spending(plan, known.held)
    for side, first in (("custody", plan.start), ("care", plan.began)):
        rows = spent.filter(pl.col("side") == side).sort("from")
        assert rows["from"][0] <= first and rows["until"][-1] >= plan.until
        assert rows["until"][:-1].to_list() == rows["from"][1:].to_list()
        assert (rows["amount"] > 0).all()
    assert spent.filter(pl.col("side") == "care")["from"].min() == plan.began
    assert {day.month for day in spent["until"]} == {7}


def test_care_costs_what_its_posts_cost(plan: Plan, known: Told):
    none = money_and_supply.spending(plan, known.held.clear())
    some = money_and_supply.spending(plan, known.held)
    care = [frame.filter(pl.col("side") == "care")["amount"].to_list() for frame in (none, some)]
    assert all(more > less for less, more in zip(*care, strict=True))
    assert care[1][-2] > 1.5 * care[1][1]
    custody = [frame.filter(pl.col("side") == "custody")["amount"].to_list() for frame in (none, some)]
    assert custody[0] == custody[1]


def test_there_is_some_of_every_supply_in_every_month(plan: Plan):
    there = money_and_supply.supply(plan)
    assert there.group_by("kind").len()["len"].to_list() == [72, 72, 72]
    assert set(there["kind"]) == {"beds", "vouchers", "treatment_wait"}
    assert there.filter(pl.col("until") <= pl.col("from")).is_empty()
    wait = there.filter(pl.col("kind") == "treatment_wait")["amount"]
    assert wait[-12:].mean() < wait[:12].mean()
    beds = there.filter(pl.col("kind") == "beds").with_columns(
        winter=pl.col("from").dt.month().is_in([11, 12, 1, 2, 3])
    )
    assert beds.filter("winter")["amount"].mean() > beds.filter(~pl.col("winter"))["amount"].mean()


def test_countywide_figures_are_of_whole_years_and_of_indicators_that_exist(plan: Plan):
    figures = money_and_supply.counts(plan)
    assert set(figures["indicator"]) == {"overdose_deaths", "unsheltered_countywide", "sense_of_safety"}
    assert set(figures["indicator"]) <= catalogue().indicators.keys()
    assert figures["from"].min() == date(2021, 1, 1)
    assert figures["until"].max() == date(2026, 1, 1)
    assert figures.filter(pl.col("numerator") > pl.col("denominator")).is_empty()
