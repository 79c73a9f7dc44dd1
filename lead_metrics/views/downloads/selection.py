"""Which of the figures somebody takes away: by kind, figure, breakdown and year, all of it in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
import streamlit as st

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.cells import ALL, NONE
from lead_metrics.views.choice import asked, choose
from lead_metrics.views.context import Context


@dataclass(frozen=True)
class Selection:
    """What is asked for; ALL where it is not narrowed. level and indicator: ids. by: a dimension. Years are digits."""

    level: str = ALL
    indicator: str = ALL
    by: str = ALL
    start: str = ALL
    until: str = ALL


def picked(figures: pl.DataFrame, wanted: Selection, catalogue: Catalogue) -> pl.DataFrame:
    """Return the figures (facts.figures.FIGURES) of a selection, in the order in which they came."""
    among = [i.id for i in catalogue.indicators.values() if wanted.level in (ALL, i.level)]
    kept = pl.col("indicator").is_in(among if wanted.indicator == ALL else [wanted.indicator])
    if wanted.by != ALL:
        kept &= pl.col("dimension") == wanted.by
    if wanted.start != ALL:
        kept &= pl.col("from") >= pl.date(int(wanted.start), 1, 1)
    if wanted.until != ALL:
        kept &= pl.col("until") <= pl.date(int(wanted.until) + 1, 1, 1)
    return figures.filter(kept)


def choices(context: Context, figures: pl.DataFrame) -> dict[str, dict[str, str]]:
    """Return what may be chosen of these figures, each parameter's options by their words."""
    said = context.words
    held = set(figures["indicator"])
    known = [i for i in context.catalogue.indicators.values() if i.id in held]
    levels = {i.level: said(f"level.{i.level}") for i in known}
    level = asked(context, "level", {ALL: ""} | levels, ALL)
    within = {i.id: i.name.said(context.language) for i in known if level in (ALL, i.level)}
    years = [str(year) for year in range(figures["from"].min().year, last_year(figures) + 1)]  # type: ignore[union-attr]
    return {
        "level": {ALL: said("downloads.level_all")} | levels,
        "indicator": {ALL: said("downloads.indicator_all")} | dict(sorted(within.items(), key=lambda one: one[1])),
        "by": {ALL: said("downloads.by_each"), NONE: said("downloads.by_none")} | dimensions(context, figures),
        "from": {ALL: said("downloads.year_all")} | {year: year for year in years},
        "until": {ALL: said("downloads.year_all")} | {year: year for year in reversed(years)},
    }


def last_year(figures: pl.DataFrame) -> int:
    """Return the year of the last day of figures."""
    last = figures.select((pl.col("until") - pl.duration(days=1)).max()).item()
    return int(last.year)


def dimensions(context: Context, figures: pl.DataFrame) -> dict[str, str]:
    """Return the breakdowns that figures hold, by their words."""
    held = sorted(set(figures["dimension"]) - {NONE})
    return {name: context.words(f"dimension.{name}") for name in held}


def chosen(context: Context, offered: Mapping[str, Mapping[str, str]]) -> Selection:
    """Return what the address asks for, where it is offered."""
    level, indicator, by, start, until = (asked(context, name, offered[name], ALL) for name in offered)
    return Selection(level, indicator, by, start, until)


def show_choices(context: Context, offered: Mapping[str, Mapping[str, str]]) -> Selection:
    """Show the choices and return what the address asks for."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="filters"):
        for name, options in offered.items():
            width = 130 if name in ("from", "until") else 250
            choose(context, name, options, asked(context, name, options, ALL), f"downloads.{name}", width=width)
    return chosen(context, offered)


def said(context: Context, wanted: Selection, offered: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return a selection in words, one line a filter."""
    values = (wanted.level, wanted.indicator, wanted.by, wanted.start, wanted.until)
    return [
        f"{context.words(f'downloads.{name}')}: {offered[name][value]}"
        for name, value in zip(offered, values, strict=True)
    ]
