"""What is given up where the audit is not satisfied."""

from __future__ import annotations

from datetime import date

import polars as pl

from lead_metrics.cells import AREAS, COVERAGE, RAW, RawCells, empty, fitted
from lead_metrics.privacy.audit import Broken
from lead_metrics.privacy.retreat import retreat

DAY, END = date(2025, 1, 1), date(2026, 1, 1)


def raw(*series: tuple[str, str, str, str]) -> RawCells:
    rows = [
        {"site": "a", "area": area, "indicator": indicator, "dimension": dimension, "category": "x", "grain": grain}
        for area, indicator, dimension, grain in series
    ]
    frame = fitted(pl.DataFrame(rows).with_columns(pl.lit(DAY).alias("from"), pl.lit(END).alias("until")), RAW)
    return RawCells(frame, empty(COVERAGE), empty(AREAS))


def broken(area: str = "all", dimension: str = "none") -> list[Broken]:
    return [Broken("a", area, "bookings", "month", DAY, END, dimension, "x")]


def left(cells: RawCells) -> list[tuple[str, ...]]:
    return cells.frame.select("area", "indicator", "dimension", "grain").rows()


def test_a_breakdown_that_could_be_narrowed_is_left_out_whole():
    cells = raw(
        ("all", "bookings", "none", "month"), ("all", "bookings", "race", "month"), ("all", "bookings", "race", "year")
    )
    assert left(retreat(cells, broken(dimension="race"))) == [("all", "bookings", "none", "month")]


def test_a_place_that_could_be_narrowed_is_left_out_whole():
    cells = raw(
        ("all", "bookings", "none", "month"),
        ("north", "bookings", "none", "month"),
        ("south", "bookings", "none", "month"),
    )
    assert [row[0] for row in left(retreat(cells, broken(area="north")))] == ["all", "south"]


def test_of_a_sites_total_the_finest_grain_goes():
    cells = raw(*(("all", "bookings", "none", grain) for grain in ("month", "quarter", "year", "reported")))
    assert [row[3] for row in left(retreat(cells, broken()))] == ["quarter", "year", "reported"]


def test_the_last_grain_of_a_total_stays():
    cells = raw(("all", "bookings", "none", "year"), ("all", "bookings", "none", "reported"))
    assert left(retreat(cells, broken())) == left(cells)


def test_other_indicators_and_sites_are_untouched():
    cells = raw(("all", "arrests", "race", "month"))
    assert left(retreat(cells, broken(dimension="race"))) == left(cells)


def test_nothing_broken_leaves_everything_as_it_was():
    cells = raw(("all", "bookings", "race", "month"))
    assert retreat(cells, []).frame.equals(cells.frame)
