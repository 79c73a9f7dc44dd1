"""What moves the months: seasons, an epidemic, changes of law and of recording, and the program itself."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from lead_metrics.sample.plan import DAYS_A_YEAR, Plan, shape

Floats = npt.NDArray[np.float64]
Days = npt.NDArray[Any]
"""Days or times; numpy's own types lose their unit in sums."""

MONTHS_A_YEAR = 12
FADING_DAYS = 240
SETTLES_IN_YEARS = 2


def season(plan: Plan) -> Floats:
    """Return how much busier each month is: summer above winter."""
    return np.array([1 + 0.12 * np.cos(2 * np.pi * (m.month - 7) / MONTHS_A_YEAR) for m in plan.lived])


def epidemic(plan: Plan, bottom: float) -> Floats:
    """Return what is left of each month in the epidemic: a sudden step, then a slow way back."""
    first, last = plan.at("epidemic"), plan.at("reopening")
    return 1 - (1 - bottom) * np.array([_depth(month, first, last) for month in plan.lived])


def _depth(month: date, first: date, last: date) -> float:
    if month < first:
        return 0.0
    return 1.0 if month < last else float(np.exp(-((month - last).days) / FADING_DAYS))


def restricted(plan: Plan, on: Days) -> npt.NDArray[np.bool_]:
    """Return whether the jail restricts bookings on each day."""
    return (on >= np.datetime64(plan.at("epidemic"))) & (on < np.datetime64(plan.at("reopening")))


def program(plan: Plan, left: float) -> Floats:
    """Return what is left of each month as LEAD takes hold."""
    return 1 - (1 - left) * settled(plan, np.array(plan.lived, dtype="datetime64[D]"))


def settled(plan: Plan, on: Days) -> Floats:
    """Return how far LEAD has taken hold on each day, from 0 when it began to 1."""
    years = (on - np.datetime64(plan.began)).astype(float) / DAYS_A_YEAR
    return np.clip(years / SETTLES_IN_YEARS, 0, 1)


def since(plan: Plan, event: str, factor: float) -> Floats:
    """Return a factor for each month from an event on."""
    return np.where(np.array(plan.lived) >= plan.at(event), factor, 1.0)


def tide(plan: Plan, kind: str) -> Floats:
    """Return what all tides together leave of a kind of event in each month."""
    left = season(plan) * epidemic(plan, shape()["epidemic"][kind])
    return left * program(plan, shape()["program"].get(kind, 1.0))
