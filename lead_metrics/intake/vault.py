"""The vault: accepted records as Parquet, a folder a delivery; only the writing side ever opens it."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import mkdtemp

import polars as pl
from pydantic import BaseModel, ValidationError

from lead_metrics.catalogue.model import Catalogue, Record, Site
from lead_metrics.cells import AREAS
from lead_metrics.errors import LeadError, RequestRefused
from lead_metrics.intake.covering import Span
from lead_metrics.intake.deposit import COVERS, Deposit
from lead_metrics.intake.mapping import dtype

MANIFEST = "delivery.json"


class Delivery(BaseModel):
    """What a delivery's manifest says.

    covers: the days by kind of record (until exclusive), as they differ; key: which pseudonym key was used.
    """

    id: str
    source: str
    site: str
    files: list[str]
    accepted: dict[str, int]
    refused: int
    delivered_at: datetime
    covers_from: date | None = None
    covers_until: date | None = None
    covers: dict[str, Span] = {}
    key: str = ""
    sample: bool = False
    withdrawn: bool = False

    def covering(self, record: str) -> Span:
        """Return the days that the delivery covers for a kind of record."""
        return self.covers.get(record, (self.covers_from, self.covers_until))


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
        try:
            for name, frame in records.items():
                frame.write_parquet(aside / f"{name}.parquet")
            (aside / MANIFEST).write_text(delivery.model_dump_json(indent=1), encoding="utf-8")
            os.replace(aside, place / delivery.id)
        except OSError:
            # Where it was delivered meanwhile, the same content is there already.
            if self.find(delivery.id) is None:
                raise
        finally:
            shutil.rmtree(aside, ignore_errors=True)

    def find(self, delivery: str) -> Delivery | None:
        """Return one delivery's manifest, None where there is none."""
        path = self.folder / "deliveries" / delivery / MANIFEST
        return _manifest(path) if path.exists() else None

    def deliveries(self) -> list[Delivery]:
        """Return every delivery, oldest first."""
        paths = [p for p in (self.folder / "deliveries").glob(f"*/{MANIFEST}") if not p.parent.name.startswith(".")]
        return sorted((_manifest(path) for path in paths), key=lambda one: (one.delivered_at, one.id))

    def withdraw(self, delivery: str, *, withdrawn: bool = True) -> None:
        """Take a delivery out of the next release, or back in; it is kept and marked."""
        found = self.find(delivery)
        if found is None:
            raise RequestRefused(f"there is no delivery {delivery}; see: python -m lead_metrics deliveries")
        self.rewrite(found.model_copy(update={"withdrawn": withdrawn}))

    def rewrite(self, delivery: Delivery) -> None:
        """Write a delivery's manifest anew, whole or not at all."""
        path = self.folder / "deliveries" / delivery.id / MANIFEST
        aside = path.with_suffix(".new")
        aside.write_text(delivery.model_dump_json(indent=1), encoding="utf-8")
        os.replace(aside, path)

    def count(self, delivery: str, record: str) -> int:
        """Return how many records of a kind a delivery holds."""
        path = self.folder / "deliveries" / delivery / f"{record}.parquet"
        return int(pl.scan_parquet(path).select(pl.len()).collect().item()) if path.exists() else 0

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
        for one in taken:
            if one.source not in catalogue.recipes:
                raise RequestRefused(f"delivery {one.id} is of {one.source}, which has no recipe; withdraw it")
        records = {name: self._records(name, record, taken) for name, record in catalogue.records.items()}
        kept = {name: frame for name, frame in records.items() if frame.height}
        sites = {one.site: site_of(one, catalogue) for one in taken}
        return Deposit(kept, _areas(kept, taken, catalogue), _covers(taken, catalogue), sites)

    def _records(self, name: str, record: Record, taken: list[Delivery]) -> pl.DataFrame:
        frames = [
            pl.read_parquet(path).with_columns(source=pl.lit(one.source), __order=pl.lit(_order(one, n, len(taken))))
            for n, one in enumerate(taken)
            if (path := self.folder / "deliveries" / one.id / f"{name}.parquet").exists()
        ]
        if not frames:
            return pl.DataFrame(schema=_schema(record))
        whole = pl.concat([pl.DataFrame(schema=_schema(record)), *frames], how="diagonal")
        latest = pl.col("__order") == pl.col("__order").max().over(_identity(record))
        return whole.filter(latest).sort("__order", maintain_order=True).drop("__order")


def _manifest(path: Path) -> Delivery:
    try:
        return Delivery.model_validate_json(path.read_text(encoding="utf-8"))
    except (ValidationError, UnicodeDecodeError):
        raise LeadError(f"the manifest of delivery {path.parent.name} is damaged; restore it from a backup") from None


def _schema(record: Record) -> dict[str, pl.DataType]:
    # A column that a record gained later is empty in what was delivered before.
    return {name: dtype(column) for name, column in record.columns.items()}


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
    places = pl.DataFrame(declared, schema=AREAS, orient="row")
    known = places.unique(["site", "area"], keep="first", maintain_order=True)
    met = [frame.select("site", "area") for frame in records.values() if "area" in frame.columns]
    if not met:
        return known
    others = pl.concat(met).drop_nulls().unique().filter(pl.col("area") != "all")
    others = others.join(known, on=["site", "area"], how="anti").with_columns(
        pl.lit("all").alias("parent"), pl.col("area").str.replace_all("_", " ").str.to_titlecase().alias("name")
    )
    return pl.concat([known, others.select(known.columns)]).sort("site", "area")


def _covers(taken: list[Delivery], catalogue: Catalogue) -> pl.DataFrame:
    rows = []
    for source, site in sorted({(one.source, one.site) for one in taken}):
        recipe = catalogue.recipes[source]
        parts = [one for one in taken if (one.source, one.site) == (source, site)]
        for name in sorted({name for one in parts for name in one.accepted}):
            told = [one.covering(name) for one in parts if name in one.accepted]
            first = min((begin for begin, _ in told if begin), default=None)
            until = max((end for _, end in told if end), default=None)
            rows.append((site, name, source, first, until, recipe.cadence, recipe.lag_days))
    return pl.DataFrame(rows, schema=COVERS, orient="row")


def now() -> datetime:
    """Return this moment in UTC."""
    return datetime.now(UTC)
