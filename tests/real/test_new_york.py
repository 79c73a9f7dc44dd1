"""New York: 290,962 bookings, as events and as people, by month."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from tests.real.conftest import figures, public, released
from tests.real.verdicts import check_same_as_statsmodels
from tests.sampled import Sampled

FIRST, LAST = date(2016, 7, 1), date(2026, 7, 1)


@pytest.fixture(scope="module")
def new_york(tmp_path_factory: pytest.TempPathFactory) -> Sampled:
    file = public("nyc_doc_custody/bookings.parquet")
    return released(tmp_path_factory.mktemp("nyc"), (file, "nyc_bookings", "nyc"))


@pytest.fixture(scope="module")
def bookings() -> pl.DataFrame:
    frame = pl.read_parquet(public("nyc_doc_custody/bookings.parquet"))
    months = frame.with_columns(month=pl.col("admitted_hour").dt.date().dt.month_start())
    return months.filter(pl.col("month").is_between(FIRST, LAST))


@pytest.fixture(scope="module")
def by_month(bookings: pl.DataFrame) -> pl.DataFrame:
    months = bookings.group_by("month").agg(events=pl.len(), people=pl.col("person_key").n_unique())
    return months.with_columns(pl.col("events", "people").cast(pl.Float64)).sort("month")


def test_bookings_by_month_are_those_of_the_file_and_every_month_is_shown(
    new_york: Sampled, by_month: pl.DataFrame
) -> None:
    told = figures(new_york, "bookings_all").sort("from")
    assert told.select("from", "value").rows() == by_month.select("month", "events").rows()
    assert (set(told["status"]), set(told["grain"])) == ({"shown"}, {"month"})


def test_people_by_month_are_those_of_the_file_but_where_one_to_ten_bookings_were_of_somebody_booked_before(
    new_york: Sampled, by_month: pl.DataFrame
) -> None:
    again = pl.col("events") - pl.col("people")
    expected = by_month.select("month", pl.when(~again.is_between(1, 10)).then("people"))
    told = figures(new_york, "people_booked_all").sort("from")
    assert told.select("from", "value").rows() == expected.rows()
    assert set(told["grain"]) == {"month"}
    assert set(told.filter(pl.col("value").is_null())["status"]) == {"withheld"}
    assert told["value"].null_count() == 10


def test_groups_are_right_where_shown_and_never_of_one_to_ten_people(new_york: Sampled, bookings: pl.DataFrame) -> None:
    letters = {"B": "black", "W": "white", "A": "asian", "H": "hispanic", "I": "american_indian"}
    races = bookings.with_columns(group=pl.col("race").replace_strict(letters, default="unknown"))
    told = figures(new_york, "bookings_all", "--by", "race").filter(pl.col("category") != "other_groups")
    shown = told.filter(pl.col("status") == "shown")
    assert shown.height > 300
    for row in shown.iter_rows(named=True):
        inside = races.filter(
            pl.col("month").is_between(row["from"], row["until"], closed="left"), pl.col("group") == row["category"]
        )
        assert row["value"] == inside.height
        assert not 1 <= inside["person_key"].n_unique() <= 10


def test_most_figures_are_shown_and_no_reader_narrows_the_others(new_york: Sampled) -> None:
    assert new_york.shown() >= 0.79
    assert new_york.shown(totals=True) >= 0.98
    audited = new_york.run("audit")
    assert audited.returncode == 0, audited.stdout + audited.stderr


@pytest.mark.parametrize("began", [date(2020, 1, 1), date(2020, 3, 1)])
def test_what_changed_in_2020_is_what_the_same_model_in_statsmodels_finds(began: date, new_york: Sampled) -> None:
    assert check_same_as_statsmodels(new_york, "all", began, (FIRST, date(2022, 1, 1))) < -0.2
