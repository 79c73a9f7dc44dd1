"""Where sums stand that nobody releases, but that tie released figures to one another."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.cells import ALL, NONE, fitted
from lead_metrics.privacy.quantities import PLACE, QUANTITIES
from lead_metrics.privacy.twins import twin_places

BOTH = ("numerator", "denominator")


def parents(areas: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """Return site, area and `above`: the nearest place above it that has figures, `all` at the top."""
    above = {(site, area): parent for site, area, parent in areas.select("site", "area", "parent").iter_rows()}
    present = cells.filter(pl.col("area") != ALL).select("site", "area").unique(maintain_order=True)
    counted = set(present.iter_rows())
    rows = [(site, area, _nearest(site, area, above, counted)) for site, area in present.iter_rows()]
    return pl.DataFrame(rows, schema={"site": pl.String, "area": pl.String, "above": pl.String}, orient="row")


def with_sums(
    released: pl.DataFrame, known: pl.DataFrame | None, above: pl.DataFrame, catalogue: Catalogue, same: pl.DataFrame
) -> pl.DataFrame:
    """Return the released quantities and the unreleased sums that tie them, each with its number `unknown`.

    same: columns twins.TWINS. known: the true sums (columns QUANTITIES); without it (a stored release) every sum may
    exist, its size unknown.
    """
    rows, before = released, -1
    while rows.height > before:
        before = rows.height
        moved = [totals(rows).select(PLACE), above_areas(rows, above).select(PLACE)]
        beside = [
            rows.filter(pl.col("quantity") == "rest").with_columns(quantity=pl.lit(q)).select(PLACE) for q in BOTH
        ]
        needed = pl.concat([*moved, *beside, tied_places(rows, catalogue), twin_places(rows, same)])
        new = needed.unique(maintain_order=True).join(rows, on=PLACE, how="anti", maintain_order="left")
        found = _supposed(new, rows) if known is None else known.join(new, on=PLACE, how="semi", maintain_order="left")
        rows = pl.concat([rows, found])
    return rows.select(list(QUANTITIES)).with_row_index("unknown").with_columns(pl.col("unknown").cast(pl.Int64))


def totals(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the breakdowns' quantities, moved to where their totals stand."""
    parts = rows.filter((pl.col("dimension") != NONE) & (pl.col("quantity") != "rest"))
    return parts.with_columns(pl.lit(NONE).alias("dimension"), pl.lit(ALL).alias("category"))


def above_areas(rows: pl.DataFrame, above: pl.DataFrame) -> pl.DataFrame:
    """Return the areas' quantities, moved to the place above each."""
    parts = rows.filter((pl.col("area") != ALL) & (pl.col("quantity") != "rest"))
    moved = parts.join(above, on=["site", "area"], how="inner", maintain_order="left")
    return moved.with_columns(pl.col("above").alias("area")).drop("above")


def ties(catalogue: Catalogue) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each indicator that the catalogue ties to others, with those others."""
    for indicator in catalogue.indicators.values():
        if indicator.disclosure.tied_to:
            yield indicator.id, indicator.disclosure.tied_to


def tied_places(rows: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """Return where each member of a tie would stand, for every place where another member stands."""
    found = [rows.clear().select(PLACE)]
    for whole, parts in ties(catalogue):
        members = [whole, *parts]
        at = rows.filter(pl.col("indicator").is_in(members) & (pl.col("quantity") != "rest")).select(PLACE)
        for member in members:
            for quantity in BOTH:
                there = at.with_columns(pl.lit(member).alias("indicator"), pl.lit(quantity).alias("quantity"))
                found.append(there.unique(maintain_order=True))
    return pl.concat(found)


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
    return fitted(found.with_columns(pl.lit(0.0).alias("least"), pl.lit(-1, pl.Int64).alias("cell")), QUANTITIES)
