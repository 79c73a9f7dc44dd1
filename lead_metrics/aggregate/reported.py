"""Figures that arrive already added up: any indicator may be fed by them."""

from __future__ import annotations

import polars as pl

from lead_metrics.aggregate.frames import Work
from lead_metrics.catalogue.model import Indicator
from lead_metrics.cells import ALL, NONE
from lead_metrics.periods import MONTHS_IN, Grain, grain_of, start_expr

SPAN = ["area", "dimension", "category", "from", "until"]
ADDS_UP = frozenset({"count", "amount"})


def reported(indicator: Indicator, counts: pl.DataFrame) -> pl.DataFrame:
    """Return the cells of one indicator from a site's `counts` records, coarser grains added up where they may be.

    columns: grain, start, until, area, dimension, category, value, numerator, denominator, people, already_public.
    """
    own = counts.filter(pl.col("indicator") == indicator.id, pl.col("numerator").is_not_null()).with_columns(
        pl.col("area").fill_null(ALL), pl.col("dimension").fill_null(NONE), pl.col("category").fill_null(ALL)
    )
    summed = own.group_by(SPAN).agg(
        pl.col("numerator").sum(),
        total("denominator"),
        total("people"),
        pl.col("already_public").first(),
        pl.col("source").first(),
    )
    spans = summed.with_columns(grain=pl.struct("from", "until").map_elements(_grain, return_dtype=pl.String))
    # One odd span makes the whole series keep its source's own spans.
    odd = (pl.col("grain") == Grain.REPORTED).any().over("area", "dimension")
    kept = spans.with_columns(grain=pl.when(odd).then(pl.lit(str(Grain.REPORTED))).otherwise("grain"))
    whole = pl.concat([kept, *(_coarser(kept, grain, indicator) for grain in indicator.grains)])
    return whole.with_columns(value=_value(indicator)).rename({"from": "start"})


def total(name: str) -> pl.Expr:
    """Return a sum that is nothing where any part is unknown."""
    return pl.when(pl.col(name).null_count() == 0).then(pl.col(name).sum()).alias(name)


def _grain(span: dict[str, object]) -> str:
    return str(grain_of(span["from"], span["until"]))  # type: ignore[arg-type]


def _value(indicator: Indicator) -> pl.Expr:
    scale = 100.0 if indicator.unit == "percent" else indicator.measure.scale
    quotient = pl.col("numerator") / pl.col("denominator") * scale
    return (
        pl.when(pl.col("denominator").is_null())
        .then("numerator")
        .otherwise(pl.when(quotient.is_finite()).then(quotient))
    )


def _coarser(months: pl.DataFrame, grain: Grain, indicator: Indicator) -> pl.DataFrame:
    """Return months added up to a coarser grain, whole ones alone; means of a day are averaged over their days."""
    finest = months.filter(pl.col("grain") == Grain.MONTH)
    kind = indicator.measure.kind
    if grain not in MONTHS_IN or grain is Grain.MONTH or (kind not in ADDS_UP and kind != "average_daily"):
        return months.clear()
    days = (pl.col("until") - pl.col("from")).dt.total_days()
    number = pl.col("numerator").sum() if kind in ADDS_UP else (pl.col("numerator") * days).sum() / days.sum()
    start = start_expr(pl.col("from"), grain).alias("from")
    summed = finest.group_by("area", "dimension", "category", start, maintain_order=True).agg(
        pl.col("until").max(),
        number.alias("numerator"),
        total("denominator"),
        total("people"),
        pl.col("already_public").first(),
        pl.col("source").first(),
        pl.len().alias("months"),
    )
    whole = summed.filter(pl.col("months") == MONTHS_IN[grain]).with_columns(grain=pl.lit(str(grain)))
    return whole.select(months.columns)


def counts_of(work: Work) -> pl.DataFrame | None:
    """Return the site's counts of the work's indicator, None where there are none."""
    counts = work.records("counts")
    if counts is None:
        return None
    own = counts.filter(pl.col("indicator") == work.indicator.id)
    return own if own.height else None
