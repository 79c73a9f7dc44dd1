"""Draws that every part of the county needs: choices, counts, days and times of day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from lead_metrics.sample.plan import Plan
from lead_metrics.sample.tides import Days, Floats

Ints = npt.NDArray[np.int64]
Names = npt.NDArray[np.str_]
Chance = np.random.Generator

UNEVEN = 60
"""The shape of the gamma that makes monthly counts vary more than Poisson counts, as real ones do."""


def choose(chance: Chance, shares: Mapping[str, float], size: int) -> Names:
    """Return names drawn by their shares."""
    return mixed(chance, shares, shares, np.zeros(size))


def mixed(chance: Chance, first: Mapping[str, float], later: Mapping[str, float], part: Floats) -> Names:
    """Return a name a row, drawn by shares that move from `first` to `later` as `part` goes from 0 to 1."""
    names = np.array(list(first))
    start, end = np.array([*first.values()], float), np.array([later[name] for name in first], float)
    weights = start / start.sum() + part[:, None] * (end / end.sum() - start / start.sum())
    passed = chance.random(len(part))[:, None] > np.cumsum(weights, axis=1)[:, :-1]
    return np.asarray(names[passed.sum(axis=1)])


def gamma(chance: Chance, rule: Sequence[float], size: int) -> Floats:
    """Return numbers from zero up, drawn by a gamma's shape and scale."""
    return chance.gamma(rule[0], rule[1], size=size)


def drawn(plan: Plan, chance: Chance, per_100k: float, tide: Floats) -> Ints:
    """Return a count for each month around a rate a month per 100,000 residents."""
    mean = per_100k * plan.site["pace"] * plan.residents / 100_000 * tide
    return np.asarray(chance.poisson(mean * chance.gamma(UNEVEN, 1 / UNEVEN, size=len(mean))))


def spread(plan: Plan, chance: Chance, counts: Ints) -> Days:
    """Return a day for each event of each month's count."""
    starts = np.array(plan.lived, dtype="datetime64[D]")
    lengths = np.diff(np.append(starts, np.datetime64(plan.until, "D"))).astype(int)
    month = np.repeat(np.arange(len(counts)), counts)
    return np.asarray(starts[month] + days(chance.random(len(month)) * lengths[month]))


def month_of(plan: Plan, on: Days) -> Ints:
    """Return the place of each day's month among all months."""
    return np.searchsorted(np.array(plan.lived, dtype="datetime64[D]"), on, side="right") - 1


def days(number: Floats) -> npt.NDArray[np.timedelta64]:
    """Return numbers as whole days."""
    return np.asarray(number).astype(np.int64).astype("timedelta64[D]")


def minutes(number: Floats) -> npt.NDArray[np.timedelta64]:
    """Return numbers as whole minutes."""
    return np.asarray(number).astype(np.int64).astype("timedelta64[m]")


def moments(chance: Chance, on: Days) -> Days:
    """Return a time of day for each day, evenings busier."""
    return np.asarray(on.astype("datetime64[m]") + minutes(chance.beta(2.4, 1.6, size=len(on)) * 1440))


def times(name: str, moment: Days) -> pl.Series:
    """Return times as a column."""
    return pl.Series(name, moment.astype("datetime64[us]"), dtype=pl.Datetime("us"))


def dates(name: str, on: Days) -> pl.Series:
    """Return days as a column."""
    return pl.Series(name, on.astype("datetime64[D]"), dtype=pl.Date)


def texts(name: str, values: Names) -> pl.Series:
    """Return words as a column."""
    return pl.Series(name, values.tolist(), dtype=pl.String)
