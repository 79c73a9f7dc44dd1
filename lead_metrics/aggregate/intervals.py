"""95 % intervals of shares and rates, for whole columns at once."""

from __future__ import annotations

import polars as pl
from scipy.stats import gamma

Z = 1.959963984540054


def wilson() -> tuple[pl.Expr, pl.Expr]:
    """Return low and high, in percent, of numerator over denominator (Wilson, 1927)."""
    n, of = pl.col("numerator"), pl.col("denominator")
    share = n / of
    middle = (share + Z * Z / (2 * of)) / (1 + Z * Z / of)
    half = Z * (share * (1 - share) / of + Z * Z / (4 * of * of)).sqrt() / (1 + Z * Z / of)
    low = pl.when(of > 0).then((middle - half).clip(0, 1) * 100)
    return low.alias("low"), pl.when(of > 0).then((middle + half).clip(0, 1) * 100).alias("high")


def poisson(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with low and high of a rate, exact for Poisson counts (Garwood, 1936).

    value and numerator are given; where there are no events the lower end is zero and the upper one unknown.
    """
    events = frame["numerator"].to_numpy()
    low = gamma.ppf(0.025, events.clip(1e-9))
    high = gamma.ppf(0.975, events + 1)
    scale = pl.when(pl.col("numerator") > 0).then(pl.col("value") / pl.col("numerator"))
    return frame.with_columns(
        (pl.Series(low, dtype=pl.Float64) * scale).alias("low"),
        (pl.Series(high, dtype=pl.Float64) * scale).alias("high"),
    )
