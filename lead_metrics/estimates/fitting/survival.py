"""How long until the first event, for people followed for different times: Kaplan and Meier's curve."""

from __future__ import annotations

import warnings

import numpy as np
import polars as pl
from statsmodels.duration.survfunc import SurvfuncRight

from lead_metrics.errors import EstimateRefused
from lead_metrics.estimates import times as clock
from lead_metrics.estimates.answers import TimeToFirst
from lead_metrics.estimates.fitting.design import Array
from lead_metrics.estimates.rates import Z

FEWEST = 3


def time_to_first(frame: pl.DataFrame, *, time: str, event: str) -> TimeToFirst:
    """Return the median time to the first event and the curve of those still without (Kaplan and Meier, 1958).

    time: how long each was followed, to the event (event 1) or without it (0). Greenwood's errors on the scale of
    log(−log); the median's interval after Brookmeyer and Crowley (1982). Raises EstimateRefused where fewer than three
    are followed, a time is below zero, or nobody has the event.
    """
    rows = pl.DataFrame({"time": clock.numbers(frame, time), "event": clock.numbers(frame, event)}).drop_nulls()
    if rows.height < FEWEST:
        raise EstimateRefused(f"too few points: {rows.height} people are followed; it takes {FEWEST} at least")
    if (rows["time"] < 0).any() or not rows["event"].is_in([0.0, 1.0]).all():
        raise EstimateRefused("times are zero or more, and an event is 1 or 0")
    if not rows["event"].sum():
        raise EstimateRefused("nobody had the event yet: there is no time to tell")
    made = SurvfuncRight(rows["time"].to_numpy(), rows["event"].to_numpy())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        low, high = ends(np.asarray(made.surv_prob), np.asarray(made.surv_prob_se))
        middle, (first, last) = made.quantile(0.5), made.quantile_ci(0.5, method="cloglog")
    events = np.asarray(made.n_events)
    curve = tuple(
        (float(at), int(risk), int(n), float(left), float(a), float(b))
        for at, risk, n, left, a, b in zip(made.surv_times, made.n_risk, events, made.surv_prob, low, high, strict=True)
        if n > 0
    )
    return TimeToFirst(float(middle), reached(first), reached(last), rows.height, int(events.sum()), curve)


def ends(left: Array, error: Array) -> tuple[Array, Array]:
    """Return the interval of each share still without the event, on the scale of log(−log)."""
    inside = (left > 0) & (left < 1)
    logs = np.where(inside, np.log(np.where(inside, left, 0.5)), -1.0)
    half = Z * error / np.where(inside, left * np.abs(logs), 1.0)
    low, high = (np.exp(-np.exp(np.log(-logs) + sign * half)) for sign in (1, -1))
    return np.where(inside, low, left), np.where(inside, high, left)


def reached(at: float) -> float | None:
    """Return a time, None where it was not reached."""
    return float(at) if np.isfinite(at) else None
