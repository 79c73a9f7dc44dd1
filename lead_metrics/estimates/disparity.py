"""How unequal a decision point is: each group's rate or share beside that of the reference group."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp, log, sqrt
from typing import Any

import polars as pl

from lead_metrics.catalogue.model import Indicator
from lead_metrics.cells import Status
from lead_metrics.estimates.payloads import Disparity, Ends, Group
from lead_metrics.estimates.rates import Z, rate_difference, rate_ratio, share_difference, share_interval
from lead_metrics.estimates.results import Estimate

FEWEST = 10
"""With fewer events in a group no interval is claimed."""

APART = ("unknown",)
Row = Mapping[str, Any]


def disparity(cells: pl.DataFrame, indicator: Indicator, reference: str, years: list[int]) -> Disparity | None:
    """Return the latest period's groups beside the reference group, None where it is not shown.

    cells: one indicator of one site by one dimension (cells.RELEASED). years: those that residents are known for.
    """
    known = pl.col("numerator").is_not_null() & (pl.col("numerator") > FEWEST) & (pl.col("value") > 0)
    rows = cells.filter(pl.col("status") == Status.SHOWN, known, ~pl.col("category").is_in(APART))
    against = rows.filter(pl.col("category") == reference).sort("until")
    if against.is_empty():
        return None
    base = against.row(-1, named=True)
    others = rows.filter(
        pl.col("from") == base["from"], pl.col("until") == base["until"], pl.col("category") != reference
    ).sort("category")
    shares = indicator.unit == "percent"
    compared = share_group if shares else rate_group
    groups = tuple(one for row in others.iter_rows(named=True) if (one := compared(row, base)))
    year = max((y for y in years if y <= base["from"].year), default=None)
    if not groups:
        return None
    return Disparity(
        start=base["from"], until=base["until"], reference=reference, population_year=None if shares else year,
        groups=groups,
    )  # fmt: skip


def rate_group(row: Row, base: Row) -> Group:
    """Return a group's rate beside the reference group's: ratio (Wald on logs) and difference (Byar)."""
    sides = [(float(one["numerator"]), float(one["numerator"]) / float(one["value"])) for one in (row, base)]
    ratio, gap = rate_ratio(*sides[0], *sides[1]), rate_difference(*sides[0], *sides[1])
    return Group(category=row["category"], ratio=Ends.of(ratio), difference=Ends.of(gap))


def share_group(row: Row, base: Row) -> Group | None:
    """Return a group's share beside the reference group's: ratio and difference in percentage points."""
    if row["denominator"] is None or base["denominator"] is None:
        return None
    sides = [share_interval(float(one["numerator"]), float(one["denominator"])) for one in (row, base)]
    gap = share_difference(sides[0], sides[1])
    return Group(category=row["category"], ratio=Ends.of(share_ratio(row, base)), difference=Ends.of(gap, scale=100.0))


def share_ratio(row: Row, base: Row) -> Estimate:
    """Return the ratio of two shares with an interval on logs (Katz et al., 1978)."""
    (a, n), (b, m) = ((float(one["numerator"]), float(one["denominator"])) for one in (row, base))
    ratio, error = log(a / n) - log(b / m), sqrt(max(1 / a - 1 / n + 1 / b - 1 / m, 0.0))
    return Estimate(exp(ratio), exp(ratio - Z * error), exp(ratio + Z * error))
