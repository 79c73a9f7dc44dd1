"""A source's table into canonical records: what fits the rules, and a refusal for each row that does not."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lead_metrics.catalogue.model import Catalogue, Column, Recipe, Record, SourceColumn, SourceTable
from lead_metrics.errors import FileRefused
from lead_metrics.intake.columns import YES, Typed, found, text, typed
from lead_metrics.intake.readers import ROW

REFUSED = {"file": pl.String, "row": pl.Int64, "column": pl.String, "rule": pl.String}
SPANS = (
    ("from", "until"),
    ("leave_from", "leave_until"),
    ("admitted", "released"),
    ("opened", "closed"),
    ("issued", "resolved"),
    ("identified", "met"),
    ("minimum", "maximum"),
)
MAY_LIE_AHEAD = ("until", "leave_until")
DTYPES: dict[str, pl.DataType] = {
    "time": pl.Datetime("us", "UTC"),
    "date": pl.Date(),
    "number": pl.Float64(),
    "bool": pl.Boolean(),
}


@dataclass(frozen=True)
class Where:
    """Where a table stands: how refusals name its file, the site (None where nobody said), and the site's zone."""

    file: str
    site: str | None
    time_zone: str


@dataclass(frozen=True)
class Mapped:
    """Records that were accepted, still with their identifiers, the refusals (columns REFUSED), and rows left out.

    repeated: how many rows without an id stand in the table more than once and count once.
    """

    record: str
    accepted: pl.DataFrame
    refused: pl.DataFrame
    repeated: int = 0


def dtype(column: Column) -> pl.DataType:
    """Return the type of a canonical column."""
    return DTYPES.get(column.type, pl.String())


def columns_of(table: SourceTable, record: Record, recipe: Recipe) -> dict[str, SourceColumn]:
    """Return where each canonical column comes from; a canonical source uses the columns' own names."""
    if not recipe.canonical:
        return table.columns
    return {name: table.columns.get(name, SourceColumn(names=(name,))) for name in record.columns}


def validate(frame: pl.DataFrame, table: SourceTable, recipe: Recipe, catalogue: Catalogue, place: Where) -> Mapped:
    """Return the canonical records of one table of text; raises FileRefused where required columns are absent."""
    record = catalogue.records[table.record]
    sources = columns_of(table, record, recipe)
    _check_required(frame, record, sources, place)
    made = {
        name: _typed(frame, (name, column), sources.get(name), recipe, catalogue)
        for name, column in record.columns.items()
    }
    work = _work(frame, made, record).with_columns(pl.col("site").fill_null(place.site or ""))
    misread = [_broken(work, one.broken, name, one.rule) for name, one in made.items()]
    broken = pl.concat([*misread, *_rules(work, record, place.site), *_categories(work, record, catalogue)])
    fine = _without(work, broken)
    # Only then: a row that is refused for another reason must not make its mended twin stand twice.
    twice = _twice(fine, record)
    fine = _without(fine, twice)
    kept = _once(fine, record, recipe)
    refused = pl.concat([broken, twice]).with_columns(file=pl.lit(place.file)).select(*REFUSED).sort("row", "column")
    accepted = _dated(kept, record, place.time_zone).select(*_named(record))
    return Mapped(table.record, accepted, refused, fine.height - kept.height)


def _work(frame: pl.DataFrame, made: dict[str, Typed], record: Record) -> pl.DataFrame:
    """Return each column's value, and beside a required one (`__name`) whether its text was empty."""
    return frame.select(pl.col(ROW).cast(pl.Int64)).with_columns(
        *(made[name].value.cast(dtype(column)).alias(name) for name, column in record.columns.items()),
        *(made[name].raw.is_null().alias(f"__{name}") for name, column in record.columns.items() if column.required),
    )


def _named(record: Record) -> list[str]:
    return [*record.columns, *(["day"] if record.dated and "day" not in record.columns else [])]


