"""The primary rule: a figure about one to ten protected people is withheld."""

from __future__ import annotations

import polars as pl

from lead_metrics.cells import State, Status

BEHIND = pl.coalesce("people", pl.when("sized").then("numerator"))
"""The protected people behind the numerator; where nobody knows them, the count stands for them."""

AMONG = pl.coalesce("people_of", pl.when("among").then("denominator"))
"""The protected people behind the denominator, null where it counts neither people nor events about them."""

REST = (
    pl.when(~pl.col("share"))
    .then(None)
    .when(pl.col("counts") == "people")
    .then(pl.coalesce(pl.col("people_of") - pl.col("people"), pl.col("denominator") - pl.col("numerator")))
    .otherwise(pl.col("denominator") - pl.col("numerator"))
)
"""The complement of a share. For events it is the count: who stands behind the rest alone is not known."""

STAFF = pl.coalesce("people_of", "people", "denominator", "numerator")
"""The workers that a figure about staff is about."""


def judge(cells: pl.DataFrame, unreliable_below: int) -> pl.DataFrame:
    """Return raw cells that carry their rules with `status`, `reason`, `note` and `unreliable`, each judged by itself.

    An undefined figure (a share of nobody) is `missing`. A protected figure of unknown size is withheld.
    """
    return cells.with_columns(_reason()).with_columns(_status(), _note(), _unreliable(unreliable_below))


def is_small(size: pl.Expr) -> pl.Expr:
    """Return whether a size is one person to the threshold; fractions of a person count as one."""
    return (size > 0) & (size <= pl.col("threshold"))


def _small() -> pl.Expr:
    parts = [is_small(size).fill_null(False) for size in (BEHIND, AMONG, REST, pl.col("beside"))]
    zero = pl.col("zero_discloses") & (BEHIND == 0).fill_null(False)
    unknown = BEHIND.is_null() & AMONG.is_null()
    staff = is_small(STAFF).fill_null(True)
    return pl.when(pl.col("protects") == "staff").then(staff).otherwise(pl.any_horizontal(*parts, zero, unknown))


def _reason() -> pl.Expr:
    open_to_all = (pl.col("protects") == "none") | pl.col("already_public").is_not_null()
    counted = (pl.col("state") == State.COUNTED) & pl.col("value").is_not_null()
    return pl.when(counted & ~open_to_all & _small()).then(pl.lit("primary")).alias("reason")


def _note() -> pl.Expr:
    """Say which quantities are small, never how small; `events`: more of them than people they are about."""
    rest = pl.col("denominator") - pl.col("numerator")
    sizes = {
        "numerator": (BEHIND, pl.col("numerator")),
        "denominator": (AMONG, pl.col("denominator")),
        "rest": (REST, rest),
        "beside": (pl.col("beside"), pl.col("beside")),
    }
    named = [
        pl.when(is_small(people) | (pl.col("zero_discloses") & (people == 0) & (name == "numerator"))).then(
            pl.when(size > pl.col("threshold")).then(pl.lit(f"{name} events")).otherwise(pl.lit(name))
        )
        for name, (people, size) in sizes.items()
    ]
    said = pl.concat_list(named).list.drop_nulls().list.join(", ")
    return pl.when(pl.col("reason").is_not_null()).then(said).alias("note")


def _status() -> pl.Expr:
    return (
        pl.when(pl.col("state") == State.NOT_COLLECTED)
        .then(pl.lit(Status.NOT_COLLECTED.value))
        .when((pl.col("state") == State.MISSING) | pl.col("value").is_null())
        .then(pl.lit(Status.MISSING.value))
        .when(pl.col("reason").is_not_null())
        .then(pl.lit(Status.WITHHELD.value))
        .otherwise(pl.lit(Status.SHOWN.value))
        .alias("status")
    )


def _unreliable(below: int) -> pl.Expr:
    quotient = pl.col("denominator").is_not_null() & pl.col("counted")
    return (quotient & (pl.col("numerator") < below)).fill_null(False).alias("unreliable")
