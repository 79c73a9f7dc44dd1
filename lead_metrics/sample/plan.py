"""What a sample county is made from: its size, its months, its sites and its chance."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from lead_metrics.catalogue.model import Site
from lead_metrics.periods import add_months

SHAPE = Path(__file__).parent / "shape.toml"


@cache
def shape() -> dict[str, Any]:
    """Return the invented county's shape."""
    return tomllib.loads(SHAPE.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Plan:
    """One site of the county: who lives there, when what happened, and a generator of its own.

    start inclusive, until exclusive; began: the day LEAD began; people: how many are referred over all the months.
    """

    site: dict[str, Any]
    start: date
    until: date
    people: int
    residents: int
    chance: np.random.Generator

    @property
    def months(self) -> list[date]:
        """Return the first day of each month."""
        count = (self.until.year - self.start.year) * 12 + self.until.month - self.start.month
        return [add_months(self.start, n) for n in range(count)]

    @property
    def name(self) -> str:
        """Return the site's id."""
        return str(self.site["id"])

    @property
    def began(self) -> date:
        """Return when LEAD began: a quarter of the way through."""
        return self.at(0.25)

    def at(self, part: float) -> date:
        """Return the month at a part of the way through."""
        return add_months(self.start, int(len(self.months) * part))

    @property
    def days(self) -> int:
        """Return how many days the county holds."""
        return (self.until - self.start).days

    def settings(self) -> Site:
        """Return the site's settings."""
        return Site(
            id=self.name,
            name=str(self.site["name"]),
            county=str(shape()["county"]),
            lead_began=self.began,
            sample=True,
            contact="the sample's project manager",
        )


def plans(sites: int, months: int, participants: int, seed: int, until: date) -> list[Plan]:
    """Return a plan for each site; the county's residents and people are shared out by the sites' weights."""
    chosen = shape()["sites"][:sites]
    whole = sum(site["weight"] for site in chosen)
    first = add_months(until, -months)
    # One site is a county of its own, small, but large enough that countywide figures can be read.
    residents = shape()["residents"] if sites > 1 else shape()["residents"] // 4
    return [
        Plan(
            site,
            first,
            until,
            round(participants * site["weight"] / whole),
            round(residents * site["weight"] / whole),
            np.random.default_rng([seed, n]),
        )
        for n, site in enumerate(chosen)
    ]
