"""New York's jail population and California's bookings: the step and interval of the same model in statsmodels."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm

from lead_metrics import estimates
from tests.public import public


@pytest.fixture(scope="module")
def new_york() -> pl.DataFrame:
    days = pl.read_csv(public("nyc_doc_custody/daily_population.csv"), try_parse_dates=True)
    day, held = days.columns[0], "total" if "total" in days.columns else days.columns[1]
    months = days.select(month=pl.col(day).dt.month_start(), held=pl.col(held).cast(pl.Float64))
    means = months.group_by("month").agg(pl.col("held").mean()).sort("month")
    return means.filter(pl.col("month").is_between(date(2016, 7, 1), date(2021, 12, 1)))


@pytest.fixture(scope="module")
def california() -> pl.DataFrame:
    name = "california_jail_profile_survey/derived_statewide_bookings_balanced_2010_2019.csv"
    frame = pl.read_csv(public(name), try_parse_dates=True)
    booked = next(c for c in frame.columns if "book" in c)
    return frame.select(month=pl.col("date").cast(pl.Date), n=pl.col(booked).cast(pl.Float64)).sort("month")


def terms(frame: pl.DataFrame, start: date, *more: np.ndarray) -> np.ndarray:
    """Return level, trend, step, others and two waves, written out by hand."""
    at = np.arange(1, frame.height + 1)
    step = (frame["month"] >= start).cast(pl.Float64).to_numpy()
    waves = [f(2 * np.pi * n * at / 12) for n in (1, 2) for f in (np.sin, np.cos)]
    return np.column_stack([np.ones(frame.height), at, step, *waves, *more])


@pytest.mark.parametrize("start", [date(2020, 1, 1), date(2020, 3, 1)])
def test_new_yorks_jail_population_stepped_down_as_least_squares_say(new_york: pl.DataFrame, start: date):
    frame = new_york.with_columns(log=pl.col("held").log())
    asked = {"outcome": "log", "time": "month", "start": start, "family": "gaussian", "season": "harmonic"}
    found = estimates.interrupted_series(frame, **asked)
    direct = sm.OLS(frame["log"].to_numpy(), terms(frame, start)).fit()
    assert (found.step, found.low, found.high) == pytest.approx((direct.params[2], *direct.conf_int()[2]))
    robust = estimates.interrupted_series(frame, **asked, errors="newey_west", lags=3)
    hac = sm.OLS(frame["log"].to_numpy(), terms(frame, start)).fit(cov_type="HAC", cov_kwds={"maxlags": 3}, use_t=True)
    assert (robust.low, robust.high) == pytest.approx(tuple(hac.conf_int()[2]))
    assert found.high < 0


def test_both_of_new_yorks_changes_stand_in_one_model(new_york: pl.DataFrame):
    frame = new_york.with_columns(
        log=pl.col("held").log(), epidemic=(pl.col("month") >= date(2020, 3, 1)).cast(pl.Float64)
    )
    found = estimates.interrupted_series(
        frame, outcome="log", time="month", start=date(2020, 1, 1), covariates=["epidemic"], family="gaussian",
        season="harmonic",
    )  # fmt: skip
    direct = sm.OLS(frame["log"].to_numpy(), terms(frame, date(2020, 1, 1), frame["epidemic"].to_numpy())).fit()
    assert found.step == pytest.approx(direct.params[2])
    assert found.coefficients["epidemic"] == pytest.approx(direct.params[-1])


def test_californias_bookings_stepped_as_a_quasi_poisson_regression_says(california: pl.DataFrame):
    start = date(2014, 11, 1)
    found = estimates.interrupted_series(
        california, outcome="n", time="month", start=start, family="quasipoisson", season="harmonic"
    )
    model = sm.GLM(california["n"].to_numpy(), terms(california, start), family=sm.families.Poisson())
    direct = model.fit(scale="X2")
    assert np.log([found.ratio, found.low, found.high]) == pytest.approx([direct.params[2], *direct.conf_int()[2]])
    assert found.dispersion == pytest.approx(direct.scale)
    assert found.ratio < 1
