"""What readers of all releases have been told, by figures and by marks."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.cells import KEYS, ReleasedCells, State, Status
from lead_metrics.privacy.corrections import PAST, past
from lead_metrics.privacy.grain import SERIES_KEYS
from lead_metrics.privacy.merging import MEMBERS
from lead_metrics.privacy.report import INTO
from lead_metrics.privacy.rules import with_rules


def all_told(
    cells: ReleasedCells, report: pl.DataFrame, catalogue: Catalogue, earlier: Sequence[ReleasedCells]
) -> pl.DataFrame:
    """Return what this release and all earlier ones tell, as cells of which a withheld one has no sizes.

    report: columns report.REPORT. Columns as the gate's own, and `current` (this release has it), `fresh` (no earlier
    one said the same of it) and `members` (how many groups stand together in it, null in a group of its own).
    """
    keys = list(KEYS)
    before = past(earlier)
    olds = {name: f"old_{name}" for name in ("value", "numerator", "denominator")}
    exposed = report.filter(pl.col("reason") == "exposed_before").select(*keys, pl.lit(True).alias("exposed")).unique()
    now = cells.frame.join(before, on=keys, how="left", maintain_order="left")
    now = now.join(exposed, on=keys, how="left", maintain_order="left").pipe(_with_what_stays_known, olds)
    gone = before.join(now, on=keys, how="anti", maintain_order="left").select(
        *keys,
        pl.when("told").then(pl.lit(Status.SHOWN.value)).otherwise("last").alias("status"),
        *(pl.col(old).alias(name) for name, old in olds.items()),
        pl.lit(False).alias("current"),
        pl.lit(False).alias("fresh"),
    )
    both = pl.concat([now, gone], how="diagonal")
    reasons = report.filter(pl.col("reason").is_in(["primary", "complementary", "correction_waits"]))
    both = both.join(reasons.select(*keys, "reason", "note").unique(keys), on=keys, how="left", maintain_order="left")
    counted = pl.col("status").is_in([Status.SHOWN.value, Status.WITHHELD.value])
    none = [pl.lit(None, pl.Int64).alias(name) for name in ("people", "people_of")]
    state = pl.when(counted).then(pl.lit(State.COUNTED.value)).otherwise("status").alias("state")
    return _with_members(with_rules(both.with_columns(state, *none), catalogue), report)


def _with_what_stays_known(now: pl.DataFrame, olds: dict[str, str]) -> pl.DataFrame:
    """Return this release's figures with `current` and `fresh`: no earlier release said the same of it.

    One that was shown, and is withheld though it has not changed, is known as it was: the report says which have not.
    """
    shown, told = pl.col("status") == Status.SHOWN.value, pl.col("told").fill_null(False)
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(old)) for name, old in olds.items())
    marked = pl.col("last").eq_missing(pl.col("status"))
    still = ~shown & told & pl.col("exposed").fill_null(False)
    return now.with_columns(
        pl.when(still).then(pl.lit(Status.SHOWN.value)).otherwise("status").alias("status"),
        *(pl.when(still).then(old).otherwise(name).alias(name) for name, old in olds.items()),
        pl.lit(True).alias("current"),
        pl.when(shown).then(~(told & same)).otherwise(~still & ~marked).alias("fresh"),
    ).drop("exposed", *(name for name in PAST if name not in KEYS))


def _with_members(told: pl.DataFrame, report: pl.DataFrame) -> pl.DataFrame:
    """Return the cells with `members`: how many groups stand together in each, null in a group of its own."""
    merged = report.filter(pl.col("reason") == "merged").with_columns(pl.col("note").str.strip_prefix(INTO))
    series = [*SERIES_KEYS, "note"]
    many = merged.group_by(series).agg(pl.col("category").n_unique().alias(MEMBERS))
    many = many.rename({"note": "category"})
    return told.join(many, on=[*SERIES_KEYS, "category"], how="left", maintain_order="left")
