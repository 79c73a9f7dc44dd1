"""Which figures sum to which, as the data show it or as a report says it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest

from lead_metrics.catalogue.model import GroupOf
from lead_metrics.privacy.sums import sums
from lead_metrics.privacy.terms import SHAPES, TERMS
from tests.privacy.county import by, catalogue, cell, indicator, month
from tests.privacy.equations import equations, nothing_known, unknowns

AGAIN = GroupOf(indicator="arrests", dimension="race", category="unknown")
COUNTY = catalogue(
    indicator("booked_all", "count"),
    indicator("warrants", "count", within=("booked_all",)),
    indicator("unrecorded", "count", group_of=AGAIN),
)
AREAS = {"north": "all", "south": "all"}
COVER = ["area cover: booked month 01 = booked north month 01 + booked south month 01",
         "area cover: booked month 02 = booked north month 02 + booked south month 02"]  # fmt: skip
PARTS = [f"area part: booked month {n} = booked {area} month {n}" for n in ("01", "02") for area in AREAS]
BOTH = "tie taken let_go exact: contacts = taken + let_go"
ONE, TWO = (cell(name, 20, of=60) for name in ("indoors", "outdoors"))


def found(rows: Sequence[dict[str, Any]], told: Sequence[tuple[str, ...]] = (), stored: bool = False) -> list[str]:
    numbered = unknowns(rows, COUNTY)
    sized = numbered.with_columns(size=pl.lit(None, pl.Float64)) if stored else numbered
    shapes = pl.DataFrame([("here", *row) for row in told], schema=SHAPES, orient="row")
    terms = sums(sized, nothing_known(COUNTY, AREAS, shapes=shapes))
    assert terms.schema == TERMS
    return equations(terms, numbered)


def booked(*months: tuple[int, int, int]) -> list[dict[str, Any]]:
    """The whole, north and south of each month."""
    return [
        cell("booked", size, area=area, period=month(n))
        for n, sizes in enumerate(months, start=1)
        for area, size in zip(("all", *AREAS), sizes, strict=True)
    ]


def of_months(bound: str) -> list[str]:
    return [one.replace("cover", bound) for one in COVER]


@pytest.mark.parametrize(
    ("months", "equal"),
    [
        (((9, 4, 5), (8, 4, 4)), of_months("exact")),
        (((9, 4, 5), (9, 4, 4)), of_months("remainder")),
        (((9, 4, 5), (7, 4, 4)), COVER + PARTS),
        (((9, 4, 4), (7, 4, 4)), PARTS),
        (((9, 4, 5), (3, 4, 4)), COVER + PARTS[:2]),
        (((9, 4, 4), (4, 4, 5)), [*PARTS[:2], PARTS[2]]),
    ],
    ids=["adds up", "falls short once", "overlaps once", "does both", "a part too large", "both, and a part too large"],
)
def test_a_series_adds_up_as_it_does_in_all_of_its_periods(months: tuple[tuple[int, int, int], ...], equal: list[str]):
    assert found(booked(*months)) == equal


def test_a_place_of_unknown_size_leaves_the_sum_undecided_for_what_is_known():
    rows = [cell("booked", 9), cell("booked", None, area="north", value=3.0), cell("booked", 4, area="south")]
    assert found(rows) == ["area remainder: booked = booked south"]


def test_groups_make_up_the_total_in_number_and_in_what_a_share_is_of():
    rows = [cell("diverted", 30, of=60), *by("diverted", "race", {"black": 3, "white": 20}, of=30)]
    names = ("diverted{} = diverted{} black + diverted{} white",)
    assert [one for one in found(rows) if one.startswith("race")] == [
        "race exact: " + names[0].replace("{}", " denominator"),
        "race remainder: " + names[0].replace("{}", ""),
    ]


def test_a_share_and_its_complement_make_up_what_it_is_a_share_of():
    assert found([cell("diverted", 25, of=60)]) == ["share exact: diverted denominator = diverted + diverted rest"]
    assert found([cell("rate", 25, of=60)]) == []


@pytest.mark.parametrize(
    ("rows", "equal"),
    [
        ([cell("contacts", 100), cell("taken", 30), cell("let_go", 70)], [BOTH]),
        ([cell("contacts", 100), cell("taken", 30), cell("let_go", 60)], []),
        ([cell("contacts", 30), cell("taken", 30), cell("let_go", 60)], ["tie taken exact: contacts = taken"]),
        ([cell("contacts", 100), cell("taken", 100)], ["tie taken exact: contacts = taken"]),
        ([cell("contacts", 100), cell("taken", 30)], []),
        (
            [ONE, cell("between", 10, of=60), TWO],
            ["tie indoors between outdoors remainder: indoors denominator = indoors + between + outdoors",
             "tie outdoors exact: indoors = outdoors"],
        ),
        ([ONE, cell("between", 30, of=60), TWO], ["tie outdoors exact: indoors = outdoors"]),
    ],
    ids=["all parts", "not all", "one part", "one alone", "too small", "shares leave some", "shares overlap"],
)  # fmt: skip
def test_a_tie_holds_only_where_the_numbers_show_it(rows: list[dict[str, Any]], equal: list[str]):
    assert [one for one in found(rows) if not one.startswith("share")] == equal


def test_a_part_leaves_a_remainder_of_its_whole_unless_it_is_larger():
    assert found([cell("booked_all", 32), cell("warrants", 20)]) == ["within warrants remainder: booked_all = warrants"]
    assert found([cell("booked_all", 32), cell("warrants", 32)]) == ["within warrants remainder: booked_all = warrants"]
    assert found([cell("booked_all", 32), cell("warrants", 45)]) == []
    assert found([cell("booked_all", 32), cell("warrants", 45)], stored=True) == [
        "within warrants remainder: booked_all = warrants"
    ]


def test_a_group_counted_again_equals_that_group():
    rows = [cell("arrests", 30), *by("arrests", "race", {"unknown": 5}), cell("unrecorded", 5)]
    assert found(rows)[0] == "again unrecorded exact: arrests unknown = unrecorded"


def test_sites_do_not_decide_for_each_other():
    rows = booked((9, 4, 5)) + [row | {"site": "there"} for row in booked((9, 4, 4))]
    assert found(rows) == ["area exact: booked month 01 = booked north month 01 + booked south month 01"]


def test_without_sizes_a_sum_is_exact_unless_the_report_says_how_it_is_not():
    rows = booked((9, 4, 5), (8, 4, 4))
    assert found(rows, stored=True) == of_months("exact")
    assert found(rows, [("booked", "numerator", "area", "remainder")], stored=True) == of_months("remainder")
    assert found(rows, [("booked", "numerator", "area", "overlap")], stored=True) == COVER + PARTS


def test_without_sizes_a_tie_holds_only_where_the_report_says_so():
    rows = [cell("contacts", 100), cell("taken", 30), cell("let_go", 70)]
    assert found(rows, stored=True) == []
    told = [("contacts", "numerator", "tie taken let_go", "exact")]
    assert found(rows, told, stored=True) == [BOTH]


def test_each_term_carries_the_sizes_of_both_and_the_threshold_of_its_part():
    terms = sums(unknowns(booked((9, 4, 5)), COUNTY), nothing_known(COUNTY, AREAS))
    assert terms.select("parent_size", "child_size", "threshold").rows() == [(9, 4, 10), (9, 5, 10)]


def test_a_figure_of_three_groups_is_one_part_of_its_sum():
    for rows in ([cell("diverted", 25, of=60)], [cell("arrests", 35), *by("arrests", "race", {"other_groups": 35})]):
        numbered = unknowns(rows, COUNTY).with_columns(members=pl.lit(3.0))
        assert len(equations(sums(numbered, nothing_known(COUNTY)), numbered)) == 1
