"""What earlier releases have told: it is known for ever, and small corrections wait."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from lead_metrics.cells import KEYS, RELEASED, ReleasedCells, Status

SIZES = ("numerator", "denominator")
TOLD = ["value", "low", "high", *SIZES, "unreliable"]
NEAR = 1e-9

PAST = {
    **KEYS,
    "told": pl.Boolean,
    "last": pl.String,
    **{f"old_{name}": RELEASED[name] for name in TOLD},
}
"""told: ever shown. last: the status in the latest release that has the figure. old_*: as last shown."""


def past(earlier: Sequence[ReleasedCells]) -> pl.DataFrame:
    """Return columns PAST, one row for every figure that any earlier release (oldest first) has a row for."""
    rows = pl.concat([pl.DataFrame(schema=RELEASED), *(cells.frame for cells in earlier)])
    shown = pl.col("status") == Status.SHOWN.value
    olds = [pl.col(name).filter(shown).last().alias(f"old_{name}") for name in TOLD]
    grouped = rows.group_by(list(KEYS), maintain_order=True)
    return grouped.agg(shown.any().alias("told"), pl.col("status").last().alias("last"), *olds).select(list(PAST))


def compare(cells: pl.DataFrame, before: pl.DataFrame, more_than: int) -> pl.DataFrame:
    """Return the cells beside their past, with `told`, `known`, `held` and `kept`.

    known: shown before and unchanged, so readers know it whatever this release says. held: it changed by `more_than`
    people or fewer, so the earlier value stays. kept: withheld in the latest release that has it, and so again.
    """
    joined = cells.join(before, on=list(KEYS), how="left", maintain_order="left")
    guarded = (pl.col("protects") != "none") & pl.col("already_public").is_null()
    told = pl.col("told").fill_null(False)
    changes = _changes()
    same = pl.all_horizontal((change <= NEAR).fill_null(True) for change in changes)
    little = pl.any_horizontal(((change > NEAR) & (change <= more_than)).fill_null(False) for change in changes)
    return joined.with_columns(
        told.alias("told"),
        (told & same).alias("known"),
        (told & guarded & little).alias("held"),
        (guarded & (pl.col("last") == Status.WITHHELD.value)).fill_null(False).alias("kept"),
    )


def _changes() -> list[pl.Expr]:
    """Return by how much the numerator, a counted denominator and a share's complement differ from what was told."""
    numerator, denominator = (pl.col(name) - pl.col(f"old_{name}") for name in SIZES)
    among = pl.when(pl.col("among")).then(denominator)
    rest = pl.when(pl.col("share")).then(denominator - numerator)
    # A value told without its count, of as many people as before, tells of them: a mean's change times their number is
    # the change of their sum, which may be one person's. Any change of it is a small one.
    bare = pl.when(pl.col("old_numerator").is_null() & (denominator.abs().fill_null(0) <= NEAR))
    value = bare.then((pl.col("value") - pl.col("old_value")).abs().clip(0, 1))
    return [pl.when(pl.col("counted")).then(numerator).abs(), among.abs(), rest.abs(), value]
