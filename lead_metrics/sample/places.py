"""The neighborhoods of a site."""

from __future__ import annotations

import numpy as np

from lead_metrics.sample.chance import Chance, Names, choose
from lead_metrics.sample.plan import Plan

FIRST_SHARE = 1.5


def areas(plan: Plan) -> list[str]:
    """Return the ids of the site's areas."""
    return [name.lower().replace(" ", "_") for name in plan.site["areas"]]


def shares(plan: Plan) -> dict[str, float]:
    """Return how much happens in each area, most in the first."""
    weights = 1 / (np.arange(len(areas(plan))) + FIRST_SHARE)
    return dict(zip(areas(plan), (weights / weights.sum()).tolist(), strict=True))


def area_of(plan: Plan, chance: Chance, size: int) -> Names:
    """Return an area for each event."""
    return choose(chance, shares(plan), size)
