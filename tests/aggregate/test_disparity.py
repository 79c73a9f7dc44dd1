"""Rates of each group beside those of the reference group."""

from datetime import date

import polars as pl
import pytest

from lead_metrics.aggregate.counting import count
from lead_metrics.catalogue.model import Indicator
from tests.aggregate.deposits import AS_OF, bookings, deposit, records, words_of
from tests.figures import indicator

JAN = date(2024, 1, 1)
RATE = Indicator.model_validate(
    indicator("rate_per").model_dump()
    | {
        "id": "rate",
        "breakdowns": ["race"],
        "grains": ["year"],
        "measure": {"kind": "rate_per", "records": "bookings", "on": "admitted", "per": "population", "scale": 1000},
    }
)


def compared(kind, reference="yes"):
    people = records(
        "population",
        [
            {"year": 2024.0, "people": 900.0, "dimension": "race", "category": "white", "reference": reference},
            {"year": 2024.0, "people": 100.0, "dimension": "race", "category": "black", "reference": "no"},
        ],
    )
    booked = pl.concat(
        [
            bookings(*[(f"w{n}", JAN) for n in range(9)], race="white"),
            bookings(*[(f"b{n}", JAN) for n in range(3)], race="black").with_columns(pl.col("booking") + "b"),
            bookings(("u", JAN)).with_columns(booking=pl.lit("u")),
        ]
    )
    derived = Indicator.model_validate(
        indicator(kind).model_dump()
        | {
            "id": "disparity",
            "breakdowns": ["race"],
            "grains": ["year"],
            "measure": {"kind": kind, "of": "rate"},
        }
    )
    cells = count(deposit(bookings=booked, population=people), words_of(derived, RATE), AS_OF).frame
    return cells.filter(pl.col("indicator") == "disparity")


def test_a_ratio_compares_each_group_with_the_reference_group():
    row = compared("ratio").row(0, named=True)
    assert (row["category"], row["value"]) == ("black", pytest.approx(3.0))
    assert row["people"] == 3


def test_a_difference_is_in_the_unit_of_the_rate():
    assert compared("difference")["value"].to_list() == [pytest.approx((30 - 10) * 365.25 / 366)]


def test_without_a_reference_group_nothing_is_compared():
    assert compared("ratio", reference="no")["state"].to_list() == ["not_collected"]


def test_without_rates_nothing_is_compared():
    derived = Indicator.model_validate(
        indicator("ratio").model_dump() | {"id": "disparity", "measure": {"kind": "ratio", "of": "rate"}}
    )
    cells = count(deposit(bookings=bookings(("a", JAN))), words_of(derived, RATE), AS_OF).frame
    assert set(cells["state"]) == {"not_collected"}
