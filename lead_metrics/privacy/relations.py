"""Every sum that a reader could use, as equations over unknown sizes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.cells import Status, empty
from lead_metrics.privacy.elsewhere import beyond, uncovered_as_shapes, with_elsewhere
from lead_metrics.privacy.links import contradicted
from lead_metrics.privacy.merging import GROUPS
from lead_metrics.privacy.places import with_sums
from lead_metrics.privacy.quantities import ELSEWHERE, PLACE, need_high, need_low, quantities
from lead_metrics.privacy.spans import promised_in_vain, spans
from lead_metrics.privacy.sums import sums
from lead_metrics.privacy.terms import FEW, NEAR, SHAPES, Ties, denied_as_shapes, few_as_shapes
from lead_metrics.privacy.twins import apart, equal, same_as_shapes, twins

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]

SIGNS = {"exact": 0.0, "remainder": 1.0, "part": 1.0, "cover": -1.0}
"""Which way the leftover of an equation stands: parent = children + leftover, or parent + leftover = children."""

WHICH = {"numerator": 0, "denominator": 1, "rest": 2}
LEFTOVER = -1


@dataclass(frozen=True)
class System:
    """Unknown sizes and the equations that bind them, each saying that signed sizes sum to zero.

    size: the true size of each unknown (NaN where only a stored release is at hand). least: what a withheld mark
    admits. need_low, need_high: what a reader must be unable to exclude (NaN where nothing is protected). cell: the
    figure that shows it, -1 for sums nobody releases. which: WHICH quantity. equation, unknown, sign: one entry each
    for a term of an equation. shapes: how parts make up totals (columns terms.SHAPES), where not exactly,
    and the ties that hold.
    """

    size: Numbers
    least: Numbers
    need_low: Numbers
    need_high: Numbers
    cell: Places
    which: Places
    equation: Places
    unknown: Places
    sign: Numbers
    shapes: pl.DataFrame

    @property
    def equations(self) -> int:
        """How many equations there are."""
        return int(self.equation.max()) + 1 if self.equation.size else 0

    @property
    def needy(self) -> NDArray[np.bool_]:
        """Which unknowns are protected."""
        return ~np.isnan(self.need_low)

    def only(self, equations: Places) -> tuple[System, Places]:
        """Return the system of these equations (numbers, sorted) alone, and which unknowns it keeps."""
        inside = np.isin(self.equation, equations)
        kept, unknown = np.unique(self.unknown[inside], return_inverse=True)
        named = ("size", "least", "need_low", "need_high", "cell", "which")
        return replace(
            self,
            **{name: getattr(self, name)[kept] for name in named},
            equation=np.searchsorted(equations, self.equation[inside]),
            unknown=np.asarray(unknown, dtype=np.int64),
            sign=self.sign[inside],
        ), kept


def system(cells: pl.DataFrame, truth: pl.DataFrame, above: pl.DataFrame, catalogue: Catalogue) -> System:
    """Return all that binds `cells` (numbered by `cell`) to one another; both frames carry their rules.

    truth: the raw cells of every grain. above: columns of places.parents. Sums that nobody releases (a month's total
    beside quarters by race) join as unknowns, protected like any figure.
    """
    known, uncovered = with_elsewhere(quantities(truth.with_columns(pl.lit(-1, pl.Int64).alias("cell"))), above)
    same, above = twins(known, catalogue), beyond(above, uncovered)
    ties = Ties(above, catalogue, empty(SHAPES), same, apart(known, same), empty(GROUPS), empty(FEW), uncovered)
    # A figure without a value (no population to divide by) tells nothing; that of nobody tells that there is nobody.
    told = (pl.col("status") != Status.MISSING.value) | (pl.col("denominator") == 0)
    unknowns = with_sums(quantities(cells.filter(told)), known, ties)
    denied = pl.concat([ties.denied, promised_in_vain(unknowns), contradicted(unknowns, catalogue)])
    return bound(unknowns, ties, denied)


def bound(unknowns: pl.DataFrame, ties: Ties, denied: pl.DataFrame | None = None) -> System:
    """Return the system of these unknowns (columns QUANTITIES and `unknown`).

    denied: what its shapes shall say does not hold (columns terms.DENIED), where sizes have shown it.
    """
    within = sums(unknowns, ties)
    terms = pl.concat([within, spans(unknowns, ties.denied), equal(unknowns, ties.same, ties.denied)])
    keys = ["parent", "label", "equation"]
    rows = terms.group_by(keys, maintain_order=True).agg(
        pl.col("child"), pl.col("bound", "threshold").first(), _over().alias("size")
    )
    rows = rows.with_row_index("row").with_columns(
        pl.col("row").cast(pl.Int64), pl.col("bound").replace_strict(SIGNS).alias("way")
    )
    over = rows.filter(pl.col("way") != 0).with_columns(
        pl.int_range(pl.len(), dtype=pl.Int64).alias("extra") + unknowns.height, pl.col("size") * pl.col("way")
    )
    over, few = _remainders(over, unknowns, ties)
    without_figure = unknowns.filter((pl.col("cell") < 0) & need_high().is_not_null())
    # A sum is exact unless it is said not to be; a tie holds only if it is said to.
    unevenly = within.filter((pl.col("how") != "exact") | pl.col("label").str.starts_with("tie "))
    shapes = [
        unevenly.select(list(SHAPES)).unique(maintain_order=True),
        same_as_shapes(ties.same),
        denied_as_shapes(ties.denied if denied is None else denied),
        few_as_shapes(pl.concat([few, _placed(without_figure).select(list(FEW))])),
        uncovered_as_shapes(ties.uncovered),
    ]
    return _assembled(unknowns, rows, over, pl.concat(shapes))


def _over() -> pl.Expr:
    whole = pl.col("child_size").is_not_null().all()
    return pl.when(whole).then(pl.col("parent_size").first() - pl.col("child_size").sum())


def _assembled(unknowns: pl.DataFrame, rows: pl.DataFrame, over: pl.DataFrame, shapes: pl.DataFrame) -> System:
    which = pl.col("quantity").replace_strict(WHICH, return_dtype=pl.Int64).alias("which")
    every = pl.concat([unknowns.select("size", "least", need_low(), need_high(), "cell", which), _leftovers(over)])
    entries = pl.concat(
        [
            rows.select("row", pl.col("parent").alias("unknown"), pl.lit(1.0).alias("sign")),
            rows.select("row", pl.col("child").alias("unknown"), pl.lit(-1.0).alias("sign")).explode("unknown"),
            over.select("row", pl.col("extra").alias("unknown"), (-pl.col("way")).alias("sign")),
        ]
    )
    numbers = every.with_columns(pl.col("size", "least", "need_low", "need_high").cast(pl.Float64).fill_null(np.nan))
    return System(
        **{name: numbers[name].to_numpy() for name in numbers.columns},
        equation=entries["row"].to_numpy(),
        unknown=entries["unknown"].to_numpy(),
        sign=entries["sign"].to_numpy(),
        shapes=shapes,
    )


def _remainders(over: pl.DataFrame, unknowns: pl.DataFrame, ties: Ties) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the leftovers with `few`, and which are (columns FEW): those of few people, by their size or as told."""
    whole = _placed(unknowns).select(*PLACE, parent="unknown")
    named = over.join(whole, on="parent", how="left", maintain_order="left")
    told = ties.few.with_columns(pl.lit(True).alias("told"))
    named = named.join(told, on=list(FEW), how="left", maintain_order="left")
    small = (pl.col("size") > NEAR) & (pl.col("size") <= pl.col("threshold"))
    few = ((pl.col("bound") == "remainder") & (small | pl.col("told")).fill_null(False)).alias("few")
    named = named.with_columns(few)
    return named.select(*over.columns, "few"), named.filter("few").select(list(FEW)).unique(maintain_order=True)


def _placed(unknowns: pl.DataFrame) -> pl.DataFrame:
    """Return the unknowns as FEW names them."""
    return unknowns.with_columns(pl.col("from", "until").cast(pl.String), pl.lit(ELSEWHERE).alias("label"))


def _leftovers(over: pl.DataFrame) -> pl.DataFrame:
    """Return what equations leave over as unknowns; a remainder of few people is protected, a slack is not."""
    return over.select(
        "size",
        pl.lit(0.0).alias("least"),
        pl.when("few").then(1.0).alias("need_low"),
        pl.when("few").then(pl.col("threshold").cast(pl.Float64)).alias("need_high"),
        pl.lit(-1, pl.Int64).alias("cell"),
        pl.lit(LEFTOVER, pl.Int64).alias("which"),
    )
