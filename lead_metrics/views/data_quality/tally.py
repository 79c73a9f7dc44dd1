"""How many figures are shown, withheld, missing and not collected: counts of statuses, never of what they stand for."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from lead_metrics.cells import Status

TALLY = tuple(str(status) for status in Status)
"""The columns of a tally, one for each status."""


def tally(figures: pl.DataFrame, *by: str) -> pl.DataFrame:
    """Return how many of these figures (facts.figures.FIGURES) have each status: columns `by` and TALLY, sorted."""
    counts = [(pl.col("status") == status).sum().cast(pl.Int64).alias(status) for status in TALLY]
    return figures.group_by(*by).agg(counts).sort(*by) if by else figures.select(counts)


def by_level(figures: pl.DataFrame, levels: Mapping[str, str]) -> pl.DataFrame:
    """Return the tally of each level (columns level and TALLY); `levels` gives each indicator's."""
    named = pl.col("indicator").replace_strict(levels, default=None, return_dtype=pl.String).alias("level")
    return tally(figures.with_columns(named).filter(pl.col("level").is_not_null()), "level")


def by_series(figures: pl.DataFrame) -> pl.DataFrame:
    """Return the tally of each indicator and dimension with the grains that it is shown by (columns grains, TALLY)."""
    grains = figures.group_by("indicator", "dimension").agg(pl.col("grain").unique().sort().alias("grains"))
    return tally(figures, "indicator", "dimension").join(grains, on=["indicator", "dimension"])


def total(counted: pl.DataFrame) -> dict[str, int]:
    """Return the sum of a tally by status; of no rows, zeros."""
    return {status: int(counted[status].sum()) for status in TALLY}


def share(part: int, whole: int) -> str:
    """Return a share in whole percents; neither nothing nor everything is said where it is not so."""
    if whole == 0:
        return "0%"
    percent = round(100 * part / whole)
    if percent == 0 and part:
        return "<1%"
    return ">99%" if percent == 100 and part < whole else f"{percent}%"
