"""Who works at a site on a day: each case manager's share of a full week, leave, capacity, languages and areas."""

from __future__ import annotations

from datetime import date

import polars as pl

from lead_metrics.aggregate.frames import Work
from lead_metrics.aggregate.measures.stocks import NEVER
from lead_metrics.cells import Load

MANAGER = "case_manager"


def roster(work: Work, day: date) -> pl.DataFrame:
    """Return the case managers of a day: full_time, present (less in leave), away_days, capacity, what they know.

    A leave takes the whole position unless `leave_share` says which part of it.
    """
    rows = work.records("positions")
    if rows is None:
        return pl.DataFrame()
    held = rows.filter(
        pl.col("role") == MANAGER,
        pl.col("worker").is_not_null(),
        pl.col("from") <= day,
        pl.col("until").fill_null(NEVER) > day,
    ).with_columns(away=_away(day), gone=_away(day).cast(pl.Float64) * pl.col("leave_share").fill_null(1.0).clip(0, 1))
    return pl.concat([_shares(held, day), _known(held, "languages"), _known(held, "areas")], how="diagonal_relaxed")


def _away(day: date) -> pl.Expr:
    back = pl.col("leave_until").fill_null(NEVER)
    return (pl.col("leave_from").is_not_null() & (pl.col("leave_from") <= day) & (back > day)).fill_null(False)


def _shares(held: pl.DataFrame, day: date) -> pl.DataFrame:
    days = (pl.col("leave_until") - day).dt.total_days().cast(pl.Float64)
    each = held.group_by("worker").agg(
        pl.col("full_time").sum().alias(Load.FULL_TIME),
        (pl.col("full_time") * (1 - pl.col("gone"))).sum().alias(Load.PRESENT),
        days.filter(pl.col("away")).max().alias(Load.AWAY_DAYS),
        pl.col("capacity").sum().alias(Load.CAPACITY),
        stated=pl.col("capacity").is_not_null().all(),
    )
    kept = each.with_columns(pl.when(pl.col("stated")).then(pl.col(Load.CAPACITY)).alias(Load.CAPACITY))
    return kept.drop("stated").unpivot(index="worker", variable_name="measure", value_name="value").drop_nulls("value")


def _known(held: pl.DataFrame, column: str) -> pl.DataFrame:
    """Return what the positions say of a worker's languages or areas, one a row; names are parted by commas."""
    name, measure = ("language", Load.SPEAKS) if column == "languages" else ("area", Load.WORKS_IN)
    words = pl.col(column).str.to_lowercase().str.split(",").list.eval(pl.element().str.strip_chars())
    said = held.select("worker", words.alias(name)).explode(name, empty_as_null=True).drop_nulls(name)
    code = pl.col(name).str.replace_all(r"[\s-]+", "_")
    kept = said.with_columns(code).filter(pl.col(name) != "").unique()
    return kept.with_columns(measure=pl.lit(str(measure)), value=pl.lit(1.0))
