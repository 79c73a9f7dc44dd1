"""The data dictionary of a file of figures: what each column and each indicator means."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import polars as pl

from lead_metrics.catalogue.model import Catalogue, Indicator, Language, Text

Words = Callable[[str], str]
FACTS = (
    "indicator", "code", "level", "name", "definition", "includes", "excludes", "unit", "counts", "whom", "hoped",
    "source", "audience", "caveats",
)  # fmt: skip
"""What is told of an indicator, each under the words `dictionary.head.<fact>`."""


def columns(names: Iterable[str], words: Words) -> pl.DataFrame:
    """Return what each column of the figures means, one row a column; `words` gives the words under a key."""
    heads = [words("dictionary.head.column"), words("dictionary.head.meaning")]
    rows = [(name, words(f"dictionary.column.{name}")) for name in names]
    return pl.DataFrame(rows, schema=dict.fromkeys(heads, pl.String), orient="row")


def indicators(figures: pl.DataFrame, catalogue: Catalogue, language: Language, words: Words) -> pl.DataFrame:
    """Return what each indicator of these figures (facts.figures.FIGURES) means, one row an indicator, by id."""
    fed = dict(figures.group_by("indicator").agg(pl.col("source").drop_nulls().unique()).iter_rows())
    known = [catalogue.indicators[name] for name in sorted(fed) if name in catalogue.indicators]
    rows = [told(one, sources(fed[one.id], catalogue, language), catalogue, (language, words)) for one in known]
    heads = [words(f"dictionary.head.{fact}") for fact in FACTS]
    return pl.DataFrame(rows, schema=dict.fromkeys(heads, pl.String), orient="row")


def told(
    indicator: Indicator, source: str, catalogue: Catalogue, speech: tuple[Language, Words]
) -> tuple[str, ...]:  # fmt: skip
    """Return the facts of one indicator (FACTS) in the language and with the words of `speech`."""
    language, words = speech

    def said(text: Text | None) -> str:
        return text.said(language) if text else ""

    return (
        indicator.id, indicator.code, words(f"level.{indicator.level}"), said(indicator.name),
        said(indicator.definition), said(indicator.includes), said(indicator.excludes),
        said(catalogue.units[indicator.unit].name), words(f"counts.{indicator.counts}"),
        words(f"whom.{indicator.whom}"), words(f"hoped.{indicator.hoped_direction}"), source,
        words(f"audience.{indicator.audience}"), said(indicator.caveats),
    )  # fmt: skip


def sources(names: Iterable[str], catalogue: Catalogue, language: Language) -> str:
    """Return the names of sources; what is joined by a comma is taken apart."""
    apart = sorted({part for name in names for part in name.split(",") if part})
    known = catalogue.recipes
    return " · ".join(known[part].name.said(language) if part in known else part for part in apart)
