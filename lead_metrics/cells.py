"""The vocabulary of figures: the columns and statuses that every room shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
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


class Load(StrEnum):
    """What a row of the staff view counts; people unless told otherwise."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    SOUGHT = "sought"
    DECEASED = "deceased"
    WEIGHTED = "weighted"
    FULL_TIME = "full_time"
    PRESENT = "present"
    AWAY_DAYS = "away_days"
    CAPACITY = "capacity"
    SPEAKS = "speaks"
    WORKS_IN = "works_in"
    NO_CONTACT_30 = "no_contact_30"
    NO_CONTACT_60 = "no_contact_60"
    NO_CONTACT_90 = "no_contact_90"
    CONTACTS = "contacts"
    CONTACTS_A_MONTH = "contacts_a_month"
    IN_FIELD = "in_field"
    CONTACTS_BEHIND = "contacts_behind"
    FIRST_CONTACTS = "first_contacts"
    HOURS_TO_FIRST = "hours_to_first"
    WAITING = "waiting"
    WAITING_7 = "waiting_7"
    WAITING_14 = "waiting_14"
    WAITING_30 = "waiting_30"
    WAITING_90 = "waiting_90"
    WAITING_MORE = "waiting_more"
    WAITING_DAYS = "waiting_days"
    WAITING_LONGEST = "waiting_longest"
    AVERAGE = "standard_average"
    MOST = "standard_most"
    WEIGHT_1 = "weight_1"
    WEIGHT_2 = "weight_2"
    WEIGHT_3 = "weight_3"


CASELOAD = {
    "site": pl.String,
    "worker": pl.String,
    "day": pl.Date,
    "measure": pl.String,
    "door": pl.String,
    "language": pl.String,
    "area": pl.String,
    "value": pl.Float64,
}
"""The staff view's rows: true counts by worker, never seen by any other audience.

measure: a Load. worker: `all` for the site, `none` for people whom nobody carries. door, language and area: `all`
unless the row speaks of one. `full_time` and `present` are shares of a full week, `present` what a leave leaves of it;
`away_days` until a worker comes back; `in_field` a percentage; `contacts_behind` the days between the last day whose
contacts have arrived and the staff view's own; `weight_1` to `weight_3` the site's weights for need.
"""

EXPECTED = (
    "arrivals", "load", "stays", "kept", "leaving", "error_model", "error_naive", "error_seasonal", "covered_80",
    "covered_95", "tried", "load_error", "load_covered_80", "load_covered_95",
)  # fmt: skip
"""The measures of OUTLOOK."""

OUTLOOK = {
    "site": pl.String,
    "day": pl.Date,
    "measure": pl.String,
    "door": pl.String,
    "step": pl.Int64,
    "at": pl.Date,
    "value": pl.Float64,
    "low_80": pl.Float64,
    "high_80": pl.Float64,
    "low_95": pl.Float64,
    "high_95": pl.Float64,
}
"""What the staff view expects of the next months, with 80 and 95 % intervals where there are any.

measure: `arrivals` (referrals a month), `load` (active people at a month's end), `stays` (of those known today), `kept`
(share of a month's referrals that are active people at its end and at those of the months after), `leaving` (share of
active people that is not active any more a month later), and how the forecast did when it was tried on the past: mean
absolute errors of a month's referrals beside two simple rivals', the share of them that lay in the intervals, the
number of months it was `tried` from; the same of the load. step: months ahead, from 1; 0 where a row speaks of no
month. at: the month's first day, the day itself where step is 0.
"""


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


COARSENED = {"site": pl.String, "indicator": pl.String, "grain": pl.String}
"""What managers chose to show by periods at least so long."""

LEFT_OUT = dict.fromkeys(("site", "area", "indicator", "dimension", "grain"), pl.String)
"""Which grains of which series are counted and in no release: what is withheld there could be narrowed."""


@dataclass(frozen=True)
class RawCells:
    """Counted figures that nobody has judged yet; must not leave the writing side.

    frame: columns RAW. `value` in the indicator's unit (shares 0–100); `people` are the protected people behind the
    numerator, `people_of` those behind the denominator, null where unknown or where nobody stands behind it; `source`
    is a recipe's id (several joined by a comma); `already_public` the address where the source publishes it.
    All grains of a series are present: the gate chooses one. coverage: columns COVERAGE. areas: columns AREAS.
    left_out: columns LEFT_OUT, none until an audit asks for it.
    """

    frame: pl.DataFrame
    coverage: pl.DataFrame
    areas: pl.DataFrame
    left_out: pl.DataFrame = field(default_factory=lambda: empty(LEFT_OUT))

    def __post_init__(self) -> None:
        """Check the schemas at the door."""
        check(self.frame, RAW)
        check(self.coverage, COVERAGE)
        check(self.areas, AREAS)
        check(self.left_out, LEFT_OUT)

    def of(self, site: str) -> RawCells:
        """Return one site's figures."""
        mine = pl.col("site") == site
        names = ("frame", "coverage", "areas", "left_out")
        return replace(self, **{name: getattr(self, name).filter(mine) for name in names})


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
