"""What every measure works on: the rows of one indicator at one site, its periods, and its slices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from lead_metrics.catalogue.model import Catalogue, Indicator, Values
from lead_metrics.cells import ALL, NONE
from lead_metrics.intake.deposit import Deposit
from lead_metrics.periods import Grain, Period, start_expr

UNKNOWN = "unknown"
TIES = ["start", "area", "dimension", "category"]


@dataclass(frozen=True)
class Slice:
    """One way of cutting rows: by a dimension's categories, by area, or not at all."""

    dimension: str = NONE
    by_area: bool = False


@dataclass(frozen=True)
class Work:
    """One indicator at one site: its records, the periods that are final, and the site's other records."""

    indicator: Indicator
    site: str
    deposit: Deposit
    catalogue: Catalogue
    periods: dict[Grain, list[Period]]
    covered_until: date
    rows: pl.DataFrame = field(default_factory=pl.DataFrame)

    def records(self, name: str) -> pl.DataFrame | None:
        """Return the site's records of a kind, None where there are none."""
        frame = self.deposit.records.get(name)
        if frame is None:
            return None
        own = frame.filter(pl.col("site") == self.site)
        return own if own.height else None

    def slices(self) -> Iterator[Slice]:
        """Return every slice that the indicator is cut by."""
        yield Slice()
        for dimension in self.indicator.breakdowns:
            if dimension in self.rows.columns:
                yield Slice(dimension)
        if self.indicator.by_area and "area" in self.rows.columns:
            yield Slice(by_area=True)


def matches(where: dict[str, Values]) -> pl.Expr:
    """Return the condition that a row has one of the wanted values in each named column."""
    condition = pl.lit(True)
    for column, values in where.items():
        found = pl.col(column).is_in(values)
        if UNKNOWN in values:
            found = found | pl.col(column).is_null()
        condition = condition & found.fill_null(False)
    return condition


def cut(rows: pl.DataFrame, how: Slice, areas: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with the columns area, dimension and category of a slice; a row counts in each place above it."""
    if how.by_area:
        placed = rows.filter(pl.col("area").is_not_null() & (pl.col("area") != ALL))
        placed = placed.join(above(areas), on="area", how="left").with_columns(
            pl.col("place").fill_null(pl.col("area"))
        )
        return placed.with_columns(pl.col("place").alias("area"), dimension=pl.lit(NONE), category=pl.lit(ALL))
    if how.dimension == NONE:
        return rows.with_columns(area=pl.lit(ALL), dimension=pl.lit(NONE), category=pl.lit(ALL))
    part = pl.col(how.dimension).cast(pl.String).fill_null(UNKNOWN)
    return rows.with_columns(category=part).with_columns(area=pl.lit(ALL), dimension=pl.lit(how.dimension))


def above(areas: pl.DataFrame) -> pl.DataFrame:
    """Return each area with itself and every place above it (columns area, place), the site's total left out."""
    own = areas.select("area", pl.col("area").alias("place"))
    climbing, found = areas.select("area", pl.col("parent").alias("place")), [own]
    while climbing.filter(pl.col("place") != ALL).height:
        climbing = climbing.filter(pl.col("place") != ALL)
        found.append(climbing)
        climbing = climbing.join(areas.select("area", "parent"), left_on="place", right_on="area").select(
            "area", pl.col("parent").alias("place")
        )
    return pl.concat(found).unique()


def started(rows: pl.DataFrame, grain: Grain, periods: list[Period]) -> pl.DataFrame:
    """Return the rows of these periods with the first day of their period as `start`."""
    spans = pl.DataFrame({"start": [p.start for p in periods]}, schema={"start": pl.Date})
    return rows.with_columns(start=start_expr(pl.col("day"), grain)).join(spans, on="start", how="semi")


def grid(parts: pl.DataFrame, periods: list[Period]) -> pl.DataFrame:
    """Return every part of a slice in every period, so that a period without rows is a counted zero."""
    spans = pl.DataFrame(
        [(p.start, p.until, str(p.grain)) for p in periods],
        schema={"start": pl.Date, "until": pl.Date, "grain": pl.String},
        orient="row",
    )
    return spans.join(parts, how="cross")
