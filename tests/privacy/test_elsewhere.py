"""What no part covers is a part of its own, where parts never exceed their total."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from lead_metrics.privacy.elsewhere import (
    UNCOVERED,
    beyond,
    elsewhere_places,
    uncovered_as_shapes,
    uncovered_of_shapes,
    whole_of,
    with_elsewhere,
)
from lead_metrics.privacy.quantities import PLACE, QUANTITIES
from lead_metrics.privacy.terms import SHAPES
from tests.privacy.county import by, catalogue, cell, month
from tests.privacy.equations import ABOVE, unknowns

COUNTY = catalogue()
TREE = pl.DataFrame(
    [("here", "north", "all"), ("here", "south", "all"), ("here", "beat", "north")], ABOVE, orient="row"
)
AREAS = [("here", "arrests", "area")]
GROUPS = [("here", "arrests", "race")]


def places(total: int, north: int, south: int, name: str = "arrests", **given: Any) -> list[dict[str, Any]]:
    sizes = {"all": total, "north": north, "south": south}
    return [cell(name, size, area=area, **given) for area, size in sizes.items()]


def left(rows: list[dict[str, Any]], *names: str) -> tuple[list[tuple[Any, ...]], list[tuple[str, ...]]]:
    """What lies elsewhere, by the columns named, and whose parts leave something."""
    known = unknowns(rows, COUNTY).select(list(QUANTITIES))
    every, uncovered = with_elsewhere(known, TREE)
    assert every[: known.height].equals(known)
    assert every.schema == QUANTITIES
    assert uncovered.schema == UNCOVERED
    return every[known.height :].select(names or ("area", "dimension", "category", "size")).rows(), uncovered.rows()


def test_the_people_of_a_city_outside_its_zones_are_a_place():
    assert left(places(20, 12, 5)) == ([("all (elsewhere)", "none", "all", 3)], AREAS)


def test_what_belongs_to_no_group_is_a_group():
    rows = [cell("arrests", 20), *by("arrests", "race", {"black": 5, "white": 11})]
    assert left(rows) == ([("all", "race", "(elsewhere)", 4)], GROUPS)


def test_a_zone_has_an_elsewhere_of_its_own_beside_its_beats():
    rows = [*places(20, 12, 5), cell("arrests", 10, area="beat")]
    assert left(rows)[0] == [("all (elsewhere)", "none", "all", 3), ("north (elsewhere)", "none", "all", 2)]


@pytest.mark.parametrize("rows", [places(20, 12, 8), places(20, 12, 9)], ids=["all covered", "places overlap"])
def test_parts_that_make_up_their_total_or_overlap_leave_nothing(rows: list[dict[str, Any]]):
    assert left(rows) == ([], [])


def test_one_period_in_which_parts_overlap_tells_that_they_do_and_one_that_is_covered_tells_nothing():
    short, full, over = (places(20, 12, south, period=month(n)) for n, south in enumerate((5, 8, 9), start=1))
    assert left(short + full, "area", "size", "people")[0] == [("all (elsewhere)", 3, 3), ("all (elsewhere)", 0, 0)]
    assert left(short + full + over) == ([], [])


def test_fractions_that_sum_to_their_total_leave_nobody_rather_than_less():
    sizes = {"all": 0.3, "north": 0.1, "south": 0.2}
    rows = [cell("arrests", size, area=area, period=month(1)) for area, size in sizes.items()]
    found, _ = left(rows + places(20, 12, 5, period=month(2)), "size", "people")
    assert found == [(0, 0), (3, 3)]


def test_what_overlaps_in_one_indicator_tells_nothing_of_another():
    assert left(places(20, 12, 9, "booked") + places(20, 12, 5))[1] == AREAS


def test_elsewhere_is_crossed_with_groups():
    rows = places(20, 12, 5)
    for area, sizes in {"all": (9, 11), "north": (6, 6), "south": (2, 2)}.items():
        rows += by("arrests", "race", dict(zip(("black", "white"), sizes, strict=True)), area=area)
    assert left(rows) == (
        [
            ("all (elsewhere)", "none", "all", 3),
            ("all (elsewhere)", "race", "black", 1),
            ("all (elsewhere)", "race", "white", 3),
        ],
        AREAS,
    )


def test_whoever_is_elsewhere_stands_behind_the_number_and_may_be_nobody():
    rows, _ = left(places(20, 12, 5, people=2), "people", "least", "members", "cell", "threshold", "kind", "counts")
    assert rows == [(3, 0, 1, -1, 10, "count", "events")]


def test_below_each_place_with_parts_lies_an_elsewhere_where_the_site_has_one():
    uncovered = pl.DataFrame(AREAS, UNCOVERED, orient="row")
    assert beyond(TREE, uncovered).rows() == [
        ("here", "all (elsewhere)", "all"),
        ("here", "beat", "north"),
        ("here", "north", "all"),
        ("here", "north (elsewhere)", "north"),
        ("here", "south", "all"),
    ]
    there = pl.DataFrame([("there", "arrests", "area"), ("here", "arrests", "race")], UNCOVERED, orient="row")
    assert beyond(TREE, there).rows() == TREE.sort("site", "area").rows()


def test_elsewhere_stands_beside_each_part_of_what_leaves_something():
    rows = unknowns([*places(20, 12, 5), *by("arrests", "race", {"black": 4}), *places(9, 4, 5, "booked")], COUNTY)
    both = pl.DataFrame([*AREAS, *GROUPS], UNCOVERED, orient="row")
    found = elsewhere_places(rows.select(PLACE), TREE, both)
    assert found[: rows.height].equals(rows.select(PLACE))
    assert found[rows.height :].select("area", "indicator", "dimension", "category").rows() == [
        ("all (elsewhere)", "arrests", "none", "all"),
        ("all", "arrests", "race", "(elsewhere)"),
    ]


def test_groups_that_leave_something_make_no_place_elsewhere():
    rows = unknowns([*places(20, 12, 8), *by("arrests", "race", {"black": 4}, area="north")], COUNTY)
    found = elsewhere_places(rows.select(PLACE), TREE, pl.DataFrame(GROUPS, UNCOVERED, orient="row"))
    assert found[rows.height :].select("area", "category").rows() == [("north", "(elsewhere)")]


def test_what_lies_elsewhere_is_named_by_its_total():
    rows = pl.DataFrame(
        [("all (elsewhere)", "all"), ("north", "(elsewhere)"), ("north", "black")], ["area", "category"], orient="row"
    )
    assert rows.with_columns(whole_of()).rows() == [("all", "all"), ("north", "all"), ("north", "black")]


def test_whose_parts_leave_something_stands_in_a_report_and_is_read_back():
    uncovered = pl.DataFrame([*AREAS, *GROUPS], UNCOVERED, orient="row")
    shapes = uncovered_as_shapes(uncovered)
    assert shapes.schema == SHAPES
    other = pl.DataFrame([("here", "arrests", "numerator", "area", "remainder")], SHAPES, orient="row")
    assert uncovered_of_shapes(pl.concat([other, shapes])).equals(uncovered)
