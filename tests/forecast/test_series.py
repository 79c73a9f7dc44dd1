"""Expected counts and their simple rivals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lead_metrics.forecast.series import expected, naive, seasonal_naive
from lead_metrics.forecast.spread import count_band, excess, value_band


def test_a_steady_series_is_expected_to_go_on():
    assert expected(np.repeat(20.0, 30), 6) == pytest.approx(np.repeat(20.0, 6), abs=0.01)


def test_a_season_that_two_years_show_is_expected_again():
    season = np.tile(20 + 10 * np.sin(np.arange(12) * np.pi / 6), 4)
    told = expected(season + np.tile([0.1, -0.1], 24), 12)
    assert np.abs(told - season[:12]).max() < 1.5


def test_nobody_referred_ever_is_expected_to_stay_so():
    assert expected(np.zeros(20), 6).tolist() == [0.0] * 6


@settings(max_examples=15, deadline=None)
@given(counts=st.lists(st.integers(0, 60), min_size=13, max_size=40))
def test_no_month_is_expected_to_have_fewer_than_none(counts):
    told = expected(np.array(counts, dtype=float), 6)
    assert (told >= 0).all() and np.isfinite(told).all()


def test_the_rivals_repeat_the_last_month_and_last_years():
    past = np.arange(14.0)
    assert naive(past, 3).tolist() == [13, 13, 13]
    assert seasonal_naive(past, 3).tolist() == [2, 3, 4]


@pytest.mark.parametrize(
    ("mean", "more"), [(0.0, 0.1), (0.4, 0.0), (0.4, 3.0), (17.3, 0.0), (17.3, 0.2), (300.0, 0.05)]
)
def test_intervals_lie_in_one_another_around_the_expected(mean, more):
    band = count_band(mean, more)
    assert 0 <= band.low_95 <= band.low_80 <= mean <= band.high_80 <= band.high_95


def test_pure_chance_has_the_intervals_of_a_poisson_count():
    # Poisson 10: 95 % between 4 and 17, 80 % between 6 and 14.
    band = count_band(10.0, 0.0)
    assert (band.low_95, band.low_80, band.high_80, band.high_95) == (4, 6, 14, 17)


def test_errors_beyond_chance_widen_the_intervals_and_fewer_do_not_narrow_them():
    told = np.repeat(10.0, 4)
    assert excess(np.array([10.0, 10, 10, 10]), told) == 0
    # Squared errors 100 each, 10 of them chance: 90 of the expectation's square.
    assert excess(np.array([0.0, 20, 0, 20]), told) == pytest.approx(0.9)


def test_a_value_met_few_times_is_known_less_well():
    few, many = value_band(100.0, 5.0, 3), value_band(100.0, 5.0, 60)
    assert few.high_95 > many.high_95 > 109
    assert value_band(3.0, 5.0, 10).low_95 == 0
