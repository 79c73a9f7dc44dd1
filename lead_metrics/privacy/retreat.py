"""What is given up where the audit is not satisfied: whole series, so that the gate can go round again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from lead_metrics.cells import ALL, NONE, RawCells
from lead_metrics.periods import LADDER
from lead_metrics.privacy.audit import Broken

SERIES = ["site", "area", "indicator", "dimension"]


def retreat(raw: RawCells, broken: Sequence[Broken]) -> RawCells:
    """Return the raw cells without the series whose figures could be narrowed.

    A breakdown or a place is left out whole; of a site's own totals the finest grain goes, and the last one stays.
    """
    rows = {tuple(getattr(one, name) for name in SERIES) for one in broken}
    named = pl.DataFrame(sorted(rows), schema=dict.fromkeys(SERIES, pl.String), orient="row")
    own = (pl.col("dimension") == NONE) & (pl.col("area") == ALL)
    kept = raw.frame.join(named.filter(~own), on=SERIES, how="anti", maintain_order="left")
    rungs = {str(grain): rung for rung, grain in enumerate(LADDER)}
    rung = pl.col("grain").replace_strict(rungs, default=None, return_dtype=pl.Int64)
    totals = kept.join(named.filter(own), on=SERIES, how="semi", maintain_order="left")
    finest = totals.filter((rung == rung.min().over(SERIES)) & (rung < rung.max().over(SERIES)))
    gone = finest.select(*SERIES, "grain").unique()
    return replace(raw, frame=kept.join(gone, on=[*SERIES, "grain"], how="anti", maintain_order="left"))
