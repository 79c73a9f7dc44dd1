"""What is known of the past months: referrals by door, and who was active at the end of each month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lead_metrics.aggregate.caseload.contacts import arrived
from lead_metrics.aggregate.frames import Work
from lead_metrics.aggregate.measures.stocks import standing
from lead_metrics.forecast.series import Values
from lead_metrics.periods import add_months

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class History:
    """Whole months that have arrived. months: their first days. doors: referrals a month by door.

    active, known: who was active, and who had a status at all, at the end of each month (a row a person, a column a
    month), people in the order of `people`. referred: (person's row, month's column) of each referral.
    """

    months: tuple[date, ...]
    doors: dict[str, Values]
    active: Flags
    known: Flags
    referred: tuple[tuple[int, int], ...]

    @property
    def arrivals(self) -> Values:
        """Return referrals a month, all doors together."""
        return np.sum(list(self.doors.values()), axis=0) if self.doors else np.zeros(len(self.months))


def history(work: Work, day: date) -> History | None:
    """Return a site's past up to the last whole month before a day, None where it brings no referrals or statuses."""
    referred, spans = work.records("referrals"), standing(work)
    if referred is None or spans.is_empty():
        return None
    months = _months(
        referred["day"].to_list(), min(arrived(work, kind, day) for kind in ("referrals", "participation"))
    )
    if not months:
        return None
    ends = [add_months(month, 1) - timedelta(days=1) for month in months]
    people = spans["person"].unique().sort()
    within = referred.filter(pl.col("day") >= months[0], pl.col("day") <= ends[-1])
    return History(
        months,
        {
            str(door): _monthly(rows, months)
            for (door,), rows in within.sort("door").group_by("door", maintain_order=True)
        },
        _at(spans.filter(pl.col("status") == "active"), people, ends),
        _at(spans.filter(~pl.col("status").is_in(["deceased", "moved"])), people, ends),
        _placed(within, people, months),
    )


def _months(days: list[date], last: date) -> tuple[date, ...]:
    until = (last + timedelta(days=1)).replace(day=1)
    month, found = min(days).replace(day=1), []
    while month < until:
        found.append(month)
        month = add_months(month, 1)
    return tuple(found)


def _monthly(rows: pl.DataFrame, months: tuple[date, ...]) -> Values:
    found = dict(rows.group_by(pl.col("day").dt.truncate("1mo")).len().rows())
    return np.array([float(found.get(month, 0)) for month in months])


def _at(spans: pl.DataFrame, people: pl.Series, ends: list[date]) -> Flags:
    """Return who is in one of the spans on each of the days."""
    flags = np.zeros((len(people), len(ends)), dtype=bool)
    rows = people.search_sorted(spans["person"]).to_numpy()
    columns = np.array(ends, dtype="datetime64[D]")
    since, to = (spans[name].to_numpy().astype("datetime64[D]") for name in ("since", "to"))
    inside = (since[:, None] <= columns) & (to[:, None] > columns)
    np.logical_or.at(flags, rows, inside)
    return flags


def _placed(rows: pl.DataFrame, people: pl.Series, months: tuple[date, ...]) -> tuple[tuple[int, int], ...]:
    known = rows.filter(pl.col("person").is_in(people.implode()))
    place = {month: column for column, month in enumerate(months)}
    columns = [place[month] for month in known["day"].dt.truncate("1mo").to_list()]
    return tuple(zip(people.search_sorted(known["person"]).to_list(), columns, strict=True))
