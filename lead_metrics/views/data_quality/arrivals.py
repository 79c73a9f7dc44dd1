"""What each source brought: from when, until when it is final, and whether anything that was due has not come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from lead_metrics.catalogue.model import Catalogue, Recipe
from lead_metrics.periods import Grain, start_of

OWED_BY = {
    "daily": Grain.MONTH, "weekly": Grain.MONTH, "monthly": Grain.MONTH, "quarterly": Grain.QUARTER,
    "yearly": Grain.YEAR,
}  # fmt: skip
"""How often a source comes, and by which whole periods it owes records; what came once owes nothing."""


@dataclass(frozen=True)
class Arrival:
    """One source at a site; `final_until` and `arriving_until` are exclusive.

    feeds: the indicators that it feeds. late: those of them whose records were due and have not come. due: the day
    before which records were due, None where nothing is.
    """

    source: str
    first: date
    final_until: date
    arriving_until: date
    feeds: tuple[str, ...]
    late: tuple[str, ...]
    due: date | None


def arrivals(series: pl.DataFrame, catalogue: Catalogue, as_of: date) -> list[Arrival]:
    """Return what each source of these series (cells.SERIES) brought, as a release of that day knew it.

    What feeds most comes first.
    """
    fed = series.filter(pl.col("source").is_not_null(), pl.col("final_until").is_not_null())
    apart = fed.with_columns(pl.col("source").str.split(",")).explode("source")
    found = [arrival(str(name), rows, catalogue, as_of) for (name,), rows in apart.group_by("source") if name]
    return sorted(found, key=lambda one: (-len(one.feeds), one.source))


def arrival(source: str, rows: pl.DataFrame, catalogue: Catalogue, as_of: date) -> Arrival:
    """Return what one source brought, from the series that it feeds."""
    recipe = catalogue.recipes.get(source)
    final = max(rows["final_until"].to_list())
    return Arrival(
        source=source,
        first=min(rows["from"].to_list()),
        final_until=final,
        arriving_until=max(final, *rows["arriving_until"].drop_nulls().to_list()),
        feeds=tuple(rows["indicator"].unique().sort()),
        late=tuple(sorted(set(late(rows, recipe, catalogue, as_of)))) if recipe else (),
        due=due(recipe, recipe.lag_days, as_of) if recipe else None,
    )


def late(rows: pl.DataFrame, recipe: Recipe, catalogue: Catalogue, as_of: date) -> Iterator[str]:
    """Yield the indicators whose final figures end before what the source owes them by that day."""
    for name, final, arriving in rows.select("indicator", "final_until", "arriving_until").iter_rows():
        own = catalogue.indicators[name].lag_days if name in catalogue.indicators else None
        owed = due(recipe, recipe.lag_days if own is None else own, as_of)
        # Where records are awaited, they are awaited up to this month; an end of its own is that of a figure made of
        # other figures, and those speak for themselves.
        if owed is not None and arriving == start_of(as_of, Grain.MONTH) and final < owed:
            yield name


def due(recipe: Recipe, lag_days: int, as_of: date) -> date | None:
    """Return the day before which a source's records were due, None where it came once."""
    grain = OWED_BY.get(recipe.cadence)
    return start_of(as_of - timedelta(days=lag_days), grain) if grain else None
