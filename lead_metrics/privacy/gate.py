"""The gate: the only place where raw cells become released cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.cells import KEYS, LEFT_OUT, RELEASED, RawCells, ReleasedCells, Status, fitted
from lead_metrics.privacy import corrections, grain, merging, primary, series
from lead_metrics.privacy.coarser import coarser_cuts
from lead_metrics.privacy.complementary import protect
from lead_metrics.privacy.derived import speak_only_of_shown
from lead_metrics.privacy.knowledge import guarded, knowledge, universe
from lead_metrics.privacy.leftovers import with_leftovers
from lead_metrics.privacy.places import parents
from lead_metrics.privacy.relations import system
from lead_metrics.privacy.report import relations, report, untold
from lead_metrics.privacy.rules import with_rules
from lead_metrics.privacy.shelter import shelter
from lead_metrics.privacy.sites import each


@dataclass(frozen=True)
class Judged:
    """What the gate decided: cells for the store, and reasons (columns report.REPORT) that stay on the vault's side."""

    cells: ReleasedCells
    report: pl.DataFrame


def release(
    raw: RawCells,
    catalogue: Catalogue,
    earlier: Sequence[ReleasedCells] = (),
    as_of: date | None = None,
    coarsened: pl.DataFrame | None = None,
) -> Judged:
    """Return the cells that may be shown, so that nothing withheld can be worked out from this and earlier releases.

    earlier: every release ever published, oldest first. as_of: periods that end later are left out. coarsened: what
    managers chose to show by longer periods (cells.COARSENED). One grain a series; value, interval and parts are null
    unless shown. Small corrections keep the earlier value. Sites share no sums, so each is judged by itself.
    """
    sites = sorted(raw.frame["site"].unique())
    given = [(raw.of(site), catalogue, [one.of(site) for one in earlier], as_of, coarsened) for site in sites]
    judged = each(_judged, given, raw.frame.height)
    return _together(judged) if judged else _judged(raw, catalogue, [], as_of, None)


def _together(judged: Sequence[Judged]) -> Judged:
    frame = pl.concat([one.cells.frame for one in judged]).sort(list(KEYS))
    series_ = pl.concat([one.cells.series for one in judged])
    reasons = pl.concat([one.report for one in judged])
    return Judged(ReleasedCells(frame, series_), reasons)


def _judged(
    raw: RawCells,
    catalogue: Catalogue,
    earlier: Sequence[ReleasedCells],
    as_of: date | None,
    coarsened: pl.DataFrame | None,
) -> Judged:
    """Return what is decided about one site."""
    ruled = with_rules(_until(raw.frame, as_of), catalogue)
    merged, groups = merging.merge(ruled, catalogue, earlier)
    merged = with_leftovers(merged, catalogue)
    above = parents(raw.areas, merged)
    judged = shelter(primary.judge(merged, catalogue.rule.unreliable_below), above, catalogue)
    # What is left out is protected all the same: a reader may know that it is counted.
    offered = judged.join(raw.left_out, on=list(LEFT_OUT), how="anti", maintain_order="left")
    chosen = grain.follow(grain.choose(offered, catalogue.rule.enough_shown, earlier, coarsened), catalogue)
    before = corrections.past(earlier)
    cells = corrections.compare(grain.at_grain(offered, chosen), before, catalogue.rule.correction_more_than)
    everything = universe(cells, judged, before, catalogue.rule.correction_more_than)
    bound = guarded(system(everything, judged, above, catalogue), everything, catalogue)
    withheld, exposed = protect(bound, knowledge(bound, everything, catalogue))
    hidden = everything.filter(pl.Series(withheld)).select("cell", pl.lit(True).alias("hidden"))
    decided = _decided(everything.filter("current").join(hidden, on="cell", how="left", maintain_order="left"))
    decided = speak_only_of_shown(decided, ruled)
    told = everything["cell"].is_in(bound.cell[exposed].tolist())
    said = [report(decided, everything.filter(told), chosen, groups), coarser_cuts(offered, decided, above)]
    reasons = pl.concat([*said, untold(judged, decided), relations(bound.shapes)])
    return Judged(ReleasedCells(_released(decided), series.series(decided, chosen, raw.coverage)), reasons)


def _until(frame: pl.DataFrame, as_of: date | None) -> pl.DataFrame:
    return frame if as_of is None else frame.filter(pl.col("until") <= as_of)


def _decided(cells: pl.DataFrame) -> pl.DataFrame:
    """Return the cells with their final `status` and `reason`."""
    hidden = pl.col("hidden").fill_null(False) & (pl.col("status") == Status.SHOWN.value) & ~pl.col("held")
    held = pl.col("held")
    status = pl.when(held).then(pl.lit("shown")).when(hidden).then(pl.lit("withheld")).otherwise("status")
    reason = (
        pl.when(held).then(pl.lit("correction_waits")).when(hidden).then(pl.lit("complementary")).otherwise("reason")
    )
    return cells.with_columns(status.alias("status"), reason.alias("reason"))


def _released(cells: pl.DataFrame) -> pl.DataFrame:
    shown = pl.col("status") == Status.SHOWN.value
    told = [
        pl.when(shown & pl.col("held")).then(f"old_{name}").when(shown).then(name).alias(name)
        for name in corrections.TOLD
    ]
    marked = cells.with_columns(told).with_columns(pl.col("unreliable").fill_null(False))
    return fitted(marked.sort(list(KEYS)), RELEASED)
