"""What changed between two stored releases, as each audience would notice it."""

from __future__ import annotations

import polars as pl
from sqlalchemy import Engine

from lead_metrics.access.rules import LADDER, sees
from lead_metrics.catalogue.load import catalogue
from lead_metrics.cells import KEYS, Status
from lead_metrics.store.stored import stored
from lead_metrics.store.write import about

EVERY = "(every indicator)"
SHOWN = str(Status.SHOWN)
NEW, GONE = pl.col("status").is_null(), pl.col("status_after").is_null()
NOW_SHOWN = (pl.col("status") != SHOWN) & (pl.col("status_after") == SHOWN)
NOW_HIDDEN = (pl.col("status") == SHOWN) & (pl.col("status_after") != SHOWN)
OTHER_VALUE = (pl.col("status_after") == SHOWN) & pl.col("value").ne_missing(pl.col("value_after"))
COUNTED = {
    "new": NEW, "gone": GONE, "now_shown": NOW_SHOWN, "now_not_shown": NOW_HIDDEN,
    "changed": (pl.col("status") == SHOWN) & OTHER_VALUE,
}  # fmt: skip
"""Both sides of a comparison are null where a figure is on one side alone, and count in none of the last three."""


def difference(engine: Engine, one: int, other: int) -> pl.DataFrame:
    """Return rows of audience, indicator, new, gone, now_shown, now_not_shown, changed: only what changed.

    An audience's first row sums up all that it sees; the rows below are the indicators that it is the first to see.
    """
    before, after = (stored(engine, number).frame.select(*KEYS, "status", "value") for number in (one, other))
    both = before.join(after, on=list(KEYS), how="full", coalesce=True, suffix="_after")
    known = both.join(about(catalogue()).select("indicator", "audience"), on="indicator", how="left")
    counted = known.group_by("audience", "indicator").agg(mark.sum().alias(name) for name, mark in COUNTED.items())
    changed = counted.filter(pl.any_horizontal(pl.col(name) > 0 for name in COUNTED)).sort("indicator")
    parts = []
    for audience in LADDER:
        seen = changed.filter(pl.col("audience").is_in([str(one) for one in sees(audience)]))
        if seen.height:
            named = [pl.lit(str(audience)).alias("audience"), pl.lit(EVERY).alias("indicator")]
            parts += [seen.select(*named, *map(pl.sum, COUNTED)), changed.filter(pl.col("audience") == str(audience))]
    return pl.concat(parts) if parts else changed
