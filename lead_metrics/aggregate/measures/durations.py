"""Medians of spans and means of scores, and how complete columns are."""

from __future__ import annotations

import polars as pl

from lead_metrics.aggregate.frames import TIES, Work, cut, grid, matches, started
from lead_metrics.aggregate.intervals import of_medians
from lead_metrics.aggregate.measures.events import lasted, persons

SMALLEST = 0.0


def _summarised(work: Work, rows: pl.DataFrame, number: pl.Expr, summary: str) -> pl.DataFrame:
    """Return one summary of a number a period and part, with how many rows and persons stand behind it."""
    valued = rows.with_columns(__number=number, __counts=pl.lit(True)).filter(pl.col("__number").is_not_null())
    areas = work.deposit.areas.filter(pl.col("site") == work.site)
    parts = []
    for how in work.slices():
        cells = cut(valued, how, areas)
        every = cells.select("area", "dimension", "category").unique()
        for grain, periods in work.periods.items():
            dated = started(cells, grain, periods)
            middle = pl.col("__number").median() if summary == "median" else pl.col("__number").mean()
            found = dated.group_by(TIES).agg(
                value=middle.cast(pl.Float64), denominator=pl.len().cast(pl.Float64), people=persons(dated, "__counts"),
                ordered=pl.col("__number").cast(pl.Float64).sort(),
            )  # fmt: skip
            found = of_medians(found) if summary == "median" else found.drop("ordered")
            parts.append(
                grid(every, periods).join(found, on=TIES, how="left").with_columns(pl.col("denominator").fill_null(0))
            )
    return pl.concat(parts) if parts else pl.DataFrame()


def median(work: Work) -> pl.DataFrame:
    """Return the median length of the measure's span with its interval; spans that have not ended are left out."""
    span = work.indicator.measure.span
    assert span is not None
    length = lasted(span)
    rows = work.rows.filter(matches(work.indicator.measure.where))
    return _summarised(work, rows, pl.when(length >= SMALLEST).then(length), "median")


def mean(work: Work) -> pl.DataFrame:
    """Return the mean of the measure's column."""
    rows = work.rows.filter(matches(work.indicator.measure.where))
    number = pl.col(work.indicator.measure.column or "").cast(pl.Float64, strict=False)
    return _summarised(work, rows, number, "mean")


def completeness(work: Work) -> pl.DataFrame:
    """Return the share of the named columns' fields that are filled in, in percent."""
    names = (work.indicator.measure.column or "").split(",")
    filled = pl.mean_horizontal(pl.col(name).is_not_null().cast(pl.Float64) for name in names) * 100
    rows = work.rows.filter(matches(work.indicator.measure.where))
    return _summarised(work, rows, filled, "mean").with_columns(people=pl.lit(None, pl.Int64))


MEASURES = {"median": median, "mean": mean, "completeness": completeness}
