"""The forecast tried on the past: from one month after another, knowing only what was known then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lead_metrics.forecast.series import LEAST, YEAR, Values, expected, naive, seasonal_naive
from lead_metrics.forecast.spread import count_band, excess

AHEAD = 6
ORIGINS = 18
"""How many origins a refresh tries, the latest ones."""


@dataclass(frozen=True)
class Trial:
    """What was told and seen from each origin, one row an origin and one column a month ahead.

    origins: how many months were known at each.
    """

    origins: tuple[int, ...]
    seen: Values
    told: Values
    naive: Values
    seasonal: Values

    def error(self, told: Values) -> float:
        """Return the mean absolute error of a forecast."""
        return float(np.abs(self.seen - told).mean())

    @cached_property
    def excess(self) -> float:
        """Return the errors' excess over chance, of all origins."""
        return excess(self.seen.ravel(), self.told.ravel())

    def coverage(self) -> tuple[float, float]:
        """Return how much of what was seen lay in the 80 and 95 % intervals, each made with earlier errors alone."""
        inside = [self._inside(row) for row in range(len(self.origins))]
        flat = np.array([pair for pairs in inside for pair in pairs], dtype=float)
        return (float(flat[:, 0].mean()), float(flat[:, 1].mean())) if len(flat) else (float("nan"), float("nan"))

    def _inside(self, row: int) -> list[tuple[bool, bool]]:
        known = [
            (self.seen[other, step], self.told[other, step])
            for other in range(row)
            for step in range(self.seen.shape[1])
            if self.origins[other] + step < self.origins[row]
        ]
        if len(known) < AHEAD:
            return []
        more = excess(*(np.array(column) for column in zip(*known, strict=True)))
        bands = [count_band(mean, more) for mean in self.told[row]]
        return [
            (band.low_80 <= seen <= band.high_80, band.low_95 <= seen <= band.high_95)
            for band, seen in zip(bands, self.seen[row], strict=True)
        ]


def tried(counts: Values, most: int = ORIGINS) -> Trial | None:
    """Return a trial on monthly counts from the latest origins that leave six months to see; None where none does."""
    origins = range(LEAST + 1, len(counts) - AHEAD + 1)[-most:]
    if not len(origins):
        return None
    return _trial(counts, origins)


def _trial(counts: Values, origins: Sequence[int]) -> Trial:
    rows = [(counts[known : known + AHEAD], counts[:known]) for known in origins]
    return Trial(
        tuple(origins),
        np.array([seen for seen, _ in rows]),
        np.array([expected(past, AHEAD) for _, past in rows]),
        np.array([naive(past, AHEAD) for _, past in rows]),
        np.array([seasonal_naive(past, AHEAD) for _, past in rows]),
    )


def shared_out(whole: Trial, counts: Values, part: Values) -> Trial:
    """Return the trial of a part (a door) whose forecast is its share of the last year, of the whole's forecast."""
    shares = [share(part[:known], counts[:known]) for known in whole.origins]
    return Trial(
        whole.origins,
        np.array([part[known : known + AHEAD] for known in whole.origins]),
        whole.told * np.array(shares)[:, None],
        np.array([naive(part[:known], AHEAD) for known in whole.origins]),
        np.array([seasonal_naive(part[:known], AHEAD) for known in whole.origins]),
    )


def share(part: Values, whole: Values) -> float:
    """Return what share of the last twelve months' whole a part was."""
    months = whole[-YEAR:].sum()
    return float(part[-YEAR:].sum() / months) if months else 0.0
