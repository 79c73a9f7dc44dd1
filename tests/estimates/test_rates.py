"""Rates and shares: published figures, and what must hold for any."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lead_metrics.errors import EstimateRefused
from lead_metrics.estimates.rates import dispersion, rate_ratio, share_difference, share_interval
from lead_metrics.estimates.results import Estimate

COUNTS = st.integers(1, 100_000)


def test_albany_diversions_fell_to_two_fifths_of_the_year_before():
    ratio = rate_ratio(35, 1, 87, 1)
    assert (round(ratio.estimate, 3), round(ratio.low, 3), round(ratio.high, 3)) == (0.402, 0.272, 0.596)


@pytest.mark.parametrize(
    ("count", "of", "percent"),
    [
        (2, 590, (0.34, 0.09, 1.23)),
        (42, 109, (38.5, 29.9, 47.9)),
        (37, 47, (78.7, 65.1, 88.0)),
        (67, 87, (77.0, 67.1, 84.6)),
    ],
)
def test_shares_published_by_other_sites_have_their_published_intervals(count, of, percent):
    share = share_interval(count, of)
    digits = 2 if count == 2 else 1
    assert tuple(round(100 * x, digits) for x in (share.estimate, share.low, share.high)) == percent


@given(COUNTS, COUNTS, st.floats(1, 50))
def test_more_dispersion_never_narrows_a_ratio(a, b, spread):
    plain, wide = rate_ratio(a, 1, b, 1), rate_ratio(a, 1, b, 1, dispersion=spread)
    assert wide.low <= plain.low <= plain.estimate <= plain.high <= wide.high


@given(COUNTS, COUNTS)
def test_a_ratio_turned_around_is_its_inverse(a, b):
    there, back = rate_ratio(a, 1, b, 1), rate_ratio(b, 1, a, 1)
    assert there.low * back.high == pytest.approx(1)


@pytest.mark.parametrize("counts", [(0, 1, 5, 1), (5, 0, 5, 1), (5, 1, 0, 1), (5, 1, 5, -1)])
def test_a_ratio_without_events_or_time_is_refused(counts):
    with pytest.raises(EstimateRefused, match="both sides"):
        rate_ratio(*counts)


@pytest.mark.parametrize(("count", "of"), [(1, 0), (-1, 5), (6, 5)])
def test_a_share_of_nobody_or_of_too_many_is_refused(count, of):
    with pytest.raises(EstimateRefused, match="none and all"):
        share_interval(count, of)


@given(st.integers(0, 500), st.integers(1, 500))
def test_a_share_lies_in_its_interval_and_the_interval_in_none_to_all(count, extra):
    share = share_interval(count, count + extra)
    assert 0 <= share.low <= share.estimate + 1e-12
    assert share.estimate <= share.high + 1e-12 <= 1 + 1e-12


def test_a_difference_of_shares_reaches_further_than_either_side():
    gap = share_difference(Estimate(0.5, 0.4, 0.6), Estimate(0.3, 0.2, 0.4))
    assert gap.estimate == pytest.approx(0.2)
    assert gap.low == pytest.approx(0.2 - 0.1 * 2**0.5)
    assert gap.high == pytest.approx(0.2 + 0.1 * 2**0.5)


def test_equal_counts_have_no_more_than_poisson_variation():
    assert dispersion([100.0] * 24, 12) == 1.0


def test_a_trend_over_years_is_not_counted_as_variation_but_a_season_is():
    assert dispersion([100.0] * 12 + [50.0] * 12, 12) == 1.0
    assert dispersion([50.0, 150.0] * 12, 12) > 10


def test_too_few_counts_claim_no_variation():
    assert dispersion([3.0], 12) == 1.0
    assert dispersion([0.0] * 24, 12) == 1.0
