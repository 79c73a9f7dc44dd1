"""A release before it is stored: judged figures and what a reader needs beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from lead_metrics.catalogue.model import Catalogue, Site
from lead_metrics.cells import ReleasedCells, empty

EVENTS = {"site": pl.String, "on": pl.Date, "title": pl.String, "kind": pl.String}
"""Policy events, which charts mark: one row an event and site."""


ESTIMATES = {
    "site": pl.String, "area": pl.String, "indicator": pl.String, "kind": pl.String, "payload": pl.String,
}  # fmt: skip
"""Estimates made with a release: one row an estimate, its payload as JSON (lead_metrics.estimates.payloads)."""


REVIEWS = {
    "site": pl.String, "element": pl.String, "on": pl.Date, "rating": pl.Float64, "evidence": pl.String,
}  # fmt: skip
"""Fidelity reviews: one row an element, site and day; rating 0 to 3."""


@dataclass(frozen=True)
class Draft:
    """Everything that one release stores.

    areas: cells.AREAS. events: EVENTS. catalogue_text: what its digest names. estimates: ESTIMATES. reviews: REVIEWS.
    """

    cells: ReleasedCells
    areas: pl.DataFrame
    events: pl.DataFrame
    sites: Mapping[str, Site]
    as_of: date
    catalogue: Catalogue
    catalogue_text: str = ""
    note: str = ""
    sample: bool = False
    estimates: pl.DataFrame = field(default_factory=lambda: empty(ESTIMATES))
    reviews: pl.DataFrame = field(default_factory=lambda: empty(REVIEWS))
