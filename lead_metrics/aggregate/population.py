"""Residents behind a rate: of the place and group, in the year of the period or the latest one before it."""

from __future__ import annotations

import polars as pl

from lead_metrics.aggregate.frames import Work
from lead_metrics.cells import ALL, NONE


def residents(work: Work) -> pl.DataFrame:
    """Return residents by area, dimension, category and year (columns …, year, residents)."""
    frame = work.records("population")
    assert frame is not None
    return frame.select(
        pl.col("area").fill_null(ALL),
        pl.col("dimension").fill_null(NONE),
        pl.col("category").fill_null(ALL),
        pl.col("year").cast(pl.Int32),
        pl.col("people").alias("residents"),
    ).sort("year")


def with_residents(cells: pl.DataFrame, work: Work) -> pl.DataFrame:
    """Return the cells with their residents as denominator, null where nobody counted them."""
    known = residents(work)
    by = ["area", "dimension", "category"]
    placed = cells.with_columns(year=pl.col("start").dt.year()).sort("year")
    near = placed.join_asof(known, on="year", by=by, strategy="backward", check_sortedness=False)
    return near.with_columns(denominator=pl.col("residents").cast(pl.Float64)).drop("year", "residents")


def reference_group(work: Work, dimension: str) -> str | None:
    """Return the group that ratios compare with, None where no source names one."""
    frame = work.records("population")
    assert frame is not None
    marked = frame.filter(pl.col("dimension") == dimension, pl.col("reference").is_in(["yes", "true", "1"]))
    return marked["category"][0] if marked.height else None
