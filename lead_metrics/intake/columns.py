"""One canonical column from a source's text: where it stands, how it is typed, and which rows break its rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from lead_metrics.catalogue.checks import dimensions
from lead_metrics.catalogue.model import Catalogue, Column, Recipe, SourceColumn
from lead_metrics.intake import steps
from lead_metrics.intake.readers import plainly

AHEAD = 1100
"""How many days ahead the end of a span may lie: a budget year, a position that ends in June."""

YES, NO = ("yes", "y", "true", "1", "x"), ("no", "n", "false", "0")
TIMES = ("%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%m/%d/%Y %I:%M:%S %p",
         "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M")  # fmt: skip
DATES = ("%Y-%m-%d", "%m/%d/%Y")
TIME_OF_DAY = r"[T ]+\d{1,2}:\d{2}.*$"
THOUSANDS = r"^\d{1,3}(,\d{3})+(\.\d+)?$"
RAW = pl.col("raw")
A_CODE = r"^[\p{L}\p{N}._-]{1,40}$"


@dataclass(frozen=True)
class Typed:
    """A column's text, its value, and the rule that a row breaks where there is a text and no value."""

    raw: pl.Series
    value: pl.Series
    rule: str

    @property
    def broken(self) -> pl.Series:
        """Return which rows hold a text that was not understood."""
        return self.raw.is_not_null() & self.value.is_null()


Kind = Callable[[pl.Series, str, Recipe, Catalogue], Typed]


def found(frame: pl.DataFrame, name: str) -> str | None:
    """Return a column's name as the file spells it, None where it is not there."""
    return next((column for column in frame.columns if plainly(column) == plainly(name)), None)


def text(frame: pl.DataFrame, source: SourceColumn) -> pl.Expr | None:
    """Return the source's text for a column, null where it says that a value is missing; None where it has none."""
    if source.fixed is not None:
        return pl.lit(str(source.fixed))
    names = [found(frame, name) for name in (source.joined or source.names)]
    present = [name for name in names if name is not None]
    if not present or (source.joined and len(present) < len(names)):
        return None
    parts = [pl.col(name).str.strip_chars() for name in (present if source.joined else present[:1])]
    whole = pl.concat_str(parts, separator=" ") if source.joined else parts[0]
    return pl.when(whole.is_in(["", *source.missing])).then(None).otherwise(whole)


def typed(raw: pl.Series, column: Column, source: SourceColumn, recipe: Recipe, catalogue: Catalogue) -> Typed:
    """Return a column's typed value from the source's text."""
    step = (source.step or "").split(":")[0]
    if step in steps.FROM_TEXT:
        return Typed(raw, _made(raw, steps.FROM_TEXT[step](RAW, source.step or "", recipe)), "not understood")
    if source.codes:
        mapped = raw.replace_strict(recipe.code_maps[source.codes], default=None, return_dtype=pl.String)
        return Typed(raw, mapped, f"not one of the source's {source.codes} codes")
    kind, _, codes = column.type.partition(":")
    made = _KINDS.get(kind, _plain)(raw, codes, recipe, catalogue)
    if source.step not in steps.FROM_DATE:
        return made
    return replace(made, value=_stepped(made.value, steps.FROM_DATE[source.step], recipe.time_zone))


def _made(raw: pl.Series, value: pl.Expr) -> pl.Series:
    """Return an expression of RAW worked out once."""
    return raw.alias("raw").to_frame().select(value.alias("value")).to_series()


def _stepped(value: pl.Series, step: Callable[[pl.Expr], pl.Expr], zone: str) -> pl.Series:
    if value.dtype == pl.Date:
        return _made(value, step(RAW))
    # A day is not 24 hours long where the clocks change: step on the wall's clock.
    wall = value.dt.convert_time_zone(zone).dt.replace_time_zone(None)
    return in_zone(_made(wall, step(RAW)), zone)


def _plain(raw: pl.Series, _codes: str, _recipe: Recipe, _catalogue: Catalogue) -> Typed:
    return Typed(raw, raw, "")


def _code(raw: pl.Series, codes: str, _recipe: Recipe, catalogue: Catalogue) -> Typed:
    known = [code for code, words in catalogue.codes[codes].items() if not words.only_merged]
    return _one_of(raw, known, f"not one of {', '.join(known)}")


def _indicator(raw: pl.Series, _codes: str, _recipe: Recipe, catalogue: Catalogue) -> Typed:
    return _one_of(raw, list(catalogue.indicators), "not an indicator of the catalogue")


def _dimension(raw: pl.Series, _codes: str, _recipe: Recipe, catalogue: Catalogue) -> Typed:
    return _one_of(raw, ["none", *dimensions(catalogue)], "not a breakdown of the catalogue")


def _element(raw: pl.Series, _codes: str, _recipe: Recipe, catalogue: Catalogue) -> Typed:
    known = pl.when(RAW.is_in(list(catalogue.fidelity))).then(RAW)
    return Typed(raw, _made(raw, known), "not a fidelity element of the catalogue")


def _value(raw: pl.Series, _codes: str, recipe: Recipe, catalogue: Catalogue) -> Typed:
    code = _code(raw, "circumstance_value", recipe, catalogue)
    number = _number(raw, "", recipe, catalogue)
    value = pl.select(pl.coalesce(code.value, pl.when(number.value.is_not_null()).then(raw))).to_series()
    return Typed(raw, value, f"no number, and {code.rule}")


