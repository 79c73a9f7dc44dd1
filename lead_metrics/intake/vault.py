"""The vault: accepted records as Parquet, a folder a delivery; only the writing side ever opens it."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp

import polars as pl
from pydantic import BaseModel

from lead_metrics.catalogue.model import Catalogue, Recipe, Record, Site
from lead_metrics.cells import AREAS
from lead_metrics.errors import RequestRefused
from lead_metrics.intake.deposit import COVERS, Deposit
from lead_metrics.intake.mapping import dtype

MANIFEST = "delivery.json"


class Delivery(BaseModel):
    """What a delivery's manifest says."""

    id: str
    source: str
    site: str
    files: list[str]
    accepted: dict[str, int]
    refused: int
    delivered_at: datetime
    covers_from: date | None = None
    covers_until: date | None = None
    sample: bool = False
    withdrawn: bool = False


class Vault:
    """The folder that holds every delivery and the gate's reports."""

    def __init__(self, folder: Path) -> None:
        """Open the vault in this folder; it is made with the first delivery."""
        self.folder = folder

    def put(self, delivery: Delivery, records: dict[str, pl.DataFrame]) -> None:
        """Store a delivery whole: written aside first, so that a crash leaves nothing half done."""
        place = self.folder / "deliveries"
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside = Path(mkdtemp(prefix=".arriving-", dir=place))
        for name, frame in records.items():
            frame.write_parquet(aside / f"{name}.parquet")
        (aside / MANIFEST).write_text(delivery.model_dump_json(indent=1), encoding="utf-8")
        try:
            os.replace(aside, place / delivery.id)
        except OSError:
            # It was delivered meanwhile, or is there withdrawn: the same content either way.
            shutil.rmtree(aside)

    def find(self, delivery: str) -> Delivery | None:
        """Return one delivery's manifest, None where there is none."""
        path = self.folder / "deliveries" / delivery / MANIFEST
        return Delivery.model_validate_json(path.read_text(encoding="utf-8")) if path.exists() else None

    def deliveries(self) -> list[Delivery]:
        """Return every delivery, oldest first."""
        paths = [p for p in (self.folder / "deliveries").glob(f"*/{MANIFEST}") if not p.parent.name.startswith(".")]
        found = [Delivery.model_validate_json(path.read_text(encoding="utf-8")) for path in paths]
        return sorted(found, key=lambda one: (one.delivered_at, one.id))

    def withdraw(self, delivery: str, *, withdrawn: bool = True) -> None:
        """Take a delivery out of the next release, or back in; it is kept and marked."""
        found = self.find(delivery)
        if found is None:
            raise RequestRefused(f"there is no delivery {delivery}; see: python -m lead_metrics deliveries")
        path = self.folder / "deliveries" / delivery / MANIFEST
        aside = path.with_suffix(".new")
        aside.write_text(found.model_copy(update={"withdrawn": withdrawn}).model_dump_json(indent=1), encoding="utf-8")
        os.replace(aside, path)

    def keep_report(self, release: int, frame: pl.DataFrame) -> None:
        """Keep the gate's reasons for a release, on this side alone."""
        place = self.folder / "reports"
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        frame.write_parquet(place / f"{release}.parquet")

    def report(self, release: int) -> pl.DataFrame | None:
        """Return the gate's reasons for a release, None where they are not here."""
        path = self.folder / "reports" / f"{release}.parquet"
        return pl.read_parquet(path) if path.exists() else None

    def deposit(self, catalogue: Catalogue) -> Deposit:
        """Return all accepted records that are not withdrawn, later deliveries over earlier ones."""
        taken = [one for one in self.deliveries() if not one.withdrawn]
        records = {name: self._records(name, record, taken) for name, record in catalogue.records.items()}
        kept = {name: frame for name, frame in records.items() if frame.height}
        sites = {one.site: site_of(one, catalogue) for one in taken}
        return Deposit(kept, _areas(kept, taken, catalogue), _covers(kept, taken, catalogue), sites)

    def _records(self, name: str, record: Record, taken: list[Delivery]) -> pl.DataFrame:
        frames = [
            pl.read_parquet(path).with_columns(source=pl.lit(one.source), __order=pl.lit(_order(one, n, len(taken))))
            for n, one in enumerate(taken)
            if (path := self.folder / "deliveries" / one.id / f"{name}.parquet").exists()
        ]
        if not frames:
            return pl.DataFrame(schema={c: dtype(column) for c, column in record.columns.items()})
        whole = pl.concat(frames, how="diagonal")
        latest = pl.col("__order") == pl.col("__order").max().over(_identity(record))
        return whole.filter(latest).sort("__order", maintain_order=True).drop("__order")


