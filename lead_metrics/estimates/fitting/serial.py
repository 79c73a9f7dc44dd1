"""Linear models whose errors hang together from one period to the next, AR(1), with how strongly unknown as well."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr

from lead_metrics.estimates.fitting.design import Array

STRENGTHS = np.linspace(-0.4, 0.95, 28)
"""Autocorrelations that are weighed against one another."""

FAR, HALVINGS = 20.0, 30
"""How many errors away a quantile is looked for, and how often that span is halved."""


@dataclass(frozen=True)
class Serial:
    """A linear model at each autocorrelation, and how likely each is.

    weights: restricted likelihood of each strength, summing to one. found: coefficients at each. covariance: theirs.
    """

    weights: Array
    found: Array
    covariance: Array
    freedom: int

    @property
    def coefficients(self) -> Array:
        """Return each term's mean over the strengths."""
        return np.asarray(self.weights @ self.found)

    @property
    def strength(self) -> float:
        """Return the mean autocorrelation."""
        return float(self.weights @ STRENGTHS)

    def spread(self, sums: Array) -> Array:
        """Return, for each row of weights of the terms: the sum, its error and the two ends of its 95 % interval."""
        middles = sums @ self.found.T
        errors = np.sqrt(np.maximum(np.einsum("ki,gij,kj->kg", sums, self.covariance, sums), 0.0))
        middle = middles @ self.weights
        error = np.sqrt((errors**2 + (middles - middle[:, None]) ** 2) @ self.weights)
        ends = [self._quantile(share, middles, errors, (middle, error)) for share in (0.025, 0.975)]
        return np.column_stack([middle, error, *ends])

    def _quantile(self, share: float, middles: Array, errors: Array, about: tuple[Array, Array]) -> Array:
        """Return where the mixture of Student's t holds that share, by halving."""
        low, high = about[0] - FAR * about[1], about[0] + FAR * about[1]
        for _ in range(HALVINGS):
            at = (low + high) / 2
            reached = stdtr(self.freedom, (at[:, None] - middles) / np.maximum(errors, 1e-300)) @ self.weights
            low, high = np.where(reached < share, at, low), np.where(reached < share, high, at)
        return np.asarray((low + high) / 2)


def serial(outcome: Array, terms: Array, freedom: int) -> Serial:
    """Return the model by restricted likelihood, weighed over the autocorrelation (Cheang and Reinsel, 2000).

    At each strength the errors are taken out (Prais and Winsten, 1954); Student's t about each answer, weighed by how
    likely its strength is, gives the interval. A plug-in of the likeliest strength would be too narrow in short series.
    """
    both = np.column_stack([terms, outcome])
    strengths = STRENGTHS[:, None, None]
    first = np.sqrt(1 - strengths**2) * both[None, :1]
    apart = np.concatenate([first, both[None, 1:] - strengths * both[None, :-1]], axis=1)
    products = np.einsum("gni,gnj->gij", apart, apart)
    inside, against = products[:, :-1, :-1], products[:, :-1, -1]
    inverse = np.linalg.inv(inside)
    found = np.einsum("gij,gj->gi", inverse, against)
    left = np.maximum(products[:, -1, -1] - np.einsum("gi,gi->g", against, found), 1e-300)
    likely = 0.5 * np.log(1 - STRENGTHS**2) - 0.5 * np.linalg.slogdet(inside)[1] - freedom / 2 * np.log(left)
    weights = np.exp(likely - likely.max())
    return Serial(weights / weights.sum(), found, inverse * (left / freedom)[:, None, None], freedom)
