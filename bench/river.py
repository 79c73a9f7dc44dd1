"""Seconds for each step from files to a stored release of the sample county, beside the bare group-bys of its records.

Run: python -m bench.river. Prints the rows of the table in docs/performance.md.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

import polars as pl

from lead_metrics import pipeline
from lead_metrics.aggregate.counting import count
from lead_metrics.catalogue.load import catalogue
from lead_metrics.intake.deposit import Deposit
from lead_metrics.intake.vault import Vault
from lead_metrics.pipeline import River
from lead_metrics.privacy.audit import attack
from lead_metrics.privacy.gate import release as judge
from lead_metrics.sample import county
from lead_metrics.store.draft import Draft
from lead_metrics.store.engine import engine
from lead_metrics.store.write import save

SITES, MONTHS, PEOPLE = 3, 72, 900
GROUPS = ("race", "area", "person")
BARE = "bare group-bys"

Made = TypeVar("Made")
Taken = dict[str, float]


def main() -> None:
    """Run the river in a folder of its own and print a row for each step."""
    with tempfile.TemporaryDirectory() as name:
        os.environ["LEAD_KEYS"] = f"{name}/keys"
        for step, seconds in measured(Path(name)).items():
            print(f"| {step} | {seconds:.2f} |")


def measured(folder: Path) -> Taken:
    """Return the seconds of each step, in order."""
    taken: Taken = {}
    river = River(Vault(folder / "vault"), engine(f"sqlite:///{folder / 'lead.db'}"), catalogue())
    files = timed(taken, "write the sample's files", lambda: written(folder))
    timed(taken, "deliver: read, validate, pseudonymise, store", lambda: delivered(river, files))
    deposit = timed(taken, "read the vault", river.deposit)
    timed(taken, BARE, lambda: bare(deposit))
    raw = timed(taken, "count", lambda: count(deposit, river.catalogue, date.today()))
    judged = timed(taken, "gate", lambda: judge(raw, river.catalogue))
    timed(taken, "audit", lambda: attack(judged.cells, judged.report, raw.areas, river.catalogue))
    events, today = pipeline.events(deposit), date.today()
    draft = Draft(judged.cells, raw.areas, events, deposit.sites, today, river.catalogue, sample=True)
    timed(taken, "store (SQLite)", lambda: save(river.engine, draft))
    records = sum(frame.height for frame in deposit.records.values())
    print(f"{records:,} records, {raw.frame.height:,} raw cells, {judged.cells.frame.height:,} released")
    return taken


def timed(taken: Taken, step: str, work: Callable[[], Made]) -> Made:
    """Do the work, note its seconds, and return what it made."""
    start = time.perf_counter()
    made = work()
    taken[step] = time.perf_counter() - start
    return made


def written(folder: Path) -> list[county.SampleDelivery]:
    """Write the sample's files."""
    return county.write(folder / "files", sites=SITES, months=MONTHS, participants=PEOPLE)


def delivered(river: River, files: list[county.SampleDelivery]) -> None:
    """Deliver them, in order."""
    for one in files:
        covers = one.covers_from, one.covers_until
        pipeline.deliver(river, one.files, (one.source, one.site), covers=covers, sample=True)


def bare(deposit: Deposit) -> None:
    """Count every dated record by month, with people and by group: the least that a release must do."""
    for frame in deposit.records.values():
        if "day" in frame.columns:
            months = frame.with_columns(month=pl.col("day").dt.month_start())
            for keys in ((), *((key,) for key in GROUPS if key in frame.columns)):
                people = [pl.col("person").n_unique().alias("people")] if "person" in frame.columns else []
                months.group_by("site", "month", *keys).agg(pl.len(), *people)


if __name__ == "__main__":
    main()
