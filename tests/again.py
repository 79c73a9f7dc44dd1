"""A further release of a place where one was made: the same figures, as corrected as a test asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl
from sqlalchemy import Engine, select

from lead_metrics.catalogue.load import catalogue, text
from lead_metrics.catalogue.model import Site
from lead_metrics.cells import ReleasedCells
from lead_metrics.store import tables, write
from lead_metrics.store.draft import EVENTS, REVIEWS, Draft
from lead_metrics.store.frames import read
from lead_metrics.store.stored import areas_of, estimates_of, stored
from lead_metrics.store.tables import table

Change = Callable[[pl.DataFrame], pl.DataFrame]


def unchanged(figures: pl.DataFrame) -> pl.DataFrame:
    """Return the figures as they are."""
    return figures


def raised(figures: pl.DataFrame) -> pl.DataFrame:
    """Return figures of which every shown one was corrected upwards."""
    up = pl.when(pl.col("status") == "shown").then(pl.col("value") + 1).otherwise(pl.col("value"))
    return figures.with_columns(value=up, low=pl.lit(None, pl.Float64), high=pl.lit(None, pl.Float64))


def until(day: date) -> Change:
    """Return a change that leaves out what was not final by a day."""
    return lambda figures: figures.filter(pl.col("until") <= day)


def again(engine: Engine, number: int, change: Change = unchanged, *, as_of: date | None = None) -> int:
    """Save a draft with the figures of a release, changed, and return its number."""
    cells = stored(engine, number)
    releases, sites = table(tables.Release), table(tables.ReleaseSite)
    with engine.connect() as connection:
        row = connection.execute(select(releases).where(releases.c.number == number)).one()
        settings = [r.settings for r in connection.execute(select(sites).where(sites.c.release == number))]
        frames = {}
        for model, schema in ((tables.ReleaseEvent, EVENTS), (tables.ReleaseReview, REVIEWS)):
            held = table(model)
            query = select(*(held.c[name] for name in schema)).where(held.c.release == number)
            frames[model] = read(connection, query, schema)
    known = [Site.model_validate_json(one) for one in settings]
    return write.save(
        engine,
        Draft(
            ReleasedCells(change(cells.frame), cells.series), areas_of(engine, number), frames[tables.ReleaseEvent],
            {site.id: site for site in known}, as_of or row.as_of, catalogue(), text(), "again", row.sample,
            estimates_of(engine, number), frames[tables.ReleaseReview],
        ),
    )  # fmt: skip
