"""What a coarser cut would show more of: a later rung of the ladder, or the place above."""

from __future__ import annotations

import polars as pl

from lead_metrics.cells import ALL, KEYS, State, Status, fitted
from lead_metrics.periods import LADDER
from lead_metrics.privacy.grain import SERIES_KEYS
from lead_metrics.privacy.report import REPORT, WOULD_SHOW

RUNG = pl.col("grain").replace_strict({str(grain): n for n, grain in enumerate(LADDER)}, default=None)


def coarser_cuts(judged: pl.DataFrame, decided: pl.DataFrame, above: pl.DataFrame) -> pl.DataFrame:
    """Return columns REPORT, a row a coarser cut: the finest rung, and the place above, that would show more points.

    judged: cells of every grain by the primary rule. decided: as they are released. above: columns of places.parents.
    The notes hold shares of points, never a count of people: by the primary rule alone, so a little less in the end.
    """
    now = _shares(decided, SERIES_KEYS).filter(pl.col("part") < 1)
    spans = decided.group_by(SERIES_KEYS).agg(pl.col("from").min(), pl.col("until").max(), RUNG.first().alias("rung"))
    now = now.join(spans, on=SERIES_KEYS).drop_nulls("rung")
    longer = _shares(judged, [*SERIES_KEYS, "grain"]).with_columns(RUNG.alias("next")).rename({"part": "then"})
    steps = now.join(longer, on=SERIES_KEYS).filter(pl.col("next") > pl.col("rung"), pl.col("then") > pl.col("part"))
    steps = steps.sort("next").unique(SERIES_KEYS, keep="first").with_columns(_note(pl.lit("by ") + pl.col("grain")))
    theirs = _shares(decided, [*SERIES_KEYS, "grain"]).rename({"part": "then", "area": "above"})
    wider = now.join(above, on=["site", "area"]).join(theirs, on=["site", "above", "indicator", "dimension"])
    wider = wider.filter(pl.col("then") > pl.col("part")).with_columns(_note(pl.lit("in ") + pl.col("above")))
    both = [
        fitted(rows.with_columns(category=pl.lit(ALL), reason=pl.lit(WOULD_SHOW)), REPORT) for rows in (steps, wider)
    ]
    return pl.concat(both).sort([*KEYS, "note"])


def _shares(cells: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Return `part`: the share of counted points that is not withheld."""
    counted = cells.filter(pl.col("state") == State.COUNTED.value)
    return counted.group_by(by).agg((pl.col("status") != Status.WITHHELD.value).mean().alias("part"))


def _note(where: pl.Expr) -> pl.Expr:
    now, then = ((pl.col(name) * 100).floor().cast(pl.Int64).cast(pl.String) for name in ("part", "then"))
    return pl.concat_str(where, pl.lit(": "), then, pl.lit(" % of points shown instead of "), now, pl.lit(" %")).alias(
        "note"
    )
