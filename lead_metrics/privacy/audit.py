"""The audit: attack a stored release, with all that came before it, and name what could be worked out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.cells import KEYS, ReleasedCells, Status
from lead_metrics.privacy.attack import NEAR, Bounds, Marks, narrowed, propagate
from lead_metrics.privacy.elsewhere import beyond, uncovered_of_shapes, whole_of
from lead_metrics.privacy.knowledge import Knowledge, start
from lead_metrics.privacy.merging import GROUPS
from lead_metrics.privacy.places import parents, with_sums
from lead_metrics.privacy.programs import narrowed_in_blocks
from lead_metrics.privacy.quantities import ELSEWHERE, PLACE, quantities, unseen
from lead_metrics.privacy.relations import LEFTOVER, Numbers, Places, System, bound
from lead_metrics.privacy.report import INTO, LEFT_OUT, MAY_BE_ZERO
from lead_metrics.privacy.shelter import shelter
from lead_metrics.privacy.sites import each
from lead_metrics.privacy.terms import CATEGORY, LITTLE, NOT, SHAPES, Ties, denied_of_shapes, few_of_shapes
from lead_metrics.privacy.told import all_told
from lead_metrics.privacy.twins import SAME, same_of_shapes


@dataclass(frozen=True, order=True)
class Broken:
    """A withheld figure that a reader could narrow: its keys, never its count."""

    site: str
    area: str
    indicator: str
    grain: str
    start: date
    until: date
    dimension: str
    category: str


def attack(
    cells: ReleasedCells,
    report: pl.DataFrame,
    areas: pl.DataFrame,
    catalogue: Catalogue,
    earlier: Sequence[ReleasedCells] = (),
) -> list[Broken]:
    """Return the withheld figures that a reader could narrow, knowing this release and the earlier ones.

    report: the gate's reasons (columns report.REPORT); it says which figures are about few people, and how parts make
    up totals. Without its rows every withheld figure must stay open above the threshold, and on no single value.
    """
    given = []
    for site in sorted(cells.frame["site"].unique()):
        mine = pl.col("site") == site
        past_ones = [one.of(site) for one in earlier]
        given.append((cells.of(site), report.filter(mine), areas.filter(mine), catalogue, past_ones))
    return sorted(broken for found in each(_of_site, given, cells.frame.height) for broken in found)


def _of_site(
    cells: ReleasedCells,
    report: pl.DataFrame,
    areas: pl.DataFrame,
    catalogue: Catalogue,
    earlier: Sequence[ReleasedCells],
) -> list[Broken]:
    told = all_told(cells, report, catalogue, earlier)
    left_out = report.filter(pl.col("reason") == LEFT_OUT).select(list(CATEGORY))
    above = parents(areas, pl.concat([told.select("site", "area"), left_out.select("site", "area")]))
    may = pl.col("note").str.contains(MAY_BE_ZERO, literal=True).fill_null(False)
    # What the gate would withhold there, and the release shows, is shown.
    told = (
        shelter(told, above, catalogue)
        .with_columns(told["status"], pl.col("sheltered") | may)
        .with_row_index("cell")
        .with_columns(pl.col("cell").cast(pl.Int64))
    )
    ties = replace(_ties(report, above, catalogue), left_out=left_out)
    unknowns = with_sums(quantities(told, stored=True), None, ties)
    attacked, many = _protected(bound(unknowns, ties), unknowns, report, ties.few)
    begun = start(attacked, _known(attacked, told, catalogue))
    if report.is_empty():
        marks = _narrowed_blindly(attacked, begun, told, catalogue)
    else:
        marks = _narrowed(attacked, many, begun, told, catalogue)
        if marks.any() and earlier:
            # That two figures are one number may be what this release tells.
            before = _before(bound(unknowns, replace(ties, same=ties.same.clear())), begun, told)
            marks &= _added(attacked, many, begun, before, catalogue)
    named = unknowns.filter(pl.col("unknown").is_in(_named(attacked, marks).tolist()))
    named = named.with_columns(whole_of()).select(list(KEYS)).unique()
    found = named.join(told.filter(~pl.col("current")), on=list(KEYS), how="anti")
    return [Broken(*row) for row in found.iter_rows()]


def _named(system: System, marks: Marks) -> Places:
    """Return the marked unknowns, for a remainder the total that leaves it: a remainder has no figure of its own."""
    rest = marks & (system.which == LEFTOVER)
    leaving = np.isin(system.equation, system.equation[rest[system.unknown]]) & (system.sign > 0)
    return np.union1d(np.flatnonzero(marks & ~rest), system.unknown[leaving])


def _ties(report: pl.DataFrame, above: pl.DataFrame, catalogue: Catalogue) -> Ties:
    rows = report.filter(pl.col("reason") == "relation")
    named = {"category": "quantity", "dimension": "label", "note": "how"}
    shapes = rows.rename(named).select(list(SHAPES))
    same = same_of_shapes(shapes)
    plain = shapes.filter(~pl.col("label").is_in([SAME, NOT, LITTLE, ELSEWHERE]))
    merged = report.filter(pl.col("reason") == "merged").with_columns(into=pl.col("note").str.strip_prefix(INTO))
    denied, few = denied_of_shapes(shapes), few_of_shapes(shapes)
    uncovered = uncovered_of_shapes(shapes)
    groups = merged.select(list(GROUPS))
    return Ties(beyond(above, uncovered), catalogue, plain, same, denied, groups, few, uncovered)


def _protected(
    system: System, unknowns: pl.DataFrame, report: pl.DataFrame, little: pl.DataFrame
) -> tuple[System, Marks]:
    """Return the system with the needs that the report names, and the unknowns that hold many events of few people."""
    primary = report.filter(pl.col("reason") == "primary").with_columns(pl.col("note").str.split(", ").alias("note"))
    named = primary.explode("note").with_columns(
        pl.col("note").str.split(" ").list.first().alias("quantity"),
        pl.col("note").str.ends_with(" events").alias("many"),
    )
    outside = little.filter(pl.col("label") == ELSEWHERE).with_columns(
        pl.col("from", "until").str.to_date(), pl.lit(False).alias("many")
    )
    named = named.filter(pl.col("quantity").is_not_null())
    marked = pl.concat([rows.select(*PLACE, "many") for rows in (named, outside)]).unique(PLACE)
    rows = unknowns.join(marked, on=PLACE, how="left", maintain_order="left").with_columns(unseen())
    most = pl.col("threshold").cast(pl.Float64) + pl.col("unseen").cast(pl.Float64)
    few = rows.select(pl.when(~pl.col("many")).then(most).fill_null(np.nan)).to_series()
    left = system.need_high[unknowns.height :]
    high = np.concatenate([few.to_numpy(), left])
    # How large a sum that nobody releases is at least, its parts may tell.
    least = rows.select(pl.when("unseen").then(np.inf).otherwise(pl.col("members").fill_null(1.0))).to_series()
    low = np.concatenate([least.to_numpy(), np.ones(left.size)])
    many = np.concatenate([rows["many"].fill_null(False).to_numpy(), np.zeros(left.size, dtype=bool)])
    return replace(system, need_low=np.where(np.isnan(high), np.nan, low), need_high=high), many


def _withheld(system: System, told: pl.DataFrame) -> Marks:
    hidden = np.append(told["status"] == Status.WITHHELD.value, False)[system.cell]
    return np.asarray(hidden & (system.cell >= 0))


def _narrowed_blindly(system: System, begun: Bounds, told: pl.DataFrame, catalogue: Catalogue) -> Marks:
    """Return which withheld figures are on a single value, or below the threshold: no report says what they are."""
    bounds = propagate(system, begun)
    low = (bounds.high - bounds.low < 1 - NEAR) | (bounds.high < catalogue.rule.threshold)
    return np.asarray(_withheld(system, told) & low)


def _narrowed(system: System, many: Marks, begun: Bounds, told: pl.DataFrame, catalogue: Catalogue) -> Marks:
    """Return which withheld figures a reader could narrow who begins with these bounds."""
    # What has no figure is needy only where the report says so.
    hidden = _withheld(system, told) | (system.cell < 0)
    blur = np.full(many.shape, float(catalogue.rule.threshold))
    return np.asarray(hidden & _too_narrow(system, many, propagate(system, begun), blur))


def _added(system: System, many: Marks, begun: Bounds, before: Bounds, catalogue: Catalogue) -> Marks:
    """Return which unknowns are narrower than they must be and than they were before."""
    low, high = np.maximum(system.need_low, before.low), np.minimum(system.need_high, before.high)
    left = replace(system, need_low=low, need_high=high)
    # Its own mark, which every withheld figure has, is not what narrows it.
    blur = np.minimum(catalogue.rule.threshold, before.high - np.maximum(before.low, begun.low))
    return _too_narrow(left, many, propagate(system, begun), blur)


def _too_narrow(system: System, many: Marks, bounds: Bounds, blur: Numbers) -> Marks:
    """Return which unknowns do not leave open what they must; blur: how wide those of many events must be."""
    blurred = many & (bounds.high - bounds.low < blur - NEAR)
    return np.asarray(blurred | narrowed(system, bounds) | narrowed_in_blocks(system, bounds))


def _before(system: System, begun: Bounds, told: pl.DataFrame) -> Bounds:
    """Return what readers of the earlier releases could say of each unknown: more than that is not left to protect."""
    fresh = np.append(told["fresh"].to_numpy(), False)[system.cell] & (system.cell >= 0)
    low, high = np.where(fresh, 0.0, begun.low), np.where(fresh, np.inf, begun.high)
    return propagate(system, Bounds(low, high))


def _known(system: System, told: pl.DataFrame, catalogue: Catalogue) -> Knowledge:
    withheld = (told["status"] == Status.WITHHELD.value).to_numpy()
    waits = np.append((told["reason"] == "correction_waits").fill_null(False).to_numpy(), False)[system.cell]
    band = np.where(waits & (system.cell >= 0), catalogue.rule.correction_more_than, np.nan)
    nothing = np.zeros(told.height)
    return Knowledge(np.maximum(0.0, system.size - band), system.size + band, withheld, withheld, nothing)
