"""Small drafts to save, over a catalogue with one indicator for each audience."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl

from lead_metrics.access.rules import LADDER
from lead_metrics.catalogue import load
from lead_metrics.catalogue.model import Catalogue, Site
from lead_metrics.cells import AREAS, RELEASED, SERIES, ReleasedCells, empty, fitted
from lead_metrics.periods import MONTHS_IN, Grain, add_months
from lead_metrics.store.draft import EVENTS, Draft
from tests.figures import indicator

SITES = ("north", "south", "east")
INDICATORS = tuple(f"for_{audience}" for audience in LADDER)
FIGURE = {"site": "north", "area": "all", "indicator": "for_public", "grain": "month", "from": date(2025, 1, 1),
          "dimension": "none", "category": "all", "status": "shown", "unreliable": False, "source": "jail"}  # fmt: skip
SERIES_KEYS = ["site", "area", "indicator", "dimension", "grain", "source"]


def catalogue() -> Catalogue:
    """Return the built-in catalogue with one indicator for each audience instead of its own."""
    known = {name: indicator(id=name, audience=audience) for name, audience in zip(INDICATORS, LADDER, strict=True)}
    return load.catalogue().model_copy(update={"indicators": known})


def figure(**fields: Any) -> dict[str, Any]:
    """Return a figure's row; shown with a value unless told otherwise."""
    row: dict[str, Any] = FIGURE | fields
    grain = Grain(row["grain"])
    row.setdefault("until", add_months(row["from"], MONTHS_IN[grain]))
    if row["status"] == "shown":
        row.setdefault("value", 42.0)
    return row


def cells(rows: Iterable[dict[str, Any]]) -> ReleasedCells:
    """Return these rows as judged figures, with their series."""
    frame = fitted(pl.DataFrame(list(rows), infer_schema_length=None), RELEASED)
    series = frame.group_by(SERIES_KEYS, maintain_order=True).agg(
        pl.col("from").min(), pl.col("until").max().alias("final_until"), pl.col("until").max().alias("arriving_until")
    )
    keys = ["site", "area", "indicator", "dimension"]
    return ReleasedCells(frame, fitted(series.unique(keys, maintain_order=True), SERIES))


def draft(rows: Iterable[dict[str, Any]] = (), **fields: Any) -> Draft:
    """Return a draft of these figures at every site of the tests."""
    sites = {name: Site(id=name, name=name.title(), lead_began=date(2020, 3, 1), sample=True) for name in SITES}
    rest: dict[str, Any] = {"areas": empty(AREAS), "events": empty(EVENTS), "sites": sites, "as_of": date(2026, 1, 1),
                            "catalogue": catalogue(), "catalogue_text": "the text"}  # fmt: skip
    return Draft(cells=cells(list(rows)), **(rest | fields))
