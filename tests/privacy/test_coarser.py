"""The manager reads which coarser cut would show more, and nothing that tells a count."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.periods import Grain, period_of
from lead_metrics.privacy.coarser import coarser_cuts
from lead_metrics.privacy.gate import release
from lead_metrics.privacy.report import REPORT
from tests.privacy.county import catalogue as built
from tests.privacy.county import cell, month, raw, span, summed
from tests.privacy.equations import figures

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


ABOVE = pl.DataFrame([("here", "north", "all"), ("here", "south", "all")], ["site", "area", "above"], orient="row")
COUNTY = built()


def cut(judged: list[dict[str, Any]], decided: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """What coarser cuts would show, by the primary rule alone."""
    found = coarser_cuts(figures(judged, COUNTY), figures(decided, COUNTY), ABOVE)
    assert found.schema == REPORT
    assert set(found["reason"]) <= {"coarser_would_show"}
    return found.select("area", "grain", "from", "until", "category", "note").rows()


def halves(*sizes: int, grain: Grain = Grain.HALF_YEAR, **given: Any) -> list[dict[str, Any]]:
    step = {Grain.HALF_YEAR: 6, Grain.QUARTER: 3}[grain]
    periods = [period_of(date(2024, 1 + step * n, 1), grain) for n in range(len(sizes))]
    return [cell("arrests", size, period=one, **given) for one, size in zip(periods, sizes, strict=True)]


def test_the_finest_rung_that_shows_more_is_named_with_what_it_shows() -> None:
    quarters = halves(4, 40, 5, 40, grain=Grain.QUARTER)
    rows = [*quarters, *halves(44, 5), cell("arrests", 90)]
    year = date(2024, 1, 1), date(2025, 1, 1)
    assert cut(rows, quarters) == [("all", "year", *year, "all", "by year: 100 % of points shown instead of 50 %")]
    rows = [*quarters, *halves(44, 45), cell("arrests", 90)]
    assert cut(rows, quarters) == [
        ("all", "half_year", *year, "all", "by half_year: 100 % of points shown instead of 50 %")
    ]


def test_a_finer_rung_is_no_coarser_cut() -> None:
    rows = [*halves(40, 40), cell("arrests", 5)]
    assert cut(rows, [cell("arrests", 5)]) == []


def test_what_the_primary_rule_would_show_at_the_same_grain_is_no_coarser_cut() -> None:
    assert cut(halves(40, 40), halves(4, 40)) == []


def test_missing_points_do_not_count() -> None:
    missing = {"state": "missing", "value": None}
    rows = [*halves(4), cell("arrests", None, period=period_of(date(2024, 7, 1), Grain.HALF_YEAR), **missing)]
    assert [row[-1] for row in cut([*rows, cell("arrests", 44)], rows)] == [
        "by year: 100 % of points shown instead of 0 %"
    ]


def test_of_places_the_one_above_is_named_if_it_shows_more() -> None:
    rows = [*halves(4, 40, area="north"), *halves(40, 40), *halves(40, 40, area="south")]
    assert [row[-1] for row in cut(rows, rows)] == ["in all: 100 % of points shown instead of 50 %"]
    rows = [*halves(4, 40, area="north"), *halves(5, 40)]
    assert cut(rows, rows) == []


def test_a_span_that_a_source_chose_has_no_coarser_cut() -> None:
    odd = [cell("arrests", 5, period=span(date(2024, 1, 1), date(2024, 2, 12)))]
    assert cut([*odd, cell("arrests", 50)], odd) == []


def test_shares_of_points_are_rounded_down_and_cuts_sorted() -> None:
    rows = [*halves(4, 40, 40, grain=Grain.QUARTER, area="south"), *halves(4, 40, 4, grain=Grain.QUARTER, area="north")]
    wholes = [cell("arrests", 84, area=area) for area in ("south", "north")]
    assert [(row[0], row[-1]) for row in cut([*rows, *wholes], rows)] == [
        ("north", "by year: 100 % of points shown instead of 33 %"),
        ("south", "by year: 100 % of points shown instead of 66 %"),
    ]
