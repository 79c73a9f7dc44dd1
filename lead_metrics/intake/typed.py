"""What managers typed, joined with what was delivered: reviews, and meetings with the partners who came."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.intake.deposit import COVERS, Deposit
from lead_metrics.periods import Grain, period_of

SOURCE = "hand_entered"
REVIEWS, MEETINGS, ATTENDANCE = "reviews", "meetings", "attendance"
SAME_REVIEW, SAME_MEETING = ("site", "element", "on"), ("site", "body", "on")
Span = tuple[str, date, date]
"""A site and the days that are covered there, the last exclusive."""


def with_reviews(deposit: Deposit, typed: pl.DataFrame, catalogue: Catalogue) -> Deposit:
    """Return the deposit with the typed reviews of its sites; columns site, element, on, rating and evidence.

    What was typed stands over the same day's. The years in which something was typed are covered whole: a manager who
    enters reviews enters them here.
    """
    own = _dated(_of_sites(typed, deposit))
    if own.is_empty():
        return deposit
    held = deposit.records.get(REVIEWS, pl.DataFrame(schema=own.schema))
    whole = pl.concat([held.join(own, on=SAME_REVIEW, how="anti"), own], how="diagonal_relaxed")
    years = own.group_by("site").agg(pl.col("day").dt.year().min().alias("first"), pl.col("day").dt.year().max())
    spans = [(site, date(first, 1, 1), date(last + 1, 1, 1)) for site, first, last in years.sort("site").iter_rows()]
    covers = _covered(deposit.covers, (REVIEWS,), spans, catalogue)
    return replace(deposit, records={**deposit.records, REVIEWS: whole}, covers=covers)


def with_meetings(deposit: Deposit, held: pl.DataFrame, came: pl.DataFrame, catalogue: Catalogue) -> Deposit:
    """Return the deposit with the meetings held here and who came (store.attendance.HELD, CAME).

    A meeting that a file brings too is the file's. The latest quarters without a gap in which one was held are covered.
    """
    own = _dated(_of_sites(held, deposit))
    delivered = deposit.records.get(MEETINGS, pl.DataFrame(schema=own.schema))
    own = own.join(delivered, on=SAME_MEETING, how="anti", maintain_order="left")
    if own.is_empty():
        return deposit
    partners = came.join(own.select("meeting"), on="meeting", how="semi", maintain_order="left")
    partners = partners.with_columns(source=pl.lit(SOURCE))
    records = {MEETINGS: [delivered, own], ATTENDANCE: [deposit.records.get(ATTENDANCE, partners.clear()), partners]}
    joined = {name: pl.concat(parts, how="diagonal_relaxed") for name, parts in records.items()}
    covers = _covered(deposit.covers, (MEETINGS, ATTENDANCE), _latest_run(own), catalogue)
    return replace(deposit, records={**deposit.records, **joined}, covers=covers)


def _latest_run(held: pl.DataFrame) -> list[Span]:
    """Return, for each site, the latest quarters without a gap in which meetings were held here.

    A quarter between without one may have had meetings that nobody typed: it is not covered, nor what lies before it.
    """
    spans: dict[str, tuple[date, date]] = {}
    for site, day in held.select("site", "day").sort("site", pl.col("day"), descending=[False, True]).iter_rows():
        quarter = period_of(day, Grain.QUARTER)
        first, until = spans.get(site, (quarter.until, quarter.until))
        if quarter.until >= first:
            spans[site] = (min(first, quarter.start), until)
    return [(site, first, until) for site, (first, until) in spans.items()]


def _of_sites(typed: pl.DataFrame, deposit: Deposit) -> pl.DataFrame:
    return typed.filter(pl.col("site").is_in(list(deposit.sites)))


def _dated(typed: pl.DataFrame) -> pl.DataFrame:
    return typed.with_columns(source=pl.lit(SOURCE), day=pl.col("on"))


def _covered(covers: pl.DataFrame, records: tuple[str, ...], spans: list[Span], catalogue: Catalogue) -> pl.DataFrame:
    """Return what is covered, with these spans added to whatever that source covered before."""
    recipe = catalogue.recipes[SOURCE]
    rows = [
        (site, record, SOURCE, first, until, recipe.cadence, recipe.lag_days)
        for record in records
        for site, first, until in spans
    ]
    new = pl.DataFrame(rows, schema=COVERS, orient="row")
    key = ["site", "record", "source"]
    return (
        pl.concat([covers, new])
        .group_by(key, maintain_order=True)
        .agg(
            pl.col("covers_from").min(),
            pl.col("covers_until").max(),
            pl.col("cadence").first(),
            pl.col("lag_days").first(),
        )
        .select(*COVERS)
    )
