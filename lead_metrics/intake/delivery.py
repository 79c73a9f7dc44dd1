"""Check or deliver files: read, validate, pseudonymise, and put what is accepted into the vault."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatch
from hashlib import sha256
from pathlib import Path

import polars as pl

from lead_metrics.catalogue.load import catalogue as loaded
from lead_metrics.catalogue.model import Catalogue, Recipe, Record, SourceTable
from lead_metrics.errors import FileRefused, RequestRefused
from lead_metrics.intake.key import pseudonym_key
from lead_metrics.intake.mapping import Mapped, validate
from lead_metrics.intake.pseudonyms import pseudonymous
from lead_metrics.intake.readers import read, stem
from lead_metrics.intake.report import Refusal, Report
from lead_metrics.intake.vault import Delivery, Vault, covered, now
from lead_metrics.settings import settings

MOST_REFUSALS = 10_000
NO_SITE = "unnamed"


@dataclass(frozen=True)
class Opened:
    """What the files of a delivery hold: records by kind, refusals, and the last day that the source names."""

    records: dict[str, pl.DataFrame]
    refused: pl.DataFrame
    last: date | None


def recipe_of(source: str, catalogue: Catalogue) -> Recipe:
    """Return a source's recipe; raises RequestRefused where there is none."""
    if source not in catalogue.recipes:
        raise RequestRefused(f"there is no source {source}; choose one of {', '.join(sorted(catalogue.recipes))}")
    return catalogue.recipes[source]


def check(files: Sequence[Path], source: str, site: str | None = None, catalogue: Catalogue | None = None) -> Report:
    """Read and validate files, storing nothing."""
    words = catalogue or loaded()
    recipe = recipe_of(source, words)
    try:
        opened = _open(files, recipe, words, site or NO_SITE)
    except FileRefused as refusal:
        return Report(source=source, site=site, file_refused=str(refusal))
    return _report(opened, source, site)


def deliver(  # noqa: PLR0913  (each is an option of the command line or a place to work in)
    files: Sequence[Path],
    source: str,
    site: str,
    *,
    covers_from: date | None = None,
    covers_until: date | None = None,
    sample: bool = False,
    catalogue: Catalogue | None = None,
    vault: Vault | None = None,
) -> Report:
    """Validate files, make their identifiers pseudonymous and put accepted records into the vault.

    covers_from, covers_until: the days that the delivery covers (until exclusive), else told from the records. The same
    files twice are one delivery.
    """
    words, place = catalogue or loaded(), vault or Vault(settings().vault)
    recipe = recipe_of(source, words)
    try:
        opened = _open(files, recipe, words, site)
    except FileRefused as refusal:
        return Report(source=source, site=site, file_refused=str(refusal))
    name = identity(files, source, site)
    report = _report(opened, source, site).model_copy(
        update={"delivery": name, "already": place.find(name) is not None}
    )
    if report.already or not any(report.accepted.values()):
        return report
    key = pseudonym_key()
    records = {kind: _hidden(frame, words.records[kind], recipe, site, key) for kind, frame in opened.records.items()}
    first, until = covered(opened.records, recipe, opened.last)
    place.put(
        Delivery(
            id=name,
            source=source,
            site=site,
            files=[path.name for path in files],
            accepted=report.accepted,
            refused=opened.refused["row"].len(),
            delivered_at=now(),
            sample=sample,
            covers_from=covers_from or first,
            covers_until=covers_until or until,
        ),
        records,
    )
    return report


def identity(files: Sequence[Path], source: str, site: str) -> str:
    """Return the id of a delivery: the same for the same content, whatever the files are called."""
    digests = sorted(sha256(path.read_bytes()).hexdigest() for path in files)
    return sha256("\0".join([source, site, *digests]).encode()).hexdigest()[:12]


def _open(files: Sequence[Path], recipe: Recipe, catalogue: Catalogue, site: str) -> Opened:
    mapped, lasts = [], []
    for path in files:
        for name, frame in read(path, recipe.formats).items():
            _check_columns(frame, recipe, path)
            tables = list(_tables(name, path, recipe))
            if not tables:
                raise FileRefused(f"{path.name}: {name} is none of this source's tables; {_expected(recipe)}")
            plain = frame.drop(c for c in recipe.drop if c in frame.columns)
            mapped += [validate(plain, table, recipe, catalogue, (path.name, site)) for table in tables]
            lasts += _last(frame, recipe)
    if not mapped:
        raise FileRefused("there is no table in these files; name at least one")
    return Opened(_together(mapped), pl.concat(one.refused for one in mapped), max(lasts, default=None))


def _tables(name: str, path: Path, recipe: Recipe) -> Iterator[SourceTable]:
    for table in recipe.tables:
        patterns = [*table.files, *table.sheets]
        if any(fnmatch(label.casefold(), pattern) for label in (name, stem(path)) for pattern in patterns):
            yield table


def _expected(recipe: Recipe) -> str:
    names = sorted({table.record for table in recipe.tables})
    return f"name the file or sheet after what it holds: {', '.join(names)}"


def _check_columns(frame: pl.DataFrame, recipe: Recipe, path: Path) -> None:
    named = {name.casefold().replace(" ", "_") for name in frame.columns}
    for column in recipe.refuse:
        if column in named:
            raise FileRefused(f"{path.name}: the column {column} tells who somebody is; remove it and deliver again")


def _last(frame: pl.DataFrame, recipe: Recipe) -> list[date]:
    column = recipe.covers_until_column
    if column is None or column not in frame.columns:
        return []
    last = frame[column].str.head(10).str.to_date(strict=False).max()
    return [last] if isinstance(last, date) else []


def _together(mapped: list[Mapped]) -> dict[str, pl.DataFrame]:
    kinds = dict.fromkeys(one.record for one in mapped)
    return {kind: pl.concat(one.accepted for one in mapped if one.record == kind) for kind in kinds}


def _report(opened: Opened, source: str, site: str | None) -> Report:
    refusals = [Refusal(**row) for row in opened.refused.head(MOST_REFUSALS).to_dicts()]
    accepted = {kind: frame.height for kind, frame in opened.records.items()}
    return Report(source=source, site=site, accepted=accepted, refusals=refusals)


def _hidden(frame: pl.DataFrame, record: Record, recipe: Recipe, site: str, key: bytes) -> pl.DataFrame:
    """Return the records with a pseudonym for each identifier; people link across sources of one namespace."""
    people = recipe.namespace or "people"
    spaces = {
        name: f"person:{people}" if column.type == "person" else f"{name}:{recipe.id}:{site}"
        for name, column in record.columns.items()
        if column.type in ("person", "id")
    }
    return frame.with_columns(pseudonymous(frame[name], space, key) for name, space in spaces.items())
