"""The staff view: what each worker carries on a day, in true counts, for the staff and managers of that site."""

from __future__ import annotations

from datetime import date

import polars as pl

from lead_metrics.aggregate.caseload.carried import carried, held_on
from lead_metrics.aggregate.caseload.contacts import contacts, no_contact
from lead_metrics.aggregate.caseload.roster import roster
from lead_metrics.aggregate.caseload.standards import standards
from lead_metrics.aggregate.caseload.waiting import waiting
from lead_metrics.aggregate.frames import Work
from lead_metrics.aggregate.measures.stocks import standing
from lead_metrics.catalogue.model import Catalogue
from lead_metrics.cells import ALL, CASELOAD, empty, fitted
from lead_metrics.intake.deposit import Deposit

WHOLE = ("worker", "door", "language", "area")


def count_caseload(deposit: Deposit, catalogue: Catalogue, day: date) -> pl.DataFrame:
    """Return each site's caseload on a day (cells.CASELOAD), by worker where it is somebody's.

    Late days are included; people who died or moved are in nobody's load.
    """
    any_indicator = next(iter(catalogue.indicators.values()))
    works = [Work(any_indicator, site, deposit, catalogue, {}, day) for site in deposit.sites]
    return pl.concat([empty(CASELOAD), *(_site(work, day) for work in works)])


def _site(work: Work, day: date) -> pl.DataFrame:
    spans = standing(work)
    if not spans.height:
        return empty(CASELOAD)
    held = held_on(spans, day)
    parts = [
        carried(held, work.deposit.sites[work.site].need_weights),
        roster(work, day),
        no_contact(work, held, day),
        contacts(work, spans, day),
        waiting(work, day),
        standards(work.deposit.sites[work.site]),
    ]
    whole = pl.concat(parts, how="diagonal_relaxed").with_columns(site=pl.lit(work.site), day=pl.lit(day))
    return fitted(whole, CASELOAD).with_columns(pl.col(WHOLE).fill_null(ALL)).sort(*CASELOAD)
