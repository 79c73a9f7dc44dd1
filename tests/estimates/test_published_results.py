"""Published results, to the digits printed, from the data they were published with."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from lead_metrics import estimates
from tests.public import public

SMOKING_BAN = {"outcome": "aces", "time": "month_start", "start": date(2005, 1, 1), "exposure": "stdpop"}
SEASONAL = {"family": "quasipoisson", "season": "harmonic"}
TAX = {"outcome": "packs_per_capita", "unit": "state", "time": "year"}


def printed(estimate, digits):
    """Return a number and its interval as a paper prints them."""
    return tuple(round(float(one), digits) for one in (estimate.estimate, estimate.low, estimate.high))


@pytest.fixture(scope="module")
def sicily() -> pl.DataFrame:
    frame = pl.read_csv(public("ref_its_sicily/sicily.csv"))
    return frame.with_columns(month_start=pl.date("year", "month", 1))


@pytest.fixture(scope="module")
def seatbelts() -> pl.DataFrame:
    frame = pl.read_csv(public("ref_its_seatbelts/seatbelts.csv"), try_parse_dates=True)
    return frame.with_columns(log_drivers=pl.col("drivers").log(), log_petrol=pl.col("PetrolPrice").log())


@pytest.fixture(scope="module")
def cigarettes() -> pl.DataFrame:
    return pl.read_csv(public("ref_did_prop99/california_prop99.csv"))


@pytest.fixture(scope="module")
def seattle() -> dict[tuple[str, int], dict[str, int]]:
    frame = pl.read_csv(public("lead_published/seattle_drug_calls_arrests.csv"), try_parse_dates=True)
    told = {(r["zone"], r["period_start"].year): r for r in frame.iter_rows(named=True)}
    rest = {("rest", year): {what: told["citywide", year][what] - told["lead_zone", year][what]
                             for what in ("arrests", "calls_for_service")} for year in range(2011, 2016)}  # fmt: skip
    return told | rest


def test_coronary_events_in_sicily_after_the_smoking_ban(sicily: pl.DataFrame):
    found = estimates.interrupted_series(sicily, **SMOKING_BAN)
    assert printed(found, 3) == printed(found.ratio, 3)
    # The paper prints the lower end cut off, 0.86469 as 0.864.
    assert (round(found.ratio, 3), int(1000 * found.low) / 1000, round(found.high, 3)) == (0.894, 0.864, 0.925)


def test_coronary_events_in_sicily_with_their_season(sicily: pl.DataFrame):
    found = estimates.interrupted_series(sicily, **SMOKING_BAN, **SEASONAL)
    assert printed(found.ratio, 3) == (0.885, 0.839, 0.933)
    assert round(found.dispersion, 3) == 2.262


def test_coronary_events_in_sicily_with_a_change_of_slope(sicily: pl.DataFrame):
    found = estimates.interrupted_series(sicily, **SMOKING_BAN, **SEASONAL, slope_change=True)
    assert printed(found.ratio, 4) == (0.8765, 0.8268, 0.9292)
    assert printed(found.slope, 4) == (1.0015, 0.9978, 1.0051)


def test_the_same_months_by_their_number_give_the_same(sicily: pl.DataFrame):
    by_number = SMOKING_BAN | {"time": "time", "start": 37}
    found = estimates.interrupted_series(sicily, **by_number, **SEASONAL)
    assert printed(found, 3) == (0.885, 0.839, 0.933)


def test_drivers_in_britain_after_the_seat_belt_law(seatbelts: pl.DataFrame):
    found = estimates.interrupted_series(
        seatbelts, outcome="log_drivers", time="date", start=date(1983, 2, 1), covariates=["log_petrol"],
        family="gaussian", season="month", trend=False,
    )  # fmt: skip
    assert round(found.step, 5) == -0.19714
    assert round(found.coefficients["log_petrol"], 5) == -0.45213


def test_cigarettes_in_california_beside_the_mean_of_other_states(cigarettes: pl.DataFrame):
    found = estimates.difference_in_differences(cigarettes, **TAX, treated="treated", after=1989)
    assert round(found.estimate, 3) == -27.349
    by_name = estimates.difference_in_differences(cigarettes, **TAX, treated="California", after=1989, errors="placebo")
    assert round(by_name.estimate, 3) == -27.349
    assert (by_name.treated, by_name.comparison) == (1, 38)


def test_cigarettes_in_california_beside_a_mixture_of_other_states(cigarettes: pl.DataFrame):
    found = estimates.synthetic_control(cigarettes, **TAX, treated_unit="California", start=1989)
    assert round(found.effect, 1) == -19.5
    assert round(found.gaps[-1], 1) == -26.6
    assert sum(found.weights.values()) == pytest.approx(1, abs=1e-3)


def zone(seattle, what, year):
    return (seattle[name, year][what] for name in ("lead_zone", "rest"))


@pytest.mark.parametrize(("first", "expected"), [(2012, (0.783, 0.647, 0.947)), (2011, (0.767, 0.641, 0.918))])
def test_arrests_in_seattles_lead_zone_beside_the_rest_of_the_city(seattle, first, expected):
    a1, b1 = zone(seattle, "arrests", first)
    a2, b2 = zone(seattle, "arrests", 2014)
    assert printed(estimates.ratio_of_rate_ratios(a1, b1, a2, b2), 3) == expected


def test_arrests_per_call_in_seattles_lead_zone_beside_the_rest_of_the_city(seattle):
    a1, b1 = zone(seattle, "arrests", 2012)
    a2, b2 = zone(seattle, "arrests", 2014)
    calls = tuple(n for year in (2012, 2014) for n in zone(seattle, "calls_for_service", year))
    assert round(estimates.ratio_of_rate_ratios(a1, b1, a2, b2, exposures=calls), 3) == 0.659


@pytest.mark.parametrize(
    ("count", "of", "expected"),
    [(2, 590, (0.34, 0.09, 1.23)), (42, 109, (38.5, 29.9, 47.9)), (37, 47, (78.7, 65.1, 88.0)),
     (67, 87, (77.0, 67.1, 84.6))],
)  # fmt: skip
def test_shares_that_other_sites_published(count, of, expected):
    found = estimates.share_interval(count, of)
    digits = 2 if of == 590 else 1
    assert tuple(round(100 * one, digits) for one in (found.estimate, found.low, found.high)) == expected


def test_diversions_in_albany_a_year_apart():
    assert printed(estimates.rate_ratio(35, 1, 87, 1), 3) == (0.402, 0.272, 0.596)
