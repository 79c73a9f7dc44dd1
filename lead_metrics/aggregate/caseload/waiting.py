"""Priority referrals that nobody has reached yet, by the days they have waited."""

from __future__ import annotations

from datetime import date

import polars as pl

from lead_metrics.aggregate.frames import Work
from lead_metrics.aggregate.measures.stocks import NEVER
from lead_metrics.cells import ALL, Load

ENDED = ("declined", "not_eligible", "moved", "deceased")
BANDS = {7: Load.WAITING_7, 14: Load.WAITING_14, 30: Load.WAITING_30, 90: Load.WAITING_90}
A_YEAR = "1y"


def waiting(work: Work, day: date) -> pl.DataFrame:
    """Return priority referrals of the last year that still wait on a day: by days waited and door, and how long."""
    referred = work.records("referrals")
    if referred is None:
        return pl.DataFrame()
    urgent = referred.filter(
        pl.col("priority").fill_null(False),
        ~pl.col("outcome").is_in(ENDED).fill_null(False),
        pl.col("day") <= day,
        pl.col("reached_at").dt.date().fill_null(NEVER) > day,
        pl.col("day").dt.offset_by(A_YEAR) > day,
    ).with_columns(waited=(pl.lit(day) - pl.col("day")).dt.total_days())
    counted = urgent.with_columns(measure=_band())
    whole = pl.concat([counted, counted.with_columns(measure=pl.lit(str(Load.WAITING)))])
    every = pl.concat([whole, whole.with_columns(door=pl.lit(ALL))])
    bands = every.group_by("measure", "door").agg(value=pl.len().cast(pl.Float64))
    return pl.concat([bands, _days(urgent), _none(urgent)], how="diagonal_relaxed")


def _band() -> pl.Expr:
    band: pl.Expr = pl.lit(str(Load.WAITING_MORE))
    for most, measure in reversed(BANDS.items()):
        band = pl.when(pl.col("waited") <= most).then(pl.lit(str(measure))).otherwise(band)
    return band


def _days(urgent: pl.DataFrame) -> pl.DataFrame:
    waited = urgent.select(
        pl.col("waited").median().cast(pl.Float64).alias(Load.WAITING_DAYS),
        pl.col("waited").max().cast(pl.Float64).alias(Load.WAITING_LONGEST),
    )
    return waited.unpivot(variable_name="measure", value_name="value").drop_nulls("value")


def _none(urgent: pl.DataFrame) -> pl.DataFrame:
    """Return a counted zero where nobody waits, apart from a site that brings no referrals."""
    rows = {"measure": [str(Load.WAITING)], "value": [0.0]}
    return pl.DataFrame({name: values if urgent.is_empty() else [] for name, values in rows.items()})
