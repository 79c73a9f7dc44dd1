"""California: counts that arrive already added up, for two counties with a LEAD program."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from tests.real.conftest import figures, public, released
from tests.real.verdicts import check_same_as_statsmodels
from tests.sampled import Sampled

FILE = "california_jail_profile_survey/california_jail_county_monthly_1995_2020.csv.gz"
COUNTIES = {"san_francisco_county": "San Francisco County", "los_angeles_county": "Los Angeles County"}
COLUMNS = {"bookings_all": "total_num_persons_booked", "jail_population": "avg_daily_pop_total_jurisdiction"}


@pytest.fixture(scope="module")
def california(tmp_path_factory: pytest.TempPathFactory) -> Sampled:
    return released(tmp_path_factory.mktemp("california"), (public(FILE), "california_jails", "california"))


@pytest.fixture(scope="module")
def survey() -> pl.DataFrame:
    return pl.read_csv(public(FILE), infer_schema_length=None, try_parse_dates=True)


@pytest.mark.parametrize("indicator", COLUMNS)
@pytest.mark.parametrize("area", COUNTIES)
def test_each_month_is_that_of_the_survey_and_all_are_shown(
    area: str, indicator: str, california: Sampled, survey: pl.DataFrame
) -> None:
    column = COLUMNS[indicator]
    direct = (
        survey.filter(pl.col("census_county_name") == COUNTIES[area], pl.col(column).is_not_null())
        .group_by("date")
        .agg(pl.col(column).sum())
        .sort("date")
    )
    told = figures(california, indicator, "--area", area).sort("from")
    assert told["from"].to_list() == direct["date"].to_list()
    assert told["value"].to_list() == pytest.approx(direct[column].cast(pl.Float64).to_list())
    assert (set(told["status"]), set(told["grain"])) == ({"shown"}, {"month"})
    assert told["source"][0] == "california_jails"


def test_months_of_2019_have_the_means_that_the_data_set_is_known_for(california: Sampled) -> None:
    def mean(indicator: str, area: str) -> float:
        told = figures(california, indicator, "--area", area, "--from", "2019-01-01", "--to", "2020-01-01")
        return round(told["value"].mean())

    assert mean("jail_population", "los_angeles_county") == 16734
    assert mean("jail_population", "san_francisco_county") == 1273
    assert mean("bookings_all", "los_angeles_county") == 8653
    assert mean("bookings_all", "san_francisco_county") == 1452


def test_a_month_that_a_county_did_not_report_is_absent_and_never_zero(
    california: Sampled, survey: pl.DataFrame
) -> None:
    gaps = survey.filter(pl.col("total_num_persons_booked").is_null(), pl.col("census_county_name").is_not_null())
    reported = survey.filter(pl.col("total_num_persons_booked").is_not_null()).select("census_county_name", "date")
    alone = gaps.join(reported, on=["census_county_name", "date"], how="anti").row(0, named=True)
    area = alone["census_county_name"].lower().replace(" ", "_")
    told = figures(california, "bookings_all", "--area", area)
    assert alone["date"] not in told["from"].to_list()
    assert isinstance(alone["date"], date)


def test_most_figures_are_shown_and_no_reader_narrows_the_others(california: Sampled) -> None:
    assert california.shown() >= 0.99
    audited = california.run("audit")
    assert audited.returncode == 0, audited.stdout + audited.stderr


@pytest.mark.parametrize("area", COUNTIES)
def test_what_changed_in_november_2014_is_what_the_same_model_in_statsmodels_finds(
    area: str, california: Sampled
) -> None:
    span = (date(2010, 1, 1), date(2020, 1, 1))
    assert abs(check_same_as_statsmodels(california, area, date(2014, 11, 1), span)) < 0.5
