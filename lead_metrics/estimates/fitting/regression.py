"""One regression: its family, its errors, and what is known of each term."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import statsmodels.api as sm
from scipy.optimize import minimize_scalar
from scipy.stats import norm
from scipy.stats import t as student
from statsmodels.tools.sm_exceptions import (
    ConvergenceWarning,
    DomainWarning,
    PerfectSeparationError,
    PerfectSeparationWarning,
)

from lead_metrics.errors import EstimateRefused
from lead_metrics.estimates.fitting.design import Array
from lead_metrics.estimates.fitting.serial import serial

Family = Literal["poisson", "quasipoisson", "negative_binomial", "gaussian", "binomial"]
Errors = Literal["model", "newey_west", "ar1"]
FAMILIES = ("poisson", "quasipoisson", "negative_binomial", "gaussian", "binomial")
ERRORS = ("model", "newey_west", "ar1")
ROUNDS = 200
LARGEST = 25.0
"""A coefficient on the log scale beyond this means a group without any event: the model ran away."""


@dataclass(frozen=True)
class Fit:
    """What a regression found: a number and its covariance a term, and how its quantiles lie.

    residuals: Pearson's. spread: gives, for each row of weights of the terms, their sum, its error and the two ends of
    its 95 % interval.
    """

    residuals: Array
    dispersion: float
    freedom: int
    spread: Callable[[Array], Array]

    @property
    def autocorrelation(self) -> float:
        """Return the correlation of the residuals one period apart."""
        r = self.residuals - self.residuals.mean()
        whole = float(r @ r)
        return float(r[1:] @ r[:-1]) / whole if whole > 0 else 0.0


def fit(outcome: Array, terms: Array, exposure: Array | None, family: Family, errors: Errors, lags: int | None) -> Fit:  # noqa: PLR0913
    """Return the regression of the outcome on the terms.

    Raises EstimateRefused for a family or errors that are not known, and where the model does not settle.
    """
    check_kind(family, errors)
    offset = None if exposure is None or family == "gaussian" else np.log(exposure)
    made = fitted(outcome, terms, offset, family, exposure)
    freedom = outcome.size - terms.shape[1]
    pearson = np.asarray(made.resid_pearson)
    dispersion = float(pearson @ pearson) / freedom
    if errors == "ar1":
        return Fit(pearson, dispersion, freedom, serial(*working(made, outcome, terms, family), freedom).spread)
    covariance = covariances(made, terms, family, errors, dispersion, lags)
    spread = interval(np.asarray(made.params), covariance, freedom if family == "gaussian" else None)
    return Fit(pearson, dispersion, freedom, spread)


def check_kind(family: str, errors: str) -> None:
    """Raise EstimateRefused for a family or errors that are not known."""
    if family not in FAMILIES:
        raise EstimateRefused(f"there is no family {family}; choose one of {', '.join(FAMILIES)}")
    if errors not in ERRORS:
        raise EstimateRefused(f"there are no errors {errors}; choose one of {', '.join(ERRORS)}")


def fitted(outcome: Array, terms: Array, offset: Array | None, family: Family, of: Array | None) -> Any:
    """Return the fitted generalised linear model; raises EstimateRefused where it does not settle."""
    if family == "negative_binomial":
        return settled(outcome, terms, offset, negative_binomial(outcome, terms, offset))
    if family == "binomial":
        assert of is not None
        share = outcome / of
        return settled(share, terms, None, sm.families.Binomial(), var_weights=of)
    return settled(outcome, terms, offset, sm.families.Gaussian() if family == "gaussian" else sm.families.Poisson())


def settled(outcome: Array, terms: Array, offset: Array | None, family: Any, **more: Array) -> Any:
    """Return the model once it has settled; raises EstimateRefused for separation and for one that does not."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", ConvergenceWarning)
            # A line that meets every count is no separation; a share that it foretells is.
            shares = isinstance(family, sm.families.Binomial)
            warnings.simplefilter("error" if shares else "ignore", PerfectSeparationWarning)
            warnings.simplefilter("ignore", DomainWarning)
            warnings.simplefilter("ignore", RuntimeWarning)
            made = sm.GLM(outcome, terms, family=family, offset=offset, **more).fit(maxiter=ROUNDS)
    except (PerfectSeparationError, PerfectSeparationWarning):
        raise EstimateRefused("a group without any event: the step has no finite size; use a longer series") from None
    except (ConvergenceWarning, np.linalg.LinAlgError, ValueError, FloatingPointError):
        raise EstimateRefused(
            "the model does not settle on an answer; use a longer series or a plainer model"
        ) from None
    check_settled(made, family)
    return made


