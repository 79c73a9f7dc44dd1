"""What is left out where the audit is not satisfied, and that it stays protected."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.cells import AREAS, COVERAGE, LEFT_OUT, RAW, RawCells, ReleasedCells, empty, fitted
from lead_metrics.periods import Grain
from lead_metrics.privacy.audit import Broken, attack
from lead_metrics.privacy.gate import release
from lead_metrics.privacy.retreat import retreat
from tests.privacy.county import by, cell, month, months_of, summed, told
from tests.privacy.county import raw as county

DAY, END = date(2025, 1, 1), date(2026, 1, 1)
YEARS = [
    ("all", "bookings", "none", "year"),
    ("all", "bookings", "race", "year"),
    ("north", "bookings", "none", "year"),
]


def raw(*series: tuple[str, str, str, str]) -> RawCells:
    rows = [
        {"site": "a", "area": area, "indicator": indicator, "dimension": dimension, "category": "x", "grain": grain}
        for area, indicator, dimension, grain in series
    ]
    frame = fitted(pl.DataFrame(rows).with_columns(pl.lit(DAY).alias("from"), pl.lit(END).alias("until")), RAW)
    return RawCells(frame, empty(COVERAGE), empty(AREAS))


def broken(area: str = "all", dimension: str = "none", grain: str = "month") -> list[Broken]:
    return [Broken("a", area, "bookings", grain, DAY, END, dimension, "x")]


def gone(cells: RawCells) -> list[tuple[str, ...]]:
    return cells.left_out.select("area", "indicator", "dimension", "grain").rows()


def test_a_breakdown_that_could_be_narrowed_is_left_out_whole():
    cells = raw(
        ("all", "bookings", "none", "month"), ("all", "bookings", "race", "month"), ("all", "bookings", "race", "year")
    )
    races = [("all", "bookings", "race", grain) for grain in ("month", "year")]
    assert gone(retreat(cells, broken(dimension="race"))) == races


def test_a_place_that_could_be_narrowed_is_left_out_whole():
    cells = raw(
        ("all", "bookings", "none", "month"),
        ("north", "bookings", "none", "month"),
        ("south", "bookings", "none", "month"),
    )
    assert gone(retreat(cells, broken(area="north"))) == [("north", "bookings", "none", "month")]


@pytest.mark.parametrize(("narrowed", "finer"), [("month", ["month"]), ("quarter", ["month", "quarter"])])
def test_of_a_sites_total_all_grains_go_up_to_the_one_that_could_be_narrowed(narrowed: str, finer: list[str]):
    cells = raw(*(("all", "bookings", "none", grain) for grain in ("month", "quarter", "year", "reported")))
    assert [row[3] for row in gone(retreat(cells, broken(grain=narrowed)))] == finer


def test_the_coarsest_of_several_grains_that_could_be_narrowed_counts():
    cells = raw(*(("all", "bookings", "none", grain) for grain in ("month", "quarter", "year")))
    several = [*broken(grain="quarter"), *broken(grain="month")]
    assert [row[3] for row in gone(retreat(cells, several))] == ["month", "quarter"]


@pytest.mark.parametrize("grain", ["year", "reported"])
def test_with_the_last_grain_of_a_total_goes_all_that_the_indicator_tells(grain: str):
    cells = raw(*YEARS, ("all", "arrests", "none", "year"))
    assert gone(retreat(cells, broken(grain=grain))) == YEARS


@pytest.mark.parametrize("narrowed", [broken(dimension="race", grain="year"), broken(grain="month")])
def test_what_is_narrowed_though_it_was_left_out_takes_its_indicator_with_it(narrowed: list[Broken]):
    cells = raw(("all", "bookings", "none", "month"), *YEARS)
    less = retreat(retreat(cells, broken(dimension="race")), broken(grain="month"))
    assert gone(less) == [YEARS[1], ("all", "bookings", "none", "month")]
    assert gone(retreat(less, narrowed)) == [*gone(less), YEARS[0], YEARS[2]]


def test_other_indicators_and_sites_are_untouched():
    assert gone(retreat(raw(("all", "arrests", "race", "month")), broken(dimension="race"))) == []


def test_nothing_broken_leaves_everything_as_it_was():
    cells = raw(("all", "bookings", "race", "month"))
    assert gone(retreat(cells, [])) == []
    assert retreat(cells, broken(dimension="race")).frame.equals(cells.frame)


def without(cells: RawCells, *series: tuple[str, ...]) -> RawCells:
    rows = [("here", *one) for one in series]
    return replace(cells, left_out=pl.DataFrame(rows, LEFT_OUT, orient="row"))


def opened(cells: ReleasedCells, **value: Any) -> ReleasedCells:
    """The release with every figure shown at that value that was withheld."""
    hidden = pl.col("status") == "withheld"
    shown = [pl.when(hidden).then(pl.lit(number)).otherwise(name).alias(name) for name, number in value.items()]
    return ReleasedCells(cells.frame.with_columns(*shown, status=pl.lit("shown")), cells.series)


def test_what_is_left_out_is_not_released_and_named_once_a_category(catalogue: Catalogue):
    rows = [cell("arrests", 90), *by("arrests", "race", {"black": 45, "white": 45}), cell("booked", 50)]
    judged = release(without(county(rows), ("all", "arrests", "race", "year")), catalogue)
    assert judged.cells.frame.select("indicator", "dimension").rows() == [("arrests", "none"), ("booked", "none")]
    said = judged.report.filter(reason="left_out").drop("from", "until", "note")
    assert said.rows() == [("here", "all", "arrests", "all", "race", name, "left_out") for name in ("black", "white")]


def test_a_total_by_month_that_is_left_out_is_told_by_the_quarter(catalogue: Catalogue):
    rows = summed(months_of(2024, [40] * 3), Grain.QUARTER)
    judged = release(without(county(rows), ("all", "arrests", "none", "month")), catalogue)
    assert told(judged.cells, key="grain") == {"quarter": 120}
    assert judged.report.filter(reason="left_out").is_empty()


def test_what_others_leave_of_a_sum_is_protected_though_it_is_left_out(catalogue: Catalogue):
    rows = [cell("contacts", 45), cell("taken", 5), cell("let_go", 40)]
    judged = release(without(county(rows), ("all", "taken", "none", "year")), catalogue)
    assert list(told(judged.cells, key="indicator").values()).count("withheld") == 1


def test_a_place_that_is_left_out_is_not_what_its_neighbors_leave(catalogue: Catalogue):
    places = {"north": "all", "south": "all"}
    rows = [cell("arrests", size, area=area) for area, size in (("all", 45), ("north", 5), ("south", 40))]
    given = without(county(rows, places), ("north", "arrests", "none", "year"))
    judged = release(given, catalogue)
    assert list(told(judged.cells, key="area").values()).count("withheld") == 1
    assert attack(judged.cells, judged.report, given.areas, catalogue) == []
    careless = opened(judged.cells, value=40.0, numerator=40.0)
    named = attack(careless, judged.report, given.areas, catalogue)
    assert [(one.area, one.indicator) for one in named] == [("north", "arrests")]


def test_a_group_that_has_nobody_in_the_periods_told_is_named_so_that_the_others_are_not_taken_for_the_whole(
    catalogue: Catalogue,
):
    december = month(12, 2023)
    early = [cell("diverted", 1, of=1, period=december), *by("diverted", "sex", {"unknown": 1}, of=1, period=december)]
    year = [cell("diverted", 30, of=60), *by("diverted", "sex", {"female": 15, "male": 15}, of=30)]
    nobody = by("diverted", "sex", {"unknown": 0}, of=0)
    judged = release(county([*early, *year, *nobody]), catalogue)
    assert told(judged.cells, dimension="sex") == {"female": 50, "male": 50, "unknown": "missing"}
    said = judged.report.filter(reason="left_out").select("dimension", "category", "grain")
    assert said.rows() == [("sex", "unknown", "all")]


def test_the_sites_own_are_left_out_at_each_site():
    one = without(raw(("all", "bookings", "none", "year")), ("all", "bookings", "none", "year"))
    assert one.of("here").left_out.height == 1
    assert one.of("a").left_out.is_empty()
