"""What would a treated place have been like without it? Synthetic control (Abadie, Diamond and Hainmueller, 2010)."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from scipy.optimize import nnls
from scipy.stats import t as student

from lead_metrics.errors import EstimateRefused
from lead_metrics.estimates import times as clock
from lead_metrics.estimates.answers import SyntheticControl
from lead_metrics.estimates.fitting.design import Array, check_varies
from lead_metrics.estimates.results import Estimate

FEWEST_OTHERS, FEWEST_BEFORE = 3, 3
FIRM, SMALLEST = 1e4, 1e-4
"""How firmly the weights are held to sum to one, and which are told."""


def synthetic_control(  # noqa: PLR0913 (the interface that others call)
    frame: pl.DataFrame, *, outcome: str, unit: str, time: str, treated_unit: Any, start: Any
) -> SyntheticControl:
    """Return the mean gap after the start between a place and a mixture of others that fits it before.

    Weights are chosen on outcomes alone. The interval comes from the same gap for each other place in turn (placebos).
    Raises EstimateRefused where a place has gaps, or there are fewer than three others or three times before.
    """
    table = wide(frame, (outcome, unit, time))
    names = [name for name in table.columns if name != "time"]
    if str(treated_unit) not in names:
        raise EstimateRefused(f"there is no unit {treated_unit} in the frame")
    before = clock.place_of(table["time"].to_list(), clock.like(table["time"], start))
    check_enough(len(names) - 1, before, table.height - before)
    values = table.select(names).to_numpy()
    gaps = {name: values[:, n] - mixed(values, n, before)[0] for n, name in enumerate(names)}
    return told(table, str(treated_unit), gaps, before)


def wide(frame: pl.DataFrame, keys: tuple[str, str, str]) -> pl.DataFrame:
    """Return a column `time` and one a unit; raises EstimateRefused for gaps and rows that stand twice."""
    outcome, unit, time = keys
    rows = pl.DataFrame(
        {
            "unit": clock.column(frame, unit).cast(pl.String),
            "time": clock.read(clock.column(frame, time)),
            "y": clock.whole(frame, outcome),
        }
    )
    if rows.select("unit", "time").is_duplicated().any():
        raise EstimateRefused("a unit has a time twice; give one row a unit and time")
    check_varies(rows["y"].to_list())
    table = rows.sort("unit").pivot(on="unit", index="time", values="y").sort("time")
    if any(table.null_count().row(0)):
        raise EstimateRefused("a unit has gaps: every unit needs a figure at every time")
    return table


def check_enough(others: int, before: int, after: int) -> None:
    """Raise EstimateRefused where there are too few places or times."""
    if others < FEWEST_OTHERS or before < FEWEST_BEFORE or after < 1:
        raise EstimateRefused(
            f"too few points: {others} other units, {before} times before and {after} after the start; "
            f"it takes {FEWEST_OTHERS}, {FEWEST_BEFORE} and 1 at least"
        )


def mixed(values: Array, place: int, before: int) -> tuple[Array, Array]:
    """Return the mixture of the others nearest to one place before the start, and its weights (sum one)."""
    others = np.delete(values, place, axis=1)
    size = np.abs(values[:before]).max() or 1.0
    terms = np.vstack([others[:before] / size, np.full((1, others.shape[1]), FIRM)])
    weights, _ = nnls(terms, np.append(values[:before, place] / size, FIRM), maxiter=50 * others.shape[1])
    weights = weights / weights.sum()
    return others @ weights, weights


def told(table: pl.DataFrame, treated: str, gaps: dict[str, Array], before: int) -> SyntheticControl:
    """Return the treated place's gap beside the placebos'."""
    names = [name for name in table.columns if name != "time"]
    values = table.select(names).to_numpy()
    weights = dict(zip([n for n in names if n != treated], mixed(values, names.index(treated), before)[1], strict=True))
    effects = {name: float(gap[before:].mean()) for name, gap in gaps.items()}
    placebos = {name: effect for name, effect in effects.items() if name != treated}
    half = student.ppf(0.975, len(placebos) - 1) * np.array(list(placebos.values())).std()
    grown = {name: root(gap[before:]) / max(root(gap[:before]), 1e-12) for name, gap in gaps.items()}
    rank = sum(one >= grown[treated] for one in grown.values())
    effect = Estimate(effects[treated], effects[treated] - half, effects[treated] + half)
    own = table[treated].to_numpy()
    return SyntheticControl(
        float(effect), effect.low, effect.high, effect,
        {name: float(w) for name, w in sorted(weights.items(), key=lambda one: -one[1]) if w > SMALLEST}, placebos,
        tuple(table["time"]), tuple(own.tolist()), tuple((own - gaps[treated]).tolist()), tuple(gaps[treated].tolist()),
        root(gaps[treated][:before]), rank, rank / len(grown),
    )  # fmt: skip


def root(gaps: Array) -> float:
    """Return the root of the mean square."""
    return float(np.sqrt(np.mean(gaps**2)))
