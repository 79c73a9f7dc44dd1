"""Check or deliver files: read, validate, pseudonymise, and put what is accepted into the vault."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatch
from hashlib import file_digest, sha256
from pathlib import Path

import polars as pl

from lead_metrics.catalogue.load import catalogue as loaded
from lead_metrics.catalogue.model import Catalogue, Recipe, Record, SourceTable
from lead_metrics.errors import FileRefused, RequestRefused, SettingsRefused
from lead_metrics.intake.columns import found
from lead_metrics.intake.covering import spans
from lead_metrics.intake.key import fingerprint, pseudonym_key
from lead_metrics.intake.mapping import Mapped, Where, validate
from lead_metrics.intake.pseudonyms import pseudonymous
from lead_metrics.intake.readers import plainly, read, stem
from lead_metrics.intake.report import Report, rows_in, told
from lead_metrics.intake.vault import Delivery, Vault, now
from lead_metrics.settings import settings

SITE = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
RESERVED = "all"


@dataclass(frozen=True)
class Opened:
    """What the files of a delivery hold: records by kind, and what became of the other rows and sheets."""

    records: dict[str, pl.DataFrame]
    refused: pl.DataFrame
    repeated: dict[str, int]
    unread: list[str]
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
    _check_request(site, None, None)
    try:
        opened = _open(files, recipe, words, site)
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
    files twice are one delivery; a withdrawn one that is brought again counts again.
    """
    words, place = catalogue or loaded(), vault or Vault(settings().vault)
    recipe = recipe_of(source, words)
    _check_request(site, covers_from, covers_until)
    try:
        opened = _open(files, recipe, words, site)
        name = identity(files, source, site)
    except FileRefused as refusal:
        return Report(source=source, site=site, file_refused=str(refusal))
    known = place.find(name)
    report = _report(opened, source, site).model_copy(
        update={"delivery": name, "already": known is not None, "restored": known is not None and known.withdrawn}
    )
    if known is not None and known.withdrawn:
        place.withdraw(name, withdrawn=False)
    if known is not None or not any(report.accepted.values()):
        return report
    key = pseudonym_key()
    if not sample:
        _check_key(place, fingerprint(key))
    covers = spans(opened.records, recipe, words, (covers_from, covers_until, opened.last))
    place.put(
        Delivery(
            id=name,
            source=source,
            site=site,
            files=[path.name for path in files],
            accepted=report.accepted,
            refused=rows_in(opened.refused),
            delivered_at=now(),
            sample=sample,
            key=fingerprint(key),
            covers=covers,
            covers_from=min((one[0] for one in covers.values() if one[0]), default=None),
            covers_until=max((one[1] for one in covers.values() if one[1]), default=None),
        ),
        {kind: _hidden(frame, words.records[kind], recipe, site, key) for kind, frame in opened.records.items()},
    )
    return report


def identity(files: Sequence[Path], source: str, site: str) -> str:
    """Return the id of a delivery: the same for the same content, whatever the files are called."""
    digests = sorted(_digest(path) for path in files)
    return sha256("\0".join([source, site, *digests]).encode()).hexdigest()[:12]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _check_request(site: str | None, covers_from: date | None, covers_until: date | None) -> None:
    if site is not None and (site == RESERVED or SITE.fullmatch(site) is None):
        raise RequestRefused(f"{site} is no site's id; use small letters, digits and _, such as alder_county")
    if covers_from and covers_until and covers_until <= covers_from:
        raise RequestRefused("the days covered end before they begin; --covers-until is the day after the last one")


def _check_key(vault: Vault, mark: str) -> None:
    """Refuse to add records under another key: nobody would be the same person before and after."""
    kept = {one.key for one in vault.deliveries() if one.key and not one.sample and not one.withdrawn}
    if kept - {mark}:
        raise SettingsRefused("the vault was made with another pseudonym key; set that one, see docs/settings.md")


