"""The grain ladder: each series has one grain, fine where its past is large enough."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.cells import COARSENED, NONE, ReleasedCells, State, Status
from lead_metrics.periods import LADDER, Grain

SERIES_KEYS = ["site", "area", "indicator", "dimension"]
RUNGS = {grain.value: rung for rung, grain in enumerate(LADDER)}


def choose(
    judged: pl.DataFrame,
    enough_shown: float,
    earlier: Sequence[ReleasedCells] = (),
    coarsened: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Return SERIES_KEYS, `grain` and `finest` (the finest counted), one row a series that stands on the ladder.

    The finest grain of which `enough_shown` is shown by the primary rule; failing that the coarsest there is. An
    earlier release's grain stays for a year, unless it is now too fine. No grain is finer than what a manager chose
    (coarsened: columns cells.COARSENED).
    """
    rungs = _rungs(judged).join(_kept(earlier), on=SERIES_KEYS, how="left")
    rungs = rungs.join(_chosen(coarsened), on=["site", "indicator"], how="left")
    released = rungs["since"].dt.offset_by("1y") <= rungs["until"]
    kept = pl.when(released).then(0).otherwise(pl.col("kept"))
    rungs = rungs.with_columns(pl.max_horizontal(kept, "chosen").fill_null(0).alias("floor"))
    fine = (pl.col("shown") >= enough_shown) & (pl.col("rung") >= pl.col("floor"))
    return (
        rungs.group_by(SERIES_KEYS, maintain_order=True)
        .agg(
            pl.col("grain").sort_by("rung").filter(fine.sort_by("rung")).first().alias("fine"),
            pl.col("grain").sort_by("rung").last().alias("coarsest"),
            pl.col("grain").sort_by("rung").first().alias("finest"),
        )
        .select(*SERIES_KEYS, pl.coalesce("fine", "coarsest").alias("grain"), "finest")
    )


def follow(chosen: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """Return the grains, with each indicator that counts a group of another again at that other's grain.

    Else the months of the one would tell how small a year of the other can be at least.
    """
    pairs = [
        (one.id, one.disclosure.group_of.indicator, one.disclosure.group_of.dimension)
        for one in catalogue.indicators.values()
        if one.disclosure.group_of is not None
    ]
    links = pl.DataFrame(pairs, schema=dict.fromkeys(("indicator", "of", "by"), pl.String), orient="row")
    theirs = chosen.select("site", "area", of="indicator", by="dimension", followed="grain")
    linked = links.join(theirs, on=["of", "by"]).with_columns(pl.lit(NONE).alias("dimension"))
    joined = chosen.join(linked.select(*SERIES_KEYS, "followed"), on=SERIES_KEYS, how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce("followed", "grain").alias("grain")).drop("followed")


def at_grain(judged: pl.DataFrame, chosen: pl.DataFrame) -> pl.DataFrame:
    """Return only the cells of each series' grain; spans that a source chose itself always stay."""
    reported = judged.filter(pl.col("grain") == Grain.REPORTED.value)
    return pl.concat([judged.join(chosen, on=[*SERIES_KEYS, "grain"], how="semi"), reported])


def _rungs(judged: pl.DataFrame) -> pl.DataFrame:
    counted = pl.col("state") == State.COUNTED.value
    return (
        judged.filter(pl.col("grain").is_in(list(RUNGS)))
        .group_by([*SERIES_KEYS, "grain"], maintain_order=True)
        .agg(
            (pl.col("status") != Status.WITHHELD.value).filter(counted).mean().fill_null(1.0).alias("shown"),
            pl.col("until").max(),
        )
        .with_columns(pl.col("grain").replace_strict(RUNGS, return_dtype=pl.Int64).alias("rung"))
    )


def _chosen(coarsened: pl.DataFrame | None) -> pl.DataFrame:
    """Return the rung that a manager chose for an indicator of a site."""
    rows = pl.DataFrame(schema=COARSENED) if coarsened is None else coarsened
    rung = pl.col("grain").replace_strict(RUNGS, return_dtype=pl.Int64).alias("chosen")
    return rows.select("site", "indicator", rung)


def _kept(earlier: Sequence[ReleasedCells]) -> pl.DataFrame:
    """Return each series' latest rung and until when it was final in the first release of that rung."""
    schema = dict.fromkeys(SERIES_KEYS, pl.String) | {"grain": pl.String, "until": pl.Date, "release": pl.Int64}
    past = [
        cells.series.select(
            *SERIES_KEYS, "grain", pl.col("final_until").alias("until"), pl.lit(n, pl.Int64).alias("release")
        )
        for n, cells in enumerate(earlier)
    ]
    rows = pl.concat([pl.DataFrame(schema=schema), *past]).filter(pl.col("grain").is_in(list(RUNGS)))
    changed = (pl.col("grain") != pl.col("grain").last()).fill_null(False)
    first = pl.col("release").filter(changed).max().fill_null(-1)
    return (
        rows.sort("release")
        .group_by(SERIES_KEYS)
        .agg(
            pl.col("grain").last().replace_strict(RUNGS, return_dtype=pl.Int64).alias("kept"),
            pl.col("until").filter(pl.col("release") > first).first().alias("since"),
        )
    )
