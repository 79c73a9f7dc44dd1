"""What an estimate says: a number, its 95 % interval, and the figures it compares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal


class Estimate(float):
    """A number that carries its 95 % interval: it reads as the number itself, and names `low` and `high`."""

    __slots__ = ("high", "low")
    low: float
    high: float

    def __new__(cls, estimate: float, low: float, high: float) -> Estimate:
        """Return the number with its interval."""
        made = super().__new__(cls, estimate)
        object.__setattr__(made, "low", float(low))
        object.__setattr__(made, "high", float(high))
        return made

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse any change: what was estimated stays as it was."""
        raise AttributeError(f"an estimate does not change; {name} was not set")

    def __reduce__(self) -> tuple[type[Estimate], tuple[float, float, float]]:
        return Estimate, (float(self), self.low, self.high)

    def __repr__(self) -> str:
        return f"Estimate({float(self)!r}, {self.low!r}, {self.high!r})"

    @property
    def estimate(self) -> float:
        """Return the number alone."""
        return float(self)


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