def _open(files: Sequence[Path], recipe: Recipe, catalogue: Catalogue, site: str | None) -> Opened:
    mapped: list[Mapped] = []
    lasts: list[date] = []
    unread: list[str] = []
    zone = _zone(site, recipe, catalogue)
    # Files in a site's own form are written on the site's clock; a publisher's form says its own zone.
    placed = recipe.model_copy(update={"time_zone": zone}) if recipe.canonical else recipe
    for path in files:
        tables = read(path, recipe.formats)
        for name, frame in tables.items():
            _check_columns(frame, recipe, path)
            label = path.name if len(tables) == 1 else f"{path.name} sheet {name}"
            fitting = list(_fitting(name, path, recipe, alone=len(tables) == 1))
            if not fitting:
                unread.append(label)
            place = Where(label, site, zone)
            mapped += [validate(frame, table, placed, catalogue, place) for table in fitting]
            lasts += _last(frame, recipe)
        if len(tables) == 1 and unread and unread[-1] == path.name:
            raise FileRefused(f"{path.name}: none of this source's tables; {_expected(recipe)}")
    if not mapped:
        told = f"{unread[0]}: none of this source's tables; {_expected(recipe)}" if unread else "name at least one file"
        raise FileRefused(told)
    return _together(mapped, unread, max(lasts, default=None))


def _zone(site: str | None, recipe: Recipe, catalogue: Catalogue) -> str:
    known = catalogue.sites.get(site or "")
    return known.time_zone if known else recipe.time_zone


def _fitting(name: str, path: Path, recipe: Recipe, *, alone: bool) -> Iterator[SourceTable]:
    # A lone sheet may be called anything where the file's name says what it holds.
    labels = [plainly(name), *([plainly(stem(path))] if alone else [])]
    for table in recipe.tables:
        patterns = [*table.files, *table.sheets]
        if any(fnmatch(label, pattern) for label in labels for pattern in patterns):
            yield table


def _expected(recipe: Recipe) -> str:
    names = sorted({table.record for table in recipe.tables})
    return f"name the file or sheet after what it holds: {', '.join(names)}"


def _check_columns(frame: pl.DataFrame, recipe: Recipe, path: Path) -> None:
    named = {_letters(name) for name in frame.columns}
    for column in recipe.refuse:
        if _letters(column) in named:
            raise FileRefused(f"{path.name}: the column {column} tells who somebody is; remove it and deliver again")


def _letters(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def _last(frame: pl.DataFrame, recipe: Recipe) -> list[date]:
    column = found(frame, recipe.covers_until_column) if recipe.covers_until_column else None
    last = frame[column].str.head(10).str.to_date("%Y-%m-%d", strict=False).max() if column else None
    return [last] if isinstance(last, date) else []


def _together(mapped: list[Mapped], unread: list[str], last: date | None) -> Opened:
    kinds = dict.fromkeys(one.record for one in mapped)
    repeated = {kind: sum(one.repeated for one in mapped if one.record == kind) for kind in kinds}
    return Opened(
        {kind: pl.concat(one.accepted for one in mapped if one.record == kind) for kind in kinds},
        pl.concat(one.refused for one in mapped).unique(maintain_order=True),
        {kind: count for kind, count in repeated.items() if count},
        unread,
        last,
    )


def _report(opened: Opened, source: str, site: str | None) -> Report:
    accepted = {kind: frame.height for kind, frame in opened.records.items()}
    report = Report(source=source, site=site, accepted=accepted, repeated=opened.repeated, unread=opened.unread)
    return report.model_copy(update=told(opened.refused))


def _hidden(frame: pl.DataFrame, record: Record, recipe: Recipe, site: str, key: bytes) -> pl.DataFrame:
    """Return the records with a pseudonym for each identifier; people link across sources of one namespace."""
    people, owner = recipe.namespace or "people", recipe.ids_of or recipe.id
    spaces = {
        name: f"person:{people}" if column.type == "person" else f"{name}:{owner}:{site}"
        for name, column in record.columns.items()
        if column.type in ("person", "id")
    }
    return frame.with_columns(pseudonymous(frame[name], space, key) for name, space in spaces.items())
