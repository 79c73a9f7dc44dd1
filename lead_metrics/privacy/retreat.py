"""What is given up where the audit is not satisfied: whole series, so that the gate can go round again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from lead_metrics.cells import ALL, LEFT_OUT, NONE, RawCells
from lead_metrics.privacy.audit import Broken
from lead_metrics.privacy.grain import RUNGS, SERIES_KEYS

NARROWED = {**dict.fromkeys(SERIES_KEYS, pl.String), "narrowed": pl.Int64}


def retreat(raw: RawCells, broken: Sequence[Broken]) -> RawCells:
    """Return the raw cells with more of them left out, since these figures could be narrowed.

    A breakdown or a place goes whole; of a site's own totals all grains go up to the narrowed one. Where no coarser one
    would stay, or the series has gone already, the indicator goes with all its figures: so every round takes more.
    """
    counted = raw.frame.select(list(LEFT_OUT)).unique(maintain_order=True)
    offered = counted.join(raw.left_out, on=list(LEFT_OUT), how="anti", maintain_order="left")
    named = _named(broken)
    series = offered.join(named, on=SERIES_KEYS, maintain_order="left")
    gone = series.filter(pl.when(_total()).then(_finer()).otherwise(True)).select(list(LEFT_OUT))
    helpless = named.join(gone, on=SERIES_KEYS, how="anti")
    whole = offered.join(helpless, on=["site", "indicator"], how="semi", maintain_order="left")
    return replace(raw, left_out=pl.concat([raw.left_out, gone, whole]).unique(maintain_order=True))


def _named(broken: Sequence[Broken]) -> pl.DataFrame:
    """Return columns NARROWED: each series with the coarsest rung at which it could be narrowed."""
    rows = [(*(getattr(one, name) for name in SERIES_KEYS), RUNGS.get(one.grain)) for one in broken]
    return pl.DataFrame(rows, NARROWED, orient="row").group_by(SERIES_KEYS).agg(pl.col("narrowed").max())


def _total() -> pl.Expr:
    return (pl.col("dimension") == NONE) & (pl.col("area") == ALL)


def _finer() -> pl.Expr:
    """Tell whether a grain is not coarser than the narrowed one, while a coarser one stays."""
    rung = pl.col("grain").replace_strict(RUNGS, default=None, return_dtype=pl.Int64)
    return (rung <= pl.col("narrowed")) & (rung > pl.col("narrowed")).any().over(SERIES_KEYS)
