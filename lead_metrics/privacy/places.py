"""Where sums stand that nobody releases, but that tie released figures to one another."""

from __future__ import annotations

import polars as pl

from lead_metrics.cells import ALL, NONE, fitted
from lead_metrics.privacy.elsewhere import elsewhere_places
from lead_metrics.privacy.links import BOTH, linked_places
from lead_metrics.privacy.quantities import PLACE, QUANTITIES
from lead_metrics.privacy.terms import CATEGORY as CATEGORIES
from lead_metrics.privacy.terms import Ties
from lead_metrics.privacy.twins import twin_places

CATEGORY = list(CATEGORIES)
WHEN = ["site", "indicator", "grain", "from", "until"]


def parents(areas: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """Return site, area and `above`: the nearest place above it that has figures, `all` at the top."""
    above = {(site, area): parent for site, area, parent in areas.select("site", "area", "parent").iter_rows()}
    present = cells.filter(pl.col("area") != ALL).select("site", "area").unique(maintain_order=True)
    counted = set(present.iter_rows())
    rows = [(site, area, _nearest(site, area, above, counted)) for site, area in present.iter_rows()]
    return pl.DataFrame(rows, schema={"site": pl.String, "area": pl.String, "above": pl.String}, orient="row")


def with_sums(released: pl.DataFrame, known: pl.DataFrame | None, ties: Ties) -> pl.DataFrame:
    """Return the released quantities and the unreleased sums that tie them, each with its number `unknown`.

    known: the true sums (columns QUANTITIES); without it (a stored release) every sum may
    exist, its size unknown.
    """
    rows, before = released, -1
    while rows.height > before:
        before = rows.height
        moved = [totals(rows).select(PLACE), above_areas(rows, ties.above).select(PLACE), neighbors(rows, ties.above)]
        parts = [rows.filter(pl.col("quantity") == "rest").with_columns(quantity=pl.lit(q)).select(PLACE) for q in BOTH]
        linked = [linked_places(rows, ties.catalogue), twin_places(rows, ties.same)]
        needed = pl.concat([*moved, inside(rows), *parts, rests(rows), *linked])
        needed = elsewhere_places(pl.concat([needed, rows.select(PLACE)]), ties.above, ties.uncovered)
        new = needed.unique(maintain_order=True).join(rows, on=PLACE, how="anti", maintain_order="left")
        if known is None:
            whole = _whole(new, released, ties).join(rows, on=PLACE, how="anti", maintain_order="left")
            found = _supposed(whole, rows)
        else:
            found = _with_siblings(known, new, rows)
        rows = pl.concat([rows, found])
    return rows.select(list(QUANTITIES)).with_row_index("unknown").with_columns(pl.col("unknown").cast(pl.Int64))


def _whole(needed: pl.DataFrame, released: pl.DataFrame, ties: Ties) -> pl.DataFrame:
    """Return the places that exist among those needed, each with all of its siblings: half a sum would mislead.

    Every series that is counted is released at some grain, or named as left out. A category of a twin may be there,
    unless it joined a group, or is a group that this series does not have.
    """
    counted = pl.concat([released.select(CATEGORY), ties.left_out]).unique(maintain_order=True)
    own = elsewhere_places(counted, ties.above, ties.uncovered)
    merged = ties.merged
    there = needed.join(own, on=CATEGORY[:-1], how="semi", maintain_order="left")
    groups = merged.select("dimension", category="into")
    not_its = there.join(groups, on=["dimension", "category"], how="semi").join(own, on=CATEGORY, how="anti")
    there = there.join(pl.concat([merged.select(CATEGORY), not_its.select(CATEGORY)]), on=CATEGORY, how="anti")
    categories = there.drop("category").join(own, on=[name for name in CATEGORY if name != "category"])
    inner = there.filter(pl.col("area") != ALL).drop("area")
    areas = inner.join(own.filter(pl.col("area") != ALL), on=[name for name in CATEGORY if name != "area"])
    return pl.concat([there, categories.select(PLACE), areas.select(PLACE)]).unique(maintain_order=True)


def _with_siblings(known: pl.DataFrame, new: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Return what is known at these new places, and of the other groups beside each: half a sum would mislead."""
    found = known.join(new, on=PLACE, how="semi", maintain_order="left")
    beside = [name for name in PLACE if name != "category"]
    parts = found.filter(pl.col("dimension") != NONE).select(beside).unique()
    siblings = known.join(parts, on=beside, how="semi", maintain_order="left")
    more = siblings.join(rows, on=PLACE, how="anti", maintain_order="left")
    return pl.concat([found, more]).unique(PLACE, maintain_order=True)


def totals(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the breakdowns' quantities, moved to where their totals stand."""
    parts = rows.filter((pl.col("dimension") != NONE) & (pl.col("quantity") != "rest"))
    return parts.with_columns(pl.lit(NONE).alias("dimension"), pl.lit(ALL).alias("category"))


def above_areas(rows: pl.DataFrame, above: pl.DataFrame) -> pl.DataFrame:
    """Return the areas' quantities, moved to the place above each."""
    parts = rows.filter((pl.col("area") != ALL) & (pl.col("quantity") != "rest"))
    moved = parts.join(above, on=["site", "area"], how="inner", maintain_order="left")
    return moved.with_columns(pl.col("above").alias("area")).drop("above")


def neighbors(rows: pl.DataFrame, above: pl.DataFrame) -> pl.DataFrame:
    """Return where the other areas of the same place would stand, which each may have a grain of its own."""
    parts = rows.filter((pl.col("area") != ALL) & (pl.col("quantity") != "rest")).select(PLACE)
    beside = above.join(above.rename({"area": "other"}), on=["site", "above"]).select("site", "area", "other")
    there = parts.join(beside, on=["site", "area"], how="inner", maintain_order="left")
    return there.with_columns(area="other").select(PLACE).unique(maintain_order=True)


def rests(rows: pl.DataFrame) -> pl.DataFrame:
    """Return where the rest of each share would stand, in the periods of which the share is shown somewhere."""
    shown = rows.filter(pl.col("cell") >= 0, pl.col("quantity") == "rest").select(WHEN).unique()
    places = rows.with_columns(quantity=pl.lit("rest")).select(PLACE)
    return places.join(shown, on=WHEN, how="semi", maintain_order="left")


def inside(rows: pl.DataFrame) -> pl.DataFrame:
    """Return where the groups of areas would stand in every period: their margins may be shown by a finer one."""
    counted = pl.col("quantity") != "rest"
    crossed = rows.filter(counted, pl.col("area") != ALL, pl.col("dimension") != NONE)
    crossed = crossed.select(*CATEGORY, "quantity").unique(maintain_order=True)
    periods = rows.filter(counted).select(WHEN).unique(maintain_order=True)
    return crossed.join(periods, on=["site", "indicator"], maintain_order="left").select(PLACE)


def _nearest(site: str, area: str, above: dict[tuple[str, str], str], counted: set[tuple[str, ...]]) -> str:
    seen = {area}
    place = above.get((site, area), ALL)
    while place != ALL and place not in seen and (site, place) not in counted:
        seen.add(place)
        place = above.get((site, place), ALL)
    return ALL if place in seen else place


def _supposed(needed: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Return sums of unknown size at these places, for the indicators and quantities that are released at all."""
    kinds = rows.group_by("indicator", "quantity", maintain_order=True).agg(
        pl.col("threshold", "zero_discloses", "kind", "counts").first()
    )
    found = needed.join(kinds, on=["indicator", "quantity"], how="inner", maintain_order="left")
    return fitted(
        found.with_columns(
            pl.lit(0.0).alias("least"), pl.lit(1.0).alias("members"), pl.lit(-1, pl.Int64).alias("cell")
        ),
        QUANTITIES,
    )
