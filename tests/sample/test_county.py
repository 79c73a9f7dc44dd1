"""The invented county: the same for a seed, true to its records, and shaped like a place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from lead_metrics.catalogue.load import catalogue
from lead_metrics.intake.delivery import check
from lead_metrics.periods import add_months
from lead_metrics.sample.county import SampleDelivery, settings, write

UNTIL = date(2026, 11, 1)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> list[SampleDelivery]:
    return write(tmp_path_factory.mktemp("county"), sites=2, participants=600, until=UNTIL)


def table(county: list[SampleDelivery], name: str, site: str = "millbrook") -> pl.DataFrame:
    paths = [
        path for one in county if one.site == site for path in one.files if path.stem.removesuffix("_late") == name
    ]
    frames = [pl.read_csv(path, infer_schema_length=None, try_parse_dates=True) for path in paths]
    return pl.concat(frames, how="vertical_relaxed")


def test_the_same_seed_writes_the_same_bytes_and_another_one_does_not(tmp_path):
    size = {"sites": 1, "participants": 50, "months": 12, "until": UNTIL}
    one, two, three = (write(tmp_path / str(n), seed=seed, **size) for n, seed in enumerate((7, 7, 8)))
    contents = [[path.read_bytes() for delivery in made for path in delivery.files] for made in (one, two, three)]
    assert contents[0] == contents[1]
    assert contents[0] != contents[2]


def test_every_file_is_accepted_but_for_the_rows_that_are_wrong_on_purpose(county):
    for one in county:
        report = check(one.files, one.source, one.site)
        assert report.file_refused is None
        assert len(report.refusals) == one.errors, report.lines()
    assert sum(one.errors for one in county) > 0


def test_each_source_is_a_recipe_and_each_site_is_marked_as_sample(county):
    assert {one.source for one in county} <= catalogue().recipes.keys()
    made = settings(sites=2, participants=600, until=UNTIL)
    assert made.keys() == {one.site for one in county}
    assert all(site.sample and site.county == "Alder County" for site in made.values())


def test_the_program_has_no_record_from_before_it_began(county):
    began = settings(sites=2, participants=600, until=UNTIL)["millbrook"].lead_began
    assert table(county, "referrals")["at"].dt.date().min() >= began
    assert next(one for one in county if one.source == "program").covers_from == began


def test_the_epidemic_lowers_bookings_and_the_program_lowers_divertible_ones(county):
    booked = table(county, "bookings").with_columns(month=pl.col("admitted").dt.date().dt.month_start())
    start = add_months(UNTIL, -72)

    def monthly(first, last, divertible):
        chosen = booked.filter(
            pl.col("month") >= add_months(start, first),
            pl.col("month") < add_months(start, last),
            pl.col("divertible") == divertible,
        )
        return chosen.height / (last - first)

    assert monthly(31, 43, False) < 0.75 * monthly(0, 18, False)
    assert monthly(60, 72, True) < 0.8 * monthly(0, 18, True)
    assert monthly(60, 72, False) > 0.8 * monthly(0, 18, False)


def test_summers_are_busier_than_winters(county):
    months = table(county, "contacts").filter(pl.col("kind") == "stop")["at"].dt.month()
    assert months.is_in([6, 7, 8]).sum() > 1.1 * months.is_in([12, 1, 2]).sum()


def test_jail_and_police_meet_groups_unequally(county):
    booked = table(county, "bookings")["race"].value_counts(normalize=True)
    share = dict(booked.iter_rows())
    assert share["black"] > 1.5 * 0.12


def test_a_few_people_are_booked_often_and_most_once(county):
    times = table(county, "bookings").group_by("person").len()["len"]
    assert times.median() <= 2
    assert times.max() >= 8


def test_nobody_is_active_after_death_and_statuses_come_in_order(county):
    statuses = table(county, "participation").sort("person", "status_from")
    last = statuses.group_by("person").agg(pl.col("status").last(), died=(pl.col("status") == "deceased").any())
    assert last.filter("died")["status"].unique().to_list() in (["deceased"], [])
    assert statuses.filter(pl.struct("person", "status_from").is_duplicated()).is_empty()


def test_participants_are_people_who_were_referred(county):
    referred = set(table(county, "referrals")["person"])
    for name in ("participation", "engagements", "needs", "assessments", "circumstances", "goals"):
        people = set(table(county, name)["person"].drop_nulls())
        assert people <= referred, name


def test_workers_named_by_participants_hold_a_position(county):
    held = set(table(county, "positions")["worker"].drop_nulls())
    assert set(table(county, "participation")["worker"].drop_nulls()) <= held


def test_steps_into_the_program_come_after_the_referral(county):
    referred = table(county, "referrals")
    for step in ("reached_at", "handed_off_at", "intake_at", "connected_at"):
        assert referred.filter(pl.col(step) < pl.col("at")).is_empty(), step
    assert 0.6 < 1 - referred["connected_at"].null_count() / referred.height < 0.95


def test_late_records_and_corrections_come_in_a_later_delivery(county):
    first, late = (
        pl.read_csv(one.files[0], infer_schema=False)
        for one in county
        if one.source == "police" and one.site == "millbrook"
    )
    known = set(first["contact"])
    corrected = late.filter(pl.col("contact").is_in(list(known)))
    assert 0 < corrected.height < late.height


def test_no_name_of_the_county_is_a_state_or_large_city():
    real = {"seattle", "new york", "albany", "new haven", "santa fe", "honolulu", "los angeles", "king", "chicago"}
    named = {site.name.casefold() for site in settings(sites=5, until=UNTIL).values()} | {"alder county"}
    assert not named & real


@given(
    seed=st.integers(0, 10**6),
    sites=st.integers(1, 5),
    months=st.integers(1, 72),
    participants=st.sampled_from([0, 1, 20]),
)
@how(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_county_of_any_size_can_be_written(tmp_path: Path, seed, sites, months, participants):
    made = write(tmp_path, seed=seed, sites=sites, months=months, participants=participants, until=UNTIL)
    assert {one.site for one in made} == settings(
        sites=sites, months=months, participants=participants, until=UNTIL
    ).keys()
    assert all(path.exists() for one in made for path in one.files)
