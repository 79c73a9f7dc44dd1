"""One number under two names: found where totals agree in every period, and not where a breakdown differs."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.cells import empty
from lead_metrics.privacy.audit import attack
from lead_metrics.privacy.gate import release
from lead_metrics.privacy.terms import DENIED, SHAPES, TERMS
from lead_metrics.privacy.twins import TWINS, apart, equal, same_as_shapes, same_of_shapes, twin_places, twins
from tests.privacy.county import by, catalogue, cell, indicator, month, raw
from tests.privacy.equations import equations, unknowns

COUNTY = catalogue()
RATE = {"of": 9000}
ALIKE = [cell("taken", 20), cell("rate", 20, **RATE), cell("arrests", 20)]
MEMBERS = [("here", name, "numerator", "arrests numerator") for name in ("arrests", "rate", "taken")]


def same(rows: list[dict[str, Any]], rules: Catalogue = COUNTY) -> list[tuple[str, ...]]:
    found = twins(unknowns(rows, rules), rules)
    assert found.schema == TWINS
    return found.rows()


def test_figures_with_equal_totals_are_one_number_named_after_the_first():
    assert same(ALIKE) == MEMBERS


@pytest.mark.parametrize(
    "rows",
    [
        [cell("arrests", 20), cell("rate", 21, **RATE)],
        [cell("arrests", 0), cell("taken", 0)],
        [cell("diverted", 10, of=20)],
        [cell("arrests", 20, period=month(1)), cell("taken", 20, period=month(2))],
        [cell("arrests", 20, area="north"), cell("taken", 20, area="north")],
        [*by("arrests", "race", {"black": 20}), *by("taken", "race", {"black": 20})],
        [cell("arrests", 20), cell("taken", 20, site="there")],
        [
            *(cell(name, 20, period=month(1)) for name in ("arrests", "taken")),
            *(cell(name, size, period=month(2)) for name, size in (("arrests", 30), ("taken", 31))),
        ],
    ],
    ids=["unequal", "all zero", "half", "other periods", "one place", "one group", "two sites", "unequal once"],
)
def test_figures_are_not_one_number_where(rows: list[dict[str, Any]]):
    assert same(rows) == []


def test_a_zero_in_one_period_does_not_part_twins():
    rows = [cell(name, size, period=month(n)) for name in ("arrests", "taken") for n, size in ((1, 0), (2, 30))]
    assert same(rows) == [MEMBERS[0], MEMBERS[2]]


def test_a_single_person_in_all_is_enough_to_be_one_number():
    assert same([cell("arrests", 1), cell("taken", 1)]) == [MEMBERS[0], MEMBERS[2]]


def counted(*pairs: tuple[str, str]) -> Catalogue:
    """The catalogue with further counts, each of the records named beside it."""
    plain = [(indicator(name, "count"), records) for name, records in pairs]
    return catalogue(
        *(one.model_copy(update={"measure": one.measure.model_copy(update={"records": of})}) for one, of in plain)
    )


def monthly(sizes: list[int], *names: str) -> list[dict[str, Any]]:
    """The same sizes, month by month, under each of these names."""
    return [cell(name, size, period=month(n + 1)) for name in names for n, size in enumerate(sizes)]


ELSEWHERE = counted(("goals", "goals"), ("workers", "positions"))


@pytest.mark.parametrize("sizes", [[8], [8, 7], [8, 8, 8], [8, 7, 0, 7]])
def test_few_equal_sizes_of_different_records_are_chance(sizes: list[int]):
    assert same(monthly(sizes, "goals", "workers"), ELSEWHERE) == []


def test_three_equal_sizes_of_different_records_are_no_chance():
    found = [("here", name, "numerator", "goals numerator") for name in ("goals", "workers")]
    assert same(monthly([8, 7, 9], "goals", "workers"), ELSEWHERE) == found


def test_counts_of_the_same_records_may_be_one_by_definition_so_one_size_is_enough():
    found = [("here", name, "numerator", "goals numerator") for name in ("goals", "steps")]
    assert same(monthly([8], "goals", "steps"), counted(("goals", "goals"), ("steps", "goals"))) == found


def test_what_others_report_may_be_one_by_definition_but_not_with_what_is_counted_here():
    found = [("here", name, "numerator", "arrests numerator") for name in ("arrests", "taken")]
    assert same(monthly([8], "arrests", "taken", "goals"), ELSEWHERE) == found


def test_the_workers_of_a_single_year_narrow_nothing_about_those_whom_they_serve():
    """Eight goals did not advance, seven answered twice, one waits; of eight workers one left: no number is another."""
    kinds = {"goals": "share", "answers": "mean", "waiting": "count", "left": "turnover"}
    units = {"goals": "percent", "answers": "points", "left": "percent"}
    protects = {"left": {"protects": "staff"}}
    plain = [
        indicator(name, kind, unit=units.get(name, "count"), **protects.get(name, {})) for name, kind in kinds.items()
    ]
    rules = catalogue(
        *(one.model_copy(update={"measure": one.measure.model_copy(update={"records": one.id})}) for one in plain)
    )
    rows = [cell("goals", 37, of=45, people=27, people_of=32), cell("answers", 30, of=7, people_of=7)]
    rows += [cell("waiting", 1, people=1), cell("left", 1, of=8, people_of=8)]
    judged = release(raw(rows), rules)
    assert attack(judged.cells, judged.report, raw([]).areas, rules) == []


def test_what_two_shares_are_shares_of_may_be_one_number():
    rows = [cell("diverted", 10, of=20), cell("between", 5, of=20)]
    assert same(rows) == [("here", name, "denominator", "between denominator") for name in ("between", "diverted")]


def broken_down(*names: str, **sizes: int) -> list[dict[str, Any]]:
    """The twins, with a black group and a place north of the sizes given, ten where none is."""
    given = {"rate": {"of": 900}}
    rows = [cell(name, 20, **given.get(name, {})) for name in names]
    rows += [row for name in names for row in by(name, "race", {"black": sizes.get(name, 10)}, **given.get(name, {}))]
    return rows + [cell(name, sizes.get(f"{name}_north", 10), area="north", **given.get(name, {})) for name in names]


def test_twins_that_differ_in_a_group_or_a_place_are_apart_there_and_nowhere_else():
    rows = unknowns(broken_down("arrests", "rate", "taken", rate=9, taken_north=8), COUNTY)
    found = apart(rows, twins(rows, COUNTY))
    assert found.schema == DENIED
    assert found.rows() == [
        ("here", "all", "rate", "race", "black", "numerator", "same"),
        ("here", "north", "taken", "none", "all", "numerator", "same"),
    ]
    assert equations(equal(rows, twins(rows, COUNTY), found), rows) == [
        "same exact: arrests = rate",
        "same exact: arrests black = taken black",
        "same exact: arrests north = rate north",
        "same exact: rate = taken",
    ]


def test_where_the_first_by_name_is_not_counted_the_next_takes_its_place():
    rows = [
        *ALIKE,
        cell("deaths", 3),
        cell("contacts", 3),
        cell("deaths", 1, area="north"),
        cell("rate", 9, area="north"),
    ]
    rows += [cell("taken", 10, area="north"), *by("rate", "race", {"black": 9}), *by("taken", "race", {"black": 10})]
    rows += [*by("arrests", "race", {"white": 9}), cell("arrests", 9, area="south")]
    rows += [
        *by("rate", "race", {"unknown": 9}),
        *by("taken", "race", {"unknown": 10}),
        *by("arrests", "sex", {"unknown": 9}),
    ]
    rows += [row | {"site": "there"} for row in rows if row["indicator"] in ("arrests", "rate")]
    rows.append(cell("arrests", 9, area="north", site="there"))
    known = unknowns(rows, COUNTY)
    assert apart(known, twins(known, COUNTY)).rows() == [
        ("here", "all", "taken", "race", "black", "numerator", "same"),
        ("here", "all", "taken", "race", "unknown", "numerator", "same"),
        ("here", "north", "taken", "none", "all", "numerator", "same"),
    ]


def test_an_unknown_size_decides_nothing():
    known = unknowns(broken_down("arrests", "rate", "taken", rate=9), COUNTY)
    blind = known.with_columns(size=pl.when(indicator="arrests", category="black").then(None).otherwise("size"))
    assert apart(blind, twins(known, COUNTY)).rows() == [("here", "all", "taken", "race", "black", "numerator", "same")]


def test_two_numbers_of_one_place_are_not_set_equal():
    rows = unknowns([cell("arrests", 20), cell("taken", 20), cell("deaths", 3), cell("contacts", 3)], COUNTY)
    blind = rows.with_columns(size=pl.lit(None, pl.Float64))
    assert equations(equal(blind, twins(rows, COUNTY), empty(DENIED)), rows) == [
        "same exact: arrests = taken",
        "same exact: contacts = deaths",
    ]


def test_each_twin_equals_the_one_before_it_at_its_place():
    rows = unknowns(broken_down("taken", "arrests", "rate"), COUNTY)
    terms = equal(rows, twins(rows, COUNTY), empty(DENIED))
    assert terms.schema == TERMS
    assert equations(terms, rows) == [
        "same exact: arrests = rate",
        "same exact: arrests black = rate black",
        "same exact: arrests north = rate north",
        "same exact: rate = taken",
        "same exact: rate black = taken black",
        "same exact: rate north = taken north",
    ]
    told = {"parent_size": 10, "child_size": 10, "threshold": 10, "label": "same", "how": "exact"}
    first = {"quantity": "numerator", "site": "here", "bound": "exact"}
    assert terms.row(2, named=True).items() >= (told | first).items()


def test_without_a_denial_a_difference_that_shows_parts_them_and_an_unknown_size_does_not():
    rows = unknowns(broken_down("arrests", "taken", taken=9), COUNTY)
    pair = twins(rows, COUNTY)
    assert "same exact: arrests black = taken black" not in equations(equal(rows, pair, empty(DENIED)), rows)
    blind = rows.with_columns(size=pl.lit(None, pl.Float64))
    assert "same exact: arrests black = taken black" in equations(equal(blind, pair, empty(DENIED)), rows)
    assert equal(blind, pair, apart(rows, pair)).height == 2


def test_a_twin_stands_wherever_another_does():
    rows = unknowns(broken_down("arrests", "rate"), COUNTY)
    places = twin_places(
        rows.filter(pl.col("indicator") == "rate", pl.col("quantity") == "numerator"), twins(rows, COUNTY)
    )
    told = places.select("area", "category", "indicator", "quantity").rows()
    where = [("all", "all"), ("all", "black"), ("north", "all")]
    assert sorted(told) == [(*place, name, "numerator") for place in where for name in ("arrests", "rate")]


def test_twins_stand_in_a_report_and_are_read_back():
    found = twins(unknowns(ALIKE, COUNTY), COUNTY)
    shapes = same_as_shapes(found)
    assert shapes.schema == SHAPES
    other = pl.DataFrame([("here", "arrests", "numerator", "area", "remainder")], SHAPES, orient="row")
    assert same_of_shapes(pl.concat([other, shapes])).equals(found)
