"""What is left between two figures is a figure about people too, and the one that declares the other gives way."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from lead_metrics.privacy.audit import attack
from lead_metrics.privacy.gate import release
from lead_metrics.privacy.leftovers import BESIDE, with_leftovers
from lead_metrics.privacy.rules import with_rules
from tests.privacy.county import by, catalogue, cell, indicator, month, months_of, raw, summed, told

PEOPLE = indicator("people", "people", counts="people", within=("bookings",))
BOOKINGS = indicator("bookings", "count")
WARRANTS = indicator("warrants", "count", within=("bookings",))
OFFERED = indicator("offered", "count", covers=("accepted",))
COUNTY = catalogue(PEOPLE, BOOKINGS, WARRANTS, OFFERED, indicator("accepted", "count"))


def left(rows: list[dict[str, Any]]) -> dict[str, float | None]:
    cells = with_leftovers(with_rules(raw(rows).frame, COUNTY), COUNTY)
    return dict(cells.select("indicator", BESIDE).iter_rows())


@pytest.mark.parametrize("bookings, people", [(41, 40), (50, 40)])
def test_people_give_way_where_one_to_ten_bookings_were_of_somebody_booked_before(bookings: int, people: int) -> None:
    judged = release(raw([cell("bookings", bookings), cell("people", people)]), COUNTY)
    assert told(judged.cells, key="indicator") == {"bookings": bookings, "people": "withheld"}


@pytest.mark.parametrize("bookings", [40, 51])
def test_bookings_and_people_stand_together_where_nobody_or_more_than_ten_were_booked_again(bookings: int) -> None:
    judged = release(raw([cell("bookings", bookings), cell("people", 40)]), COUNTY)
    assert told(judged.cells, key="indicator") == {"bookings": bookings, "people": 40}


def test_the_other_one_is_told_by_its_keys_alone() -> None:
    rows = [cell("bookings", 45), cell("people", 40), cell("people", 30, period=month(1))]
    cells = with_leftovers(with_rules(raw(rows).frame, COUNTY), COUNTY)
    assert cells.filter(grain="month")[BESIDE].to_list() == [None]


def test_the_smallest_of_several_leftovers_counts_and_one_of_nothing_is_none() -> None:
    assert left([cell("bookings", 45), cell("warrants", 45), cell("people", 42)]) == {
        "bookings": None, "warrants": None, "people": 3,
    }  # fmt: skip


def test_what_covers_another_gives_way_as_well() -> None:
    judged = release(raw([cell("offered", 30), cell("accepted", 26)]), COUNTY)
    assert told(judged.cells, key="indicator") == {"offered": "withheld", "accepted": 26}


def test_the_withheld_people_of_a_month_are_not_opened_by_the_other_months_and_their_quarter() -> None:
    rows = months_of(2024, [60, 45, 70], "bookings") + months_of(2024, [40, 40, 50], "people")
    judged = release(raw(summed(rows)), COUNTY)
    shown = told(judged.cells, key="from", indicator="people")
    assert [value for _, value in sorted(shown.items())] == [40, "withheld", 50]
    assert attack(judged.cells, judged.report, raw([]).areas, COUNTY) == []


def test_a_part_by_race_stays_within_its_whole() -> None:
    """All but one of those booked were booked on a warrant: the two rows side by side would tell of the one."""
    rows = [cell("bookings", 90), cell("warrants", 70)]
    rows += by("bookings", "race", {"black": 30, "white": 40, "unknown": 20})
    rows += by("warrants", "race", {"black": 29, "white": 25, "unknown": 16})
    judged = release(raw(rows), COUNTY)
    warrants = told(judged.cells, indicator="warrants", dimension="race")
    assert warrants["black"] == warrants["unknown"] == "withheld"
    assert attack(judged.cells, judged.report, raw([]).areas, COUNTY) == []


def test_the_smallest_number_left_counts_down_to_one_and_only_of_what_is_counted() -> None:
    assert left([cell("bookings", 41), cell("people", 40), cell("warrants", 39)]) == {
        "bookings": None,
        "people": 1,
        "warrants": 2,
    }
    missing = cell("bookings", 41, state="missing")
    assert left([missing, cell("people", 40)]) == {"bookings": None, "people": None}
    assert left([cell("bookings", 41), cell("people", 40, state="missing")]) == {"bookings": None, "people": None}


def test_a_mean_leaves_nothing_beside_a_count() -> None:
    county = catalogue(indicator("pain", "mean", unit="points", within=("bookings",)), BOOKINGS)
    cells = with_leftovers(with_rules(raw([cell("bookings", 41), cell("pain", 40, of=9)]).frame, county), county)
    assert cells[BESIDE].to_list() == [None, None]


def test_what_is_left_follows_the_cells_when_they_change() -> None:
    cells = with_leftovers(with_rules(raw([cell("bookings", 45), cell("people", 40)]).frame, COUNTY), COUNTY)
    more = with_leftovers(
        cells.with_columns(numerator=pl.when(indicator="people").then(38.0).otherwise("numerator")), COUNTY
    )
    assert more.columns == cells.columns
    assert more[BESIDE].to_list() == [None, 7]
