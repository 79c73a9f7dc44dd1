"""Months, quarters, half-years and years: which a span of days holds, and which are final."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import polars as pl


class Grain(StrEnum):
    """How long a figure's period is, finest first; `reported` is a span its source chose."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    REPORTED = "reported"


MONTHS_IN = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.HALF_YEAR: 6, Grain.YEAR: 12}
LADDER = tuple(MONTHS_IN)


@dataclass(frozen=True, order=True)
class Period:
    """A span of whole days: `start` inclusive, `until` exclusive."""

    start: date
    until: date
    grain: Grain

    @property
    def days(self) -> int:
        """How many days the period holds."""
        return (self.until - self.start).days


def add_months(day: date, months: int) -> date:
    """Return the first day of the month that lies `months` after the month of `day`."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def start_of(day: date, grain: Grain) -> date:
    """Return the first day of the period of that grain which holds `day`."""
    months = MONTHS_IN[grain]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def period_of(day: date, grain: Grain) -> Period:
    """Return the period of that grain which holds `day`."""
    start = start_of(day, grain)
    return Period(start, add_months(start, MONTHS_IN[grain]), grain)


def whole_periods(first: date, until: date, grain: Grain) -> list[Period]:
    """Return the periods of that grain that lie wholly in `first` … `until` (exclusive)."""
    start = start_of(first, grain)
    if start < first:
        start = add_months(start, MONTHS_IN[grain])
    found = []
    while (end := add_months(start, MONTHS_IN[grain])) <= until:
        found.append(Period(start, end, grain))
        start = end
    return found


def grain_of(start: date, until: date) -> Grain:
    """Return the grain of a span, `reported` where it is no calendar period."""
    for grain in LADDER:
        if period_of(start, grain) == Period(start, until, grain):
            return grain
    return Grain.REPORTED


def is_final(until: date, lag_days: int, as_of: date) -> bool:
    """Tell whether a period that ends at `until` no longer waits for late records."""
    return until + timedelta(days=lag_days) <= as_of


def start_expr(day: pl.Expr, grain: Grain) -> pl.Expr:
    """Return an expression for the first day of the period that holds the date `day`."""
    months = MONTHS_IN[grain]
    first_month = ((day.dt.month().cast(pl.Int32) - 1) // months) * months + 1
    return pl.date(day.dt.year(), first_month, 1)