def _order(delivery: Delivery, number: int, all_of_them: int) -> int:
    """Return which of two deliveries of the same record counts: the later one, and a file before what was typed."""
    return number if delivery.source == "hand_entered" else number + all_of_them


def _identity(record: Record) -> list[str]:
    """Return the columns that tell whether two deliveries bring the same record."""
    if record.key is not None:
        return ["site", record.key]
    return ["site", *record.same] if record.same else [*record.columns]


def site_of(delivery: Delivery, catalogue: Catalogue) -> Site:
    """Return a site's settings, defaults named after its id where the catalogue has none."""
    known = catalogue.sites.get(delivery.site)
    if known is not None:
        return known
    zone = catalogue.recipes[delivery.source].time_zone
    return Site(id=delivery.site, name=delivery.site.replace("_", " ").title(), time_zone=zone, sample=delivery.sample)


def _areas(records: dict[str, pl.DataFrame], taken: list[Delivery], catalogue: Catalogue) -> pl.DataFrame:
    declared = [
        (one.site, place.id, place.parent, place.name)
        for one in taken
        for place in catalogue.recipes[one.source].places
    ]
    known = pl.DataFrame(declared, schema=AREAS, orient="row").unique()
    met = [frame.select("site", "area") for frame in records.values() if "area" in frame.columns]
    if not met:
        return known
    others = pl.concat(met).drop_nulls().unique().filter(pl.col("area") != "all")
    others = others.join(known, on=["site", "area"], how="anti").with_columns(
        pl.lit("all").alias("parent"), pl.col("area").str.replace_all("_", " ").str.to_titlecase().alias("name")
    )
    return pl.concat([known, others.select(known.columns)]).sort("site", "area")


def _covers(records: dict[str, pl.DataFrame], taken: list[Delivery], catalogue: Catalogue) -> pl.DataFrame:
    rows = []
    for source, site in sorted({(one.source, one.site) for one in taken}):
        recipe = catalogue.recipes[source]
        parts = [one for one in taken if (one.source, one.site) == (source, site)]
        first = min((one.covers_from for one in parts if one.covers_from), default=None)
        until = max((one.covers_until for one in parts if one.covers_until), default=None)
        for name in sorted({name for one in parts for name in one.accepted}):
            rows.append((site, name, source, first, until, recipe.cadence, recipe.lag_days))
    return pl.DataFrame(rows, schema=COVERS, orient="row")


def covered(records: dict[str, pl.DataFrame], recipe: Recipe, last: date | None) -> tuple[date | None, date | None]:
    """Return which days a delivery covers: as its source declares, else from its first day to its last."""
    days = [frame["day"].drop_nulls() for frame in records.values() if "day" in frame.columns]
    ends = [frame["until"].drop_nulls() for frame in records.values() if "until" in frame.columns]
    firsts = [min(d.to_list()) for d in days if d.len()]
    lasts = [max(d.to_list()) + timedelta(days=1) for d in days if d.len()] + [
        max(e.to_list()) for e in ends if e.len()
    ]
    first = recipe.covers_from or min(firsts, default=None)
    return first, last + timedelta(days=1) if last else max(lasts, default=None)


def now() -> datetime:
    """Return this moment in UTC."""
    return datetime.now(UTC)
