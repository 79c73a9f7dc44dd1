"""What each type of column takes, and what it refuses."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import Column, Recipe, SourceColumn
from lead_metrics.intake.columns import AHEAD, Typed, text, typed

RECIPE = catalogue().recipes["program"]


def read(kind: str, *cells: str | None, recipe: Recipe = RECIPE, **how: str) -> Typed:
    return typed(pl.Series(cells, dtype=pl.String), Column(type=kind), SourceColumn(**how), recipe, catalogue())


def one(kind: str, cell: str, recipe: Recipe = RECIPE, **how: str) -> object:
    return read(kind, cell, recipe=recipe, **how).value[0]


@pytest.mark.parametrize(
    ("kind", "taken"),
    {
        "number": {"1,500": 1500.0, "1234,567": None, "0": 0.0, "1.5": 1.5, "-1": None, "nan": None, "inf": None,
                   "1,5": None, "$5": None},
        "bool": {"Yes": True, "x": True, "0": False, "FALSE": False, "perhaps": None},
        "date": {"2024-03-05": date(2024, 3, 5), "3/5/2024": date(2024, 3, 5), "2024-03-05 00:00:00": date(2024, 3, 5),
                 "3/5/2024 0:00": date(2024, 3, 5), "2024-03-05x": None, "2024-02-30": None, "03/05/24": None,
                 "1899-12-31": None, "20240305": None},
        "area": {"Depot": "depot", "DEPOT  district": "depot_district", "Plaza del Señor": "plaza_del_senor",
                 "north-west": "north_west", "all": "all", "?!": None},
        "worker": {"W07": "W07", "alder-cm.2": "alder-cm.2", "Jane Doe": None, "jane@example.org": None},
        "code:door": {"community": "community", "Arrest diversion": "arrest_diversion",
                      "ARREST-DIVERSION": "arrest_diversion", "window": None},
        "code:race": {"black": "black", "other groups": None},
        "indicator": {"bookings_all": "bookings_all", "bookings": None},
        "dimension": {"race": "race", "none": "none", "Age band": "age_band", "shoe_size": None},
        "element": {"F1": "F1", "f1": None},
        "value": {"12": "12", "permanent": "permanent", "Yes": "yes", "-3": None, "a tent": None},
        "text": {"anything, really": "anything, really"},
    }.items(),
)  # fmt: skip
def test_a_cell_is_taken_or_not(kind: str, taken: dict[str, object]) -> None:
    made = read(kind, *taken, None)
    assert made.value.to_list() == [*taken.values(), None]
    assert made.broken.to_list() == [value is None for value in taken.values()] + [False]


@pytest.mark.parametrize(
    "cell",
    ["2024-03-05T22:00:00", "2024-03-05 22:00", "03/05/2024 10:00:00 PM", "3/5/2024 22:00", "2024-03-06T06:00:00Z",
     "2024-03-06T06:00:00+00:00", "2024-03-06 06:00:00+0000", "2024-03-05T22:00-08:00", "2024-03-05T22:00:00.000"],
)  # fmt: skip
def test_a_time_may_be_written_in_many_ways_and_is_one_moment(cell: str) -> None:
    assert one("time", cell) == datetime(2024, 3, 6, 6, tzinfo=UTC)


def test_ways_of_writing_a_time_may_stand_in_one_column() -> None:
    mixed = read("time", "2024-03-05T22:00:00", "2024-03-06T06:00:00Z", "2024-03-05", "never", None)
    six, midnight = datetime(2024, 3, 6, 6, tzinfo=UTC), datetime(2024, 3, 5, 8, tzinfo=UTC)
    assert mixed.value.to_list() == [six, six, midnight, None, None]
    assert mixed.broken.to_list() == [False, False, False, True, False]


def test_a_day_to_come_is_refused_and_the_end_of_a_span_may_lie_ahead() -> None:
    ahead = date.today() + timedelta(days=AHEAD - 2)
    assert one("date", ahead.isoformat()) is None
    assert one("until", ahead.isoformat()) == ahead
    assert one("until", (ahead + timedelta(days=9)).isoformat()) is None


def test_the_day_after_a_last_day_begins_at_midnight_also_where_the_clocks_change() -> None:
    # On 10 March 2024 the clocks of New York went from 2 to 3 o'clock: that day had 23 hours.
    recipe = catalogue().recipes["nyc_bookings"]
    after = one("time", "2024-03-10", recipe, step="inclusive_end")
    assert after == datetime(2024, 3, 11, 4, tzinfo=UTC)


def test_a_month_ends_where_the_next_begins() -> None:
    assert one("until", "2024-02-01", step="month_end") == date(2024, 3, 1)
    assert one("until", "2024-12-31", step="inclusive_end") == date(2025, 1, 1)


@pytest.mark.parametrize(
    ("age", "band"),
    [("11", "unknown"), ("12", "under_18"), ("17", "under_18"), ("18", "18_24"), ("54", "45_54"), ("55", "55_over"),
     ("104.0", "55_over"), ("105", "unknown"), ("125", "unknown"), ("old", "unknown")],
)  # fmt: skip
def test_an_age_becomes_its_band_and_an_impossible_one_is_unknown(age: str, band: str) -> None:
    assert one("code:age_band", age, step="age_band") == band


def test_a_charge_is_divertible_where_the_recipe_lists_it() -> None:
    recipe = catalogue().recipes["nyc_bookings"]
    made = read("bool", "220.03", "125.25", None, recipe=recipe, step="listed:divertible")
    assert made.value.to_list() == [True, False, None]


def test_a_source_says_which_words_stand_for_nothing() -> None:
    frame = pl.DataFrame({"Precinct": [" West ", "NULL", "-", ""]})
    expression = text(frame, SourceColumn(names=("area", "precinct"), missing=("NULL", "-")))
    assert expression is not None
    assert frame.select(expression).to_series().to_list() == ["West", None, None, None]
    assert text(frame, SourceColumn(names=("beat",))) is None
    assert text(frame, SourceColumn(joined=("precinct", "beat"))) is None
