"""What a reader knows of each figure before any sum is used: this release, and all that came before it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.cells import ALL, KEYS, NONE, Status
from lead_metrics.privacy.attack import NEAR, Bounds, Marks
from lead_metrics.privacy.corrections import compare
from lead_metrics.privacy.relations import Numbers, Places, System

LATEST = pl.col("until").max().over("site", "area", "indicator", "dimension")
STEP = 100.0
PRECIOUS = {
    "total": pl.col("dimension") == NONE,
    "recent": pl.col("until") > LATEST.dt.offset_by("-1y"),
    "site": pl.col("area") == ALL,
}
"""What the rule's `give_up_last` may name, each with the figures it stands for."""


@dataclass(frozen=True)
class Knowledge:
    """What a reader knows, and what may still be taken away.

    low, high: per unknown, what a figure held at an earlier value admits (NaN elsewhere). withheld: per figure.
    locked: per figure, shown for ever (an earlier release, the source itself). cost: per figure, what losing it costs.
    dearest: what the figures cost at least that are given up last of all.
    """

    low: Numbers
    high: Numbers
    withheld: Marks
    locked: Marks
    cost: Numbers
    dearest: float = np.inf

    def at(self, unknowns: Places) -> Knowledge:
        """Return what is known where only these unknowns are looked at."""
        return replace(self, low=self.low[unknowns], high=self.high[unknowns])


def universe(cells: pl.DataFrame, judged: pl.DataFrame, before: pl.DataFrame, more_than: int) -> pl.DataFrame:
    """Return this release's cells and those that only earlier releases have, numbered by `cell`, `current` or not.

    withheld: not known to a reader. locked: can be withheld no more.
    """
    gone = judged.join(cells, on=list(KEYS), how="anti", maintain_order="left")
    gone = compare(gone.join(before, on=list(KEYS), how="semi", maintain_order="left"), before, more_than)
    both = pl.concat(
        [cells.with_columns(pl.lit(True).alias("current")), gone.with_columns(pl.lit(False).alias("current"))]
    )
    both = both.with_columns(pl.col("known") | pl.col("already_public").is_not_null()).with_row_index("cell")
    # What was withheld stays so: to show it now would narrow what it hid then.
    kept = pl.col("kept") & ~pl.col("held") & ~pl.col("known") & (pl.col("status") == Status.SHOWN.value)
    both = both.with_columns(
        pl.col("cell").cast(pl.Int64),
        pl.when(kept).then(pl.lit(Status.WITHHELD.value)).otherwise("status").alias("status"),
        pl.when(kept).then(pl.lit("complementary")).otherwise("reason").alias("reason"),
    )
    shown = pl.col("current") & (pl.col("status") != Status.WITHHELD.value)
    return both.with_columns(
        (~pl.col("known") & ~shown).alias("withheld"),
        (pl.col("known") | pl.col("held") | ~pl.col("current")).alias("locked"),
    )


def knowledge(bound: System, everything: pl.DataFrame, catalogue: Catalogue) -> Knowledge:
    """Return what readers know of the system's unknowns and figures."""
    old = _held_sizes(bound, everything)
    band = catalogue.rule.correction_more_than
    return Knowledge(
        low=np.maximum(0.0, old - band),
        high=old + band,
        withheld=everything["withheld"].to_numpy(),
        locked=everything["locked"].to_numpy(),
        cost=cost(everything, catalogue.rule.give_up_last),
        dearest=STEP ** len(catalogue.rule.give_up_last),
    )


def guarded(bound: System, everything: pl.DataFrame, catalogue: Catalogue) -> System:
    """Return the system in which a correction that waits is protected: a reader must be unable to tell it."""
    old = _held_sizes(bound, everything)
    held = ~np.isnan(old)
    half = catalogue.rule.correction_more_than / 2
    low = np.maximum(0.0, np.fmin(old, bound.size) - half)
    high = np.fmax(old, bound.size) + half
    band = catalogue.rule.correction_more_than
    return replace(
        bound,
        need_low=np.where(held, np.maximum(low, np.maximum(0.0, old - band)), bound.need_low),
        need_high=np.where(held, np.minimum(high, old + band), bound.need_high),
    )


def start(system: System, known: Knowledge) -> Bounds:
    """Return what the shown figures say by themselves; zeros are known, a withheld mark admits `least` and more."""
    figure = system.cell >= 0
    hidden = np.append(known.withheld, False)[system.cell]
    shown = figure & ~hidden
    low = np.where(shown, system.size, np.where(figure, np.fmin(system.least, system.size), 0.0))
    high = np.where(shown, system.size, np.inf)
    held = ~np.isnan(known.low)
    low, high = np.where(held, known.low, low), np.where(held, known.high, high)
    return Bounds(np.where(high - low < NEAR, high, low), high)


def cost(cells: pl.DataFrame, give_up_last: tuple[str, ...]) -> Numbers:
    """Return what losing each figure costs: most for what the rule gives up last, then more for larger figures."""
    ranked = [(name, STEP ** (len(give_up_last) - rank)) for rank, name in enumerate(give_up_last)]
    precious = [weight * PRECIOUS[name].cast(pl.Float64) for name, weight in ranked if name in PRECIOUS]
    size = pl.max_horizontal("denominator", "numerator").fill_null(0).clip(0).log1p()
    return cells.select(pl.sum_horizontal(size, *precious).alias("cost"))["cost"].to_numpy()


def _held_sizes(bound: System, everything: pl.DataFrame) -> Numbers:
    """Return for each unknown the earlier size at which its figure is held, NaN for all others."""
    told = [pl.when("held").then(f"old_{name}").alias(name) for name in ("numerator", "denominator")]
    old = everything.select(told).select(pl.all().cast(pl.Float64).fill_null(np.nan)).to_numpy()
    three = np.vstack([np.column_stack([old, old[:, 1] - old[:, 0]]), np.full((1, 3), np.nan)])
    return np.asarray(three[bound.cell, np.maximum(bound.which, 0)])
