"""What a sample county is made from: its size, its months, its sites and its chance."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from lead_metrics.catalogue.model import Site
from lead_metrics.periods import add_months

SHAPE = Path(__file__).parent / "shape.toml"
BEFORE = 18
"""Months that pass before the first delivered one, so that the jail is not empty on the first day."""

DAYS_A_YEAR = 365.25


@cache
def shape() -> dict[str, Any]:
    """Return the invented county's shape."""
    return tomllib.loads(SHAPE.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Plan:
    """One site of the county: who lives there, when what happened, and its chance.

    start inclusive, until exclusive; people: how many are ever referred; number: the site's place in the county.
    """

    site: dict[str, Any]
    start: date
    until: date
    people: int
    residents: int
    seed: int
    number: int

    def chance(self, part: str) -> np.random.Generator:
        """Return a generator for one part of the county, so that no part's numbers hang on another's."""
        return np.random.default_rng([self.seed, self.number, crc32(part.encode())])

    @cached_property
    def months(self) -> list[date]:
        """Return the first day of each delivered month."""
        return self.lived[BEFORE:]

    @cached_property
    def lived(self) -> list[date]:
        """Return the first day of each month, those before the first delivery included."""
        first = add_months(self.start, -BEFORE)
        count = (self.until.year - first.year) * 12 + self.until.month - first.month
        return [add_months(first, n) for n in range(count)]

    @property
    def name(self) -> str:
        """Return the site's id."""
        return str(self.site["id"])

    @property
    def began(self) -> date:
        """Return when LEAD began."""
        return self.at("program")

    def at(self, event: str) -> date:
        """Return the first day of the month in which something of the shape's `when` happens."""
        return add_months(self.start, int(len(self.months) * shape()["when"][event]))

    def settings(self) -> Site:
        """Return the site's settings."""
        return Site(
            id=self.name,
            name=str(self.site["name"]),
            county=str(shape()["county"]),
            lead_began=self.began,
            contact="the sample's project manager",
            need_weights={"1": 0.75, "2": 1.0, "3": 1.5},
            sample=True,
        )


@dataclass(frozen=True)
class Size:
    """How large a county is to be; `until` is the first day after its last month."""

    sites: int
    months: int
    participants: int
    seed: int
    until: date


def plans(size: Size) -> list[Plan]:
    """Return a plan for each site; the county's residents and people are shared out by the sites' weights."""
    chosen = shape()["sites"][: size.sites]
    whole = sum(site["weight"] for site in chosen)
    # One site is a county of its own: small, but large enough that its arrests and bookings can be read.
    residents = shape()["residents" if len(chosen) > 1 else "residents_alone"]
    first = add_months(size.until, -size.months)
    parts = [site["weight"] / whole for site in chosen]
    shares = np.diff(np.round(np.cumsum([0, *parts]) * size.participants)).astype(int).tolist()
    return [
        Plan(site, first, size.until, people, round(residents * part), size.seed, number)
        for number, (site, part, people) in enumerate(zip(chosen, parts, shares, strict=True))
    ]
