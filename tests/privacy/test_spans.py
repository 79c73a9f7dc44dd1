"""How finer periods make up coarser ones, as the data show it, or as definitions promise it."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from lead_metrics.cells import empty
from lead_metrics.periods import Grain, period_of
from lead_metrics.privacy.spans import promised_in_vain, spans
from lead_metrics.privacy.terms import DENIED, TERMS
from tests.privacy.county import catalogue, cell, month, span
from tests.privacy.equations import equations, unknowns

COUNTY = catalogue()
QUARTER, HALF = (period_of(date(2024, 1, 1), grain) for grain in (Grain.QUARTER, Grain.HALF_YEAR))
MONTHS = ("month 01", "month 02", "month 03")


def months_and_quarter(name: str, parts: tuple[int, ...], whole: int, **given: Any) -> list[dict[str, Any]]:
    months = [cell(name, size, period=month(n), **given) for n, size in enumerate(parts, start=1)]
    return [*months, cell(name, whole, period=QUARTER, **given)]


def bound(rows: list[dict[str, Any]], *, stored: bool = False, denied: pl.DataFrame | None = None) -> list[str]:
    numbered = unknowns(rows, COUNTY)
    sized = numbered.with_columns(size=pl.lit(None, pl.Float64)) if stored else numbered
    terms = spans(sized, empty(DENIED) if denied is None else denied)
    assert terms.schema == TERMS
    return equations(terms, numbered)


def vain(rows: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    return promised_in_vain(unknowns(rows, COUNTY)).sort("area", "label").rows()


def adds(name: str, months: int = 3) -> str:
    return f"time adds exact: {name} quarter 01 = {' + '.join(f'{name} {one}' for one in MONTHS[:months])}"


def covers(months: int = 3) -> str:
    return adds("booked", months).replace("adds exact", "covers cover")


def holds(*months: str) -> list[str]:
    return [f"time holds part: booked quarter 01 = booked {one}" for one in months]


ENDS = "time ends exact: active quarter 01 = active month 03"


@pytest.mark.parametrize(
    ("name", "parts", "whole", "equal", "broken"),
    [
        ("arrests", (4, 5, 6), 15, [adds("arrests")], []),
        ("arrests", (4, 5), 9, [adds("arrests", 2)], []),
        ("arrests", (4, 5), 15, [], []),
        ("arrests", (4, 5, 6), 16, [], ["time adds"]),
        ("booked", (4, 5, 6), 12, [covers(), *holds(*MONTHS)], []),
        ("booked", (4, 5, 6), 15, [covers(), *holds(*MONTHS)], []),
        ("booked", (4, 5, 6), 6, [covers(), *holds(*MONTHS)], []),
        ("booked", (4, 5, 6), 5, [covers(), *holds(*MONTHS[:2])], ["time holds"]),
        ("booked", (4, 5, 6), 16, holds(*MONTHS), ["time covers"]),
        ("booked", (4, 5), 12, holds(*MONTHS[:2]), []),
        ("active", (4, 5, 6), 6, [ENDS], []),
        ("active", (4, 5, 6), 7, [], ["time ends"]),
        ("active", (4, 6), 6, [], []),
    ],
)
def test_the_data_show_how_months_make_up_a_quarter(
    name: str, parts: tuple[int, ...], whole: int, equal: list[str], broken: list[str]
):
    rows = months_and_quarter(name, parts, whole)
    assert bound(rows) == equal
    assert vain(rows) == [("here", "all", name, "none", "all", "numerator", label) for label in broken]


@pytest.mark.parametrize(
    ("name", "parts", "equal"),
    [
        ("arrests", (4, 5, 6), [adds("arrests")]),
        ("arrests", (4, 5), []),
        ("booked", (4, 5, 6), [covers(), *holds(*MONTHS)]),
        ("booked", (4, 5), holds(*MONTHS[:2])),
        ("active", (4, 5, 6), [ENDS]),
    ],
)
def test_without_sizes_definitions_tell_it_where_every_month_is_there(
    name: str, parts: tuple[int, ...], equal: list[str]
):
    assert bound(months_and_quarter(name, parts, 99), stored=True) == equal


def test_what_a_report_denies_binds_nothing():
    rows = months_and_quarter("arrests", (4, 5, 6), 15)
    denied = pl.DataFrame([("here", "all", "arrests", "none", "all", "numerator", "time adds")], DENIED, orient="row")
    assert bound(rows, stored=True, denied=denied) == []
    elsewhere = denied.with_columns(area=pl.lit("north"))
    assert bound(rows, stored=True, denied=elsewhere) == [adds("arrests")]


def test_each_period_belongs_to_the_next_coarser_one_that_its_series_has():
    rows = months_and_quarter("arrests", (4, 5, 6), 15)
    rows += [cell("arrests", 15, period=HALF), cell("arrests", 15)]
    rows += [cell("arrests", 3, area="north", period=month(1)), cell("arrests", 3, area="north")]
    assert bound(rows) == [
        "time adds exact: arrests = arrests half_year 01",
        "time adds exact: arrests half_year 01 = arrests quarter 01",
        "time adds exact: arrests north = arrests north month 01",
        adds("arrests"),
    ]


def test_a_month_belongs_to_its_own_quarter():
    rows = [cell("arrests", 4, period=month(3)), cell("arrests", 5, period=month(4))]
    rows += [
        cell("arrests", size, period=period_of(date(2024, start, 1), Grain.QUARTER)) for start, size in ((1, 4), (4, 5))
    ]
    assert bound(rows) == [
        "time adds exact: arrests quarter 01 = arrests month 03",
        "time adds exact: arrests quarter 04 = arrests month 04",
    ]


def test_a_span_that_a_source_chose_and_what_is_left_of_a_share_stand_for_themselves():
    odd = cell("arrests", 15, period=span(date(2024, 1, 1), date(2024, 2, 12)))
    assert bound([odd, cell("arrests", 15)]) == []
    share = months_and_quarter("diverted", (1, 2, 3), 6, of=20)
    assert bound(share) == [adds("diverted")]
    assert vain(share) == [("here", "all", "diverted", "none", "all", "denominator", "time adds")]


def test_each_term_carries_the_sizes_of_both_and_says_how_it_binds():
    terms = spans(unknowns(months_and_quarter("booked", (4, 5), 6), COUNTY), empty(DENIED))
    assert terms.select("parent_size", "child_size", "threshold", "how", "bound").rows() == [
        (6, 4, 10, "part", "part"),
        (6, 5, 10, "part", "part"),
        (6, 4, 10, "cover", "cover"),
        (6, 5, 10, "cover", "cover"),
    ]
