"""Estimates of series pass the gate again: made from shown figures, and with points only where a figure is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from lead_metrics.cells import KEYS, ReleasedCells
from lead_metrics.errors import EstimateRefused
from lead_metrics.estimates.payloads import BeforeAfter, Chart, Comparison, Disparity, Stored
from lead_metrics.privacy.estimated import tell_estimates
from lead_metrics.verdicts.place import PARTS, Made

MARKS = {"n": pl.Int64, "area": pl.String, "indicator": pl.String, "from": pl.Date, "category": pl.String}


def gated(found: Sequence[Made], cells: ReleasedCells) -> list[Made]:
    """Return the estimates of a site's series once the gate has looked at all of them.

    Raises EstimateRefused, and so nothing is stored, where one was made from a figure that is not shown so, or tells
    of a period or a group that is not shown.
    """
    used = [
        one.used.with_columns(pl.lit(n, pl.Int64).alias("n")) for n, one in enumerate(found) if one.used is not None
    ]
    if len(used) < len(found):
        raise EstimateRefused("an estimate does not say which figures it was made from")
    if not used:
        return []
    whole = pl.concat(used)
    rows = [(n, one.area, one.indicator, *point) for n, one in enumerate(found) for point in points(one.payload)]
    asked = pl.DataFrame(rows, schema=MARKS, orient="row").unique()
    made = asked.join(
        whole.select("n", *KEYS), on=["n", "area", "indicator", "from", "category"], maintain_order="left"
    )
    told = tell_estimates(made, whole.select(*KEYS, *PARTS).unique(), cells)
    if told.height < asked.height:
        raise EstimateRefused("an estimate tells of periods or groups whose figures are not shown")
    return list(found)


def points(payload: Stored) -> Iterator[tuple[object, str]]:
    """Yield the period and group of each figure that an estimate tells of."""
    if isinstance(payload, Chart):
        yield from ((one.start, "all") for one in payload.points)
    elif isinstance(payload, BeforeAfter):
        yield from ((one.start, "all") for one in payload.lines)
    elif isinstance(payload, Comparison):
        yield from ((day, "all") for day, *_ in payload.lines)
    elif isinstance(payload, Disparity):
        yield from ((payload.start, one) for one in (payload.reference, *(group.category for group in payload.groups)))
