"""A release before it is stored: judged figures and what a reader needs beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from lead_metrics.catalogue.model import Catalogue, Site
from lead_metrics.cells import ReleasedCells


@dataclass(frozen=True)
class Draft:
    """Everything that one release stores. areas: cells.AREAS. events: columns site, on, title, kind."""

    cells: ReleasedCells
    areas: pl.DataFrame
    events: pl.DataFrame
    sites: Mapping[str, Site]
    as_of: date
    catalogue: Catalogue
    catalogue_text: str = ""
    note: str = ""
    sample: bool = False
    status: str = field(default="draft", init=False)
