"""The staff view: what each worker carries today, in true counts, for the staff and managers of that site."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from lead_metrics.aggregate.frames import Work
from lead_metrics.aggregate.measures.stocks import standing
from lead_metrics.catalogue.model import Catalogue
from lead_metrics.cells import ALL, CASELOAD, empty, fitted
from lead_metrics.intake.deposit import Deposit

SILENT = (30, 60, 90)


def count_caseload(deposit: Deposit, catalogue: Catalogue, day: date) -> pl.DataFrame:
    """Return each worker's caseload on a day (cells.CASELOAD): active, inactive, sought, no contact for so many days.

    Late days are included; people who died or moved are in nobody's load.
    """
    any_indicator = next(iter(catalogue.indicators.values()))
    parts = []
    for site in deposit.sites:
        work = Work(any_indicator, site, deposit, catalogue, {}, day)
        spans = standing(work)
        if spans.height:
            parts.append(_site(work, spans, day))
    return pl.concat(parts) if parts else empty(CASELOAD)


def _site(work: Work, spans: pl.DataFrame, day: date) -> pl.DataFrame:
    held = spans.filter(pl.col("since") <= day, pl.col("to") > day, pl.col("worker").is_not_null())
    kept = held.filter(pl.col("status").is_in(["active", "inactive", "sought"]))
    loads = kept.group_by("worker", pl.col("status").alias("measure")).agg(value=pl.len().cast(pl.Float64))
    quiet = [_quiet(work, held.filter(pl.col("status") == "active"), day, days) for days in SILENT]
    whole = pl.concat([loads, *quiet]).with_columns(site=pl.lit(work.site), day=pl.lit(day), door=pl.lit(ALL))
    return fitted(whole, CASELOAD).sort("worker", "measure")


def _quiet(work: Work, active: pl.DataFrame, day: date, days: int) -> pl.DataFrame:
    met = work.records("engagements")
    if met is None:
        return pl.DataFrame(schema={"worker": pl.String, "measure": pl.String, "value": pl.Float64})
    recent = met.filter(pl.col("day").is_between(day - timedelta(days=days), day)).select("person").unique()
    unmet = active.join(recent, on="person", how="anti")
    return unmet.group_by("worker").agg(measure=pl.lit(f"no_contact_{days}").first(), value=pl.len().cast(pl.Float64))
