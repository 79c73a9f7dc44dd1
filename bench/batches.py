"""Many series at once: where a step of a given size lies in what each kind of errors says.

The same formulas as `lead_metrics.estimates.fitting`, over a batch of series (one a row): between 0.025 and 0.975 is
inside the 95 % interval. `check` compares the two on the first series.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
from scipy.special import gammaln, ndtr, stdtr

from bench.worlds import Shape
from lead_metrics.estimates.fitting.design import Array
from lead_metrics.estimates.fitting.regression import fit, reach
from lead_metrics.estimates.fitting.serial import STRENGTHS

STEP, ROUNDS, CHECKED = 2, 8, 10
"""Which term the step is; how often a regression is reweighted; on how many series a batch is checked."""

Tails = dict[str, Array]
FAMILIES = {"counts": "quasipoisson", "values": "gaussian", "shares": "gaussian", "charges": "binomial"}


def pages(shape: Shape, series: Array, whole: Array, terms: Array, at: float) -> Array:
    """Return where a step of this size lies in the intervals that pages give (`ar1`)."""
    linear, weighted = linearised(shape, series, whole, terms)
    return mixture(linear, weighted, series.shape[1] - terms.shape[1], at)


def linearised(shape: Shape, series: Array, whole: Array, terms: Array) -> tuple[Array, Array]:
    """Return outcome and terms of the weighted linear model at the fitted mean."""
    if FAMILIES[shape] == "gaussian":
        return (np.log(np.maximum(series, 0.5)) if shape == "values" else series), terms[None]
    if shape == "charges":
        return shares(series, whole, terms)
    _, mean = settled(series, terms)
    weight = np.sqrt(mean)
    return weight * (np.log(mean) + (series - mean) / mean), terms[None] * weight[:, :, None]


def shares(part: Array, whole: Array, terms: Array) -> tuple[Array, Array]:
    """Return the weighted linear model of logistic regressions."""
    share = (part + 0.5) / (whole + 1)
    for _ in range(ROUNDS):
        weight = whole * share * (1 - share)
        linear = np.log(share / (1 - share)) + (part / whole - share) / (share * (1 - share))
        share = 1 / (1 + np.exp(-(solved(weight, terms, linear) @ terms.T)))
    weight = np.sqrt(whole * share * (1 - share))
    linear = np.log(share / (1 - share)) + (part / whole - share) / (share * (1 - share))
    return weight * linear, terms[None] * weight[:, :, None]


def solved(weight: Array, terms: Array, outcome: Array) -> Array:
    """Return coefficients of weighted least squares, one regression a row."""
    heavy = (terms[None] * weight[:, :, None]).transpose(0, 2, 1)
    return np.asarray(np.linalg.solve(heavy @ terms, heavy @ outcome[:, :, None])[..., 0])


def settled(counts: Array, terms: Array, alpha: Array | None = None) -> tuple[Array, Array]:
    """Return coefficients and means of Poisson (or, by alpha, negative binomial) regressions."""
    mean = (counts + counts.mean(axis=1, keepdims=True)) / 2
    more = 0.0 if alpha is None else alpha[:, None]
    for _ in range(ROUNDS):
        found = solved(mean / (1 + more * mean), terms, np.log(mean) + (counts - mean) / mean)
        mean = np.exp(np.clip(found @ terms.T, -30, 30))
    return found, mean


def mixture(outcome: Array, terms: Array, freedom: int, at: float) -> Array:
    """Return where `at` lies in the step's mixture over the autocorrelation.

    The step is put last before the outcome: Cholesky's factor then holds its coefficient, its error and what is left.
    """
    order = [n for n in range(terms.shape[2]) if n != STEP] + [STEP]
    wide = np.broadcast_to(terms, (len(outcome), *terms.shape[1:]))[:, :, order]
    both = np.concatenate([wide, outcome[..., None]], axis=2)
    now, earlier = both[:, 1:], both[:, :-1]
    first, own = outer(both[:, :1], both[:, :1]), outer(now, now)
    across, before = outer(now, earlier), outer(earlier, earlier)
    across = across + across.transpose(0, 2, 1)
    parts = []
    for strength in STRENGTHS:
        factor = np.linalg.cholesky((1 - strength**2) * first + own - strength * across + strength**2 * before)
        corners = np.einsum("rii->ri", factor)
        left = corners[:, -1]
        likely = np.log(1 - strength**2) / 2 - np.log(corners[:, :-1]).sum(axis=1) - freedom * np.log(left)
        found, error = factor[:, -1, -2] / corners[:, -2], left / np.sqrt(freedom) / corners[:, -2]
        parts.append((likely, stdtr(freedom, (at - found) / error)))
    likely, reached = (np.array(one) for one in zip(*parts, strict=True))
    weights = np.exp(likely - likely.max(axis=0))
    return np.asarray((weights * reached).sum(axis=0) / weights.sum(axis=0))


def outer(a: Array, b: Array) -> Array:
    """Return sums over months of products of terms."""
    return np.asarray(a.transpose(0, 2, 1) @ b)


def plain(counts: Array, terms: Array, at: float) -> Tails:
    """Return the same for errors that pages do not use: the model's own of each family of counts, and Newey–West's."""
    found, mean = settled(counts, terms)
    inside = np.linalg.inv(outer(terms[None] * mean[:, :, None], np.broadcast_to(terms, (len(counts), *terms.shape))))
    dispersion = ((counts - mean) ** 2 / mean).sum(axis=1) / (counts.shape[1] - terms.shape[1])
    robust = newey_west(terms[None] * (counts - mean)[:, :, None], np.asarray(inside))
    variances = {"poisson": inside, "quasipoisson": dispersion[:, None, None] * inside, "newey_west": robust}
    tails = {k: ndtr((at - found[:, STEP]) / np.sqrt(one[:, STEP, STEP])) for k, one in variances.items()}
    return tails | {"negative_binomial": negative_binomial(counts, terms, mean, at)}


def newey_west(scores: Array, inside: Array) -> Array:
    """Return the covariances of the terms with serial correlation."""
    months = scores.shape[1]
    middle, lags = outer(scores, scores), reach(months, None)
    for lag in range(1, lags + 1):
        apart = outer(scores[:, lag:], scores[:, :-lag])
        middle = middle + (1 - lag / (lags + 1)) * (apart + apart.transpose(0, 2, 1))
    return np.asarray(inside @ middle @ inside)


def negative_binomial(counts: Array, terms: Array, mean: Array, at: float) -> Array:
    """Return where `at` lies by negative binomial regressions, each with its likeliest alpha."""
    alpha = np.zeros(len(counts))
    for _ in range(4):
        alpha = likeliest(counts, mean)
        found, mean = settled(counts, terms, alpha)
    weight = mean / (1 + alpha[:, None] * mean)
    inside = np.linalg.inv(outer(terms[None] * weight[:, :, None], np.broadcast_to(terms, (len(counts), *terms.shape))))
    return np.asarray(ndtr((at - found[:, STEP]) / np.sqrt(inside[:, STEP, STEP])))


def likeliest(counts: Array, mean: Array) -> Array:
    """Return the likeliest alpha of each series at its means, by narrowing a span of logs."""
    low, high = np.full(len(counts), -14.0), np.full(len(counts), 4.0)
    golden = (np.sqrt(5) - 1) / 2
    for _ in range(30):
        a, b = high - golden * (high - low), low + golden * (high - low)
        better = likelihood(counts, mean, np.exp(a)) > likelihood(counts, mean, np.exp(b))
        low, high = np.where(better, low, a), np.where(better, b, high)
    return np.asarray(np.exp((low + high) / 2))


def likelihood(counts: Array, mean: Array, alpha: Array) -> Array:
    """Return the log likelihood of counts at these means."""
    size, at = 1 / alpha[:, None], alpha[:, None] * mean
    each = gammaln(counts + size) - gammaln(size) + counts * np.log(at / (1 + at)) - size * np.log1p(at)
    return np.asarray(each.sum(axis=1))


def check(shape: Shape, drawn: tuple[Array, Array], terms: Array, at: float, inside: Array) -> None:
    """Raise AssertionError where a batch says something else than the estimates that pages give."""
    series, whole = drawn
    step = np.eye(terms.shape[1])[[STEP]]
    family: Any = FAMILIES[shape]
    for n in range(min(CHECKED, len(series))):
        outcome = np.log(np.maximum(series[n], 0.5)) if shape == "values" else series[n]
        of = whole[n] if shape == "charges" else None
        ends = fit(outcome, terms, of, family, "ar1", None).spread(step)[0]
        agreed(ends, at, inside[n])


def check_plain(counts: Array, terms: Array, at: float, tails: Tails) -> None:
    """Raise AssertionError where a batch says something else than the methods that pages do not use."""
    step = np.eye(terms.shape[1])[[STEP]]
    for n, (name, tail) in product(range(min(CHECKED, len(counts))), tails.items()):
        family: Any = "quasipoisson" if name == "newey_west" else name
        errors: Any = "newey_west" if name == "newey_west" else "model"
        agreed(fit(counts[n], terms, None, family, errors, None).spread(step)[0], at, tail[n])


def agreed(ends: Array, at: float, tail: float) -> None:
    """Raise AssertionError where an interval holds a step that the batch has outside, or the other way round."""
    held = 0.025 <= tail <= 0.975
    near = min(abs(ends[2] - at), abs(ends[3] - at)) < 1e-2 * ends[1]
    assert held == (ends[2] <= at <= ends[3]) or near, (ends, at, tail)
