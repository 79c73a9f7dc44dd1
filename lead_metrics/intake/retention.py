"""How long records of people are kept: a person's go together, some years after the last of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from lead_metrics.catalogue.model import Catalogue, Record
from lead_metrics.intake.vault import Delivery, Vault, site_of

PERSON = "person"


@dataclass(frozen=True)
class Overdue:
    """What a site keeps too long. records: how many; before: the day that no person's last record may lie before."""

    site: str
    before: date
    records: int


@dataclass(frozen=True)
class Held:
    """One file of the vault: the records of a kind that a delivery brought, not yet read."""

    delivery: Delivery
    kind: str
    path: Path
    last: pl.Expr

    @property
    def seen(self) -> pl.LazyFrame:
        """Return each record's person and the last day that it names."""
        return pl.scan_parquet(self.path).select(pl.col(PERSON).cast(pl.String), last=self.last).drop_nulls(PERSON)


def before(years: int, day: date) -> date:
    """Return the first day that is kept: a new year's, so that no period is counted in part."""
    return date(day.year - years, 1, 1)


def overdue(vault: Vault, catalogue: Catalogue, day: date) -> list[Overdue]:
    """Return what each site keeps longer than its own setting says, sites with nothing left out."""
    return [found for found, _ in _looked(vault, catalogue, day) if found.records]


def let_go(vault: Vault, catalogue: Catalogue, day: date) -> list[Overdue]:
    """Remove what is overdue and return it; what was counted of it is covered from the first day kept on.

    A delivery's manifest stays, so that the same files brought again are known and bring nothing back.
    """
    gone = [(found, held) for found, held in _looked(vault, catalogue, day) if found.records]
    for found, held in gone:
        stale = _stale(held, found.before)
        shortened = {one.kind for one in held if _without(one, stale)}
        for delivery in {one.delivery.id: one.delivery for one in held}.values():
            vault.rewrite(_shortened(vault, delivery, shortened, found.before))
    return [found for found, _ in gone]


def _without(held: Held, stale: pl.Series) -> bool:
    """Write a file anew without these people's records, and tell whether it held any."""
    frame = pl.read_parquet(held.path)
    kept = frame.filter(~pl.col(PERSON).is_in(stale).fill_null(False))
    if kept.height < frame.height:
        _keep(held.path, kept)
    return kept.height < frame.height


def _keep(path: Path, frame: pl.DataFrame) -> None:
    """Write what is kept in the place of what was there, whole or not at all."""
    aside = path.with_suffix(".new")
    frame.write_parquet(aside)
    os.replace(aside, path)


def _shortened(vault: Vault, delivery: Delivery, kinds: set[str], first: date) -> Delivery:
    """Return a delivery's manifest that tells of what is kept: how many records, from which day on."""
    spans = {name: delivery.covering(name) for name in delivery.accepted}
    covers = {
        name: (max(begin or first, first), until and max(until, first)) if name in kinds else (begin, until)
        for name, (begin, until) in spans.items()
    }
    accepted = {name: vault.count(delivery.id, name) for name in delivery.accepted}
    begins = [begin for begin, _ in covers.values() if begin]
    return delivery.model_copy(
        update={"accepted": accepted, "covers": covers, "covers_from": min(begins, default=None)}
    )


def _looked(vault: Vault, catalogue: Catalogue, day: date) -> Iterator[tuple[Overdue, list[Held]]]:
    deliveries = vault.deliveries()
    for site in sorted({one.site for one in deliveries}):
        mine = [one for one in deliveries if one.site == site]
        first = before(site_of(mine[0], catalogue).retention_years, day)
        held = [one for delivery in mine for one in _held(vault, delivery, catalogue)]
        stale = _stale(held, first)
        rows = [one.seen.filter(pl.col(PERSON).is_in(stale)).select(pl.len()).collect().item() for one in held]
        yield Overdue(site, first, sum(rows)), held


def _held(vault: Vault, delivery: Delivery, catalogue: Catalogue) -> Iterator[Held]:
    for kind, record in catalogue.records.items():
        path = vault.folder / "deliveries" / delivery.id / f"{kind}.parquet"
        if PERSON in record.columns and path.exists():
            columns = set(pl.read_parquet_schema(path))
            if PERSON in columns:
                yield Held(delivery, kind, path, _last(record, columns))


def _last(record: Record, columns: set[str]) -> pl.Expr:
    """Return the last day that a row of this kind names."""
    dated = [name for name, column in record.columns.items() if column.type in ("date", "time") and name in columns]
    return pl.max_horizontal(pl.lit(None, pl.Date), *(pl.col(name).cast(pl.Date) for name in dated))


def _stale(held: list[Held], first: date) -> pl.Series:
    """Return the pseudonyms whose last record, of whatever kind and delivery, lies before a day."""
    if not held:
        return pl.Series(PERSON, [], pl.String)
    lasts = pl.concat([one.seen for one in held]).group_by(PERSON).agg(pl.col("last").max())
    return lasts.filter(pl.col("last") < first).collect()[PERSON]
