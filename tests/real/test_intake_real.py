"""Public files through the door: every row is there, and each column is what a direct reading of the file gives."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from lead_metrics.catalogue.load import catalogue
from lead_metrics.intake.delivery import deliver
from lead_metrics.intake.deposit import Deposit
from lead_metrics.intake.vault import Vault
from lead_metrics.settings import settings
from tests.real.conftest import public

LEAD = "lead_published/seattle_drug_calls_arrests.csv"
STOPS = "seattle_terry_stops/terry_stops_2015_2017.csv.gz"
BOOKINGS = "nyc_doc_custody/bookings.parquet"
SURVEY = "california_jail_profile_survey/california_jail_county_monthly_1995_2020.csv.gz"


@pytest.fixture(scope="module", autouse=True)
def key() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEAD_PSEUDONYM_KEY", "k" * 40)
        settings.cache_clear()
        yield
    settings.cache_clear()


def kept(folder: Path, name: str, source: str) -> Deposit:
    vault = Vault(folder / "vault")
    report = deliver([public(name)], source, "here", vault=vault)
    assert (report.exit_code, report.lines()[1:]) == (0, [])
    return vault.deposit(catalogue())


def span(deposit: Deposit) -> tuple[date, date]:
    return deposit.covers.select("covers_from", "covers_until").row(0)


def numbered(values: pl.Series) -> list[int]:
    """Return which value each row has, by first appearance: the same for identifiers and their pseudonyms."""
    seen: dict[str, int] = {}
    return [seen.setdefault(value, len(seen)) for value in values.to_list()]


def test_the_published_figures_are_kept_with_the_day_after_their_last(tmp_path: Path) -> None:
    deposit = kept(tmp_path, LEAD, "lead_published")
    direct = pl.read_csv(public(LEAD), try_parse_dates=True).with_columns(
        pl.col("zone").replace("citywide", "all"), until=pl.col("period_end").dt.offset_by("1d")
    )
    counts = deposit.records["counts"]
    rates = counts.filter(pl.col("indicator") == "arrests_per_1000_calls")
    names = ["area", "from", "until", "numerator", "denominator"]
    expected = direct.select("zone", "period_start", "until", "arrests", "calls_for_service").rows()
    assert rates.select(names).rows() == expected
    calls = counts.filter(pl.col("indicator") == "calls_for_service")
    assert calls.select("area", "from", "until", "numerator").rows() == [(*row[:3], row[4]) for row in expected]
    assert deposit.areas.select("area", "parent").rows() == [("capitol_hill_zone", "all"), ("lead_zone", "all")]
    assert span(deposit) == (date(2011, 1, 1), date(2015, 6, 1))


@pytest.fixture(scope="module")
def stops(tmp_path_factory: pytest.TempPathFactory) -> tuple[Deposit, pl.DataFrame]:
    direct = pl.read_csv(public(STOPS), infer_schema=False)
    return kept(tmp_path_factory.mktemp("stops"), STOPS, "seattle_stops"), direct


def test_every_stop_is_there_at_its_hour_and_on_its_day(stops: tuple[Deposit, pl.DataFrame]) -> None:
    contacts, direct = stops[0].records["contacts"], stops[1]
    assert contacts.height == direct.height == 19_753
    local = contacts["at"].dt.convert_time_zone("America/Los_Angeles")
    assert contacts["day"].cast(pl.String).to_list() == direct["Reported_Date"].to_list()
    # 02:00 to 03:00 is not there on the night when the clocks go forward.
    skipped = pl.Series(local.dt.strftime("%H:%M:%S")) != direct["Reported_Time"].str.head(8)
    assert skipped.sum() <= 2
    assert span(stops[0]) == (date(2015, 3, 15), date(2017, 9, 25))


def test_arrests_places_and_people_are_those_of_the_file(stops: tuple[Deposit, pl.DataFrame]) -> None:
    contacts, direct = stops[0].records["contacts"], stops[1]
    assert (contacts["kind"] == "arrest").to_list() == (direct["ArrestFlag"] == "Y").to_list()
    assert (contacts["kind"] == "arrest").sum() == 4248
    empty = ["", "NULL", "-", "Unknown"]
    place = pl.when(~pl.col("Precinct").is_in(empty)).then(pl.col("Precinct").str.to_lowercase())
    assert contacts["area"].to_list() == direct.select(place).to_series().to_list()
    known = pl.when(~pl.col("subject_key").is_in(["", "-"])).then("subject_key")
    assert numbered(contacts["person"]) == numbered(direct.select(known).to_series())
    assert contacts["contact"].n_unique() == direct["stop_key"].n_unique()


@pytest.mark.parametrize(
    ("column", "named", "value"),
    [("SubjectPerceivedRace", "race", ("Black", "black")), ("SubjectPerceivedRace", "race", ("Asian", "asian")),
     ("SubjectPerceivedGender", "sex", ("Female", "female")), ("SubjectAgeGroup", "age_band", ("26 - 35", "25_34"))],
)  # fmt: skip
def test_who_was_stopped_is_as_the_police_perceived(
    column: str, named: str, value: tuple[str, str], stops: tuple[Deposit, pl.DataFrame]
) -> None:
    contacts, direct = stops[0].records["contacts"], stops[1]
    theirs, ours = value
    assert (contacts[named] == ours).fill_null(False).to_list() == (direct[column] == theirs).fill_null(False).to_list()


@pytest.fixture(scope="module")
def bookings(tmp_path_factory: pytest.TempPathFactory) -> tuple[Deposit, pl.DataFrame]:
    direct = pl.read_parquet(public(BOOKINGS))
    return kept(tmp_path_factory.mktemp("nyc"), BOOKINGS, "nyc_bookings"), direct


def test_every_booking_is_there_from_admission_to_the_day_after_it_was_last_seen(
    bookings: tuple[Deposit, pl.DataFrame],
) -> None:
    kept_ones, direct = bookings[0].records["bookings"], bookings[1]
    assert kept_ones.height == direct.height == 290_962
    assert kept_ones["day"].to_list() == direct["admitted_hour"].dt.date().to_list()
    left = pl.when(~pl.col("right_censored")).then(pl.col("last_seen").dt.offset_by("1d"))
    released = kept_ones["released"].dt.convert_time_zone("America/New_York").dt.replace_time_zone(None)
    assert released.to_list() == direct.select(left.cast(pl.Datetime("us"))).to_series().to_list()
    # What was admitted before the first list is kept for the daily population; the days covered begin later.
    assert kept_ones["day"].min() < date(2016, 6, 2)
    assert span(bookings[0]) == (date(2016, 6, 2), date(2026, 8, 22))


def test_the_same_people_and_groups_are_booked(bookings: tuple[Deposit, pl.DataFrame]) -> None:
    kept_ones, direct = bookings[0].records["bookings"], bookings[1]
    assert numbered(kept_ones["person"]) == numbered(direct["person_key"].cast(pl.String))
    assert kept_ones["booking"].n_unique() == direct["booking_key"].n_unique()
    letters = {"B": "black", "W": "white", "A": "asian", "H": "hispanic", "I": "american_indian"}
    races = direct["race"].replace_strict(letters, default="unknown")
    assert kept_ones["race"].fill_null("unknown").to_list() == races.fill_null("unknown").to_list()
    assert kept_ones["sex"].eq_missing("female").to_list() == direct["gender"].eq_missing("F").to_list()


def test_an_impossible_age_is_unknown_and_every_other_is_in_its_band(bookings: tuple[Deposit, pl.DataFrame]) -> None:
    names = ["under_18", "18_24", "25_34", "35_44", "45_54", "55_over"]
    ages = bookings[1]["age_first"].to_list()
    assert max(age for age in ages if age is not None) > 104
    assert bookings[0].records["bookings"]["age_band"].to_list() == [
        names[bisect([18, 25, 35, 45, 55], age)] if age is not None and 12 <= age <= 104 else "unknown" for age in ages
    ]


def test_charges_for_low_level_conduct_are_divertible_and_unknown_ones_are_neither(
    bookings: tuple[Deposit, pl.DataFrame],
) -> None:
    kept_ones, direct = bookings[0].records["bookings"], bookings[1]
    assert kept_ones["divertible"].is_null().to_list() == direct["charge_first"].is_null().to_list()
    counted = dict(kept_ones.group_by("charge").agg(pl.col("divertible").any()).drop_nulls().rows())
    assert [counted[section] for section in ("220.03", "155.25", "140.10", "230.00")] == [True] * 4
    assert [counted[section] for section in ("120.05", "265.03", "125.25")] == [False] * 3


def test_each_jail_and_month_of_the_survey_is_kept_and_what_it_left_out_stays_out(tmp_path: Path) -> None:
    deposit = kept(tmp_path, SURVEY, "california_jails")
    direct = pl.read_csv(public(SURVEY), infer_schema_length=None, try_parse_dates=True)
    columns = {"bookings_all": "total_num_persons_booked", "jail_population": "avg_daily_pop_total_jurisdiction"}
    places = direct["census_county_name"].str.to_lowercase().str.replace_all(" ", "_")
    for indicator, column in columns.items():
        own = deposit.records["counts"].filter(pl.col("indicator") == indicator)
        assert own["numerator"].to_list() == direct[column].cast(pl.Float64).to_list()
        assert own["from"].to_list() == direct["date"].to_list()
        assert own["until"].to_list() == direct["date"].dt.offset_by("1mo").to_list()
        assert own["area"].to_list() == places.to_list()
    assert direct["total_num_persons_booked"].null_count() > 0
    assert deposit.areas.height == direct["census_county_name"].n_unique() == 57
    assert ("san_francisco_county", "San Francisco County") in deposit.areas.select("area", "name").rows()
    assert span(deposit) == (date(1995, 10, 1), date(2020, 4, 1))
