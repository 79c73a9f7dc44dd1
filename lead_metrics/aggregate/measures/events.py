"""Counts of events and people, and the shares and rates made of them."""

from __future__ import annotations

import polars as pl

from lead_metrics.aggregate.frames import TIES, Work, cut, grid, matches, started
from lead_metrics.aggregate.intervals import poisson, wilson
from lead_metrics.aggregate.population import with_residents
from lead_metrics.catalogue.model import Span
from lead_metrics.periods import Grain, Period

UNITS = {"minutes": 60, "hours": 3600, "days": 86400}
DAYS_A_YEAR = 365.25


def lasted(span: Span) -> pl.Expr:
    """Return how long a span of two columns lasted, in its unit; nothing where either end is unknown."""
    seconds = (
        pl.col(span.until).cast(pl.Datetime("us")) - pl.col(span.start).cast(pl.Datetime("us"))
    ).dt.total_seconds()
    return seconds / UNITS[span.unit]


def numerator(work: Work) -> pl.Expr:
    """Return the condition that a row counts."""
    measure = work.indicator.measure
    condition = matches(measure.where)
    if measure.span is not None and measure.span.limit is not None:
        condition = condition & (lasted(measure.span) <= measure.span.limit).fill_null(False)
    return condition


def judged(work: Work) -> pl.DataFrame:
    """Return the site's rows with two columns: whether each counts, and whether it is among those that could."""
    return work.rows.with_columns(__among=matches(work.indicator.measure.among)).with_columns(
        __counts=numerator(work) & pl.col("__among")
    )


def tallied(work: Work) -> pl.DataFrame:
    """Return, for each grain, period and part of each slice: rows and persons that count, and those that could.

    columns: grain, start, until, area, dimension, category, n, of, people, people_of (null where persons are unknown).
    """
    rows = judged(work)
    parts = [
        _tally(cut(rows, how, work.deposit.areas.filter(pl.col("site") == work.site)), grain, periods, work)
        for how in work.slices()
        for grain, periods in work.periods.items()
        if periods
    ]
    return pl.concat(parts) if parts else pl.DataFrame()


def _tally(rows: pl.DataFrame, grain: Grain, periods: list[Period], work: Work) -> pl.DataFrame:
    dated = started(rows, grain, periods)
    if work.indicator.counts == "people" and "person" in dated.columns:
        dated = settled(dated)
    counted = dated.group_by(TIES).agg(
        n=pl.col("__counts").sum(),
        of=pl.col("__among").sum(),
        people=persons(dated, "__counts"),
        people_of=persons(dated, "__among"),
        often=_often(dated, work.indicator.measure.at_least),
    )
    every = grid(rows.select("area", "dimension", "category").unique(), periods)
    none = pl.lit(0 if "person" in rows.columns else None, pl.Int64)
    return (
        every.join(counted, on=TIES, how="left")
        .with_columns(
            people=pl.coalesce(pl.col("people").cast(pl.Int64), pl.when(pl.col("n").is_null()).then(none)),
            people_of=pl.coalesce(pl.col("people_of").cast(pl.Int64), pl.when(pl.col("of").is_null()).then(none)),
        )
        .with_columns(pl.col("n", "of").fill_null(0).cast(pl.Float64), pl.col("often").fill_null(0).cast(pl.Int64))
    )


def settled(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with one category a person and period, the latest recorded.

    Somebody recorded in two groups would be counted in both: the groups would no longer add up to the people there
    are, and what a reader could still work out from the total would escape the gate.
    """
    latest = pl.col("category").sort_by("day").last().over("start", "area", "dimension", "person")
    return rows.with_columns(category=pl.when(pl.col("person").is_not_null()).then(latest).otherwise("category"))


def persons(rows: pl.DataFrame, flag: str) -> pl.Expr:
    """Return the number of different persons in flagged rows; nothing where a flagged row names nobody."""
    if "person" not in rows.columns:
        return pl.lit(None, pl.Int64)
    named = pl.col("person").filter(pl.col(flag))
    return pl.when(named.null_count() == 0).then(named.n_unique())


def _often(rows: pl.DataFrame, at_least: int | None) -> pl.Expr:
    if at_least is None or "person" not in rows.columns:
        return pl.lit(0)
    named = pl.col("person").filter(pl.col("__counts") & pl.col("person").is_not_null())
    return (named.value_counts().struct.field("count") >= at_least).sum()


def count(work: Work) -> pl.DataFrame:
    """Count rows."""
    return tallied(work).with_columns(value=pl.col("n"), numerator=pl.col("n"))


def people(work: Work) -> pl.DataFrame:
    """Count different persons, those with at least so many rows where the measure says so."""
    named = work.rows.filter(pl.col("person").is_not_null())
    counted = tallied(Work(**{**vars(work), "rows": named}))
    of = "people" if work.indicator.measure.at_least is None else "often"
    number = pl.col(of).cast(pl.Float64)
    return counted.with_columns(value=number, numerator=number, people=pl.col(of), people_of=None)


def share(work: Work) -> pl.DataFrame:
    """Return the share of rows (or of persons) that count, in percent, with its interval."""
    counted = tallied(work)
    if work.indicator.counts == "people":
        counted = counted.with_columns(n=pl.col("people").cast(pl.Float64), of=pl.col("people_of").cast(pl.Float64))
    whole = counted.with_columns(numerator=pl.col("n"), denominator=pl.col("of"))
    return whole.with_columns(value=pl.when(pl.col("of") > 0).then(pl.col("n") / pl.col("of") * 100)).with_columns(
        *wilson()
    )


def rate_per(work: Work) -> pl.DataFrame:
    """Return what counts per residents (a year), days, active participant-months, or other records."""
    counted = _counted(work)
    days = (pl.col("until") - pl.col("start")).dt.total_days()
    scale, per = work.indicator.measure.scale, work.indicator.measure.per
    if per == "population":
        counted = with_residents(counted, work)
        exposure = pl.col("denominator") * days / DAYS_A_YEAR
    elif per == "days":
        counted, exposure = counted.with_columns(denominator=days.cast(pl.Float64)), days
    else:
        counted, exposure = _beside(counted, work), pl.col("denominator")
    rated = counted.with_columns(people_of=pl.lit(None, pl.Int64), value=pl.col("numerator") / exposure * scale)
    rated = rated.with_columns(pl.when(pl.col("value").is_finite()).then("value"))
    return poisson(rated) if work.indicator.counts == "events" else rated


def _counted(work: Work) -> pl.DataFrame:
    if work.indicator.counts == "people":
        return people(work)
    return count(work)


def _beside(counted: pl.DataFrame, work: Work) -> pl.DataFrame:
    """Return the cells with the number of other records (such as calls) of the same period and part."""
    measure = work.indicator.measure
    others = work.records(measure.per_records or "")
    assert others is not None
    beside = Work(**{**vars(work), "rows": others})
    plain = beside.indicator.model_copy(
        update={"measure": measure.model_copy(update={"where": measure.per_where, "among": {}, "kind": "count"})}
    )
    below = tallied(Work(**{**vars(beside), "indicator": plain})).select(
        "grain", *TIES, pl.col("n").alias("denominator")
    )
    return counted.join(below, on=["grain", *TIES], how="left")


MEASURES = {"count": count, "people": people, "share": share, "rate_per": rate_per}
