"""Months, quarters, half-years and years."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lead_metrics.periods import (
    LADDER,
    MONTHS_IN,
    Grain,
    add_months,
    grain_of,
    is_final,
    period_of,
    start_expr,
    start_of,
    whole_periods,
)

DAYS = st.dates(date(1995, 1, 1), date(2035, 12, 31))
GRAINS = st.sampled_from(LADDER)


@given(DAYS, GRAINS)
def test_a_day_lies_in_its_period_and_the_period_knows_its_grain(day, grain):
    period = period_of(day, grain)
    assert period.start <= day < period.until
    assert grain_of(period.start, period.until) is grain


@given(DAYS, GRAINS)
def test_frames_and_dates_agree_on_the_start_of_a_period(day, grain):
    assert pl.select(start_expr(pl.lit(day), grain)).item() == start_of(day, grain)


@given(DAYS, st.integers(0, 900), GRAINS)
def test_whole_periods_touch_one_another_and_stay_inside(first, days, grain):
    until = first + timedelta(days)
    periods = whole_periods(first, until, grain)
    assert all(a.until == b.start for a, b in zip(periods, periods[1:], strict=False))
    assert all(first <= period.start and period.until <= until for period in periods)
    assert not periods or periods[0].days >= 28 * MONTHS_IN[grain]


@given(DAYS, st.integers(-60, 60))
def test_months_added_and_taken_away_return(day, months):
    assert add_months(add_months(day, months), -months) == day.replace(day=1)


def test_a_month_that_is_only_partly_covered_is_not_whole():
    starts = [period.start for period in whole_periods(date(2016, 6, 2), date(2016, 9, 1), Grain.MONTH)]
    assert starts == [date(2016, 7, 1), date(2016, 8, 1)]


def test_an_odd_span_is_called_reported():
    assert grain_of(date(2015, 1, 1), date(2015, 6, 1)) is Grain.REPORTED


@pytest.mark.parametrize(("as_of", "final"), [(date(2026, 3, 30), False), (date(2026, 3, 31), True)])
def test_a_period_is_final_once_its_lag_is_over(as_of, final):
    assert is_final(date(2026, 3, 1), 30, as_of) is final
