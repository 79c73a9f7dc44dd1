"""What each method answers: frozen results with `estimate`, `low`, `high` (95 %) and named parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from lead_metrics.estimates.results import Estimate

Time = Any
"""A point in time as the frame had it: a day, a moment or a number."""


@dataclass(frozen=True)
class Answer:
    """A number and its 95 % interval; an end that the figures cannot tell is None."""

    estimate: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class InterruptedSeries(Answer):
    """A series with an interruption, and what would have been expected without it.

    estimate, low, high are the step: `ratio` for counts, `step` on the outcome's scale for Gaussian ones; the other is
    None. slope: the change of slope a period (a ratio for counts). coefficients: every term on the model's own scale.
    fitted, counterfactual, counterfactual_low, counterfactual_high: one number a time, on the outcome's scale; without
    the step and the slope change. gap: mean of fitted less counterfactual after the start. dispersion: Pearson's
    chi-square over its degrees of freedom. autocorrelation: of the residuals, one period apart. error: of the step on
    the model's scale. freedom: the residual degrees of freedom.
    """

    ratio: Estimate | None
    step: Estimate | None
    slope: Estimate | None
    dispersion: float
    autocorrelation: float
    coefficients: Mapping[str, Estimate]
    times: tuple[Time, ...]
    observed: tuple[float, ...]
    fitted: tuple[float, ...]
    counterfactual: tuple[float, ...]
    counterfactual_low: tuple[float, ...]
    counterfactual_high: tuple[float, ...]
    gap: float
    before: int
    after: int
    family: str
    errors: str
    error: float
    freedom: int

    @property
    def clear(self) -> bool:
        """Tell whether the interval leaves out no change."""
        none = 1.0 if self.ratio is not None else 0.0
        return self.low is not None and self.high is not None and not self.low <= none <= self.high


@dataclass(frozen=True)
class Difference(Answer):
    """How much more the treated places changed than the others, on the outcome's scale.

    error: its standard error. placebos: each comparison place taken for a treated one, by name, where asked for.
    treated, comparison: how many places. dropped: rows without an outcome.
    """

    error: float
    errors: str
    treated: int
    comparison: int
    observations: int
    placebos: Mapping[str, float] = field(default_factory=dict)
    dropped: int = 0


@dataclass(frozen=True)
class SyntheticControl(Answer):
    """A treated place beside a mixture of others that moved like it before the start.

    effect: mean gap after the start. weights: of each other place, above zero, summing to one. placebos: the same gap
    for each other place in turn. times, observed, synthetic, gaps: the two lines and what lies between. before: root of
    the mean squared gap before the start. rank: how many of all places (this one too) have so large a ratio of gaps
    after to gaps before; share: rank over all places.
    """

    effect: Estimate
    weights: Mapping[str, float]
    placebos: Mapping[str, float]
    times: tuple[Time, ...]
    observed: tuple[float, ...]
    synthetic: tuple[float, ...]
    gaps: tuple[float, ...]
    before: float
    rank: int
    share: float


class Rule(StrEnum):
    """Which rule marked a point of a control chart."""

    OUTSIDE = "a point outside the limits"
    SHIFT = "seven on one side"
    TREND = "seven rising or falling"
    NEAR_LIMIT = "two of three near a limit"


class Verdict(StrEnum):
    """What a control chart says of a run of months."""

    TOO_FEW = "too few months"
    TRIAL = "trial limits"
    SPECIAL = "something special"
    STEADY = "nothing special"


@dataclass(frozen=True)
class Point:
    """A special point: when, its value, the rule that marked it, and whether it lies above or below the middle."""

    time: Time
    value: float
    rule: Rule
    side: str


@dataclass(frozen=True)
class ControlChart(Answer):
    """A run of points with its natural limits.

    estimate, low, high: middle and limits at the last point, None where there are too few points. times, values,
    centre, lower, upper: one a point (None in a stretch with too few). special: the points marked, in order. starts:
    where limits are computed anew. spread: Laney's sigma of the standardised points, None for a chart of values.
    """

    verdict: Verdict
    times: tuple[Time, ...]
    values: tuple[float, ...]
    centre: tuple[float | None, ...]
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]
    special: tuple[Point, ...]
    starts: tuple[Time, ...]
    spread: float | None

    @property
    def limits(self) -> tuple[float | None, float | None]:
        """Return the lower and upper limit at the last point."""
        return self.low, self.high


@dataclass(frozen=True)
class PairedChange(Answer):
    """How the same people changed from their first wave to their latest.

    estimate: mean change of scores, difference of shares (0 to 1), or ratio of rates a person-time. people: with both;
    of: with any. first, latest: mean, share or rate. rose, fell, same: people (None for rates). p: Wilcoxon's signed
    ranks for scores, exact McNemar for yes or no, None for rates. median: of the changes of scores. apart: mean time
    between the two, in days or in the waves' own unit. waves: mean (or share) a wave over everybody measured then,
    with how many: drop-out can be seen. trend: the change of scores over all waves of everybody, those seen once too, a
    wave or (where waves are days) a year; None where it cannot be told.
    """

    kind: str
    people: int
    of: int
    first: float
    latest: float
    rose: int | None
    fell: int | None
    same: int | None
    p: float | None
    median: Estimate | None
    apart: float | None
    waves: tuple[tuple[Time, int, float], ...] = ()
    trend: Estimate | None = None


@dataclass(frozen=True)
class TimeToFirst(Answer):
    """How long until the first event, with those still without one counted for as long as they were followed.

    estimate: median time with its interval; None ends (and nan) where fewer than half had the event. curve: (time, at
    risk, events, survival, low, high) at each time of an event.
    """

    people: int
    events: int
    curve: tuple[tuple[float, int, int, float, float, float], ...]

    @property
    def median(self) -> Estimate:
        """Return the median time; what was not reached is not a number."""
        low, high = (float("nan") if end is None else end for end in (self.low, self.high))
        return Estimate(self.estimate, low, high)

    def survival_at(self, time: float) -> Estimate:
        """Return the share still without the event at a time (Kaplan and Meier, 1958)."""
        passed = [row for row in self.curve if row[0] <= time]
        return Estimate(*passed[-1][3:]) if passed else Estimate(1.0, 1.0, 1.0)
