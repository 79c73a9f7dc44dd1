"""The catalogue's disclosure rules as one frame, a row for each indicator."""

from __future__ import annotations

import polars as pl

from lead_metrics.catalogue.model import Catalogue, Indicator
from lead_metrics.privacy.leftovers import with_leftovers

RULES = {
    "indicator": pl.String,
    "protects": pl.String,
    "threshold": pl.Int64,
    "zero_discloses": pl.Boolean,
    "kind": pl.String,
    "counts": pl.String,
    "share": pl.Boolean,
    "counted": pl.Boolean,
    "among": pl.Boolean,
    "sized": pl.Boolean,
    "of": pl.String,
}
"""`share`: numerator is part of the denominator. `counted`: numerators add up. `among`: denominators do.

`sized`: the numerator tells how many people or events the figure is about. `of`: the indicator it is made of.
"""

AVERAGES = {"mean", "median", "paired_change", "completeness"}
SHARES = {"share", "stock_share", "latest_share"}
DERIVED = {"ratio", "difference"}
UNCOUNTED = AVERAGES | DERIVED | {"average_daily", "load", "inequality", "lag", "amount"}


def rules(catalogue: Catalogue) -> pl.DataFrame:
    """Return columns RULES; the stricter of the product's and the indicator's threshold holds."""
    rows = [_rule(indicator, catalogue) for indicator in catalogue.indicators.values()]
    return pl.DataFrame(rows, schema=RULES, orient="row")


def with_rules(frame: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """Return the cells with their rule beside them; an unknown indicator is guarded like one about participants."""
    strict = {
        "protects": "participants",
        "threshold": catalogue.rule.threshold,
        "zero_discloses": False,
        "kind": "reported",
        "counts": "events",
        "share": False,
        "counted": True,
        "among": True,
        "sized": True,
    }
    joined = frame.join(rules(catalogue), on="indicator", how="left", maintain_order="left")
    known = joined.with_columns(pl.col(name).fill_null(value) for name, value in strict.items())
    return with_leftovers(known, catalogue)


def _rule(indicator: Indicator, catalogue: Catalogue) -> tuple[str | int | bool | None, ...]:
    protects = indicator.disclosure.protects
    workers = catalogue.rule.staff_needs_workers - 1
    people = max(catalogue.rule.threshold, indicator.disclosure.threshold)
    kind = indicator.measure.kind
    unit = catalogue.units.get(indicator.unit)
    share = kind in SHARES or (kind not in UNCOUNTED and unit is not None and unit.percent)
    return (
        indicator.id,
        protects,
        workers if protects == "staff" else people,
        indicator.disclosure.zero_discloses,
        kind,
        indicator.counts,
        share,
        kind not in UNCOUNTED,
        share or kind in AVERAGES,
        kind not in UNCOUNTED or kind in DERIVED,
        indicator.measure.of if kind in DERIVED else None,
    )
