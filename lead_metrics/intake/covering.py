"""Which days a delivery covers: as it or its source declares, else as its records tell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import polars as pl

from lead_metrics.catalogue.model import Catalogue, Recipe, Record

Span = tuple[date | None, date | None]
"""The first day covered, and the day after the last one."""

DAY = timedelta(days=1)


def spans(
    records: dict[str, pl.DataFrame],
    recipe: Recipe,
    catalogue: Catalogue,
    declared: tuple[date | None, date | None, date | None],
) -> dict[str, Span]:
    """Return the days covered by kind of record.

    declared: from and until as whoever delivers says, and the last day that the source itself names. What was reported
    for spans of time (spending, supply, counts) covers those spans. All else covers the days from the first to the last
    of the delivery's dated records: a month without a referral, between engagements, had none.
    """
    begin, end, last = declared
    kinds = {name: catalogue.records[name] for name in records}
    shared = _days(records[n] for n, kind in kinds.items() if not kind.standing and not _spanning(kind))
    known = (recipe.covers_from, last + DAY if last else None)
    told = {name: _own(records[name]) if _spanning(kind) else shared for name, kind in kinds.items()}
    return {name: _first_said((begin, end), known, told[name], _days([records[name]])) for name in kinds}


def _first_said(*said: Span) -> Span:
    """Return each end as the first who says it."""
    return (
        next((begin for begin, _ in said if begin), None),
        next((end for _, end in said if end), None),
    )


def _spanning(record: Record) -> bool:
    return {"from", "until"} <= set(record.columns) and not record.standing


def _own(frame: pl.DataFrame) -> Span:
    return _smallest(frame["from"]), _largest(frame["until"])


def _days(frames: Iterable[pl.DataFrame]) -> Span:
    dated = [frame["day"] for frame in frames if "day" in frame.columns]
    firsts = [day for days in dated if (day := _smallest(days))]
    lasts = [day for days in dated if (day := _largest(days))]
    return min(firsts, default=None), max(lasts) + DAY if lasts else None


def _smallest(days: pl.Series) -> date | None:
    day = days.min()
    return day if isinstance(day, date) else None


def _largest(days: pl.Series) -> date | None:
    day = days.max()
    return day if isinstance(day, date) else None
