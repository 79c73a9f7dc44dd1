"""What the vault holds at one moment, as frames: all that aggregate ever sees of a person."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lead_metrics.catalogue.model import Site

COVERS = {
    "site": pl.String,
    "record": pl.String,
    "source": pl.String,
    "covers_from": pl.Date,
    "covers_until": pl.Date,
    "cadence": pl.String,
    "lag_days": pl.Int64,
}
"""Which days a source covers for a kind of record at a site: `covers_from` inclusive, `covers_until` exclusive."""


@dataclass(frozen=True)
class Deposit:
    """Accepted records by kind, the places they speak of, and what each source covers.

    records: name → frame with the canonical columns of `catalogue/records.toml` (id, person, worker, area, site and
    codes as String; time as Datetime("us", "UTC"); date as Date; number as Float64; bool as Boolean) plus `source`.
    Times keep their local day in a further column `day` (Date, the site's time zone) for the record's `dated` column.
    areas: columns cells.AREAS. covers: columns COVERS. sites: the sites met, with their settings.
    """

    records: dict[str, pl.DataFrame]
    areas: pl.DataFrame
    covers: pl.DataFrame
    sites: dict[str, Site]
