"""Times of a series: read alike as days, moments, numbers or text, in order, once each and without gaps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import polars as pl

from lead_metrics.errors import EstimateRefused
from lead_metrics.estimates.answers import Time

NEAR = 0.02
"""How much two steps of decimal years may differ and still be one period."""


def column(frame: pl.DataFrame, name: str) -> pl.Series:
    """Return a column of the frame; raises EstimateRefused where there is none."""
    if name not in frame.columns:
        raise EstimateRefused(f"there is no column {name}; the frame has {', '.join(frame.columns) or 'none'}")
    return frame[name]


def numbers(frame: pl.DataFrame, name: str) -> pl.Series:
    """Return a column as finite decimals or nulls; raises EstimateRefused where it holds anything else."""
    given = column(frame, name)
    if not (given.dtype.is_numeric() or given.dtype in (pl.Boolean, pl.Null)):
        raise EstimateRefused(f"the column {name} is not made of numbers")
    decimal = given.cast(pl.Float64)
    if not decimal.drop_nulls().is_finite().all():
        raise EstimateRefused(f"the column {name} holds something that is no finite number")
    return decimal


def whole(frame: pl.DataFrame, name: str) -> pl.Series:
    """Return a column as finite decimals without a gap; raises EstimateRefused where one is missing."""
    decimal = numbers(frame, name)
    if decimal.null_count():
        raise EstimateRefused(f"the column {name} has {decimal.null_count()} gaps; a series must be whole")
    return decimal


def timed(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return the frame in time order, its times as days, moments or numbers.

    Raises EstimateRefused where a time is missing, unreadable, or stands twice.
    """
    times = read(column(frame, name))
    if times.null_count():
        raise EstimateRefused(f"the column {name} has rows without a time")
    if times.n_unique() < times.len():
        raise EstimateRefused(f"the column {name} has a time twice; give one row a time")
    return frame.with_columns(times.alias(name)).sort(name)


def read(times: pl.Series) -> pl.Series:
    """Return times as days, moments or numbers; raises EstimateRefused for text that is neither."""
    if times.dtype != pl.String:
        return times
    for form in ("%Y-%m-%d", "%Y-%m"):
        padded = times if form == "%Y-%m-%d" else times + "-01"
        found = padded.str.to_date("%Y-%m-%d", strict=False)
        if found.null_count() == times.null_count():
            return found
    number = times.cast(pl.Float64, strict=False)
    if number.null_count() == times.null_count():
        return number
    raise EstimateRefused(f"the column {times.name} holds times that are no days; write them such as 2026-03-31")


def like(times: pl.Series, when: Any) -> Any:
    """Return a start or a rebase as the same kind as the times; raises EstimateRefused where it cannot be."""
    given = read(pl.Series(times.name, [when]))[0] if isinstance(when, str) else when
    if isinstance(times.dtype, pl.Datetime) and isinstance(given, date) and not isinstance(given, datetime):
        given = datetime(given.year, given.month, given.day)
    if times.dtype == pl.Date and isinstance(given, datetime):
        given = given.date()
    temporal = isinstance(given, date)
    if temporal != times.dtype.is_temporal():
        raise EstimateRefused(f"{when} is not the kind of time that the column {times.name} has")
    return given


def places(times: pl.Series) -> list[float]:
    """Return where each time lies: months for first days of months, else days, else the number itself."""
    if not times.dtype.is_temporal():
        return [float(one) for one in times]
    days = times.cast(pl.Date)
    months = [one.year * 12 + one.month for one in days]
    if len(set(months)) == len(months) and (len(set(days.dt.day())) == 1 or days.dt.day().min() >= 28):  # type: ignore[operator]
        return [float(one) for one in months]
    return [float(one) for one in times.cast(pl.Datetime("us")).dt.epoch("us")]


def check_no_gaps(times: pl.Series) -> None:
    """Raise EstimateRefused where a period between the first and the last is missing."""
    at = places(times)
    steps = [b - a for a, b in zip(at, at[1:], strict=False)]
    usual = sorted(steps)[len(steps) // 2] if steps else 0.0
    if any(abs(step - usual) > NEAR * usual for step in steps):
        raise EstimateRefused(
            f"the column {times.name} has gaps: periods are missing between its first and last; use a whole stretch"
        )


def place_of(times: Sequence[Time], when: Time) -> int:
    """Return how many times lie before `when`."""
    return sum(1 for one in times if one < when)
