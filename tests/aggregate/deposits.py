"""Small deposits made in tests: records of one site, what its sources cover, and indicators to count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import polars as pl

from lead_metrics.aggregate.counting import count
from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import Catalogue, Indicator, Site
from lead_metrics.cells import AREAS
from lead_metrics.intake.deposit import COVERS, Deposit
from lead_metrics.intake.mapping import dtype
from tests.figures import indicator

SITE = "alder"
AS_OF = date(2025, 3, 15)
FIRST, UNTIL = date(2024, 1, 1), date(2025, 1, 1)


def records(name: str, rows: list[dict[str, Any]], source: str = "jail") -> pl.DataFrame:
    """Return canonical records of a kind, absent columns empty, dated by their record's own column."""
    record = catalogue().records[name]
    schema = {column: dtype(kind) for column, kind in record.columns.items()}
    frame = pl.DataFrame([{c: row.get(c) for c in schema} for row in rows], schema=schema, orient="row")
    frame = frame.with_columns(site=pl.lit(SITE), source=pl.lit(source))
    dated = record.dated
    return frame if dated is None or dated == "day" else frame.with_columns(day=pl.col(dated).cast(pl.Date))


def bookings(*rows: tuple[str | None, date], **fields: Any) -> pl.DataFrame:
    """Return bookings of (person, day)."""
    made = [
        {"booking": f"b{n}", "person": person, "admitted": datetime(day.year, day.month, day.day, 12), **fields}
        for n, (person, day) in enumerate(rows)
    ]
    return utc("bookings", made)


def utc(name: str, rows: list[dict[str, Any]], source: str = "jail") -> pl.DataFrame:
    """Return records whose naive times are taken as UTC."""
    record = catalogue().records[name]
    times = [c for c, kind in record.columns.items() if kind.type == "time"]
    zoned = [{k: v.replace(tzinfo=None) if k in times and v else v for k, v in row.items()} for row in rows]
    schema = {c: (pl.Datetime("us") if c in times else dtype(kind)) for c, kind in record.columns.items()}
    frame = pl.DataFrame([{c: row.get(c) for c in schema} for row in zoned], schema=schema, orient="row")
    frame = frame.with_columns(pl.col(c).dt.replace_time_zone("UTC") for c in times)
    frame = frame.with_columns(site=pl.lit(SITE), source=pl.lit(source))
    dated = record.dated
    return frame if dated is None else frame.with_columns(day=pl.col(dated).cast(pl.Date))


def deposit(
    areas: Sequence[tuple[str, str]] = (), covers: list[tuple[Any, ...]] | None = None, **kept: pl.DataFrame
) -> Deposit:
    """Return a deposit of these records; every source covers FIRST … UNTIL unless `covers` says otherwise."""
    own = (
        covers
        if covers is not None
        else [
            (SITE, name, source, FIRST, UNTIL, "monthly", 30)
            for name, frame in kept.items()
            for source in frame["source"].unique()
        ]
    )
    places = [(SITE, area, parent, area.title()) for area, parent in areas]
    return Deposit(
        kept,
        pl.DataFrame(places, schema=AREAS, orient="row"),
        pl.DataFrame(own, schema=COVERS, orient="row"),
        {SITE: Site(id=SITE, name="Alder", time_zone="UTC")},
    )


def words_of(*indicators: Indicator) -> Catalogue:
    """Return the built-in catalogue with these indicators alone."""
    return catalogue().model_copy(update={"indicators": {one.id: one for one in indicators}})


def measured(held: Deposit, measure: dict[str, Any], as_of: date = AS_OF, **fields: Any) -> pl.DataFrame:
    """Return the raw cells of one indicator with this measure."""
    one = indicator(measure["kind"]).model_copy(update={})
    made = Indicator.model_validate(one.model_dump() | {"measure": measure} | fields)
    return count(held, words_of(made), as_of).frame


def totals(frame: pl.DataFrame, grain: str = "month") -> dict[date, float | None]:
    """Return the counted totals of one grain by first day."""
    rows = frame.filter(
        pl.col("grain") == grain, pl.col("dimension") == "none", pl.col("area") == "all", pl.col("state") == "counted"
    )
    return dict(rows.sort("from").select("from", "value").iter_rows())
