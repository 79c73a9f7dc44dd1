"""A source's table into canonical records: what fits the rules, and a refusal for each row that does not."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lead_metrics.catalogue.model import Catalogue, Column, Recipe, Record, SourceColumn, SourceTable
from lead_metrics.errors import FileRefused
from lead_metrics.intake.columns import YES, Typed, text, typed
from lead_metrics.intake.readers import ROW

REFUSED = {"file": pl.String, "row": pl.Int64, "column": pl.String, "rule": pl.String}
SPANS = (
    ("from", "until"),
    ("admitted", "released"),
    ("opened", "closed"),
    ("issued", "resolved"),
    ("minimum", "maximum"),
)
DTYPES: dict[str, pl.DataType] = {
    "time": pl.Datetime("us", "UTC"),
    "date": pl.Date(),
    "number": pl.Float64(),
    "bool": pl.Boolean(),
}


@dataclass(frozen=True)
class Mapped:
    """Records that were accepted, still with their identifiers, and the refusals (columns REFUSED)."""

    record: str
    accepted: pl.DataFrame
    refused: pl.DataFrame


def dtype(column: Column) -> pl.DataType:
    """Return the type of a canonical column."""
    return DTYPES.get(column.type, pl.String())


def columns_of(table: SourceTable, record: Record, recipe: Recipe) -> dict[str, SourceColumn]:
    """Return where each canonical column comes from; a canonical source uses the columns' own names."""
    if not recipe.canonical:
        return table.columns
    return {name: table.columns.get(name, SourceColumn(names=(name,))) for name in record.columns}


def validate(
    frame: pl.DataFrame, table: SourceTable, recipe: Recipe, catalogue: Catalogue, place: tuple[str, str]
) -> Mapped:
    """Return the canonical records of one table of text.

    place: the file's name and the site. Raises FileRefused where a required column is absent.
    """
    file, site = place
    record = catalogue.records[table.record]
    sources = columns_of(table, record, recipe)
    _required(frame, record, sources, file)
    made = {
        name: _typed(frame, (name, column), sources.get(name), recipe, catalogue)
        for name, column in record.columns.items()
    }
    work = frame.select(
        ROW,
        *(made[name].value.cast(dtype(column)).alias(name) for name, column in record.columns.items()),
        *(made[name].understood.alias(f"__{name}") for name in record.columns),
    )
    work = work.with_columns(pl.col("site").fill_null(site))
    problems = [_broken(work, ~pl.col(f"__{name}"), name, made[name].rule) for name in record.columns]
    problems += _rules(work, record, site)
    refused = pl.concat(problems).with_columns(pl.lit(file).alias("file")).select(*REFUSED).sort("row", "column")
    kept = work.filter(~pl.col(ROW).cast(pl.Int64).is_in(refused["row"].implode()))
    kept = _once(kept, record, recipe)
    return Mapped(table.record, _dated(kept, record, recipe).select(*_named(record)), refused)


def _named(record: Record) -> list[str]:
    return [*record.columns, *(["day"] if record.dated and "day" not in record.columns else [])]


def _required(frame: pl.DataFrame, record: Record, sources: dict[str, SourceColumn], file: str) -> None:
    for name, column in record.columns.items():
        if not column.required or name == "site":
            continue
        source = sources.get(name)
        if source is None or text(frame, source) is None:
            spelled = ", ".join((source.joined or source.names) if source else (name,))
            raise FileRefused(f"{file}: the column {name} is missing; add it, spelled {spelled}")


def _typed(
    frame: pl.DataFrame, named: tuple[str, Column], source: SourceColumn | None, recipe: Recipe, catalogue: Catalogue
) -> Typed:
    name, column = named
    raw = text(frame, source) if source else None
    if source is None or raw is None:
        return Typed(pl.lit(None), pl.lit(True), "")
    if source.unless is not None:
        told = pl.col(source.unless).str.to_lowercase().is_in(YES)
        raw = pl.when(~told.fill_null(False)).then(raw)
    kind = column.model_copy(update={"type": "until"}) if name == "until" else column
    return typed(raw, kind, source, recipe, catalogue)


def _broken(work: pl.DataFrame, condition: pl.Expr, column: str, rule: str) -> pl.DataFrame:
    rows = work.filter(condition.fill_null(False)).select(pl.col(ROW).cast(pl.Int64).alias("row"))
    return rows.with_columns(pl.lit(column).alias("column"), pl.lit(rule).alias("rule"))


def _rules(work: pl.DataFrame, record: Record, site: str) -> list[pl.DataFrame]:
    names = record.columns
    found = [
        _broken(work, pl.col(name).is_null() & pl.col(f"__{name}"), name, "is required and empty")
        for name, column in names.items()
        if column.required
    ]
    found.append(_broken(work, pl.col("site") != site, "site", "names another site than this delivery"))
    found += [
        _broken(work, pl.col(until) < pl.col(start), until, f"lies before {start}")
        for start, until in SPANS
        if start in names and until in names
    ]
    key = record.key
    if key is not None:
        twice = pl.col(key).is_not_null() & ~pl.col(key).is_first_distinct()
        found.append(_broken(work, twice, key, "stands more than once in this file; the first row counts"))
    return found


def _once(kept: pl.DataFrame, record: Record, recipe: Recipe) -> pl.DataFrame:
    # Without an id the same row twice is one record, of a file that was pasted together; but where a recipe maps many
    # columns onto few, two rows that look alike may be two things, such as two jails of one county.
    if record.key or not recipe.canonical:
        return kept
    return kept.unique(subset=list(record.columns), maintain_order=True)


def _dated(kept: pl.DataFrame, record: Record, recipe: Recipe) -> pl.DataFrame:
    if record.dated is None or "day" in record.columns:
        return kept
    if record.columns[record.dated].type == "time":
        day = pl.col(record.dated).dt.convert_time_zone(recipe.time_zone).dt.date()
    else:
        day = pl.col(record.dated)
    return kept.with_columns(day.alias("day"))
