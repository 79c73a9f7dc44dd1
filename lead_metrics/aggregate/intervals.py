"""95 % intervals of shares and rates, for whole columns at once."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
from scipy.stats import binom, gamma

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


FEWEST = 6
"""Of fewer values the bootstrap reaches from the least to the greatest, and tells nothing."""


@cache
def bootstrapped(count: int) -> tuple[int, int]:
    """Return which of so many ordered values (from 0) end the bootstrap's 95 % interval of their median.

    Drawing is not needed: how often each value is the median of as many drawn from them is binomial (Efron, 1982). Of
    an even number the lower of the two in the middle gives the low end, the higher the high end.
    """
    reached = np.arange(1, count + 1) / count
    low, high = ((count + 1) // 2, count // 2 + 1)
    below = binom.sf(low - 1, count, reached), binom.sf(high - 1, count, reached)
    return int(np.argmax(below[0] > 0.025)), int(np.argmax(below[1] >= 0.975))


def of_medians(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with low and high of a median; `ordered` holds its values in order, and is left out."""
    counts = frame["ordered"].list.len().unique().drop_nulls().to_list()
    known = [(n, *bootstrapped(n)) for n in counts if n >= FEWEST]
    ends = pl.DataFrame(known, schema={"count": pl.UInt32, "first": pl.Int64, "last": pl.Int64}, orient="row")
    beside = frame.with_columns(pl.col("ordered").list.len().alias("count")).join(
        ends, on="count", how="left", maintain_order="left"
    )
    low, high = (
        pl.col("ordered").list.get(pl.col(name)).alias(end) for name, end in (("first", "low"), ("last", "high"))
    )
    return beside.with_columns(low, high).drop("ordered", "count", "first", "last")
