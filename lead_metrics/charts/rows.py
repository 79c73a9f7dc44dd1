"""The rows that a trend chart plots: one frame of figures, policy events and the span that still arrives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from lead_metrics.cells import Status

ROWS = {
    "row": pl.String,
    "at": pl.Date,
    "until": pl.Date,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "mark": pl.String,
    "segment": pl.Int64,
    "label": pl.String,
    "said": pl.String,
}
"""row: figure, event, arriving or domain. mark: shown, zero, unreliable, withheld or missing. segment: a run of shown
figures without a gap, so that no line crosses what is not shown. label: an event's number. said: a tooltip's words."""


def mark() -> pl.Expr:
    """Return an expression for how a figure is drawn."""
    shown = pl.col("status") == Status.SHOWN
    return (
        pl.when(shown & pl.col("unreliable"))
        .then(pl.lit("unreliable"))
        .when(shown & (pl.col("value") == 0))
        .then(pl.lit("zero"))
        .when(shown)
        .then(pl.lit("shown"))
        .otherwise(pl.col("status"))
    )


def shown_only(name: str) -> pl.Expr:
    """Return an expression for a column that is null unless the figure is shown, whatever it was given."""
    return pl.when(pl.col("status") == Status.SHOWN).then(name).alias(name)


def middle() -> pl.Expr:
    """Return an expression for the day in the middle of a period, where its figure stands."""
    return pl.col("from") + (pl.col("until") - pl.col("from")) / 2


def figures(series: pl.DataFrame, said: list[str]) -> pl.DataFrame:
    """Return the rows of one series' figures (facts.figures.FIGURES), with the words of each for the tooltip."""
    drawn = series.sort("from").with_columns(pl.Series("said", said, dtype=pl.String), mark().alias("mark"))
    broken = (pl.col("status") != Status.SHOWN) | (pl.col("from") != pl.col("until").shift(1))
    return drawn.select(
        pl.lit("figure").alias("row"),
        middle().cast(pl.Date).alias("at"),
        pl.lit(None, pl.Date).alias("until"),
        *(shown_only(name) for name in ("value", "low", "high")),
        "mark",
        broken.fill_null(True).cum_sum().cast(pl.Int64).alias("segment"),
        pl.lit(None, pl.String).alias("label"),
        "said",
    )


def events(happened: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of policy events (columns on, title, kind), numbered in time order."""
    return (
        happened.sort("on", "title")
        .with_row_index("n", offset=1)
        .select(
            pl.lit("event").alias("row"),
            pl.col("on").alias("at"),
            pl.when(pl.col("kind") == "program").then(pl.lit("program")).otherwise(pl.lit("policy")).alias("mark"),
            pl.col("n").cast(pl.String).alias("label"),
            pl.col("title").alias("said"),
        )
    )


def span(row: str, start: date, until: date, said: str | None = None) -> pl.DataFrame:
    """Return one row that covers a span of days: the shade of arriving records, or the axis's own ends."""
    return pl.DataFrame({"row": [row], "at": [start], "until": [until], "said": [said]})


def plotted(*parts: pl.DataFrame, schema: Mapping[str, type[pl.DataType]] = ROWS) -> pl.DataFrame:
    """Return the parts as one frame with the columns of `schema`."""
    typed = [part.select(pl.col(name).cast(schema[name]) for name in part.columns) for part in parts]
    return pl.concat([pl.DataFrame(schema=schema), *typed], how="diagonal")


def shared_domain(*series: pl.DataFrame, later: date | None = None) -> tuple[date, date] | None:
    """Return the first and last day of all series together, so that charts beside one another share one time axis."""
    spans = [frame for frame in series if frame.height]
    if not spans:
        return None
    first = min(frame["from"].min() for frame in spans)  # type: ignore[type-var]
    last = max(frame["until"].max() for frame in spans)  # type: ignore[type-var]
    return first, max(last, later) if later else last  # type: ignore[return-value, type-var]


def within(happened: pl.DataFrame, domain: tuple[date, date]) -> pl.DataFrame:
    """Return the events that fall into the domain."""
    return happened.filter(pl.col("on").is_between(domain[0], domain[1] - timedelta(days=1)))