def _one_of(raw: pl.Series, known: list[str], rule: str) -> Typed:
    lower = raw.str.to_lowercase().str.replace_all(r"[\s-]+", "_")
    return Typed(raw, _made(lower, pl.when(RAW.is_in(known)).then(RAW)), rule)


def _area(raw: pl.Series, _codes: str, _recipe: Recipe, _catalogue: Catalogue) -> Typed:
    return Typed(raw, _made(raw, steps.slug(RAW)), "not a place's name")


def _worker(raw: pl.Series, _codes: str, _recipe: Recipe, _catalogue: Catalogue) -> Typed:
    rule = "not a worker's code: letters, digits, dots and dashes, never a name or an address"
    return Typed(raw, _made(raw, pl.when(RAW.str.contains(A_CODE)).then(RAW)), rule)


def _number(raw: pl.Series, _codes: str, _recipe: Recipe, _catalogue: Catalogue) -> Typed:
    plain = pl.when(RAW.str.contains(THOUSANDS)).then(RAW.str.replace_all(",", "")).otherwise(RAW)
    value = _made(raw, plain.cast(pl.Float64, strict=False))
    return Typed(raw, _made(value, pl.when(RAW.is_finite() & (RAW >= 0)).then(RAW)), "not a number from zero up")


def _bool(raw: pl.Series, _codes: str, _recipe: Recipe, _catalogue: Catalogue) -> Typed:
    value = pl.when(RAW.is_in(YES)).then(True).when(RAW.is_in(NO)).then(False)
    return Typed(raw, _made(raw.str.to_lowercase(), value), "neither yes nor no")


def _date(raw: pl.Series, _codes: str, recipe: Recipe, _catalogue: Catalogue) -> Typed:
    return _sensible(raw, _day(raw, recipe), recipe)


def _until(raw: pl.Series, _codes: str, recipe: Recipe, _catalogue: Catalogue) -> Typed:
    return _sensible(raw, _day(raw, recipe), recipe, ahead=AHEAD)


def _day(raw: pl.Series, recipe: Recipe) -> pl.Series:
    # A spreadsheet writes midnight behind a day.
    return _first_that_fits(raw.str.replace(TIME_OF_DAY, ""), [day_in(form) for form in (*recipe.dates, *DATES)])


def _time(raw: pl.Series, _codes: str, recipe: Recipe, _catalogue: Catalogue) -> Typed:
    zone = recipe.time_zone
    local = [time_in(form, zone) for form in dict.fromkeys((*recipe.times, *TIMES))]
    days = [midnight_in(form, zone) for form in DATES]
    return _sensible(raw, _first_that_fits(raw, [*local, *days, _zoned]), recipe)


def _first_that_fits(raw: pl.Series, ways: Sequence[Callable[[pl.Series], pl.Series]]) -> pl.Series:
    """Return the values by the first way of reading that understands each; later ways see only what is left."""
    value, left = ways[0](raw), raw
    for way in ways[1:]:
        left = pl.select(pl.when(value.is_null()).then(left)).to_series()
        if left.null_count() == left.len():
            break
        value = pl.select(pl.coalesce(value, way(left))).to_series()
    return value


def day_in(form: str) -> Callable[[pl.Series], pl.Series]:
    """Return a way to read days written like this."""
    return lambda raw: raw.str.to_date(form, strict=False)


def time_in(form: str, zone: str) -> Callable[[pl.Series], pl.Series]:
    """Return a way to read the zone's times written like this."""
    return lambda raw: in_zone(raw.str.to_datetime(form, strict=False, time_unit="us"), zone)


def midnight_in(form: str, zone: str) -> Callable[[pl.Series], pl.Series]:
    """Return a way to read days written like this as the moments they begin."""
    return lambda raw: in_zone(raw.str.to_date(form, strict=False).cast(pl.Datetime("us")), zone)


def _zoned(raw: pl.Series) -> pl.Series:
    """Return times that say their own distance from UTC."""
    whole = raw.str.replace(" ", "T")
    forms = ("%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M%#z")
    read = [whole.str.to_datetime(form, strict=False, time_unit="us", time_zone="UTC") for form in forms]
    return pl.select(pl.coalesce(read)).to_series()


def in_zone(local: pl.Series, zone: str) -> pl.Series:
    """Return local times in UTC; an hour that the clocks skipped is read as the one after it."""

    def placed(moment: pl.Expr) -> pl.Expr:
        return moment.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")

    later = placed(RAW + pl.duration(hours=1))
    return _made(local, pl.coalesce(placed(RAW), later).dt.convert_time_zone("UTC"))


def _sensible(raw: pl.Series, value: pl.Series, recipe: Recipe, ahead: int = 0) -> Typed:
    last = datetime.now(ZoneInfo(recipe.time_zone)).date() + timedelta(days=ahead)
    day = RAW if value.dtype == pl.Date else RAW.dt.convert_time_zone(recipe.time_zone).dt.date()
    fine = pl.when(day.is_between(date(1900, 1, 1), last)).then(RAW)
    return Typed(raw, _made(value, fine), f"not a date{'' if ahead else ' up to today'}, written such as 2026-03-31")


_KINDS: dict[str, Kind] = {
    "code": _code,
    "indicator": _indicator,
    "dimension": _dimension,
    "element": _element,
    "value": _value,
    "area": _area,
    "worker": _worker,
    "number": _number,
    "bool": _bool,
    "date": _date,
    "until": _until,
    "time": _time,
}
