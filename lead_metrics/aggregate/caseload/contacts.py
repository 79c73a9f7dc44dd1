"""Contacts: who has had none for so many days, how often and where people are met, and how soon at first."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from lead_metrics.aggregate.frames import Work
from lead_metrics.aggregate.measures.stocks import DAYS_A_MONTH
from lead_metrics.cells import ALL, Load

SILENT = (30, 60, 90)
MONTH, FIRST = 30, 90
"""Over how many days contacts, and first contacts, are looked at."""


def no_contact(work: Work, held: pl.DataFrame, day: date) -> pl.DataFrame:
    """Return active people without a contact for so many days, by worker and by the door they came through last.

    Days are counted back from the last day whose contacts have arrived, so that a late file makes nobody unreached;
    somebody who became active only since then is not yet without contact.
    """
    met = work.records("engagements")
    if met is None:
        return pl.DataFrame()
    last = arrived(work, "engagements", day)
    active = held.filter(pl.col("status") == "active").join(_doors(work), on="person", how="left")
    return pl.concat([_quiet(met, active, last, days) for days in SILENT])


def _quiet(met: pl.DataFrame, active: pl.DataFrame, last: date, days: int) -> pl.DataFrame:
    since = last - timedelta(days=days)
    recent = met.filter(pl.col("day").is_between(since, last)).select("person").unique()
    unmet = active.filter(pl.col("in_status_since") <= since).join(recent, on="person", how="anti")
    whole = unmet.with_columns(door=pl.lit(ALL))
    return _by_door(pl.concat([whole, unmet.filter(pl.col("door").is_not_null())]), f"no_contact_{days}")


def _by_door(rows: pl.DataFrame, measure: str) -> pl.DataFrame:
    return rows.group_by("worker", "door").agg(measure=pl.lit(measure).first(), value=pl.len().cast(pl.Float64))


def _doors(work: Work) -> pl.DataFrame:
    referred = work.records("referrals")
    if referred is None:
        return pl.DataFrame(schema={"person": pl.String, "door": pl.String})
    return referred.sort("day").group_by("person").agg(pl.col("door").last())


def contacts(work: Work, spans: pl.DataFrame, day: date) -> pl.DataFrame:
    """Return the site's contacts a month of active participation, their share in the field, and the first contacts."""
    return pl.concat([_met(work, spans, day), _first(work, day)], how="diagonal_relaxed")


def _met(work: Work, spans: pl.DataFrame, day: date) -> pl.DataFrame:
    met = work.records("engagements")
    if met is None:
        return pl.DataFrame()
    last = arrived(work, "engagements", day)
    until, since = last + timedelta(days=1), last - timedelta(days=MONTH - 1)
    active = spans.filter(pl.col("status") == "active", pl.col("since") < until, pl.col("to") > since)
    spent = (pl.min_horizontal("to", pl.lit(until)) - pl.max_horizontal("since", pl.lit(since))).dt.total_days().sum()
    months = int(active.select(spent).item() or 0) / DAYS_A_MONTH
    counted = met.filter(pl.col("day").is_between(since, last)).join(
        active.select("person", "since", "to"), on="person", how="inner"
    )
    counted = counted.filter(pl.col("day") >= pl.col("since"), pl.col("day") < pl.col("to"))
    field = counted.filter(pl.col("mode") == "field").height
    return _rows(
        {
            Load.CONTACTS: float(counted.height),
            Load.CONTACTS_A_MONTH: counted.height / months if months else None,
            Load.IN_FIELD: field * 100 / counted.height if counted.height else None,
            Load.CONTACTS_BEHIND: float((day - last).days),
        }
    )


def _first(work: Work, day: date) -> pl.DataFrame:
    referred = work.records("referrals")
    if referred is None:
        return pl.DataFrame()
    last = arrived(work, "referrals", day)
    recent = referred.filter(pl.col("day").is_between(last - timedelta(days=FIRST - 1), last))
    reached = recent.filter(pl.col("reached_at").is_not_null() & (pl.col("reached_at") >= pl.col("at")))
    hours = (reached["reached_at"] - reached["at"]).dt.total_minutes() / 60
    return _rows({Load.FIRST_CONTACTS: float(reached.height), Load.HOURS_TO_FIRST: _median(hours)})


def _median(values: pl.Series) -> float | None:
    found = values.median()
    return float(found) if isinstance(found, int | float) else None


def _rows(values: dict[Load, float | None]) -> pl.DataFrame:
    known = {str(name): value for name, value in values.items() if value is not None}
    return pl.DataFrame({"measure": list(known), "value": list(known.values())}, schema_overrides={"value": pl.Float64})


def arrived(work: Work, record: str, day: date) -> date:
    """Return the last day, up to this one, for which the records of a kind have arrived."""
    covers = work.deposit.covers.filter(pl.col("site") == work.site, pl.col("record") == record)
    until = covers["covers_until"].max() if covers.height else None
    return min(day, until - timedelta(days=1)) if isinstance(until, date) else day
