"""The vocabulary of figures: the columns and statuses that every room shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import polars as pl

ALL = "all"
"""The area or category of a total."""

NONE = "none"
"""The dimension of a figure that is not broken down."""


class Status(StrEnum):
    """What a reader is told about a figure."""

    SHOWN = "shown"
    WITHHELD = "withheld"
    MISSING = "missing"
    NOT_COLLECTED = "not_collected"


class State(StrEnum):
    """What the counting knows about a figure before the gate has seen it."""

    COUNTED = "counted"
    MISSING = "missing"
    NOT_COLLECTED = "not_collected"


KEYS = {
    "site": pl.String,
    "area": pl.String,
    "indicator": pl.String,
    "grain": pl.String,
    "from": pl.Date,
    "until": pl.Date,
    "dimension": pl.String,
    "category": pl.String,
}

RAW = {
    **KEYS,
    "state": pl.String,
    "value": pl.Float64,
    "numerator": pl.Float64,
    "denominator": pl.Float64,
    "people": pl.Int64,
    "people_of": pl.Int64,
    "low": pl.Float64,
    "high": pl.Float64,
    "source": pl.String,
    "already_public": pl.String,
}

RELEASED = {
    **KEYS,
    "status": pl.String,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "numerator": pl.Float64,
    "denominator": pl.Float64,
    "unreliable": pl.Boolean,
    "source": pl.String,
    "already_public": pl.String,
}

SERIES = {
    "site": pl.String,
    "area": pl.String,
    "indicator": pl.String,
    "dimension": pl.String,
    "grain": pl.String,
    "from": pl.Date,
    "final_until": pl.Date,
    "arriving_until": pl.Date,
    "source": pl.String,
}
"""One row a series: its one grain, and where the final figures end and the arriving ones begin."""

AREAS = {"site": pl.String, "area": pl.String, "parent": pl.String, "name": pl.String}
"""Places with their parent; `parent` is `all` directly below a site. What no child covers is a remainder."""

COVERAGE = {
    "site": pl.String,
    "indicator": pl.String,
    "source": pl.String,
    "from": pl.Date,
    "final_until": pl.Date,
    "arriving_until": pl.Date,
}
"""From when a source covers an indicator at a site, until when it is final, and until when records still arrive."""

CASELOAD = {
    "site": pl.String,
    "worker": pl.String,
    "day": pl.Date,
    "measure": pl.String,
    "door": pl.String,
    "value": pl.Float64,
}
"""The staff view's rows: true counts by worker, never seen by any other audience."""


def empty(schema: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    """Return a frame of that schema without rows."""
    return pl.DataFrame(schema=schema)


def fitted(frame: pl.DataFrame, schema: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    """Return the frame with exactly these columns and types, absent ones null; the door check between rooms."""
    absent = [pl.lit(None, dtype).alias(name) for name, dtype in schema.items() if name not in frame.columns]
    return frame.with_columns(absent).select(pl.col(name).cast(dtype) for name, dtype in schema.items())


def check(frame: pl.DataFrame, schema: Mapping[str, type[pl.DataType]]) -> None:
    """Raise TypeError where a frame that crosses a room has not exactly the declared columns and types."""
    if dict(frame.schema) != {name: dtype() for name, dtype in schema.items()}:
        raise TypeError(f"a frame has the columns {dict(frame.schema)}, expected {schema}")


@dataclass(frozen=True)
class RawCells:
    """Counted figures that nobody has judged yet; must not leave the writing side.

    frame: columns RAW. `value` in the indicator's unit (shares 0–100); `people` are the protected people behind the
    numerator, `people_of` those behind the denominator, null where unknown or where nobody stands behind it; `source`
    is a recipe's id (several joined by a comma); `already_public` the address where the source publishes it.
    All grains of a series are present: the gate chooses one. coverage: columns COVERAGE. areas: columns AREAS.
    """

    frame: pl.DataFrame
    coverage: pl.DataFrame
    areas: pl.DataFrame

    def __post_init__(self) -> None:
        """Check the schemas at the door."""
        check(self.frame, RAW)
        check(self.coverage, COVERAGE)
        check(self.areas, AREAS)

    def of(self, site: str) -> RawCells:
        """Return one site's figures."""
        mine = pl.col("site") == site
        return replace(
            self, frame=self.frame.filter(mine), coverage=self.coverage.filter(mine), areas=self.areas.filter(mine)
        )


@dataclass(frozen=True)
class ReleasedCells:
    """Figures that the gate has judged; only `privacy.gate` makes this.

    frame: columns RELEASED, one row a figure, one grain a series, value and its parts null unless shown.
    series: columns SERIES.
    """

    frame: pl.DataFrame
    series: pl.DataFrame

    def __post_init__(self) -> None:
        """Check the schemas at the door."""
        check(self.frame, RELEASED)
        check(self.series, SERIES)

    def of(self, site: str) -> ReleasedCells:
        """Return one site's figures."""
        mine = pl.col("site") == site
        return replace(self, frame=self.frame.filter(mine), series=self.series.filter(mine))
