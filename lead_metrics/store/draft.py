"""A release before it is stored: judged figures and what a reader needs beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from lead_metrics.catalogue.model import Catalogue, Site
from lead_metrics.cells import ReleasedCells

EVENTS = {"site": pl.String, "on": pl.Date, "title": pl.String, "kind": pl.String}
"""Policy events, which charts mark: one row an event and site."""


@dataclass(frozen=True)
class Draft:
    """Everything that one release stores. areas: cells.AREAS. events: EVENTS. catalogue_text: what its digest names."""

    cells: ReleasedCells
    areas: pl.DataFrame
    events: pl.DataFrame
    sites: Mapping[str, Site]
    as_of: date
    catalogue: Catalogue
    catalogue_text: str = ""
    note: str = ""
    sample: bool = False
