"""What is left between a figure and another that counts part of the same: bookings less people booked."""

from __future__ import annotations

import polars as pl

from lead_metrics.catalogue.model import Catalogue, Disclosure
from lead_metrics.cells import KEYS, State

BESIDE = "beside"


def with_leftovers(cells: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """Return the cells with `beside`: the smallest size left between each and those it is declared to lie beside.

    Only the indicator that declares the other has one: it is the one that gives way. Null where nothing is left.
    """
    pairs = pl.DataFrame(
        [(one.id, other) for one in catalogue.indicators.values() for other in others(one.disclosure)],
        schema={"indicator": pl.String, "other": pl.String}, orient="row",
    )  # fmt: skip
    counted = cells.filter(pl.col("state") == State.COUNTED.value, pl.col("counted"))
    own = counted.select(*KEYS, "numerator").join(pairs, on="indicator")
    theirs = counted.select(*KEYS, pl.col("numerator").alias("theirs")).rename({"indicator": "other"})
    left = (pl.col("numerator") - pl.col("theirs")).abs()
    found = own.join(theirs, on=[*(key for key in KEYS if key != "indicator"), "other"]).with_columns(
        left.alias("left")
    )
    least = found.filter(pl.col("left") > 0).group_by(list(KEYS)).agg(pl.col("left").min().alias(BESIDE))
    return cells.drop(BESIDE, strict=False).join(least, on=list(KEYS), how="left", maintain_order="left")


def others(rule: Disclosure) -> tuple[str, ...]:
    """Return the indicators beside which a small leftover makes this one give way."""
    return (*rule.within, *rule.covers)
