"""How far a count may lie from what was expected: intervals that the method's own past errors set."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

import numpy as np

from lead_metrics.forecast.series import Values

LEVELS = (0.80, 0.95)


@dataclass(frozen=True)
class Band:
    """The ends of the 80 and 95 % intervals."""

    low_80: float
    high_80: float
    low_95: float
    high_95: float

    def holds(self, seen: float) -> tuple[bool, bool]:
        """Tell whether what came lies in the 80 and in the 95 % interval."""
        return bool(self.low_80 <= seen <= self.high_80), bool(self.low_95 <= seen <= self.high_95)

    def stretched(self, value: float, by_80: float, by_95: float) -> Band:
        """Return the band with its ends so many times as far from the value, to the next whole number, none below 0."""
        ends = []
        for low, high, by in ((self.low_80, self.high_80, by_80), (self.low_95, self.high_95, by_95)):
            ends += [max(floor(value - (value - low) * by), 0.0), float(ceil(value + (high - value) * by))]
        return _around(value, *ends)


def excess(seen: Values, told: Values) -> float:
    """Return by how much squared errors exceed those of pure chance (Poisson), per squared expectation."""
    told = np.maximum(told, 0.5)
    return max(float(((seen - told) ** 2 - told).sum() / (told**2).sum()), 0.0) if len(told) else 0.0


def count_band(mean: float, more: float) -> Band:
    """Return the intervals of a count with this mean and the variance mean + more × mean² (negative binomial)."""
    from scipy.stats import nbinom, poisson  # noqa: PLC0415

    if mean <= 0:
        return Band(0.0, 0.0, 0.0, 0.0)
    shape = None if more < 1e-6 else (1 / more, 1 / (1 + more * mean))
    ends = []
    for level in LEVELS:
        for tail in ((1 - level) / 2, (1 + level) / 2):
            ends.append(float(poisson.ppf(tail, mean) if shape is None else nbinom.ppf(tail, *shape)))
    return _around(mean, *ends)


def value_band(value: float, error: float, seen: int) -> Band:
    """Return the intervals of a value whose root mean squared error was met in so many trials (Student's t)."""
    from scipy.stats import t  # noqa: PLC0415

    wide = [float(t.ppf((1 + level) / 2, max(seen - 1, 1))) * error for level in LEVELS]
    ends = [end for reach in wide for end in (max(value - reach, 0.0), value + reach)]
    return _around(value, *ends)


def _around(value: float, low_80: float, high_80: float, low_95: float, high_95: float) -> Band:
    """Return the band, widened where a rounded end would leave out the value itself."""
    low, high = min(low_80, value), max(high_80, value)
    return Band(low, high, min(low_95, low), max(high_95, high))
