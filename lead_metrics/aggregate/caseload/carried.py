"""Whom each worker carries on a day: by status, by language and area, and with the site's weights for need."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal, get_args

import polars as pl

from lead_metrics.cells import ALL, NONE, Load

Level = Literal["1", "2", "3"]
LEVELS: tuple[Level, ...] = get_args(Level)


def held_on(spans: pl.DataFrame, day: date) -> pl.DataFrame:
    """Return the standing of each participant on a day; a worker whom nobody named is `none`.

    `in_status_since` looks through changes of the worker alone.
    """
    runs = spans.sort("person", "since").with_columns(run=pl.col("status").rle_id().over("person"))
    known = runs.with_columns(in_status_since=pl.col("since").min().over("person", "run"))
    held = known.filter(pl.col("since") <= day, pl.col("to") > day)
    return held.with_columns(pl.col("worker").fill_null(NONE))


def carried(held: pl.DataFrame, weights: Mapping[Level, float]) -> pl.DataFrame:
    """Return people by worker and status, active ones also by language and area and weighted; the site's deceased."""
    active = held.filter(pl.col("status") == "active")
    kept = held.filter(pl.col("status").is_in(["active", "inactive", "sought"]))
    return pl.concat(
        [
            _counted(kept, "worker", pl.col("status").alias("measure")),
            _counted(active.with_columns(measure=pl.lit(Load.ACTIVE)), "worker", "measure", *_groups()),
            _weighted(active, weights),
            pl.DataFrame({"measure": [str(Load.DECEASED)], "value": [float((held["status"] == "deceased").sum())]}),
        ],
        how="diagonal_relaxed",
    )


def _groups() -> list[pl.Expr]:
    # A group of which nothing is known is `none`: its people may go to anybody.
    language = pl.when(pl.col("language") == "unknown").then(None).otherwise(pl.col("language"))
    area = pl.when(pl.col("area") == ALL).then(None).otherwise(pl.col("area"))
    return [language.fill_null(NONE).alias("language"), area.fill_null(NONE).alias("area")]


def _counted(rows: pl.DataFrame, *by: str | pl.Expr) -> pl.DataFrame:
    return rows.group_by(*by).agg(value=pl.len().cast(pl.Float64))


def _weighted(active: pl.DataFrame, weights: Mapping[Level, float]) -> pl.DataFrame:
    """Return each worker's load with a weight for each person's need; need that nobody recorded weighs 1."""
    known = {level: weights.get(level, 1.0) for level in LEVELS}
    weight = pl.col("acuity").replace_strict(known, default=1.0, return_dtype=pl.Float64)
    return active.group_by("worker").agg(measure=pl.lit(str(Load.WEIGHTED)).first(), value=weight.sum())
