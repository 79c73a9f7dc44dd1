"""Where people stand on a period's last day, and how much time they spent there."""

from __future__ import annotations

from datetime import date

import polars as pl

from lead_metrics.aggregate.frames import TIES, Slice, Work, cut, grid, matches, started
from lead_metrics.aggregate.intervals import poisson, wilson
from lead_metrics.cells import ALL, NONE
from lead_metrics.periods import Grain, Period

DAYS_A_MONTH = 30.4375
NEVER = date(9999, 1, 1)
TOTAL = {"area": ALL, "dimension": NONE, "category": ALL}


def standing(work: Work) -> pl.DataFrame:
    """Return each participant's statuses as spans (columns person, status, worker, since, to, and who they are)."""
    frame = work.records("participation")
    if frame is None:
        return pl.DataFrame()
    ordered = frame.sort("person", "day", "status")
    return ordered.with_columns(since=pl.col("day"), to=pl.col("day").shift(-1).over("person").fill_null(NEVER)).filter(
        pl.col("to") > pl.col("since")
    )


def ends(periods: list[Period]) -> pl.DataFrame:
    """Return the periods as a frame: start, until, and the last day of each."""
    rows = [(p.start, p.until, str(p.grain)) for p in periods]
    frame = pl.DataFrame(rows, schema={"start": pl.Date, "until": pl.Date, "grain": pl.String}, orient="row")
    return frame.with_columns(last=pl.col("until").dt.offset_by("-1d"))


def at_end(spans: pl.DataFrame, periods: list[Period]) -> pl.DataFrame:
    """Return, for each period, the spans that hold its last day."""
    return ends(periods).join_where(spans, pl.col("since") <= pl.col("last"), pl.col("to") > pl.col("last"))


def stock(work: Work) -> pl.DataFrame:
    """Count people by their status on each period's last day, or active people by the band of their latest score."""
    banded = bool(work.indicator.measure.bands)
    spans = scored(work) if banded else standing(work).filter(matches(work.indicator.measure.where))
    parts = []
    for how in _slices(work, spans):
        cells = cut(spans, how, work.deposit.areas.filter(pl.col("site") == work.site))
        every = cells.select("area", "dimension", "category").unique()
        for periods in work.periods.values():
            found = at_end(cells, periods).group_by(TIES).agg(people=pl.col("person").n_unique().cast(pl.Int64))
            parts.append(
                grid(every, periods).join(found, on=TIES, how="left").with_columns(pl.col("people").fill_null(0))
            )
    number = pl.col("people").cast(pl.Float64)
    return pl.concat(parts).with_columns(value=number, numerator=number)


def _slices(work: Work, spans: pl.DataFrame) -> list[Slice]:
    return [Slice(), *(Slice(d) for d in work.indicator.breakdowns if d in spans.columns)]


def latest_share(work: Work) -> pl.DataFrame:
    """Return, of active participants whose latest circumstance is known, the share that is as wanted, in percent."""
    measure = work.indicator.measure
    known = work.rows.filter(matches(measure.among), pl.col("value").is_not_null(), pl.col("value") != "unknown")
    spans = while_active(work, known.with_columns(wanted=pl.col("value").is_in(measure.where["value"])))
    return _share(work, spans)


def while_active(work: Work, known: pl.DataFrame) -> pl.DataFrame:
    """Return the spans in which active people stand at what was last known of them (columns of both)."""
    lasting = known.sort("person", "day").with_columns(
        known_since=pl.col("day"), known_to=pl.col("day").shift(-1).over("person").fill_null(NEVER)
    )
    active = standing(work).filter(pl.col("status") == "active")
    own = [name for name in lasting.columns if name == "person" or name not in active.columns]
    both = active.join(lasting.select(own), on="person").with_columns(
        since=pl.max_horizontal("since", "known_since"), to=pl.min_horizontal("to", "known_to")
    )
    return both.filter(pl.col("to") > pl.col("since"))


def scored(work: Work) -> pl.DataFrame:
    """Return the spans of active people with the band of their latest score, under the name of the breakdown."""
    measure = work.indicator.measure
    score, dimension = pl.col(measure.column or "score"), work.indicator.breakdowns[0]
    band = pl.lit(None, pl.String)
    for code, least in measure.bands.items():
        band = pl.when(score >= least).then(pl.lit(code)).otherwise(band)
    known = work.rows.filter(matches(measure.where)).with_columns(band.alias(dimension))
    return while_active(work, known.filter(pl.col(dimension).is_not_null()))


