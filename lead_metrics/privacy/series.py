"""One row a series: its grain, and where final figures end."""

from __future__ import annotations

import polars as pl

from lead_metrics.cells import SERIES, fitted
from lead_metrics.privacy.grain import SERIES_KEYS


def series(cells: pl.DataFrame, chosen: pl.DataFrame, coverage: pl.DataFrame) -> pl.DataFrame:
    """Return columns SERIES for every series among the cells; a series outside the ladder keeps its own grain."""
    spans = cells.group_by(SERIES_KEYS).agg(
        pl.col("grain").first().alias("own"),
        pl.col("from").min(),
        pl.col("until").max(),
        pl.col("source").drop_nulls().first(),
    )
    covered = coverage.group_by("site", "indicator").agg(
        pl.col("final_until").max(), pl.col("arriving_until").max(), pl.col("source").drop_nulls().first().alias("feed")
    )
    rows = spans.join(chosen, on=SERIES_KEYS, how="left").join(covered, on=["site", "indicator"], how="left")
    rows = rows.with_columns(
        pl.coalesce("grain", "own").alias("grain"),
        pl.coalesce("final_until", "until").alias("final_until"),
        pl.coalesce("arriving_until", "final_until", "until").alias("arriving_until"),
        pl.coalesce("source", "feed").alias("source"),
    )
    return fitted(rows.sort(SERIES_KEYS), SERIES)
