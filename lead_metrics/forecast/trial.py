"""The forecast tried on the past: from one month after another, knowing only what was known then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lead_metrics.forecast.rolling import Known, Rolled, roll
from lead_metrics.forecast.series import LEAST, YEAR, Values, expected, naive, seasonal_naive
from lead_metrics.forecast.spread import Band, count_band, excess

AHEAD = 6
ORIGINS = 36
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

    @cached_property
    def rolled(self) -> Rolled:
        """Return the intervals rolled over the origins, each made with earlier errors alone."""
        return roll(self.origins, self.seen, self.told, self._plain)

    def _plain(self, row: int, step: int, known: Known) -> Band | None:
        if len(known) < AHEAD:
            return None
        rows, steps = zip(*known, strict=True)
        return count_band(float(self.told[row, step]), excess(self.seen[rows, steps], self.told[rows, steps]))

    def band(self, mean: float) -> Band:
        """Return the intervals of a month to come, as wide as all origins have taught."""
        return self.rolled.stretched(count_band(mean, self.excess), mean)


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