def _check_required(frame: pl.DataFrame, record: Record, sources: dict[str, SourceColumn], place: Where) -> None:
    absent = {}
    for name, column in record.columns.items():
        source = sources.get(name)
        if column.required and name != "site" and (source is None or text(frame, source) is None):
            absent[name] = ", ".join((source.joined or source.names) if source else (name,))
        if source is not None and source.unless is not None and found(frame, source.unless) is None:
            absent[source.unless] = source.unless
    if len(absent) == 1:
        name, spelled = next(iter(absent.items()))
        raise FileRefused(f"{place.file}: the column {name} is missing; add it, spelled {spelled}")
    if absent:
        spellings = "; ".join(absent.values())
        raise FileRefused(f"{place.file}: the columns {', '.join(absent)} are missing; add them, spelled {spellings}")


def _typed(
    frame: pl.DataFrame, named: tuple[str, Column], source: SourceColumn | None, recipe: Recipe, catalogue: Catalogue
) -> Typed:
    name, column = named
    said = text(frame, source) if source else None
    if source is None or said is None:
        nothing = pl.Series([None], dtype=pl.String).new_from_index(0, frame.height)
        return Typed(nothing, nothing, "")
    if source.unless is not None:
        told = pl.col(found(frame, source.unless) or "").str.to_lowercase().is_in(YES)
        said = pl.when(~told.fill_null(False)).then(said)
    raw = frame.select(ROW, said.cast(pl.String).alias("said"))["said"]
    kind = column.model_copy(update={"type": "until"}) if name in MAY_LIE_AHEAD else column
    return typed(raw, kind, source, recipe, catalogue)


def _broken(work: pl.DataFrame, condition: pl.Expr | pl.Series, column: str, rule: str) -> pl.DataFrame:
    rows = work.filter(condition).select(pl.col(ROW).alias("row"))
    return rows.with_columns(pl.lit(column).alias("column"), pl.lit(rule).alias("rule"))


def _without(work: pl.DataFrame, broken: pl.DataFrame) -> pl.DataFrame:
    return work.join(broken.select(pl.col("row").alias(ROW)).unique(), on=ROW, how="anti", maintain_order="left")


def _rules(work: pl.DataFrame, record: Record, site: str | None) -> list[pl.DataFrame]:
    names = record.columns
    broken = [
        _broken(work, pl.col(f"__{name}"), name, "is required and empty")
        for name, column in names.items()
        if column.required and name != "site"
    ]
    if site is not None:
        broken.append(_broken(work, pl.col("site") != site, "site", "names another site than this delivery"))
    broken += [
        _broken(work, pl.col(until) < pl.col(start), until, f"lies before {start}")
        for start, until in SPANS
        if start in names and until in names
    ]
    return broken


def _categories(work: pl.DataFrame, record: Record, catalogue: Catalogue) -> list[pl.DataFrame]:
    """Return the rows of reported totals whose category is not one of their breakdown's codes."""
    if not {"dimension", "category"} <= set(record.columns):
        return []
    coded = [name for name in work["dimension"].drop_nulls().unique().to_list() if name in catalogue.codes]
    named = pl.col("dimension").is_not_null() & (pl.col("dimension") != "none")
    broken = [_broken(work, named & pl.col("category").is_null(), "category", "is empty where a breakdown is named")]
    for name in sorted(coded):
        known = list(catalogue.codes[name])
        other = (pl.col("dimension") == name) & ~pl.col("category").is_in(known)
        broken.append(_broken(work, other, "category", f"not one of {', '.join(known)}"))
    return broken


def _twice(work: pl.DataFrame, record: Record) -> pl.DataFrame:
    key = record.key
    again = ~pl.col(key).is_first_distinct() if key else pl.lit(False)
    return _broken(work, again, key or "", "stands more than once in this file; the first row counts")


def _once(kept: pl.DataFrame, record: Record, recipe: Recipe) -> pl.DataFrame:
    # Without an id the same row twice is one record, of a file that was pasted together; but where a recipe maps many
    # columns onto few, two rows that look alike may be two things, such as two jails of one county.
    if record.key or record.repeats or not recipe.canonical:
        return kept
    return kept.unique(subset=list(record.columns), keep="first", maintain_order=True)


def _dated(kept: pl.DataFrame, record: Record, time_zone: str) -> pl.DataFrame:
    if record.dated is None or "day" in record.columns:
        return kept
    day = pl.col(record.dated)
    if record.columns[record.dated].type == "time":
        day = day.dt.convert_time_zone(time_zone).dt.date()
    return kept.with_columns(day.alias("day"))
