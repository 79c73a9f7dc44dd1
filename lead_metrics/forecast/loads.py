"""The expected load tried on the past: what each month end would have been told of the next six."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lead_metrics.forecast.history import History
from lead_metrics.forecast.rolling import Known, Rolled, roll
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

    @cached_property
    def rolled(self) -> Rolled:
        """Return the intervals rolled over the origins, each made with earlier errors alone."""
        return roll(self.origins, self.seen, self.told, self._plain)

    def _plain(self, row: int, step: int, known: Known) -> Band | None:
        rows = [one for one, ahead in known if ahead == step]
        return self._unstretched(float(self.told[row, step]), step + 1, rows) if len(rows) > 1 else None

    def _unstretched(self, value: float, step: int, rows: Sequence[int]) -> Band:
        column = min(step, AHEAD) - 1
        errors = (self.seen - self.told)[list(rows), column] * np.sqrt(max(step / AHEAD, 1.0))
        return value_band(value, float(np.sqrt((errors**2).mean())), len(errors))

    def band(self, value: float, step: int) -> Band:
        """Return the intervals of a load so many months ahead, as wide as all origins have taught."""
        return self.rolled.stretched(self._unstretched(value, step, range(len(self.origins))), value)


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
