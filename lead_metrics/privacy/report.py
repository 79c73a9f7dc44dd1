"""Why each figure is withheld, waits, was merged or made coarser: for the manager, never for the database."""

from __future__ import annotations

import polars as pl

from lead_metrics.cells import ALL, KEYS, Status, fitted
from lead_metrics.privacy.grain import SERIES_KEYS

INTO, MAY_BE_ZERO = "into: ", "may be zero"
WOULD_SHOW, RELATION = "coarser_would_show", "relation"
LEFT_OUT = "left_out"

REPORT = {**KEYS, "reason": pl.String, "note": pl.String}
"""reason: primary, complementary, correction_waits, merged, coarser, coarser_would_show, exposed_before, left_out or
relation.

The note of `primary` names the small quantities, of `merged` the group joined, of `coarser` the finest grain counted,
of `coarser_would_show` the cut, and how many of a series' points it would show. `left_out` names, at no grain, each
category that counts somebody and is not released (cells.LEFT_OUT, or nobody in the periods of the grain). A `relation`
is for the audit alone:
how the parts by `dimension` (or `area`) make up a total of the quantity `category`.
"""


def report(decided: pl.DataFrame, exposed: pl.DataFrame, chosen: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """Return columns REPORT, sorted: decided cells with a reason, and one row for each coarser series and merged group.

    groups: SERIES_KEYS, `category` and the group `into` that it joined. No row holds a count.
    """
    spans = decided.group_by(SERIES_KEYS).agg(
        pl.col("from").min(), pl.col("until").max(), pl.col("grain").first().alias("at")
    )
    coarser = chosen.filter(pl.col("grain") != pl.col("finest")).join(spans, on=SERIES_KEYS, how="inner")
    merged = groups.join(spans, on=SERIES_KEYS, how="inner")
    parts = [
        decided.filter(pl.col("reason").is_not_null()).with_columns(_note()),
        exposed.with_columns(pl.lit("exposed_before").alias("reason")),
        coarser.with_columns(
            pl.lit(ALL).alias("category"),
            pl.lit("coarser").alias("reason"),
            ("finest counted: " + pl.col("finest")).alias("note"),
        ),
        merged.with_columns(
            pl.col("at").alias("grain"), pl.lit("merged").alias("reason"), (INTO + pl.col("into")).alias("note")
        ),
    ]
    return pl.concat([fitted(part, REPORT) for part in parts]).sort(list(KEYS), maintain_order=True)


def untold(judged: pl.DataFrame, decided: pl.DataFrame) -> pl.DataFrame:
    """Return columns REPORT for the categories of series that count somebody and are not released at any grain.

    Some have nobody in all periods of the grain chosen. An audit without them would take the others for the whole.
    """
    series = [*SERIES_KEYS, "category"]
    told = decided.filter(pl.col("status") != Status.MISSING.value)
    gone = judged.filter(pl.max_horizontal("numerator", "denominator") > 0).join(told, on=series, how="anti")
    named = gone.group_by(*SERIES_KEYS, "category").agg(pl.col("from").min(), pl.col("until").max())
    rows = named.with_columns(grain=pl.lit(ALL), reason=pl.lit(LEFT_OUT))
    return fitted(rows, REPORT).sort(list(KEYS))


def _note() -> pl.Expr:
    """Add to the note where a mark may hide a zero: an attacker who took it for one at least would err."""
    zero = pl.any_horizontal(pl.col("numerator", "denominator") == 0, pl.col("numerator") == pl.col("denominator"))
    may = pl.when(pl.col("sheltered") | zero.fill_null(False)).then(pl.lit(MAY_BE_ZERO))
    return pl.concat_list("note", may).list.drop_nulls().list.join(", ").replace("", None).alias("note")


def relations(shapes: pl.DataFrame) -> pl.DataFrame:
    """Return columns REPORT for how parts make up totals (columns terms.SHAPES), which an audit must know."""
    named = {"label": "dimension", "quantity": "category", "how": "note"}
    rows = shapes.rename(named).with_columns(pl.lit(ALL).alias("area"), pl.lit(RELATION).alias("reason"))
    return fitted(rows, REPORT).sort(list(KEYS))
