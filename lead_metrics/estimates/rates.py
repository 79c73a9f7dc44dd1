"""Rates and shares with their intervals, in plain arithmetic."""

from __future__ import annotations

from math import exp, log, sqrt

from lead_metrics.errors import EstimateRefused
from lead_metrics.estimates.results import Estimate

Z = 1.959963984540054
Z_POWER = Z + 0.8416212335729143
"""How many standard errors a change needs so that a 5 % test sees it four times in five."""


def rate_ratio(events_a: float, time_a: float, events_b: float, time_b: float, *, dispersion: float = 1.0) -> Estimate:
    """Return the rate of a over that of b with a Wald interval on logs (Rothman, 1986).

    dispersion multiplies the Poisson variance. Raises EstimateRefused where a count or a time is not above zero.
    """
    if min(events_a, time_a, events_b, time_b) <= 0:
        raise EstimateRefused("a ratio of rates needs events and time on both sides")
    ratio = log(events_a / time_a) - log(events_b / time_b)
    error = Z * standard_error(events_a, events_b, dispersion)
    return Estimate(exp(ratio), exp(ratio - error), exp(ratio + error))


def ratio_of_rate_ratios(
    a1: float, b1: float, a2: float, b2: float, exposures: tuple[float, float, float, float] = (1, 1, 1, 1)
) -> Estimate:
    """Return (a2/a1)/(b2/b1): how a changed beside b, each count over its exposure, with a Wald interval on logs.

    exposures: of a1, b1, a2, b2. Raises EstimateRefused where a count or an exposure is not above zero.
    """
    counts = (a1, b1, a2, b2)
    if min(*counts, *exposures) <= 0:
        raise EstimateRefused("a ratio of ratios needs events and exposure on all four sides")
    first, other, second, beside = (log(n / e) for n, e in zip(counts, exposures, strict=True))
    ratio = (second - first) - (beside - other)
    error = Z * sqrt(sum(1 / n for n in counts))
    return Estimate(exp(ratio), exp(ratio - error), exp(ratio + error))


def rate_interval(events: float, time: float) -> Estimate:
    """Return events over time with Byar's approximation to the exact Poisson interval (Breslow and Day, 1987).

    Raises EstimateRefused where events are below zero or time is not above it.
    """
    if events < 0 or time <= 0:
        raise EstimateRefused("a rate needs events of zero or more, and time")
    low = events * (1 - 1 / (9 * events) - Z / (3 * sqrt(events))) ** 3 if events > 0 else 0.0
    more = events + 1
    high = more * (1 - 1 / (9 * more) + Z / (3 * sqrt(more))) ** 3
    return Estimate(events / time, max(low, 0.0) / time, high / time)


def rate_difference(events_a: float, time_a: float, events_b: float, time_b: float) -> Estimate:
    """Return the rate of a less that of b, its interval from both rates' own (Zou and Donner, 2008)."""
    a, b = rate_interval(events_a, time_a), rate_interval(events_b, time_b)
    return share_difference(a, b)


def standard_error(events_a: float, events_b: float, dispersion: float = 1.0) -> float:
    """Return the standard error of the log of a ratio of two counts."""
    return sqrt(dispersion * (1 / events_a + 1 / events_b))


def share_interval(count: float, of: float) -> Estimate:
    """Return a share (0–1) with its score interval (Wilson, 1927); raises EstimateRefused where nobody is counted."""
    if of <= 0 or not 0 <= count <= of:
        raise EstimateRefused("a share needs a count between none and all of somebody")
    share = count / of
    middle = (share + Z * Z / (2 * of)) / (1 + Z * Z / of)
    half = Z * sqrt(share * (1 - share) / of + Z * Z / (4 * of * of)) / (1 + Z * Z / of)
    return Estimate(share, max(0.0, middle - half), min(1.0, middle + half))


def share_difference(a: Estimate, b: Estimate) -> Estimate:
    """Return a − b for two independent shares with their intervals (Newcombe, 1998, method 10)."""
    gap = a.estimate - b.estimate
    down = sqrt((a.estimate - a.low) ** 2 + (b.high - b.estimate) ** 2)
    up = sqrt((a.high - a.estimate) ** 2 + (b.estimate - b.low) ** 2)
    return Estimate(gap, gap - down, gap + up)


def dispersion(counts: list[float], season: int) -> float:
    """Return how much more counts vary within years than Poisson ones would, never below one.

    counts are in time order, `season` of them to a year. Pearson's statistic over its degrees of freedom, each year
    about its own mean, so that a trend over years does not count and a season does: cautious on purpose.
    """
    years = [counts[i : i + season] for i in range(len(counts) % season, len(counts), season)]
    kept = [(year, sum(year) / season) for year in years if sum(year) > 0]
    freedom = sum(len(year) - 1 for year, _ in kept)
    if freedom <= 0:
        return 1.0
    return max(1.0, sum((x - mean) ** 2 / mean for year, mean in kept for x in year) / freedom)
