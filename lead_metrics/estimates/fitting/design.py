"""The terms of a segmented regression: level, trend, step, ramp, season and covariates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl

from lead_metrics.errors import EstimateRefused
from lead_metrics.estimates import times as clock
from lead_metrics.estimates.answers import Time

Season = Literal["harmonic", "month"] | None
Array = np.ndarray[Any, np.dtype[np.float64]]
FEWEST_BEFORE, FEWEST_AFTER, FEWEST_FREE = 3, 3, 4
"""How many periods must lie on each side of a start, and how many more than the model has terms."""


@dataclass(frozen=True)
class Plan:
    """Which terms a model has, beside its level."""

    start: Any
    trend: bool = True
    slope_change: bool = False
    season: Season = None
    harmonics: int = 2
    period: int = 12
    lag: int = 0
    phase_in: int = 0
    covariates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Design:
    """A model's terms by name, one row a time, the times, and how many of them lie before the interruption."""

    names: tuple[str, ...]
    terms: Array
    times: tuple[Time, ...]
    before: int

    @property
    def without(self) -> Array:
        """Return the terms as they would be had nothing been interrupted."""
        kept = [0.0 if name in ("step", "slope") else 1.0 for name in self.names]
        return np.asarray(self.terms * np.array(kept))


def design(frame: pl.DataFrame, time: str, plan: Plan) -> Design:
    """Return the terms of a plan for a frame in time order.

    Raises EstimateRefused for gaps, for too few periods on a side or for the terms, and for terms that say the same.
    """
    times = frame[time]
    clock.check_no_gaps(times)
    before = clock.place_of(times.to_list(), clock.like(times, plan.start)) + plan.lag
    check_sides(before, len(times) - before, plan)
    terms = {"intercept": np.ones(len(times)), **own(len(times), before, plan), **seasonal(len(times), plan)}
    terms |= {name: clock.whole(frame, name).to_numpy() for name in plan.covariates}
    made = Design(tuple(terms), np.column_stack(list(terms.values())), tuple(times), before)
    check_terms(made)
    return made


def own(periods: int, before: int, plan: Plan) -> dict[str, Array]:
    """Return trend, step and ramp: the step is 1 from the start on, the ramp 1 in the first period."""
    at = np.arange(1, periods + 1, dtype=float)
    ramp = np.clip(at - before, 0, None)
    step = np.clip(ramp / (plan.phase_in + 1), 0, 1)
    terms = {"trend": at} if plan.trend else {}
    return terms | {"step": step} | ({"slope": ramp} if plan.slope_change else {})


def seasonal(periods: int, plan: Plan) -> dict[str, Array]:
    """Return the season's terms: pairs of waves, or one level for each place in the year but the first."""
    at = np.arange(1, periods + 1, dtype=float)
    if plan.season == "harmonic":
        waves = range(1, plan.harmonics + 1)
        turns = {n: 2 * np.pi * n * at / plan.period for n in waves}
        return {f"{name}_{n}": wave(turns[n]) for n in waves for name, wave in (("sin", np.sin), ("cos", np.cos))}
    if plan.season == "month":
        place = (np.arange(periods)) % plan.period
        return {f"season_{n + 1}": (place == n).astype(float) for n in range(1, plan.period)}
    return {}


def check_sides(before: int, after: int, plan: Plan) -> None:
    """Raise EstimateRefused where either side of the start is too short."""
    if before < FEWEST_BEFORE or after < FEWEST_AFTER + plan.slope_change:
        raise EstimateRefused(
            f"too few points: {max(before, 0)} before and {max(after, 0)} after the start; "
            f"it takes {FEWEST_BEFORE} and {FEWEST_AFTER + plan.slope_change} at least"
        )


def check_terms(made: Design) -> None:
    """Raise EstimateRefused where there are too few points for the terms, or two terms cannot be told apart."""
    periods, terms = made.terms.shape
    if periods - terms < FEWEST_FREE:
        raise EstimateRefused(f"too few points: {periods} for {terms} terms; use a longer series or a plainer model")
    scaled = made.terms / np.maximum(np.abs(made.terms).max(axis=0), 1e-300)
    if np.linalg.matrix_rank(scaled) < terms:
        raise EstimateRefused(
            f"these terms cannot be told apart: {', '.join(made.names)}; leave one out or use a longer series"
        )


def check_varies(values: Sequence[float]) -> None:
    """Raise EstimateRefused where the outcome is nothing but zeros, or never moves."""
    if not any(values):
        raise EstimateRefused("every figure is zero: there is nothing to estimate")
    if max(values) - min(values) <= 1e-12 * max(abs(one) for one in values):
        raise EstimateRefused("no variation: every figure is the same, so nothing changed and nothing is claimed")
