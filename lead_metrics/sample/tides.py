"""What moves the months: seasons, an epidemic, a change of law, and the program itself."""

from __future__ import annotations

from datetime import date

import numpy as np

from lead_metrics.sample.plan import Plan, shape

MONTHS_A_YEAR = 12


def season(plan: Plan) -> np.ndarray:
    """Return how much busier each month is: summer above winter."""
    return np.array([1 + 0.12 * np.cos(2 * np.pi * (m.month - 7) / MONTHS_A_YEAR) for m in plan.months])


def epidemic(plan: Plan, bottom: float) -> np.ndarray:
    """Return what is left of each month in the epidemic: a sudden step, then a slow way back."""
    first, last = plan.at(0.42), plan.at(0.62)
    way = np.array([_way(m, first, last) for m in plan.months])
    return 1 - (1 - bottom) * way


def _way(month: date, first: date, last: date) -> float:
    if month < first:
        return 0.0
    if month < last:
        return 1.0
    return float(np.exp(-((month - last).days) / 240))


def program(plan: Plan, left: float) -> np.ndarray:
    """Return what is left of divertible arrests and bookings as LEAD takes hold over two years."""
    years = np.array([max(0.0, (m - plan.began).days / 365.25) for m in plan.months])
    return 1 - (1 - left) * np.clip(years / 2, 0, 1)


def law_change(plan: Plan) -> np.ndarray:
    """Return what is left of divertible conduct after the law changed."""
    return np.where(np.array(plan.months) >= plan.at(0.78), shape()["effects"]["law_change"], 1.0)


def drawn(plan: Plan, per_100k: float, *tides: np.ndarray) -> np.ndarray:
    """Return a count for each month around a rate, more dispersed than Poisson counts, as real ones are."""
    mean = per_100k * plan.residents / 100_000 * season(plan)
    for tide in tides:
        mean = mean * tide
    return plan.chance.poisson(mean * plan.chance.gamma(60, 1 / 60, size=len(mean)))


def days(plan: Plan, counts: np.ndarray) -> np.ndarray:
    """Return a day for each event of each month's count."""
    starts = np.array(plan.months, dtype="datetime64[D]")
    ends = np.append(starts[1:], np.datetime64(plan.until))
    which = np.repeat(np.arange(len(counts)), counts)
    length = (ends - starts).astype(int)[which]
    found: np.ndarray = starts[which] + (plan.chance.random(len(which)) * length).astype("timedelta64[D]")
    return found


def moments(plan: Plan, on: np.ndarray) -> np.ndarray:
    """Return a time of day for each day, evenings busier."""
    minutes = (plan.chance.beta(2.4, 1.6, size=len(on)) * 1440).astype("timedelta64[m]")
    found: np.ndarray = (on.astype("datetime64[m]") + minutes).astype("datetime64[us]")
    return found
