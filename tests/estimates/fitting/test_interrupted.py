"""Segmented regression: what it finds, what it refuses, and what must not matter."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from lead_metrics.errors import EstimateRefused
from lead_metrics.estimates import interrupted_series
from tests.estimates.invented import BEGAN, KEYS, counts, months

EVERY = [
    {"family": "poisson"}, {"family": "quasipoisson"}, {"family": "negative_binomial"}, {"family": "gaussian"},
    {"family": "quasipoisson", "errors": "newey_west"}, {"family": "quasipoisson", "errors": "ar1"},
    {"family": "gaussian", "errors": "newey_west"}, {"family": "gaussian", "errors": "ar1"},
]  # fmt: skip
SEEDS = st.integers(0, 10_000)
FEW = settings(max_examples=6)


@pytest.mark.parametrize("kind", EVERY, ids=str)
def test_a_fall_by_a_third_is_found(kind):
    found = interrupted_series(counts(60, 300, 0.67, seed=3), **KEYS | {"start": BEGAN}, **kind)
    fall = found.ratio if found.ratio is not None else 1 + found.step / 300
    assert 0.55 < fall < 0.8
    assert found.clear
    assert found.low < found.estimate < found.high


@pytest.mark.parametrize("kind", EVERY, ids=str)
@FEW
@given(seed=SEEDS)
def test_the_order_of_rows_does_not_matter(kind, seed):
    frame = counts(36, 50, 0.8, seed)
    one = interrupted_series(frame, **KEYS, **kind)
    other = interrupted_series(frame.sample(fraction=1, shuffle=True, seed=seed), **KEYS, **kind)
    assert (one.estimate, one.low, one.high) == (other.estimate, other.low, other.high)


@FEW
@given(seed=SEEDS, scale=st.sampled_from([0.01, 3.0, 1000.0]))
def test_the_unit_of_an_exposure_changes_no_ratio(seed, scale):
    frame = counts(36, 50, 0.8, seed).with_columns(people=pl.Series(np.linspace(1000, 1200, 36)))
    one = interrupted_series(frame, **KEYS, exposure="people", errors="ar1")
    other = interrupted_series(frame.with_columns(pl.col("people") * scale), **KEYS, exposure="people", errors="ar1")
    assert (other.ratio, other.low, other.high) == pytest.approx((one.ratio, one.low, one.high), rel=1e-6)


@FEW
@given(seed=SEEDS, scale=st.sampled_from([0.01, 3.0, 1000.0]))
def test_a_gaussian_step_grows_with_its_outcome(seed, scale):
    frame = counts(36, 50, 0.8, seed)
    one = interrupted_series(frame, **KEYS, family="gaussian", errors="ar1")
    other = interrupted_series(frame.with_columns(pl.col("n") * scale), **KEYS, family="gaussian", errors="ar1")
    assert (other.step, other.low, other.high) == pytest.approx(
        (one.step * scale, one.low * scale, one.high * scale), rel=1e-5, abs=1e-5 * scale
    )


@FEW
@given(seed=SEEDS)
def test_days_numbers_and_text_are_the_same_times(seed):
    frame = counts(36, 50, 0.8, seed).with_row_index("number")
    by_day = interrupted_series(frame, **KEYS)
    by_number = interrupted_series(frame, **KEYS | {"time": "number", "start": 18})
    text = frame.with_columns(pl.col("month").dt.strftime("%Y-%m"))
    by_text = interrupted_series(text, **KEYS | {"start": "2020-01"})
    moment = interrupted_series(frame.with_columns(pl.col("month").cast(pl.Datetime)), **KEYS | {"start": "2020-01-01"})
    found = {one.estimate for one in (by_day, by_number, by_text, moment)}
    assert len(found) == 1 or max(found) - min(found) < 1e-9


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([5] * 36, "no variation"), ([0] * 36, "every figure is zero"), ([0] * 24 + [3, 4] * 6, "without any event"),
        ([3, 4] * 12 + [0] * 12, "without any event"), ([3, -4] * 18, "below zero"), ([3, 4] * 12 + [2], "too few"),
        ([3, 4, 3, 4, 5, 4], "too few points"),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_refused_in_plain_words(values, reason):
    with pytest.raises(EstimateRefused, match=reason):
        interrupted_series(months(values, 24 if len(values) > 10 else 3), **KEYS)


def test_a_gap_between_months_is_refused():
    with pytest.raises(EstimateRefused, match="gaps"):
        interrupted_series(counts().filter(pl.col("month") != date(2019, 5, 1)), **KEYS)


def test_a_missing_figure_is_refused():
    with pytest.raises(EstimateRefused, match="1 gaps"):
        interrupted_series(counts().with_columns(pl.when(pl.col("month") != BEGAN).then("n")), **KEYS)


def test_a_month_that_stands_twice_is_refused():
    frame = counts()
    with pytest.raises(EstimateRefused, match="twice"):
        interrupted_series(pl.concat([frame, frame.head(1)]), **KEYS)


@pytest.mark.parametrize(
    ("given_", "reason"),
    [
        ({"outcome": "nothing"}, "no column nothing"), ({"family": "gamma"}, "no family gamma"),
        ({"errors": "guess"}, "no errors guess"), ({"start": 3}, "not the kind of time"),
        ({"start": "soon"}, "no days"), ({"start": date(2040, 1, 1)}, "too few"),
        ({"exposure": "zero"}, "not above zero"), ({"covariates": ["same"]}, "cannot be told apart"),
        ({"outcome": "text"}, "not made of numbers"),
    ],
)  # fmt: skip
def test_a_request_that_makes_no_sense_is_refused(given_, reason):
    frame = counts().with_columns(zero=pl.lit(0), text=pl.lit("x"), same=(pl.col("month") >= BEGAN).cast(pl.Float64))
    with pytest.raises(EstimateRefused, match=reason):
        interrupted_series(frame, **KEYS | given_)


def test_a_season_is_not_taken_for_a_step():
    at = np.arange(60)
    frame = months(np.round(200 * (1 + 0.5 * np.sin(2 * np.pi * at / 12))), 33)
    plain = interrupted_series(frame, **KEYS)
    for season in ("harmonic", "month"):
        seasonal = interrupted_series(frame, **KEYS, season=season)
        assert abs(seasonal.ratio - 1) < 0.02 < abs(plain.ratio - 1)


def test_a_lag_lets_the_step_begin_later_and_a_phase_in_lets_it_grow():
    frame = counts(48, 200, 0.5, seed=1)
    shifted = interrupted_series(frame, **KEYS | {"start": date(2019, 10, 1)}, lag=3)
    plain = interrupted_series(frame, **KEYS)
    assert shifted.estimate == plain.estimate
    assert shifted.before == plain.before == 24
    grown = interrupted_series(frame, **KEYS, phase_in=3)
    assert (grown.fitted[24] - grown.counterfactual[24]) > (grown.fitted[30] - grown.counterfactual[30])


def test_before_the_start_the_counterfactual_is_the_fitted_line():
    found = interrupted_series(counts(48, 200, 0.5), **KEYS, slope_change=True)
    assert found.fitted[:24] == pytest.approx(found.counterfactual[:24])
    assert found.gap < 0
    assert all(a <= b <= c for a, b, c in zip(
        found.counterfactual_low, found.counterfactual, found.counterfactual_high, strict=True
    ))  # fmt: skip


def test_another_interruption_is_a_covariate():
    chance = np.random.default_rng(2)
    values = chance.poisson([200] * 12 + [120] * 24 + [120] * 24)
    frame = months(values, 36).with_columns(law=(pl.col("month") >= date(2018, 1, 1)).cast(pl.Float64))
    alone = interrupted_series(frame, **KEYS, trend=False)
    beside = interrupted_series(frame, **KEYS, trend=False, covariates=["law"])
    assert alone.clear
    assert not beside.clear
    assert round(float(np.exp(beside.coefficients["law"])), 1) == 0.6


def test_an_hour_is_a_time_too():
    hours = pl.datetime_range(datetime(2020, 1, 1), datetime(2020, 1, 2, 15), "1h", eager=True)
    frame = counts(40).with_columns(month=hours)
    found = interrupted_series(frame, **KEYS | {"start": datetime(2020, 1, 1, 20)})
    assert (found.before, found.after) == (20, 20)


def written_out(frame, family, **fit):
    """Return the same model written directly in statsmodels."""
    step = (frame["month"] >= BEGAN).cast(pl.Float64).to_numpy()
    terms = np.column_stack([np.ones(frame.height), np.arange(1, frame.height + 1), step])
    return sm.GLM(frame["n"].to_numpy(), terms, family=family).fit(**fit)


@FEW
@given(seed=SEEDS)
def test_each_family_is_the_model_of_statsmodels(seed):
    frame = counts(36, 80, 0.8, seed)
    direct = written_out(frame, sm.families.Poisson())
    found = interrupted_series(frame, **KEYS)
    assert np.log([found.ratio, found.low, found.high]) == pytest.approx([direct.params[2], *direct.conf_int()[2]])
    quasi = written_out(frame, sm.families.Poisson(), scale="X2")
    found = interrupted_series(frame, **KEYS, family="quasipoisson")
    assert np.log([found.low, found.high]) == pytest.approx(quasi.conf_int()[2])
    assert found.dispersion == pytest.approx(quasi.scale)
    robust = written_out(frame, sm.families.Poisson(), cov_type="HAC", cov_kwds={"maxlags": 4})
    found = interrupted_series(frame, **KEYS, errors="newey_west", lags=4)
    assert np.log([found.low, found.high]) == pytest.approx(robust.conf_int()[2])


def test_counts_that_vary_more_have_an_alpha_as_likely_as_statsmodels_finds():
    chance = np.random.default_rng(4)
    frame = months(chance.negative_binomial(5, 5 / 105, 80), 40)
    step = (frame["month"] >= BEGAN).cast(pl.Float64).to_numpy()
    terms = np.column_stack([np.ones(80), np.arange(1, 81), step])
    direct = sm.NegativeBinomial(frame["n"].to_numpy(), terms).fit(disp=0, maxiter=500, method="bfgs")
    found = interrupted_series(frame, **KEYS, family="negative_binomial")
    assert np.log(found.ratio) == pytest.approx(direct.params[2], abs=2e-3)
    assert found.error == pytest.approx(direct.bse[2], rel=0.05)


def test_serial_errors_widen_where_months_hang_together_and_hardly_where_they_do_not():
    chance = np.random.default_rng(8)
    shocks = chance.normal(size=120)
    for n in range(1, 120):
        shocks[n] += 0.6 * shocks[n - 1]
    hanging, free = months(200 + 10 * shocks, 60), months(200 + 10 * chance.normal(size=120), 60)
    ratio = {}
    for name, frame in (("hanging", hanging), ("free", free)):
        plain, serial = (interrupted_series(frame, **KEYS, family="gaussian", errors=e) for e in ("model", "ar1"))
        ratio[name] = serial.error / plain.error
    assert ratio["hanging"] > 1.4
    assert 0.8 < ratio["free"] < 1.3
