"""The plan: who gets how much of the county, and whose chance is whose."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from lead_metrics.periods import add_months
from lead_metrics.sample.plan import BEFORE, Size, plans, shape

UNTIL = date(2026, 11, 1)


@given(sites=st.integers(1, 5), months=st.integers(1, 240), people=st.integers(0, 5000))
def test_the_sites_share_all_people_and_the_months_end_on_the_day(sites, months, people):
    made = plans(Size(sites, months, people, 1, UNTIL))
    assert sum(plan.people for plan in made) == people
    assert all(len(plan.months) == months for plan in made)
    assert all(plan.months[0] == plan.start and add_months(plan.months[-1], 1) == UNTIL for plan in made)
    assert all(plan.start <= plan.began < UNTIL for plan in made)


def test_a_county_of_one_site_has_sixty_thousand_residents_whatever_its_participants():
    assert [plan.residents for plan in plans(Size(1, 72, 100, 1, UNTIL))] == [60_000]
    assert [plan.residents for plan in plans(Size(1, 72, 9000, 1, UNTIL))] == [60_000]
    assert sum(plan.residents for plan in plans(Size(3, 72, 100, 1, UNTIL))) == shape()["residents"]


def test_each_part_has_a_chance_of_its_own_that_the_seed_and_the_site_decide():
    one, other = plans(Size(2, 12, 10, 1, UNTIL))
    again = plans(Size(2, 12, 10, 2, UNTIL))[0]
    assert one.chance("a").random() == one.chance("a").random()
    draws = {p.chance(part).random() for p in (one, other, again) for part in ("a", "b")}
    assert len(draws) == 6


def test_months_are_lived_before_the_first_delivered_one():
    plan = plans(Size(1, 6, 10, 1, UNTIL))[0]
    assert add_months(plan.lived[0], BEFORE) == plan.start


def test_the_site_is_marked_as_sample_and_began_within_its_months():
    plan = plans(Size(1, 72, 10, 1, UNTIL))[0]
    site = plan.settings()
    assert site.sample
    assert site.county == "Alder County"
    assert site.time_zone == "America/Los_Angeles"
    assert plan.start < plan.began == site.lead_began


def test_things_happen_in_the_order_that_the_story_tells():
    plan = plans(Size(1, 72, 10, 1, UNTIL))[0]
    days = [plan.at(name) for name in ("program", "epidemic", "reopening", "law_change", "reporting")]
    assert days == sorted(set(days))


def test_every_sites_groups_make_up_all_residents():
    for site in shape()["sites"]:
        assert abs(sum(site["population"].values()) - 1) < 1e-9, site["id"]
