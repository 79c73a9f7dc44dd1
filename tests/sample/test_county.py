"""The invented county: the same for a seed, true to its records, of any size, and of no real place."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from lead_metrics.catalogue.load import catalogue
from lead_metrics.intake.delivery import check
from lead_metrics.periods import Grain, start_of
from lead_metrics.sample.county import settings, write
from lead_metrics.sample.places import areas
from lead_metrics.sample.plan import Plan, shape
from tests.sample.reading import County, read, record_of

UNTIL = date(2026, 11, 1)
OF_PARTICIPANTS = (
    "participation",
    "engagements",
    "needs",
    "assessments",
    "circumstances",
    "goals",
    "warrants",
    "cases",
)
REAL = {
    "seattle", "king", "new york", "albany", "new haven", "santa fe", "honolulu", "los angeles", "san francisco",
    "cook", "chicago", "atlanta", "baltimore", "portland", "oakland", "sacramento", "philadelphia", "spokane", "tacoma",
    "multnomah", "thurston", "snohomish", "burien", "charleston", "fayetteville", "denver", "pueblo", "alamosa",
}  # fmt: skip


def test_the_same_seed_writes_the_same_bytes_and_another_one_does_not(tmp_path):
    size = {"sites": 2, "participants": 50, "months": 12, "until": UNTIL}
    one, two, three = (write(tmp_path / str(n), seed=seed, **size) for n, seed in enumerate((7, 7, 8)))
    contents = [[path.read_bytes() for delivery in made for path in delivery.files] for made in (one, two, three)]
    assert contents[0] == contents[1]
    assert contents[0] != contents[2]


def test_every_file_is_accepted_but_for_the_rows_that_are_wrong_on_purpose(county: County):
    for one in county.made:
        report = check(one.files, one.source, one.site)
        assert report.file_refused is None
        assert len(report.refusals) == one.errors, report.lines()
        rows = sum(read(path).height for path in one.files)
        # A few answers without a person are alike in every column, and count once.
        assert sum(report.accepted.values()) + one.errors >= 0.95 * rows


def test_every_file_has_columns_of_its_record_and_all_that_are_required(county: County):
    for path in (path for one in county.made for path in one.files):
        columns = catalogue().records[record_of(path)].columns
        written = pl.read_csv(path, n_rows=0).columns
        assert set(written) <= columns.keys(), path.name
        assert {name for name, column in columns.items() if column.required} <= {*written, "site"}, path.name


def test_every_record_but_custody_by_day_is_delivered(county: County):
    made = {record_of(path) for one in county.made for path in one.files}
    assert catalogue().records.keys() - made == {"custody_days"}


def test_nearly_every_column_is_filled_somewhere_with_every_code_that_it_may_have(county: County):
    unused = set()
    for name, record in catalogue().records.items():
        for column, kind in record.columns.items():
            if name == "custody_days" or not kind.type.startswith("code:"):
                continue
            known = {code for code, words in catalogue().codes[kind.type[5:]].items() if not words.only_merged}
            unused |= {(column, code) for code in known - set(county.table(name)[column])}
    # Groups that the county's residents do not have, and children, who are not sent to LEAD.
    unused = {(column, code) for column, code in unused if column not in ("race", "sex", "age_band")}
    assert unused <= {("instrument", "whoqol_bref"), ("instrument", "sf12"), ("kind", "other"), ("progress", "set")}


def test_each_source_is_a_recipe_and_each_site_is_marked_as_sample(county: County):
    assert {one.source for one in county.made} == {"police", "jail", "program", "population", "hand_entered"}
    assert {one.source for one in county.made} <= catalogue().recipes.keys()
    made = settings(sites=2, participants=600, until=UNTIL)
    assert made.keys() == {one.site for one in county.made}
    assert all(site.sample and site.county == "Alder County" for site in made.values())


def test_the_program_has_no_record_from_before_it_began(county: County):
    began = settings(sites=2, participants=600, until=UNTIL)["millbrook"].lead_began
    assert county.table("referrals")["at"].dt.date().min() >= began
    assert next(one for one in county.made if one.source == "program").covers_from == began


def test_participants_are_people_who_were_referred(county: County):
    referred = set(county.table("referrals")["person"])
    for name in OF_PARTICIPANTS:
        assert set(county.table(name)["person"].drop_nulls()) <= referred, name


def test_participants_are_the_same_people_to_police_and_jail(county: County):
    referred = set(county.table("referrals")["person"])
    for name in ("contacts", "bookings", "filings"):
        assert len(referred & set(county.table(name)["person"])) > 0.4 * len(referred), name


def test_workers_named_anywhere_hold_a_position(county: County):
    held = set(county.table("positions")["worker"].drop_nulls())
    for name in ("participation", "engagements"):
        named = set(county.table(name)["worker"].drop_nulls())
        assert named and named <= held, name


def test_places_named_anywhere_are_areas_of_the_site(county: County, plan: Plan):
    for name in ("contacts", "referrals", "participation", "population"):
        assert set(county.table(name)["area"].drop_nulls()) == set(areas(plan)), name


def test_a_person_has_one_status_a_day_and_only_active_people_have_a_worker(county: County):
    statuses = county.table("participation")
    assert statuses.select(pl.struct("person", "status_from").is_unique().all()).item()
    assert set(statuses.drop_nulls("worker")["status"]) == {"active"}
    assert set(statuses["status"]) == catalogue().codes["participation_status"].keys()


def test_the_default_county_ends_with_the_last_whole_month_and_is_of_the_size_that_was_meant(tmp_path):
    made = write(tmp_path)
    assert {one.covers_until for one in made} >= {start_of(date.today(), Grain.MONTH)}
    rows = sum(read(path).height for one in made for path in one.files)
    assert 150_000 < rows < 400_000


def test_a_small_county_is_small_for_the_program_alone(tmp_path):
    small = County(tmp_path, write(tmp_path, sites=1, participants=100, until=UNTIL))
    assert 100 <= small.table("referrals").height <= 120
    months = 72
    for name, kind, least, most in (("contacts", "arrest", 80, 250), ("bookings", None, 60, 200)):
        rows = small.table(name)
        chosen = rows.filter(pl.col("kind") == kind) if kind else rows
        assert least < chosen.height / months < most, name
    divertible = small.table("bookings").filter("divertible").group_by(pl.col("admitted").dt.truncate("1q")).len()
    assert divertible.filter(pl.col("len") > 10).height >= 0.95 * divertible.height
    last = small.table("participation").sort("status_from").unique("person", keep="last")
    assert 20 < (last["status"] == "active").sum() < 70


def test_no_name_of_the_county_is_that_of_a_real_place():
    sites = settings(sites=5, until=UNTIL).values()
    named = [shape()["county"].removesuffix(" County"), *(site.name for site in sites)]
    named += [area for site in shape()["sites"] for area in site["areas"]]
    assert len(sites) == 5
    assert not {name.casefold() for name in named} & REAL


@pytest.mark.parametrize("word", ["client", "offender", "graduated", "failed", "lost"])
def test_the_shape_speaks_of_people_as_people(word: str):
    assert word not in (Path(write.__code__.co_filename).parent / "shape.toml").read_text(encoding="utf-8").casefold()


@given(
    seed=st.integers(0, 10**6),
    sites=st.integers(1, 5),
    months=st.integers(1, 72),
    participants=st.sampled_from([0, 1, 20]),
    until=st.dates(date(2015, 1, 1), UNTIL).map(lambda day: day.replace(day=1)),
)
@how(max_examples=6, deadline=None)
def test_a_county_of_any_size_can_be_written_and_is_accepted(seed, sites, months, participants, until):
    with tempfile.TemporaryDirectory() as folder:
        size = {"sites": sites, "months": months, "participants": participants, "until": until}
        made = write(Path(folder), seed=seed, **size)
        assert {one.site for one in made} == settings(**size).keys()
        for one in made:
            report = check(one.files, one.source, one.site)
            assert report.file_refused is None
            assert len(report.refusals) == one.errors, report.lines()
            assert one.covers_from < one.covers_until
