"""Numbers, dates and periods as people write them, in each language."""

from __future__ import annotations

from datetime import date, timedelta

from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal

from lead_metrics.catalogue.model import Language, Unit
from lead_metrics.periods import Grain, grain_of

LOCALES: dict[Language, str] = {"en": "en_US", "es": "es_US"}
HALVES = {
    "en": ("the first half of {year}", "the second half of {year}"),
    "es": ("el primer semestre de {year}", "el segundo semestre de {year}"),
}
TWELVE_MONTHS = {"en": "the twelve months to {last}", "es": "los doce meses hasta {last}"}
QUARTERS = {
    "en": tuple(f"the {n} quarter of {{year}}" for n in ("first", "second", "third", "fourth")),
    "es": tuple(f"el {n} trimestre de {{year}}" for n in ("primer", "segundo", "tercer", "cuarto")),
}


def number(value: float, decimals: int, language: Language) -> str:
    """Return the number with its thousands apart and no more than `decimals` decimals."""
    rounded = round(value, decimals) + 0.0
    return format_decimal(rounded, format="#,##0." + "0" * decimals if decimals else "#,##0", locale=LOCALES[language])


def amount(value: float, unit: Unit, language: Language) -> str:
    """Return the value with what its unit writes before and after it."""
    after = unit.after.said(language) if unit.after else ""
    gap = "" if after in ("%", "") else " "
    return f"{unit.before}{number(value, unit.decimals, language)}{gap}{after}"


def day(when: date, language: Language) -> str:
    """Return a day in words."""
    return format_date(when, format="long", locale=LOCALES[language])


def month(when: date, language: Language) -> str:
    """Return a month in words."""
    return format_skeleton("yMMMM", when, locale=LOCALES[language])


def short_month(when: date, language: Language) -> str:
    """Return a month's short name, for an axis."""
    return format_skeleton("MMM", when, locale=LOCALES[language])


def period(start: date, until: date, language: Language) -> str:
    """Return the span of days (`until` exclusive) in words: a month, a quarter, a half-year, a year or two months."""
    grain = grain_of(start, until)
    if grain is Grain.MONTH:
        return month(start, language)
    if grain is Grain.QUARTER:
        return QUARTERS[language][(start.month - 1) // 3].format(year=start.year)
    if grain is Grain.HALF_YEAR:
        return HALVES[language][start.month // 7].format(year=start.year)
    if grain is Grain.YEAR:
        return str(start.year)
    last = month(until - timedelta(days=1), language)
    if until == start.replace(year=start.year + 1):
        return TWELVE_MONTHS[language].format(last=last)
    return f"{month(start, language)} – {last}"


def listed(items: list[str], language: Language) -> str:
    """Return the items as a list in words."""
    return format_list(items, locale=LOCALES[language])