def check_settled(made: Any, family: Any) -> None:
    """Raise EstimateRefused where the answer is not finite, or has run away for want of events."""
    found, errors = np.asarray(made.params), np.asarray(made.bse)
    if not (np.isfinite(found).all() and np.isfinite(errors).all()):
        raise EstimateRefused("the model does not settle on an answer; use a longer series or a plainer model")
    away = not isinstance(family, sm.families.Gaussian) and (np.asarray(made.mu) < np.exp(-LARGEST) * 1e3).any()
    if away:
        raise EstimateRefused("a group without any event: the step has no finite size; use a longer series")


def negative_binomial(outcome: Array, terms: Array, offset: Array | None) -> Any:
    """Return the negative binomial family whose alpha is likeliest; Poisson where counts do not vary more than that."""
    plain = settled(outcome, terms, offset, sm.families.Poisson())

    def unlikely(log_alpha: float) -> float:
        family = sm.families.NegativeBinomial(alpha=float(np.exp(log_alpha)))
        try:
            return -float(settled(outcome, terms, offset, family).llf)
        except EstimateRefused:
            return -float(plain.llf) + 1e6

    best = minimize_scalar(unlikely, bounds=(-14.0, 4.0), method="bounded", options={"xatol": 1e-6})
    if best.fun >= -float(plain.llf):
        return sm.families.Poisson()
    return sm.families.NegativeBinomial(alpha=float(np.exp(best.x)))


def covariances(made: Any, terms: Array, family: Family, errors: Errors, dispersion: float, lags: int | None) -> Array:  # noqa: PLR0913
    """Return the covariance of the terms: of the model, or with serial correlation (Newey and West, 1987)."""
    if errors == "newey_west":
        robust = made.model.fit(cov_type="HAC", cov_kwds={"maxlags": reach(len(terms), lags)}, maxiter=ROUNDS)
        return np.asarray(robust.cov_params())
    scale = dispersion if family in ("quasipoisson", "gaussian", "binomial") else 1.0
    return np.asarray(made.normalized_cov_params) * scale


def reach(periods: int, lags: int | None) -> int:
    """Return how many periods apart residuals may hang together (Newey and West, 1994) unless told."""
    return int(4 * (periods / 100) ** (2 / 9)) if lags is None else lags


def interval(found: Array, covariance: Array, freedom: int | None) -> Callable[[Array], Array]:
    """Return what gives sums of terms with error and interval: Student's t for Gaussian ones, else normal."""
    reached = float(norm.ppf(0.975) if freedom is None else student.ppf(0.975, freedom))

    def spread(sums: Array) -> Array:
        middle = sums @ found
        error = np.sqrt(np.maximum(np.einsum("ki,ij,kj->k", sums, covariance, sums), 0.0))
        return np.column_stack([middle, error, middle - reached * error, middle + reached * error])

    return spread


def working(made: Any, outcome: Array, terms: Array, family: Family) -> tuple[Array, Array]:
    """Return outcome and terms as a weighted linear model at the fitted mean (McCullagh and Nelder, 1989)."""
    if family == "gaussian":
        return outcome, terms
    mean = np.asarray(made.mu)
    observed = np.asarray(made.model.endog)
    slope = np.asarray(made.family.link.deriv(mean))
    weight = np.sqrt(np.asarray(made.model.var_weights) / (slope**2 * np.asarray(made.family.variance(mean))))
    linear = terms @ np.asarray(made.params)
    return weight * (linear + (observed - mean) * slope), terms * weight[:, None]
