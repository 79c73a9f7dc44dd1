"""Control charts: their limits, their rules, and when they say nothing."""

from __future__ import annotations

from datetime import date
from math import factorial

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from lead_metrics.errors import EstimateRefused
from lead_metrics.estimates import control, control_chart
from lead_metrics.estimates.answers import Rule, Verdict
from tests.estimates.invented import months

KEYS = {"value": "n", "time": "month"}
CALM = [50, 52, 49, 51, 50, 48, 52, 50, 49, 51, 50, 52, 48, 50, 51, 49]
VALUES = st.lists(st.integers(0, 500), min_size=12, max_size=40)


def rules(values, **more):
    return {one.rule for one in control_chart(months(values), **KEYS, **more).special}


def test_limits_are_the_mean_and_2_66_mean_moving_ranges():
    found = control_chart(months(CALM), **KEYS)
    mean = sum(CALM) / len(CALM)
    ranges = sum(abs(b - a) for a, b in zip(CALM, CALM[1:], strict=False)) / (len(CALM) - 1)
    assert found.estimate == pytest.approx(mean)
    assert found.high - mean == pytest.approx(2.66 * ranges, rel=1e-3)
    assert mean - found.low == pytest.approx(2.66 * ranges, rel=1e-3)
    assert found.limits == (found.low, found.high)
    assert (found.verdict, found.special) == (Verdict.STEADY, ())


def test_each_rule_marks_its_points():
    assert Rule.OUTSIDE in rules([*CALM, 70])
    assert Rule.SHIFT in rules([*CALM, 53, 53.5, 53, 54, 53, 54, 53])
    assert Rule.TREND in rules([50, 55, 48, 53, 46, 47, 48, 49, 50, 51, 52, 47, 55, 45, 50])
    assert Rule.NEAR_LIMIT in rules([*CALM, *CALM, 54.8, 50, 54.8])


def test_six_on_one_side_are_no_rule_yet():
    assert rules([50, 40, 60, 42, 58, 41, 59, 41, 51, 52, 51, 52, 51, 52, 40, 60]) == set()


def test_a_special_point_says_where_it_lies_and_which_rule_marked_it():
    found = control_chart(months([*CALM, 70]), **KEYS)
    (point,) = [one for one in found.special if one.rule is Rule.OUTSIDE]
    assert (point.value, point.side, found.verdict) == (70, "above", Verdict.SPECIAL)
    assert point.time == found.times[-1]


@pytest.mark.parametrize(("points", "verdict"), [(6, Verdict.TOO_FEW), (7, Verdict.TRIAL), (11, Verdict.TRIAL)])
def test_few_months_are_too_few_or_have_trial_limits(points, verdict):
    found = control_chart(months(CALM[:points]), **KEYS)
    assert found.verdict == verdict
    assert (found.low is None) == (verdict is Verdict.TOO_FEW)
    assert str(Verdict.TOO_FEW) == "too few months" and str(Verdict.TRIAL) == "trial limits"


def test_a_constant_series_marks_nothing():
    found = control_chart(months([50] * 20), **KEYS)
    assert (found.special, found.low, found.high) == ((), 50, 50)


def test_limits_are_computed_anew_from_a_rebase_on():
    values = [*CALM, *[one - 30 for one in CALM]]
    together = control_chart(months(values, 16), **KEYS)
    apart = control_chart(months(values, 16), **KEYS, rebase=[date(2020, 1, 1)])
    assert together.special and not apart.special
    assert apart.starts == (together.times[0], date(2020, 1, 1))
    assert apart.centre[0] - apart.centre[-1] == pytest.approx(30)
    assert apart.verdict is Verdict.STEADY


def test_over_dispersed_rates_have_wider_limits_than_poisson_ones():
    rates = pl.DataFrame({"month": range(20), "n": [200.0, 400.0, 250.0, 380.0] * 5, "of": [1000.0] * 20})
    found = control_chart(rates, **KEYS, denominator="of")
    assert found.spread > 3
    assert found.special == ()
    assert found.estimate == pytest.approx(0.3075)


def test_shares_never_have_limits_beyond_none_and_all():
    shares = pl.DataFrame({"month": range(14), "n": [1.0, 9.0, 10.0, 2.0, 9.0, 1.0, 8.0] * 2, "of": [10.0] * 14})
    found = control_chart(shares, **KEYS, denominator="of")
    assert (found.low, found.high) == (0.0, 1.0)


@given(VALUES, st.sampled_from([0.5, 3.0, 100.0]), st.integers(-100, 100))
def test_scale_and_zero_do_not_matter(values, scale, shift):
    plain = control_chart(months(values), **KEYS)
    moved = control_chart(months([scale * one + shift * scale for one in values]), **KEYS)
    assert plain.estimate * scale + shift * scale == pytest.approx(moved.estimate, abs=1e-6)
    outside = [{p.time for p in one.special if p.rule is Rule.OUTSIDE} for one in (plain, moved)]
    near_edge = any(abs(abs(v - plain.estimate) - (plain.high - plain.estimate)) < 1e-6 for v in plain.values)
    assert near_edge or outside[0] == outside[1]


@given(VALUES)
def test_every_point_outside_is_special_and_the_chart_has_one_limit_a_point(values):
    found = control_chart(months(values), **KEYS)
    outside = {
        t for t, v, a, b in zip(found.times, found.values, found.lower, found.upper, strict=True)
        if a < b and not a - 1e-9 <= v <= b + 1e-9
    }  # fmt: skip
    assert outside <= {one.time for one in found.special}


@pytest.mark.parametrize("size", [0.0, -1.0])
def test_a_rate_of_nothing_is_refused(size):
    frame = months(CALM).with_columns(of=pl.lit(size))
    with pytest.raises(EstimateRefused, match="denominators above zero"):
        control_chart(frame, **KEYS, denominator="of")


def test_an_empty_frame_and_a_missing_value_are_refused():
    with pytest.raises(EstimateRefused, match="too few"):
        control_chart(months([]), **KEYS)
    with pytest.raises(EstimateRefused, match="gaps"):
        control_chart(months(CALM).with_columns(n=pl.lit(None, pl.Float64)), **KEYS)


def test_each_rule_marks_as_many_points_as_chance_alone_brings():
    """Independent normal points with known limits: what share lies in what each rule marks, written out by hand."""
    many = 60_000
    values = tuple(np.random.default_rng(11).normal(size=many).tolist())
    whole = control.Stretch(0, values, 0.0, (1.0,) * many, None, None, None)
    beyond = float(norm.sf(2))
    rising = sum(2 * n * (n * n + n - 1) / factorial(n + 2) for n in range(7, 40))
    known = {Rule.OUTSIDE: 2 * float(norm.sf(3)), Rule.SHIFT: 8 / 2**7, Rule.TREND: rising,
             Rule.NEAR_LIMIT: 2 * beyond * (1 - (1 - beyond) ** 4)}  # fmt: skip
    for rule, share in known.items():
        # Points of a run are marked together: the errors are those of as many runs.
        runs = many * share / (1 if rule is Rule.OUTSIDE else 2 if rule is Rule.NEAR_LIMIT else 8)
        found = len(control.RULES[rule](whole)) / many
        assert found == pytest.approx(share, rel=4 / runs**0.5), rule
