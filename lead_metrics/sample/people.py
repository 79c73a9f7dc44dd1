"""The people of a site: those who are referred to LEAD, and everybody else whom the police or the jail meets."""

from __future__ import annotations

import numpy as np
import polars as pl

from lead_metrics.sample.plan import Plan, shape

SEXES, SEX_SHARES = ("male", "female", "nonbinary"), (0.71, 0.27, 0.02)
AGES = ("18_24", "25_34", "35_44", "45_54", "55_over")
AGE_SHARES = (0.14, 0.31, 0.27, 0.17, 0.11)
RACE_UNKNOWN = 0.04


def races(plan: Plan, size: int, tilt: dict[str, float]) -> np.ndarray:
    """Return groups drawn from the residents, each met as often as `tilt` says."""
    groups = shape()["population"]
    weights = np.array([groups[g] * tilt[g] for g in groups])
    return plan.chance.choice(list(groups), size=size, p=weights / weights.sum())


def crowd(plan: Plan, size: int, prefix: str) -> pl.DataFrame:
    """Return people with number, race, sex and age band."""
    chance = plan.chance
    race = races(plan, size, shape()["disparity"]["before"])
    unknown = chance.random(size) < RACE_UNKNOWN
    return pl.DataFrame(
        {
            "person": [f"{prefix}-{plan.name}-{n:06d}" for n in range(size)],
            "race": np.where(unknown, "unknown", race),
            "sex": chance.choice(SEXES, size=size, p=SEX_SHARES),
            "age_band": chance.choice(AGES, size=size, p=AGE_SHARES),
        },
        schema_overrides={"person": pl.String, "race": pl.String, "sex": pl.String, "age_band": pl.String},
    )
