"""The manager reads which coarser cut would show more, and nothing that tells a count."""

from __future__ import annotations

import polars as pl

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.periods import Grain
from lead_metrics.privacy.gate import release
from tests.privacy.county import cell, month, raw, summed

YEARLY = [40, 40, 6, 40, 40, 40, 40, 40, 40, 40, 40, 40]


def _cuts(sizes: list[int], catalogue: Catalogue, **place: str) -> list[tuple[str, str, str]]:
    areas = {place["area"]: "all"} if place else {}
    rows = [cell("arrests", float(size), period=month(n + 1), **place) for n, size in enumerate(sizes)]
    if place:
        rows += [cell("arrests", float(size + 50), period=month(n + 1)) for n, size in enumerate(sizes)]
    given = raw(summed(rows, Grain.QUARTER), areas)
    told = release(given, catalogue).report.filter(pl.col("reason") == "coarser_would_show")
    return sorted(told.select("area", "grain", "note").iter_rows())


def test_the_manager_reads_that_quarters_would_show_all(catalogue: Catalogue) -> None:
    assert _cuts(YEARLY, catalogue) == [("all", "quarter", "by quarter: 100 % of points shown instead of 91 %")]


def test_a_series_shown_in_full_has_no_coarser_cut(catalogue: Catalogue) -> None:
    assert _cuts([40] * 12, catalogue) == []


def test_the_manager_reads_that_the_place_above_shows_more(catalogue: Catalogue) -> None:
    assert _cuts(YEARLY, catalogue, area="north") == [
        ("north", "month", "in all: 100 % of points shown instead of 91 %"),
        ("north", "quarter", "by quarter: 100 % of points shown instead of 91 %"),
    ]


def test_the_coarsest_grain_has_no_coarser_cut(catalogue: Catalogue) -> None:
    given = raw([cell("arrests", 4.0)])
    report = release(given, catalogue).report
    assert report.filter(pl.col("reason") == "coarser_would_show").is_empty()