def _share(work: Work, spans: pl.DataFrame) -> pl.DataFrame:
    parts = []
    for how in _slices(work, spans):
        cells = cut(spans, how, work.deposit.areas.filter(pl.col("site") == work.site))
        every = cells.select("area", "dimension", "category").unique()
        for periods in work.periods.values():
            found = (
                at_end(cells, periods)
                .group_by(TIES)
                .agg(
                    people=pl.col("person").filter(pl.col("wanted")).n_unique().cast(pl.Int64),
                    people_of=pl.col("person").n_unique().cast(pl.Int64),
                )
            )
            whole = grid(every, periods).join(found, on=TIES, how="left")
            parts.append(whole.with_columns(pl.col("people", "people_of").fill_null(0)))
    counted = pl.concat(parts).with_columns(
        numerator=pl.col("people").cast(pl.Float64), denominator=pl.col("people_of").cast(pl.Float64)
    )
    value = pl.when(pl.col("people_of") > 0).then(pl.col("people") / pl.col("people_of") * 100)
    return counted.with_columns(value=value).with_columns(*wilson())


def active_months(work: Work, periods: list[Period]) -> pl.DataFrame:
    """Return participant-months of active status a period (columns start, months, active persons)."""
    spans = standing(work).filter(pl.col("status") == "active").select("person", "since", "to")
    inside = ends(periods).join_where(spans, pl.col("since") < pl.col("until"), pl.col("to") > pl.col("start"))
    days = (pl.min_horizontal("to", "until") - pl.max_horizontal("since", "start")).dt.total_days()
    return inside.group_by("start").agg(
        months=days.sum() / DAYS_A_MONTH, active=pl.col("person").n_unique().cast(pl.Int64)
    )


def per_person_time(work: Work) -> pl.DataFrame:
    """Return events of participants while active, per participant-month of active status × scale."""
    measure = work.indicator.measure
    spans = standing(work).filter(pl.col("status") == "active").select("person", "since", "to")
    rows = work.rows.filter(matches(measure.where), pl.col("person").is_not_null())
    events = rows.join(spans, on="person").filter(pl.col("day") >= pl.col("since"), pl.col("day") < pl.col("to"))
    return pl.concat([_per_time(work, events, grain, periods) for grain, periods in work.periods.items()])


def _per_time(work: Work, events: pl.DataFrame, grain: Grain, periods: list[Period]) -> pl.DataFrame:
    counted = (
        started(events, grain, periods)
        .group_by("start")
        .agg(numerator=pl.len().cast(pl.Float64), people=pl.col("person").n_unique().cast(pl.Int64))
    )
    cells = grid(pl.DataFrame(TOTAL), periods).join(counted, on="start", how="left")
    cells = cells.join(active_months(work, periods), on="start", how="left").with_columns(
        pl.col("numerator", "months").fill_null(0), pl.col("people", "active").fill_null(0)
    )
    value = pl.when(pl.col("months") > 0).then(pl.col("numerator") / pl.col("months") * work.indicator.measure.scale)
    return poisson(cells.with_columns(value=value, denominator=pl.col("months"), people_of=pl.col("active")))


def average_daily(work: Work) -> pl.DataFrame:
    """Return the average number of persons in custody a day, from admissions and releases."""
    days = census(work)
    parts = []
    for grain, periods in work.periods.items():
        found = started(days, grain, periods).group_by("start").agg(value=pl.col("held").mean())
        parts.append(grid(pl.DataFrame(TOTAL), periods).join(found, on="start", how="left"))
    return pl.concat(parts).with_columns(numerator=pl.col("value"))


def census(work: Work) -> pl.DataFrame:
    """Return how many are held on each day (columns day, held): admitted by then, and not released yet."""
    came = work.rows.select(pl.col("day"), pl.lit(1).alias("change"))
    zone = work.deposit.sites[work.site].time_zone
    left = work.rows.filter(pl.col("released").is_not_null()).select(
        pl.col("released").dt.convert_time_zone(zone).dt.date().alias("day"), pl.lit(-1).alias("change")
    )
    moved = pl.concat([came, left]).group_by("day").agg(pl.col("change").sum()).sort("day")
    days = pl.date_range(moved["day"].to_list()[0], work.covered_until, "1d", closed="left", eager=True).alias("day")
    whole = pl.DataFrame(days).join(moved, on="day", how="left").with_columns(pl.col("change").fill_null(0))
    return whole.select("day", held=pl.col("change").cum_sum().cast(pl.Float64))


MEASURES = {
    "stock": stock,
    "latest_share": latest_share,
    "per_person_time": per_person_time,
    "average_daily": average_daily,
}
