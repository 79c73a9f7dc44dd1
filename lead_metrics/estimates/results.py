"""What an estimate says: a number, its 95 % interval, and the figures it compares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class Estimate:
    """A number with its 95 % interval."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class Reading:
    """A figure and the span of days it is about (`until` exclusive)."""

    start: date
    until: date
    value: float


@dataclass(frozen=True)
class Change:
    """The latest figure beside one a year earlier.

    kind: percent (a ratio less one, as a share of one), points (percentage points) or value (the indicator's unit).
    by is None where the kind has no honest interval; seeable is the smallest change that figures of this size would
    have shown four times in five (Poisson, two-sided 5 %), in the same kind.
    """

    kind: Literal["percent", "points", "value"]
    latest: Reading
    earlier: Reading
    by: Estimate | None
    seeable: float | None = None

    @property
    def clear(self) -> bool:
        """Tell whether the interval leaves out no change."""
        return self.by is not None and (self.by.low > 0 or self.by.high < 0)
