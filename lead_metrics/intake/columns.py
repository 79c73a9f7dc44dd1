"""One canonical column from a source's text: where it stands, how it is typed, and which rows break its rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from lead_metrics.catalogue.model import Catalogue, Column, Recipe, SourceColumn
from lead_metrics.intake import steps

AHEAD = 1100
YES, NO = ("yes", "y", "true", "1", "x"), ("no", "n", "false", "0")
TIMES = ("%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%m/%d/%Y %I:%M:%S %p")


@dataclass(frozen=True)
class Typed:
    """A column's value and the rule that a row breaks where the value is not understood."""

    value: pl.Expr
    understood: pl.Expr
    rule: str


def text(frame: pl.DataFrame, source: SourceColumn) -> pl.Expr | None:
    """Return the source's text for a column, null where it says that a value is missing; None where it has none."""
    if source.fixed is not None:
        return pl.lit(str(source.fixed))
    names = [_found(frame, name) for name in (source.joined or source.names)]
    present = [name for name in names if name is not None]
    if not present or (source.joined and len(present) < len(names)):
        return None
    parts = [pl.col(name).str.strip_chars() for name in (present if source.joined else present[:1])]
    whole = pl.concat_str(parts, separator=" ") if source.joined else parts[0]
    return pl.when(whole.is_in(["", *source.missing])).then(None).otherwise(whole)


def _found(frame: pl.DataFrame, name: str) -> str | None:
    return next((column for column in frame.columns if _plainly(column) == _plainly(name)), None)


def _plainly(name: str) -> str:
    return name.casefold().strip().replace(" ", "_")


def typed(raw: pl.Expr, column: Column, source: SourceColumn, recipe: Recipe, catalogue: Catalogue) -> Typed:
    """Return a column's typed value from the source's text."""
    if source.step and source.step.split(":")[0] in steps.FROM_TEXT:
        stepped = steps.FROM_TEXT[source.step.split(":")[0]](raw, source.step, recipe)
        return Typed(stepped, pl.lit(True), "")
    if source.codes:
        known = recipe.code_maps[source.codes]
        mapped = raw.replace_strict(known, default=None, return_dtype=pl.String)
        return Typed(mapped, raw.is_null() | mapped.is_not_null(), f"not one of the source's {source.codes} codes")
    kind, _, codes = column.type.partition(":")
    made = _KINDS.get(kind, _plain)(raw, recipe, codes, catalogue)
    if source.step in steps.FROM_DATE:
        return Typed(steps.FROM_DATE[source.step](made.value), made.understood, made.rule)
    return made


def _plain(raw: pl.Expr, _recipe: Recipe, _codes: str, _catalogue: Catalogue) -> Typed:
    return Typed(raw, pl.lit(True), "")


def _code(raw: pl.Expr, _recipe: Recipe, codes: str, catalogue: Catalogue) -> Typed:
    known = [code for code, words in catalogue.codes[codes].items() if not words.only_merged]
    lower = raw.str.to_lowercase().str.replace_all(r"[\s-]+", "_")
    fine = lower.is_in(known)
    return Typed(pl.when(fine).then(lower), raw.is_null() | fine, f"not one of {', '.join(known)}")


def _indicator(raw: pl.Expr, _recipe: Recipe, _codes: str, catalogue: Catalogue) -> Typed:
    known = list(catalogue.indicators)
    return Typed(raw, raw.is_null() | raw.is_in(known), "not an indicator of the catalogue")


def _number(raw: pl.Expr, _recipe: Recipe, _codes: str, _catalogue: Catalogue) -> Typed:
    value = raw.str.replace_all(",", "").cast(pl.Float64, strict=False)
    fine = value.is_finite() & (value >= 0)
    return Typed(pl.when(fine).then(value), raw.is_null() | fine.fill_null(False), "not a number from zero up")


def _bool(raw: pl.Expr, _recipe: Recipe, _codes: str, _catalogue: Catalogue) -> Typed:
    lower = raw.str.to_lowercase()
    value = pl.when(lower.is_in(YES)).then(True).when(lower.is_in(NO)).then(False)
    return Typed(value, raw.is_null() | lower.is_in([*YES, *NO]), "neither yes nor no")


def _date(raw: pl.Expr, recipe: Recipe, _codes: str, _catalogue: Catalogue) -> Typed:
    value = _day(raw, recipe)
    return _sensible(raw, value, value)


def _until(raw: pl.Expr, recipe: Recipe, _codes: str, _catalogue: Catalogue) -> Typed:
    # The end of a span may lie ahead: a budget year, a position that ends in June.
    value = _day(raw, recipe)
    return _sensible(raw, value, value, ahead=AHEAD)


def _day(raw: pl.Expr, recipe: Recipe) -> pl.Expr:
    formats = (*recipe.dates, "%Y-%m-%d", "%m/%d/%Y")
    return pl.coalesce(raw.str.head(10).str.to_date(form, strict=False) for form in formats)


def _time(raw: pl.Expr, recipe: Recipe, _codes: str, _catalogue: Catalogue) -> Typed:
    zoned = raw.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%z", strict=False, time_unit="us", time_zone="UTC")
    formats = (*recipe.times, *TIMES)
    local = pl.coalesce(
        *(raw.str.to_datetime(form, strict=False, time_unit="us", ambiguous="earliest") for form in formats),
        *(raw.str.to_date(form, strict=False).cast(pl.Datetime("us")) for form in ("%Y-%m-%d", "%m/%d/%Y")),
    )
    value = pl.coalesce(zoned, in_zone(local, recipe.time_zone))
    return _sensible(raw, value, value.dt.convert_time_zone(recipe.time_zone).dt.date())


def in_zone(local: pl.Expr, zone: str) -> pl.Expr:
    """Return local times in UTC; an hour that the clocks skipped is read as the one after it."""

    def placed(moment: pl.Expr) -> pl.Expr:
        return moment.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")

    later = placed(local + pl.duration(hours=1))
    return pl.coalesce(placed(local), later).dt.convert_time_zone("UTC")


def _sensible(raw: pl.Expr, value: pl.Expr, day: pl.Expr, ahead: int = 0) -> Typed:
    fine = day.is_between(date(1900, 1, 1), date.today() + timedelta(days=ahead))
    rule = f"not a date{'' if ahead else ' up to today'}, written such as 2026-03-31"
    return Typed(pl.when(fine).then(value), raw.is_null() | fine.fill_null(False), rule)


_KINDS = {
    "code": _code,
    "indicator": _indicator,
    "number": _number,
    "bool": _bool,
    "date": _date,
    "until": _until,
    "time": _time,
}
