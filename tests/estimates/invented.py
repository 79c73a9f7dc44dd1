"""Invented series whose truth is known."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import polars as pl

from lead_metrics.periods import add_months

BEGAN = date(2020, 1, 1)
KEYS: dict[str, Any] = {"outcome": "n", "time": "month", "start": BEGAN}


def months(values: Any, before: int = 24) -> pl.DataFrame:
    """Return these values by month, so many of them before the start."""
    times = [add_months(BEGAN, n - before) for n in range(len(values))]
    return pl.DataFrame({"month": times, "n": [float(one) for one in values]})


def counts(size: int = 48, mean: float = 200, ratio: float = 1.0, seed: int = 0) -> pl.DataFrame:
    """Return Poisson counts whose second half is `ratio` times as high."""
    chance = np.random.default_rng(seed)
    half = size // 2
    return months(chance.poisson([mean] * half + [mean * ratio] * (size - half)), half)
