"""The latest figure beside the one a year earlier."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lead_metrics.estimates.change import latest_change
from lead_metrics.periods import Grain
from tests.figures import indicator, series


def test_twenty_four_shown_months_are_summed_into_two_years():
    change = latest_change(series([10.0] * 12 + [5.0] * 12), indicator())
    assert (change.latest.value, change.earlier.value) == (60, 120)
    assert (change.latest.start, change.latest.until) == (date(2025, 1, 1), date(2026, 1, 1))
    assert change.by.estimate == pytest.approx(0.5 * 366 / 365 - 1)
    assert change.clear


def test_one_withheld_month_leaves_only_the_same_month_a_year_earlier():
    change = latest_change(series([30.0] * 12 + [None] + [20.0] * 11), indicator())
    assert (change.latest.value, change.earlier.value) == (20, 30)
    assert change.earlier.start == date(2024, 12, 1)


def test_people_are_never_summed_over_months():
    change = latest_change(series([30.0] * 24), indicator("people"))
    assert change.latest.value == 30


def test_a_figure_without_one_a_year_earlier_has_no_change():
    assert latest_change(series([30.0] * 5), indicator()) is None
    assert latest_change(series([None] * 5), indicator()) is None


def test_small_counts_claim_no_interval():
    change = latest_change(series([3.0, 4.0], grain=Grain.YEAR), indicator("people"))
    assert change.by is None
    assert not change.clear


def test_shares_change_in_percentage_points():
    frame = series([40.0, 50.0], grain=Grain.YEAR).with_columns(low=pl.col("value") - 3, high=pl.col("value") + 3)
    change = latest_change(frame, indicator("share", "percent"))
    assert change.kind == "points"
    assert change.by.estimate == pytest.approx(10)
    assert change.by.low == pytest.approx(10 - (9 + 9) ** 0.5)


def test_a_share_without_interval_claims_none():
    change = latest_change(series([40.0, 50.0], grain=Grain.YEAR), indicator("share", "percent"))
    assert change.by is None


def test_a_median_is_only_put_beside_the_earlier_one():
    change = latest_change(series([4.0, 2.0], grain=Grain.YEAR), indicator("median", "days"))
    assert (change.kind, change.by) == ("value", None)


def test_spans_that_are_no_calendar_period_are_compared_with_the_same_span():
    frame = series([40.0, 20.0], grain=Grain.YEAR).with_columns(grain=pl.lit("reported"))
    assert latest_change(frame, indicator()).latest.value == 20


def rates(values, events):
    return series(values, grain=Grain.YEAR).with_columns(numerator=pl.Series(events, dtype=pl.Float64))


def test_rates_are_compared_by_the_events_behind_them():
    change = latest_change(rates([20.0, 10.0], [200.0, 100.0]), indicator("rate_per", "days"))
    assert change.kind == "percent"
    assert change.by.estimate == pytest.approx(-0.5)
    assert change.by.high == pytest.approx(0.5 * 2.718281828 ** (1.959964 * (1 / 200 + 1 / 100) ** 0.5) - 1, rel=1e-4)


@pytest.mark.parametrize("events", [[200.0, 9.0], [None, 100.0]])
def test_rates_of_few_or_unknown_events_claim_no_interval(events):
    assert latest_change(rates([20.0, 10.0], events), indicator("rate_per", "days")).by is None


@given(st.lists(st.integers(10, 1000), min_size=24, max_size=24))
def test_a_change_holds_its_own_estimate(counts):
    change = latest_change(series([float(x) for x in counts]), indicator())
    assert change.by.low <= change.by.estimate <= change.by.high
    assert change.seeable > 0
