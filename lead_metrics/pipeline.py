"""The writing side in ten lines: the vault's records become raw cells, pass the gate and the audit, and are stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl
from sqlalchemy import Engine

from lead_metrics.aggregate.caseload import count_caseload
from lead_metrics.aggregate.counting import count
from lead_metrics.catalogue.load import text
from lead_metrics.catalogue.model import Catalogue
from lead_metrics.errors import AuditBroken, RequestRefused
from lead_metrics.intake.deposit import Deposit
from lead_metrics.intake.vault import Vault
from lead_metrics.privacy.audit import Broken, attack
from lead_metrics.privacy.gate import release as judge
from lead_metrics.settings import settings
from lead_metrics.store.draft import EVENTS, Draft
from lead_metrics.store.stored import earlier, releases, stored
from lead_metrics.store.write import publish, save, save_caseload

MOST_NAMED = 5


@dataclass(frozen=True)
class River:
    """Where the writing side works: its vault, its database, its words and rules."""

    vault: Vault
    engine: Engine
    catalogue: Catalogue

    def deposit(self) -> Deposit:
        """Return what the vault holds; raises RequestRefused where it holds nothing."""
        held = self.vault.deposit(self.catalogue)
        if not held.records:
            raise RequestRefused("the vault holds no delivery; run: python -m lead_metrics deliver FILE --source … --site …")
        return held


def release(river: River, as_of: date, note: str = "", *, published: bool = False) -> int:
    """Make a release of all sites and return its number; a draft unless `published`.

    Raises AuditBroken, naming cells, where a reader could narrow a withheld figure; then nothing is stored.
    """
    deposit = river.deposit()
    sample = _sample(river, deposit)
    raw = count(deposit, river.catalogue, as_of)
    past = earlier(river.engine)
    judged = judge(raw, river.catalogue, past, as_of)
    refuse_broken(attack(judged.cells, judged.report, raw.areas, river.catalogue, past))
    draft = Draft(
        judged.cells, raw.areas, events(deposit), deposit.sites, as_of, river.catalogue, text(settings().catalogue), note,
        sample,
    )  # fmt: skip
    number = save(river.engine, draft)
    river.vault.keep_report(number, judged.report)
    if published:
        publish(river.engine, number)
    return number


def refresh_staff(river: River, day: date) -> list[str]:
    """Refresh the staff view of every site as of a day, touching no other audience; return the sites."""
    deposit = river.deposit()
    rows = count_caseload(deposit, river.catalogue, day)
    for site in deposit.sites:
        save_caseload(river.engine, site, rows)
    return sorted(deposit.sites)


def audit(river: River, number: int) -> None:
    """Attack a stored release together with all earlier ones; raises AuditBroken, naming cells and never counts."""
    report = river.vault.report(number)
    known = [stored(river.engine, r.number) for r in releases(river.engine) if r.number < number and r.published_at]
    areas = river.vault.deposit(river.catalogue).areas
    blind = pl.DataFrame(schema=report.schema if report is not None else None)
    cells = stored(river.engine, number)
    refuse_broken(attack(cells, report if report is not None else blind, areas, river.catalogue, known))


def refuse_broken(broken: list[Broken]) -> None:
    """Raise AuditBroken for figures that could be narrowed, the first few by name."""
    if broken:
        named = "; ".join(f"{b.site} {b.area} {b.indicator} {b.start} {b.dimension} {b.category}" for b in broken[:MOST_NAMED])
        raise AuditBroken(f"{len(broken)} withheld figures could be narrowed: {named}; nothing was stored")


def events(deposit: Deposit) -> pl.DataFrame:
    """Return the policy events that charts mark (store.draft.EVENTS)."""
    found = deposit.records.get("events")
    return pl.DataFrame(schema=EVENTS) if found is None else found.select(*EVENTS)


def _sample(river: River, deposit: Deposit) -> bool:
    """Tell whether the release is of the sample; raises RequestRefused where sample and real data would mix."""
    marks = {one.sample for one in river.vault.deliveries() if not one.withdrawn}
    if len(marks) > 1:
        raise RequestRefused("the vault holds sample and real deliveries; withdraw one kind before releasing")
    if True in marks and any(not one.sample for one in releases(river.engine)):
        raise RequestRefused("the database holds real releases; keep the sample in a database of its own")
    return True in marks
