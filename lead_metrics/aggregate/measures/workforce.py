"""Case managers and what they carry: loads, their balance, waiting referrals, vacancies, turnover."""

from __future__ import annotations

import polars as pl

from lead_metrics.aggregate.frames import Work, grid, matches
from lead_metrics.aggregate.measures.stocks import NEVER, TOTAL, at_end, ends, standing
from lead_metrics.periods import Period

A_YEAR = 365


def positions(work: Work) -> pl.DataFrame:
    """Return positions as spans (columns worker, role, full_time, since, to)."""
    rows = work.rows.filter(matches(work.indicator.measure.where))
    return rows.with_columns(since=pl.col("from"), to=pl.col("until").fill_null(NEVER))


def _each(work: Work, made: list[pl.DataFrame]) -> pl.DataFrame:
    whole = pl.concat([grid(pl.DataFrame(TOTAL), periods) for periods in work.periods.values()])
    return whole.join(pl.concat(made), on=["grain", "start"], how="left")


def _carried(work: Work, periods: list[Period]) -> pl.DataFrame:
    """Return each worker's active participants on a period's last day (columns grain, start, worker, load)."""
    active = standing(work).filter(pl.col("status") == "active", pl.col("worker").is_not_null())
    carried = at_end(active, periods).group_by("grain", "start", "worker").agg(load=pl.col("person").n_unique())
    staffed = at_end(positions(work).filter(pl.col("worker").is_not_null()), periods)
    workers = staffed.group_by("grain", "start", "worker").agg(pl.col("full_time").sum())
    return workers.join(carried, on=["grain", "start", "worker"], how="left").with_columns(
        pl.col("load").fill_null(0).cast(pl.Float64)
    )


def load(work: Work) -> pl.DataFrame:
    """Return active participants per full-time case manager on each period's last day."""
    made = [
        _carried(work, periods)
        .group_by("grain", "start")
        .agg(
            numerator=pl.col("load").sum(),
            denominator=pl.col("full_time").sum(),
            people=pl.col("worker").n_unique().cast(pl.Int64),
        )
        for periods in work.periods.values()
    ]
    value = pl.when(pl.col("denominator") > 0).then(pl.col("numerator") / pl.col("denominator"))
    return _each(work, made).with_columns(value=value)


def inequality(work: Work) -> pl.DataFrame:
    """Return how uneven the loads are: the largest over the mean, or the Gini coefficient (Gini, 1912)."""
    loads = pl.col("load").sort()
    n, rank = pl.len(), pl.int_range(1, pl.len() + 1)
    gini = (2 * (loads * rank).sum() / (n * loads.sum())) - (n + 1) / n
    uneven = gini if work.indicator.measure.column == "gini" else pl.col("load").max() / pl.col("load").mean()
    made = [
        _carried(work, periods)
        .group_by("grain", "start")
        .agg(value=uneven, denominator=pl.len().cast(pl.Float64), people=pl.col("worker").n_unique().cast(pl.Int64))
        for periods in work.periods.values()
    ]
    return _each(work, made).with_columns(pl.when(pl.col("value").is_finite()).then("value"))


def waiting(work: Work) -> pl.DataFrame:
    """Return priority referrals of the last year not reached by each period's last day: how many, or median days."""
    urgent = work.rows.filter(pl.col("priority").fill_null(False))
    spans = urgent.with_columns(
        since=pl.col("day"),
        to=pl.min_horizontal(pl.col("reached_at").dt.date().fill_null(NEVER), pl.col("day").dt.offset_by("1y")),
    ).filter(pl.col("to") > pl.col("since"))
    made = []
    for periods in work.periods.values():
        found = at_end(spans, periods).with_columns(waited=(pl.col("last") - pl.col("since")).dt.total_days())
        made.append(
            found.group_by("grain", "start").agg(
                n=pl.len().cast(pl.Float64),
                days=pl.col("waited").median(),
                people=pl.col("person").n_unique().cast(pl.Int64),
            )
        )
    whole = _each(work, made).with_columns(pl.col("n", "people").fill_null(0))
    if work.indicator.measure.column == "count":
        return whole.with_columns(value=pl.col("n"), numerator=pl.col("n"))
    return whole.with_columns(value=pl.col("days"), denominator=pl.col("n"))


def vacancy(work: Work) -> pl.DataFrame:
    """Return the share of position time without a worker on each period's last day, in percent."""
    made = [
        at_end(positions(work), periods)
        .group_by("grain", "start")
        .agg(
            numerator=pl.col("full_time").filter(pl.col("worker").is_null()).sum(),
            denominator=pl.col("full_time").sum(),
        )
        for periods in work.periods.values()
    ]
    value = pl.when(pl.col("denominator") > 0).then(pl.col("numerator") / pl.col("denominator") * 100)
    return _each(work, made).with_columns(value=value, people=pl.lit(None, pl.Int64))


def turnover(work: Work) -> pl.DataFrame:
    """Return workers who left in a period, as a share of all who held a position in it, in percent."""
    staffed = positions(work).filter(pl.col("worker").is_not_null())
    held = staffed.group_by("worker").agg(since=pl.col("since").min(), to=pl.col("to").max())
    made = []
    for periods in work.periods.values():
        inside = ends(periods).join_where(held, pl.col("since") < pl.col("until"), pl.col("to") > pl.col("start"))
        made.append(
            inside.group_by("grain", "start").agg(
                numerator=(pl.col("to") <= pl.col("until")).sum().cast(pl.Float64),
                denominator=pl.len().cast(pl.Float64),
                people=pl.len().cast(pl.Int64),
            )
        )
    value = pl.when(pl.col("denominator") > 0).then(pl.col("numerator") / pl.col("denominator") * 100)
    return _each(work, made).with_columns(value=value)


MEASURES = {
    "load": load,
    "inequality": inequality,
    "waiting": waiting,
    "vacancy": vacancy,
    "turnover": turnover,
}
