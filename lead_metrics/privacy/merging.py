"""Tiny groups join the coarser group that the catalogue declares for them."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.cells import ALL, KEYS, ReleasedCells, State, Status
from lead_metrics.periods import LADDER
from lead_metrics.privacy.grain import RUNGS, SERIES_KEYS
from lead_metrics.privacy.primary import judge

ADDITIVE = ["count", "people", "share", "rate_per", "stock", "stock_share", "latest_share", "completeness", "reported"]
MOSTLY = 0.5
MEMBERS = "members"
"""How many groups that are not empty stand together in a figure."""

ANYWHERE = [name for name in SERIES_KEYS if name != "area"]
HIERARCHY = {"dimension": pl.String, "category": pl.String, "into": pl.String, "only_merged": pl.Boolean}
GROUPS = {**dict.fromkeys([*SERIES_KEYS, "category", "into"], pl.String)}
"""A row for each category that joined a group, in each series."""


def merge(
    cells: pl.DataFrame, catalogue: Catalogue, earlier: Sequence[ReleasedCells] = ()
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the cells with tiny groups summed into their declared group, and which groups those are (columns GROUPS).

    A group is tiny where most of its figures at the coarsest grain would be withheld: those of the whole site where it
    has any, for all places alike, since groups that differ from place to place tell of their members. A series released
    before keeps its groups. Intervals of a merged figure are null: they do not add up.
    """
    declared = hierarchy(catalogue)
    parts = cells.filter(pl.col("kind").is_in(ADDITIVE)).join(declared, on=["dimension", "category"], how="inner")
    released = _released(earlier)
    fresh = parts.join(released, on=SERIES_KEYS, how="anti", maintain_order="left")
    groups = pl.concat([_tiny(fresh, catalogue), _kept(parts, released)]).unique().sort(list(GROUPS))
    if groups.is_empty():
        return cells.with_columns(_alone()), groups
    return _merged(cells, groups), groups


def hierarchy(catalogue: Catalogue) -> pl.DataFrame:
    """Return columns HIERARCHY; `only_merged` groups stand for two categories at least."""
    rows = [
        (dimension, category, code.merges_into, codes[code.merges_into].only_merged)
        for dimension, codes in catalogue.codes.items()
        for category, code in codes.items()
        if code.merges_into is not None
    ]
    return pl.DataFrame(rows, schema=HIERARCHY, orient="row")


def _tiny(parts: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    rung = pl.col("grain").replace_strict(RUNGS, default=len(LADDER), return_dtype=pl.Int64)
    last = parts.filter(rung == rung.max().over(SERIES_KEYS), pl.col("state") == State.COUNTED.value)
    own = pl.col("area") == ALL
    widest = last.filter(own | ~own.any().over(ANYWHERE))
    judged = judge(widest, catalogue.rule.unreliable_below)
    sizes = judged.group_by([*ANYWHERE, "into", "only_merged", "category"]).agg(
        ((pl.col("status") == Status.WITHHELD.value).mean() > MOSTLY).alias("tiny"),
        pl.sum_horizontal("numerator", "denominator").sum().alias("size"),
    )
    # A group of its own needs two members: the smallest sibling joins a tiny one that would be alone.
    siblings = [*ANYWHERE, "into"]
    ranked = sizes.sort(~pl.col("tiny"), "size", "category").with_columns(
        pl.int_range(pl.len()).over(siblings).alias("place"), pl.col("tiny").any().over(siblings).alias("any")
    )
    joins = pl.col("tiny") | (pl.col("only_merged") & pl.col("any") & (pl.col("place") == 1))
    enough = ~pl.col("only_merged") | (pl.len().over(siblings) > 1)
    chosen = ranked.filter(joins & enough).select(*ANYWHERE, "category", "into")
    return parts.select(*SERIES_KEYS, "category").unique().join(chosen, on=[*ANYWHERE, "category"]).select(list(GROUPS))


def _released(earlier: Sequence[ReleasedCells]) -> pl.DataFrame:
    schema = dict.fromkeys([*SERIES_KEYS, "category"], pl.String)
    past = [cells.frame.select(list(schema)) for cells in earlier]
    return pl.concat([pl.DataFrame(schema=schema), *past]).unique(maintain_order=True)


def _kept(parts: pl.DataFrame, released: pl.DataFrame) -> pl.DataFrame:
    """Return the categories that earlier releases have in a group: the group is there, they are not."""
    inside = (
        parts.select(list(GROUPS)).unique(maintain_order=True).join(released, on=[*SERIES_KEYS, "category"], how="anti")
    )
    return inside.join(released.rename({"category": "into"}), on=[*SERIES_KEYS, "into"], how="semi").select(
        list(GROUPS)
    )


def _alone() -> pl.Expr:
    return pl.lit(1, pl.UInt32).alias(MEMBERS)


def _merged(cells: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    named = cells.with_columns(_alone()).join(groups, on=[*SERIES_KEYS, "category"], how="left", maintain_order="left")
    named = named.with_columns(pl.coalesce("into", "category").alias("category")).drop("into")
    touched = groups.select(*SERIES_KEYS, pl.col("into").alias("category")).unique()
    apart = named.join(touched, on=[*SERIES_KEYS, "category"], how="anti", maintain_order="left")
    together = named.join(touched, on=[*SERIES_KEYS, "category"], how="semi", maintain_order="left")
    sums = together.group_by(list(KEYS), maintain_order=True).agg(_sums(cells.columns))
    return pl.concat([apart, sums.with_columns(_value()).select(named.columns)])


def _sums(columns: list[str]) -> list[pl.Expr]:
    """Return how each column of merged cells follows from its parts; an unknown part leaves the sum unknown."""
    counted = (pl.col("state") == State.COUNTED.value).all()
    state = pl.when(counted).then(pl.lit(State.COUNTED.value)).otherwise(pl.lit(State.MISSING.value)).alias("state")
    whole: dict[str, pl.Expr] = {
        name: pl.when(pl.col(name).is_not_null().all()).then(pl.col(name).sum()) for name in SUMMED
    }
    # A rate per day has one denominator for all its parts.
    shared = (pl.col("kind").first() == "rate_per") & (pl.col("denominator").n_unique() == 1)
    whole["denominator"] = pl.when(shared).then(pl.col("denominator").first()).otherwise(whole["denominator"])
    scale = (pl.col("value") * pl.col("denominator") / pl.col("numerator")).filter(pl.col("numerator") > 0).first()
    none = [pl.lit(None, pl.Float64).alias(name) for name in ("low", "high")]
    filled = (pl.sum_horizontal("numerator", "denominator") > 0).sum().alias(MEMBERS)
    first = [name for name in columns if name not in {*KEYS, *SUMMED, MEMBERS, "low", "high", "state"}]
    sums = [expression.alias(name) for name, expression in whole.items()]
    return [
        state,
        *sums,
        scale.alias("scale"),
        filled,
        *none,
        *(pl.col(name).drop_nulls().first() for name in first),
    ]


SUMMED = ("value", "numerator", "denominator", "people", "people_of")


def _value() -> pl.Expr:
    quotient = (pl.col("scale").fill_null(0) * pl.col("numerator") / pl.col("denominator")).fill_nan(None)
    sized = pl.when(pl.col("denominator").is_null()).then("value").when(pl.col("denominator") > 0).then(quotient)
    return pl.when(pl.col("state") == State.COUNTED.value).then(sized).alias("value")
