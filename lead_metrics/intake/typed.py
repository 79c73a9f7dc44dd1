"""Reviews that managers typed, joined with those that were delivered: what was typed stands over the same day's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.intake.deposit import COVERS, Deposit

SOURCE, RECORD = "hand_entered", "reviews"
SAME = ("site", "element", "on")


def with_reviews(deposit: Deposit, typed: pl.DataFrame, catalogue: Catalogue) -> Deposit:
    """Return the deposit with the typed reviews of its sites; columns site, element, on, rating and evidence.

    The years in which something was typed are covered whole: a manager who enters reviews enters them here.
    """
    own = typed.filter(pl.col("site").is_in(list(deposit.sites))).with_columns(source=pl.lit(SOURCE), day=pl.col("on"))
    if own.is_empty():
        return deposit
    held = deposit.records.get(RECORD, pl.DataFrame(schema=own.schema))
    whole = pl.concat([held.join(own, on=SAME, how="anti"), own], how="diagonal_relaxed")
    covers = _covered(deposit.covers, own, catalogue)
    return replace(deposit, records={**deposit.records, RECORD: whole}, covers=covers)


def _covered(covers: pl.DataFrame, own: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """Return what is covered, with the years of the typed reviews added to whatever that source covered before."""
    recipe = catalogue.recipes[SOURCE]
    years = own.group_by("site").agg(pl.col("day").dt.year().min().alias("first"), pl.col("day").dt.year().max())
    rows = [
        (site, RECORD, SOURCE, date(first, 1, 1), date(last + 1, 1, 1), recipe.cadence, recipe.lag_days)
        for site, first, last in years.sort("site").iter_rows()
    ]
    new = pl.DataFrame(rows, schema=COVERS, orient="row")
    key = ["site", "record", "source"]
    return (
        pl.concat([covers, new])
        .group_by(key, maintain_order=True)
        .agg(
            pl.col("covers_from").min(),
            pl.col("covers_until").max(),
            pl.col("cadence").first(),
            pl.col("lag_days").first(),
        )
        .select(*COVERS)
    )
