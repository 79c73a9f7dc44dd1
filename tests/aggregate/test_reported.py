"""Figures that arrive already added up."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lead_metrics.periods import add_months
from tests.aggregate.deposits import bookings, deposit, measured, records, totals

JAN = date(2024, 1, 1)


def counts(*rows, source="hand_entered", **fields):
    made = [
        {"indicator": "bookings", "from": start, "until": until, "numerator": n, **fields, **more}
        for start, until, n, *rest in rows
        for more in rest or [{}]
    ]
    return records("counts", made, source)


def month(n, value, **more):
    return (add_months(JAN, n), add_months(JAN, n + 1), value, more)


def test_months_add_up_to_a_quarter_once_all_three_are_there():
    frame = measured(deposit(counts=counts(*(month(n, 10.0) for n in range(5)))), {"kind": "count"})
    assert totals(frame, "quarter") == {JAN: 30}
    assert totals(frame, "year") == {}


def test_a_quotient_is_scaled_and_never_added_up():
    frame = measured(
        deposit(
            counts=counts(
                month(0, 5.0, denominator=50.0), month(1, 5.0, denominator=50.0), month(2, 5.0, denominator=50.0)
            )
        ),
        {"kind": "rate_per", "per": "records", "scale": 1000},
    )
    assert totals(frame)[JAN] == 100
    assert totals(frame, "quarter") == {}


def test_a_share_that_arrives_counted_is_in_percent():
    frame = measured(deposit(counts=counts(month(0, 5.0, denominator=50.0))), {"kind": "reported"}, unit="percent")
    assert totals(frame)[JAN] == 10


def test_a_daily_average_is_averaged_over_its_days():
    frame = measured(deposit(counts=counts(month(0, 31.0), month(1, 0.0), month(2, 0.0))), {"kind": "average_daily"})
    assert totals(frame, "quarter")[JAN] == pytest.approx(31 * 31 / 91)


def test_one_odd_span_keeps_the_whole_series_as_its_source_reported_it():
    frame = measured(
        deposit(counts=counts((JAN, date(2025, 1, 1), 12.0), (date(2023, 1, 1), date(2023, 6, 1), 7.0))),
        {"kind": "count"},
    )
    assert set(frame["grain"]) == {"reported"}


def test_rows_of_the_same_figure_are_added_and_an_unknown_number_of_people_stays_unknown():
    frame = measured(deposit(counts=counts(month(0, 5.0, people=4.0), month(0, 7.0))), {"kind": "count"})
    row = frame.filter(pl.col("grain") == "month").row(0, named=True)
    assert (row["value"], row["people"]) == (12, None)


def test_areas_and_groups_are_kept_and_no_total_is_invented():
    frame = measured(deposit(counts=counts(month(0, 5.0, area="quay"), month(0, 6.0, area="depot"))), {"kind": "count"})
    assert dict(frame.filter(pl.col("grain") == "month").select("area", "value").iter_rows()) == {"quay": 5, "depot": 6}


def test_a_source_that_publishes_names_where():
    frame = measured(deposit(counts=counts(month(0, 5.0), source="california_jails")), {"kind": "count"})
    assert frame["already_public"][0].startswith("Jail Profile Survey")


def test_a_row_may_name_its_own_publication():
    frame = measured(deposit(counts=counts(month(0, 5.0, already_public="Yearly report, page 3"))), {"kind": "count"})
    assert frame["already_public"][0] == "Yearly report, page 3"


def test_counts_go_before_records_of_the_same_indicator():
    held = deposit(counts=counts(month(0, 99.0)), bookings=bookings(("a", JAN)))
    assert totals(measured(held, {"kind": "count", "records": "bookings", "on": "admitted"}))[JAN] == 99


@given(st.lists(st.integers(0, 1000), min_size=12, max_size=12))
def test_twelve_months_add_up_to_their_year(values):
    frame = measured(deposit(counts=counts(*(month(n, float(v)) for n, v in enumerate(values)))), {"kind": "count"})
    assert totals(frame, "year")[JAN] == sum(values)
    assert sum(totals(frame, "half_year").values()) == sum(values)


def test_counts_of_a_source_without_a_span_are_kept_and_have_no_coverage():
    held = deposit(covers=[], counts=counts(month(0, 5.0)))
    assert totals(measured(held, {"kind": "count"}))[JAN] == 5
