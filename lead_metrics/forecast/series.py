"""Expected counts of the next months from those of the past, and two simple rivals."""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
YEAR = 12
LEAST = 12
"""Fewer months than these allow no forecast."""


def expected(past: Values, ahead: int) -> Values:
    """Return the expected counts of the months ahead by the theta method (Assimakopoulos and Nikolopoulos, 2000).

    A season is taken out first where two years and more show one (the method's own test); never below zero.
    """
    # The library takes a series that never changes for a rising one.
    if np.ptp(past) == 0:
        return np.repeat(past[-1:], ahead)
    # Only here: it takes seconds to load, and of all commands a refresh alone needs it.
    from statsmodels.tsa.forecasting.theta import ThetaModel  # noqa: PLC0415

    seasonal = len(past) > 2 * YEAR
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = ThetaModel(past, period=YEAR if seasonal else 1, deseasonalize=seasonal, method="additive")
        made = model.fit().forecast(ahead)
    return np.asarray(np.maximum(made, 0.0), dtype=float)


def naive(past: Values, ahead: int) -> Values:
    """Return the last month's count for every month ahead."""
    return np.repeat(past[-1:], ahead)


def seasonal_naive(past: Values, ahead: int) -> Values:
    """Return for each month ahead the count of the same month a year earlier."""
    return np.array([past[len(past) - YEAR + step % YEAR] for step in range(ahead)])
