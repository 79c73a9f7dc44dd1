"""Estimates as they are stored and read: frozen, checked, in the units that a reader sees."""

from __future__ import annotations

import math
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from lead_metrics.estimates.results import Estimate

Direction = Literal["higher", "lower", "no_clear_change"]
Kind = Literal["chart", "before_after", "comparison", "referral", "paired", "first_event", "disparity"]


class Stored(BaseModel):
    """What every stored estimate is: frozen, with no key that a reader does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Ends(Stored):
    """A number and its 95 % interval, an end that cannot be told as None."""

    estimate: float | None
    low: float | None = None
    high: float | None = None

    @classmethod
    def of(cls, given: Any, scale: float = 1.0, less: float = 0.0, digits: int = 6) -> Ends:
        """Return an estimate times `scale` after `less` is taken off, rounded so that no digit is idle."""
        parts = ("estimate", "low", "high")
        return cls(**{name: _rounded(getattr(given, name), scale, less, digits) for name in parts})

    @property
    def direction(self) -> Direction:
        """Return whether the interval lies above zero, below it, or holds it."""
        if self.low is None or self.high is None or self.low <= 0 <= self.high:
            return "no_clear_change"
        return "higher" if self.low > 0 else "lower"

    @property
    def number(self) -> Estimate:
        """Return the number with its interval; an end that cannot be told is not a number."""
        told = (self.estimate, self.low, self.high)
        return Estimate(*(math.nan if one is None else one for one in told))


def _rounded(given: float | None, scale: float, less: float, digits: int) -> float | None:
    if given is None or not math.isfinite(given):
        return None
    return float(f"{(float(given) - less) * scale:.{digits}g}")


class ChartPoint(Stored):
    """A point of a control chart with its limits, None where there are too few points for them."""

    start: date
    value: float
    centre: float | None
    lower: float | None
    upper: float | None


class Special(Stored):
    """A special point: when, its value, the rule that marked it, and on which side of the middle."""

    start: date
    value: float
    rule: str
    side: Literal["above", "below"]


class Chart(Stored):
    """A run of figures with its natural limits. starts: from when limits were computed anew."""

    grain: str
    verdict: str
    points: tuple[ChartPoint, ...]
    special: tuple[Special, ...]
    starts: tuple[date, ...]


class Line(Stored):
    """A month: what was seen, the fitted line, and what was to be expected had nothing begun, with its band."""

    start: date
    observed: float
    fitted: float
    expected: float
    low: float
    high: float


class Check(Stored):
    """The same question asked another way: which way, what it gives, and whether it says the same."""

    what: str
    effect: Ends
    same: bool


class BeforeAfter(Stored):
    """A series before and after LEAD began.

    answer: too_early has a `why` and no effect. scale: percent (a ratio less one, as a share of one) or points.
    seeable: the size of change that would have been seen four times in five. gap: mean of fitted less expected after
    the start. holds: what the checks say together, None without a clear change. placebos: dates before the start at
    which nothing began, alarms: at how many of them something was seen. events: other interruptions in the model;
    together: those that cannot be told apart from the start.
    """

    began: date
    answer: Literal["higher", "lower", "no_clear_change", "too_early"]
    scale: Literal["percent", "points"]
    before: int
    after: int
    why: Literal["coarse", "few_months", "few_sides", "small", "not_whole", "unsettled"] | None = None
    effect: Ends | None = None
    seeable: float | None = None
    gap: float | None = None
    lines: tuple[Line, ...] = ()
    holds: Literal["holds", "depends", "does_not_hold"] | None = None
    checks: tuple[Check, ...] = ()
    placebos: int = 0
    alarms: int = 0
    events: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    family: str = ""
    errors: str = ""
    dispersion: float | None = None
    autocorrelation: float | None = None


class Comparison(Stored):
    """How much more a series changed than what it is compared with, which had no LEAD: other charges, or other places.

    effect: ratio of ratios less one. own, other: each side's own change. placebos: each other place taken for one with
    LEAD; rank: how many of all places changed so much.
    """

    began: date
    beside: Literal["charges", "places"]
    names: tuple[str, ...]
    answer: Direction
    effect: Ends
    own: Ends
    other: Ends
    placebos: tuple[float, ...] = ()
    lines: tuple[tuple[date, float, float], ...] = ()


class Referral(Stored):
    """Events of the same people before and after their referral, over time alive and free.

    effect: ratio of rates less one. before, after: events a person-year. left_out_days: before the referral; the
    referral's own day is left out as well. people, of: at least so many (rounded down, verdicts.blurred); `of` is None
    where few were left out. as_of: the day that the people were counted.
    """

    people: int
    of: int | None
    before: float
    after: float
    effect: Ends
    answer: Direction
    follow_days: int
    left_out_days: int
    as_of: date


class Paired(Stored):
    """The same people's first and latest score, rounded as in Referral.

    rose, fell, same: in percent of the people, None where one of them is about few. a_year: the change over all scores
    of everybody, those with one too.
    """

    people: int
    of: int | None
    first: float
    latest: float
    effect: Ends
    answer: Direction
    months_apart: float
    rose: int | None
    fell: int | None
    same: int | None
    as_of: date
    a_year: Ends | None = None


class FirstEvent(Stored):
    """How many are still without the event so many days after their referral; people as in Referral.

    median: days, to two digits; None where not reached.
    """

    people: int
    median: Ends
    left: tuple[tuple[int, Ends], ...]
    as_of: date


class Group(Stored):
    """One group beside the reference group: ratio and difference of rates, or of shares in points."""

    category: str
    ratio: Ends
    difference: Ends


class Disparity(Stored):
    """How unequal a decision point is in a period: each group beside the reference group."""

    start: date
    until: date
    reference: str
    population_year: int | None
    groups: tuple[Group, ...]


KINDS: dict[str, type[Stored]] = {
    "chart": Chart, "before_after": BeforeAfter, "comparison": Comparison, "referral": Referral, "paired": Paired,
    "first_event": FirstEvent, "disparity": Disparity,
}  # fmt: skip
PERSONAL = ("referral", "paired", "first_event")
"""Kinds that are made from person-level records."""


def read(kind: str, payload: str) -> Stored:
    """Return a stored estimate from its JSON."""
    return KINDS[kind].model_validate_json(payload)
