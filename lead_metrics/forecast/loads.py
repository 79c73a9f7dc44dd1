"""The expected load tried on the past: what each month end would have been told of the next six."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lead_metrics.forecast.history import History
from lead_metrics.forecast.series import Values
from lead_metrics.forecast.spread import Band, value_band
from lead_metrics.forecast.stays import load, stays
from lead_metrics.forecast.trial import AHEAD, Trial


@dataclass(frozen=True)
class LoadTrial:
    """Active people told and seen, one row an origin and one column a month ahead."""

    origins: Sequence[int]
    seen: Values
    told: Values

    @property
    def error(self) -> float:
        """Return the mean absolute error."""
        return float(np.abs(self.seen - self.told).mean())

    def band(self, value: float, step: int, rows: int | None = None) -> Band:
        """Return the intervals of a load so many months ahead, from the errors of all origins or the first rows."""
        column = min(step, AHEAD) - 1
        errors = (self.seen - self.told)[:rows, column] * np.sqrt(max(step / AHEAD, 1.0))
        return value_band(value, float(np.sqrt((errors**2).mean())), len(errors))

    def coverage(self) -> tuple[float, float]:
        """Return how much of what was seen lay in the 80 and 95 % intervals, each made with earlier errors alone."""
        inside = []
        for row in range(len(self.origins)):
            for step in range(1, AHEAD + 1):
                known = sum(1 for one in self.origins[:row] if one + step <= self.origins[row])
                if known > 1:
                    band, seen = self.band(self.told[row, step - 1], step, known), self.seen[row, step - 1]
                    inside.append((band.low_80 <= seen <= band.high_80, band.low_95 <= seen <= band.high_95))
        flat = np.array(inside, dtype=float)
        return (float(flat[:, 0].mean()), float(flat[:, 1].mean())) if len(flat) else (0.0, 0.0)


def tried_loads(past: History, arrivals: Trial) -> LoadTrial:
    """Return the trial of loads from the same origins as that of arrivals."""
    seen = [past.active[:, known : known + AHEAD].sum(axis=0) for known in arrivals.origins]
    told = [expected_load(past, known, row) for known, row in zip(arrivals.origins, arrivals.told, strict=True)]
    return LoadTrial(arrivals.origins, np.array(seen, dtype=float), np.array(told))


def expected_load(past: History, known: int, arrivals: Values) -> Values:
    """Return the load expected at the end of each month after the first `known` ones."""
    return load(stays(past, known, len(arrivals)), *there(past, known), arrivals)


def there(past: History, known: int) -> tuple[float, float]:
    """Return how many were active, and how many known without being active, at the end of the last known month."""
    active, others = past.active[:, known - 1], past.known[:, known - 1] & ~past.active[:, known - 1]
    return float(active.sum()), float(others.sum())
