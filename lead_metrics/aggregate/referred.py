"""Everyone referred, before and after: events and the time alive and out of custody in which they could happen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from lead_metrics.aggregate.measures.stocks import NEVER
from lead_metrics.intake.deposit import Deposit

DAYS_A_YEAR = 365.25
GONE = ("deceased", "moved")


@dataclass(frozen=True)
class Followed:
    """How long each side of a referral is followed, what is left out before it, and the days that records cover."""

    days: int
    left_out: int
    covers_from: date
    covers_until: date


def referred(deposit: Deposit, site: str, followed: Followed) -> pl.DataFrame:
    """Return each person's first referral and until when they are followed (columns person, day, gone, until)."""
    rows = _own(deposit, "referrals", site)
    first = rows.group_by("person").agg(pl.col("day").min())
    status = _own(deposit, "participation", site)
    if status.is_empty():
        gone = pl.DataFrame(schema={"person": pl.String, "gone": pl.Date})
    else:
        left = status.filter(pl.col("status").is_in(GONE))
        gone = left.group_by("person").agg(gone=pl.col("day").min())
    known = first.join(gone, on="person", how="left")
    return known.with_columns(until=pl.min_horizontal(pl.col("gone").fill_null(NEVER), pl.lit(followed.covers_until)))


def before_after(deposit: Deposit, site: str, record: str, followed: Followed) -> pl.DataFrame:
    """Return two rows a person: columns person, wave (before, after), events, years (alive and out of custody).

    The referral's own day and the days left out before it are in neither side. People whose time before lies outside
    what records cover are left out; those followed for less than the whole time after are kept, with their own time.
    """
    people = referred(deposit, site, followed)
    spans = [
        people.select(
            "person", pl.lit("before").alias("wave"),
            (pl.col("day") - pl.duration(days=followed.left_out + followed.days)).alias("from"),
            (pl.col("day") - pl.duration(days=followed.left_out)).alias("to"),
        ),
        people.select(
            "person", pl.lit("after").alias("wave"), (pl.col("day") + pl.duration(days=1)).alias("from"),
            pl.min_horizontal(pl.col("day") + pl.duration(days=1 + followed.days), "until").alias("to"),
        ),
    ]  # fmt: skip
    windows = pl.concat(spans).filter(pl.col("from") >= followed.covers_from, pl.col("to") > pl.col("from"))
    whole = windows.filter(pl.len().over("person") == 2)
    return _counted(whole, _own(deposit, record, site), _custody(deposit, site))


def _counted(windows: pl.DataFrame, events: pl.DataFrame, custody: pl.DataFrame) -> pl.DataFrame:
    keys = ["person", "wave"]
    inside = windows.join(events.select("person", "day"), on="person").filter(
        pl.col("day") >= pl.col("from"), pl.col("day") < pl.col("to")
    )
    held = windows.join(custody, on="person").with_columns(
        days=(pl.min_horizontal("to", "out") - pl.max_horizontal("from", "in")).dt.total_days().clip(0)
    )
    counted = windows.join(inside.group_by(keys).agg(events=pl.len()), on=keys, how="left").join(
        held.group_by(keys).agg(pl.col("days").sum()), on=keys, how="left"
    )
    free = (pl.col("to") - pl.col("from")).dt.total_days() - pl.col("days").fill_null(0)
    counted = counted.with_columns(events=pl.col("events").fill_null(0).cast(pl.Int64), years=free / DAYS_A_YEAR)
    # Somebody who was held throughout had no time in which to be booked.
    kept = counted.filter((pl.col("years") > 0).all().over("person"))
    return kept.select(*keys, "events", "years").sort(keys)


def first_event(deposit: Deposit, site: str, record: str, followed: Followed) -> pl.DataFrame:
    """Return columns person, days (to the first event after the referral, or followed without one), event (1 or 0)."""
    people = referred(deposit, site, followed).filter(pl.col("until") > pl.col("day"))
    events = _own(deposit, record, site).select("person", pl.col("day").alias("happened"))
    later = people.join(events, on="person").filter(
        pl.col("happened") > pl.col("day"), pl.col("happened") < pl.col("until")
    )
    first = later.group_by("person").agg(pl.col("happened").min())
    known = people.join(first, on="person", how="left")
    end = pl.coalesce("happened", "until")
    return known.select(
        "person", days=(end - pl.col("day")).dt.total_days(), event=pl.col("happened").is_not_null().cast(pl.Int64)
    ).sort("person")


def _custody(deposit: Deposit, site: str) -> pl.DataFrame:
    """Return stays in jail as whole days that do not overlap (columns person, in, out)."""
    rows = _own(deposit, "bookings", site)
    if rows.is_empty() or "released" not in rows.columns:
        return pl.DataFrame(schema={"person": pl.String, "in": pl.Date, "out": pl.Date})
    stays = rows.filter(pl.col("released").is_not_null()).select(
        "person", pl.col("day").alias("in"), pl.col("released").dt.date().alias("out")
    )
    latest = pl.col("out").shift(1).cum_max().over("person")
    stays = stays.sort("person", "in").with_columns(pl.max_horizontal("in", latest.fill_null(date.min)).alias("in"))
    return stays.filter(pl.col("out") > pl.col("in"))


def _own(deposit: Deposit, record: str, site: str) -> pl.DataFrame:
    """Return a site's records of a kind that name somebody, no rows where there are none."""
    frame = deposit.records.get(record)
    if frame is None:
        return pl.DataFrame(schema={"person": pl.String, "day": pl.Date})
    return frame.filter(pl.col("site") == site, pl.col("person").is_not_null())


def scores(deposit: Deposit, site: str, where: dict[str, list[str]]) -> pl.DataFrame:
    """Return columns person, day, score of assessments with these values, the last one of a day."""
    rows = _own(deposit, "assessments", site)
    if rows.is_empty():
        return pl.DataFrame(schema={"person": pl.String, "day": pl.Date, "score": pl.Float64})
    for column, values in where.items():
        rows = rows.filter(pl.col(column).is_in(values))
    whole = rows.filter(pl.col("domain").is_null()) if "domain" in rows.columns else rows
    chosen = whole if whole.height else rows
    return chosen.group_by("person", "day").agg(pl.col("score").last()).sort("person", "day")
