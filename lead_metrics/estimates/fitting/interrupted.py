"""Did the level or slope change when something began? Segmented regression (Wagner et al., 2002)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from lead_metrics.errors import EstimateRefused
from lead_metrics.estimates import times as clock
from lead_metrics.estimates.answers import InterruptedSeries
from lead_metrics.estimates.fitting.design import Array, Design, Plan, Season, check_varies, design
from lead_metrics.estimates.fitting.regression import Errors, Family, Fit, fit
from lead_metrics.estimates.results import Estimate

LOGS = ("poisson", "quasipoisson", "negative_binomial", "binomial")


def interrupted_series(  # noqa: PLR0913 (the interface that others call)
    frame: pl.DataFrame, *, outcome: str, time: str, start: Any, exposure: str | None = None,
    covariates: Sequence[str] = (), family: Family = "poisson", trend: bool = True, slope_change: bool = False,
    season: Season = None, harmonics: int = 2, period: int = 12, lag: int = 0, errors: Errors = "model",
    lags: int | None = None, phase_in: int = 0,
) -> InterruptedSeries:  # fmt: skip
    """Return what changed in a series when something began, beside what would have been expected without it.

    frame: one row a period, in any order, without gaps. The step is 1 from `start` on (`lag` periods later; rising to
    1 over `phase_in` more), the slope's ramp 1 in its first period. exposure: of counts, as an offset. covariates:
    other columns, such as a step at another date. errors: of the model (quasi ones by Pearson's dispersion),
    Newey–West over `lags` periods, or AR(1). Raises EstimateRefused for gaps, too few points, no variation, nothing but
    zeros, terms that cannot be told apart, a side without events, and a model that does not settle.
    """
    plan = Plan(start, trend, slope_change, season, harmonics, period, lag, phase_in, tuple(covariates))
    ordered = clock.timed(frame, time)
    terms = design(ordered, time, plan)
    values = outcomes(ordered, outcome, family)
    at_risk = None if exposure is None else exposures(ordered, exposure)
    if family in LOGS:
        check_events(values, terms.before)
    return told(terms, values, at_risk, fit(values, terms.terms, at_risk, family, errors, lags), (family, errors))


def outcomes(frame: pl.DataFrame, name: str, family: str) -> Array:
    """Return the outcome's values; raises EstimateRefused where they are constant, or counts are below zero."""
    values = clock.whole(frame, name)
    check_varies(values.to_list())
    if family in LOGS and (values < 0).any():
        raise EstimateRefused(f"the column {name} holds counts below zero")
    return values.to_numpy()


def exposures(frame: pl.DataFrame, name: str) -> Array:
    """Return the exposure; raises EstimateRefused where it is not above zero."""
    values = clock.whole(frame, name)
    if not (values > 0).all():
        raise EstimateRefused(f"the column {name} holds an exposure that is not above zero")
    return values.to_numpy()


def check_events(values: Array, before: int) -> None:
    """Raise EstimateRefused where one side of the start has no event: the ratio has no finite size."""
    if not values[:before].any() or not values[before:].any():
        raise EstimateRefused("a side of the start without any event: the ratio has no finite size")


def told(terms: Design, values: Array, exposure: Array | None, found: Fit, kind: tuple[str, str]) -> InterruptedSeries:
    """Return what a fit says of the series."""
    family, errors = kind
    logs = family in LOGS
    known = dict(zip(terms.names, found.spread(np.eye(len(terms.names))), strict=True))
    parts = {name: Estimate(one[0], one[2], one[3]) for name, one in known.items()}
    step, slope = parts["step"], parts.get("slope")
    if logs:
        step, slope = ratio(step), slope and ratio(slope)
    at_risk = np.ones(len(values)) if exposure is None or not logs else exposure
    expected = scaled(found.spread(terms.without), at_risk, family)
    shown = scaled(np.repeat((terms.terms @ coefficients(known))[:, None], 4, axis=1), at_risk, family)
    lines = [tuple(line) for line in expected.T.tolist()]
    return InterruptedSeries(
        float(step), step.low, step.high, step if logs else None, None if logs else step, slope, found.dispersion,
        found.autocorrelation, parts, terms.times, tuple(values.tolist()), tuple(shown[:, 0].tolist()),
        lines[0], lines[1], lines[2], float((shown - expected)[terms.before :, 0].mean()), terms.before,
        len(values) - terms.before, family, errors, float(known["step"][1]), found.freedom,
    )  # fmt: skip


def coefficients(known: Mapping[str, Array]) -> Array:
    """Return each term's middle."""
    return np.array([one[0] for one in known.values()])


def ratio(of: Estimate) -> Estimate:
    """Return a difference of logs as a ratio."""
    return Estimate(*np.exp([of.estimate, of.low, of.high]))


def scaled(spread: Array, exposure: Array, family: str) -> Array:
    """Return a line and its interval on the outcome's scale (columns middle, low, high)."""
    lines = spread[:, [0, 2, 3]]
    if family == "gaussian":
        return lines
    grown = 1 / (1 + np.exp(-lines)) if family == "binomial" else np.exp(np.clip(lines, -700, 700))
    return np.asarray(grown * exposure[:, None])
