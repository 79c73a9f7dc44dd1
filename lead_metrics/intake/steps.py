"""The named steps that a recipe may ask for where a column is not simply copied."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from lead_metrics.catalogue.model import Recipe

OLDEST, YOUNGEST = 105, 12
BANDS = ((18, "under_18"), (25, "18_24"), (35, "25_34"), (45, "35_44"), (55, "45_54"), (OLDEST, "55_over"))


def age_band(raw: pl.Expr, _step: str, _recipe: Recipe) -> pl.Expr:
    """Return the band of an age in years; an impossible age is unknown."""
    age = raw.cast(pl.Float64, strict=False)
    band = pl.lit("unknown")
    for before, name in reversed(BANDS):
        band = pl.when(age < before).then(pl.lit(name)).otherwise(band)
    return pl.when(age.is_between(YOUNGEST, OLDEST)).then(band).otherwise(pl.lit("unknown"))


def listed(raw: pl.Expr, step: str, recipe: Recipe) -> pl.Expr:
    """Return whether a code stands on one of the recipe's lists; nothing where there is no code."""
    known = list(recipe.code_maps[step.partition(":")[2]])
    return pl.when(raw.is_not_null()).then(raw.is_in(known))


def slug(raw: pl.Expr, _step: str = "", _recipe: Recipe | None = None) -> pl.Expr:
    """Return a place's name as an id, nothing where no letter or digit is in it."""
    plain = raw.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_lowercase()
    made = plain.str.replace_all(r"[^\p{L}\p{N}]+", "_").str.strip_chars("_")
    return pl.when(made != "").then(made)


def inclusive_end(day: pl.Expr) -> pl.Expr:
    """Return the day after a last day."""
    return day.dt.offset_by("1d")


def month_end(day: pl.Expr) -> pl.Expr:
    """Return the first day of the next month."""
    return day.dt.month_start().dt.offset_by("1mo")


FROM_TEXT: dict[str, Callable[[pl.Expr, str, Recipe], pl.Expr]] = {"age_band": age_band, "listed": listed, "slug": slug}
FROM_DATE: dict[str | None, Callable[[pl.Expr], pl.Expr]] = {"inclusive_end": inclusive_end, "month_end": month_end}
