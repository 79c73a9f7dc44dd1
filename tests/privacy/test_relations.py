"""The system holds what a release tells, and nothing that it does not tell."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.privacy import primary
from lead_metrics.privacy.leftovers import with_leftovers
from lead_metrics.privacy.merging import merge
from lead_metrics.privacy.places import parents
from lead_metrics.privacy.relations import LEFTOVER, System, bound, system
from lead_metrics.privacy.rules import with_rules
from lead_metrics.privacy.shelter import shelter
from lead_metrics.privacy.terms import DENIED, FEW, SHAPES
from lead_metrics.privacy.twins import twins
from tests.privacy.county import by, catalogue, cell, indicator, raw
from tests.privacy.equations import named, nothing_known, unknowns


def judged(rows: list[dict[str, Any]], rules: Catalogue) -> tuple[pl.DataFrame, System]:
    """The cells after the primary rule, numbered, and the system over them."""
    given = raw(rows)
    merged, _ = merge(with_rules(given.frame, rules), rules, [])
    cells = with_leftovers(merged, rules)
    above = parents(given.areas, cells)
    cells = shelter(primary.judge(cells, rules.rule.unreliable_below), above, rules)
    cells = cells.with_row_index("cell").with_columns(pl.col("cell").cast(pl.Int64))
    return cells, system(cells, cells, above, rules)


def test_a_rate_without_a_population_tells_nothing_so_losing_it_would_protect_nothing(catalogue: Catalogue) -> None:
    rows = [cell("rate", 60, of=9000), *by("rate", "race", {"white": 55}, of=8000)]
    rows += by("rate", "race", {"unknown": 5}, value=None)
    cells, bound = judged(rows, catalogue)
    assert cells["status"].to_list() == ["shown", "shown", "missing"]
    assert set(bound.cell[bound.cell >= 0].tolist()) == {0, 1}


def test_a_share_of_nobody_tells_that_there_is_nobody(catalogue: Catalogue) -> None:
    cells, bound = judged([cell("diverted", 0, of=0)], catalogue)
    assert cells["status"].to_list() == ["missing"]
    assert bound.size[bound.cell == 0].tolist() == [0, 0, 0]


def test_parts_of_the_system_keep_their_sizes_and_needs(catalogue: Catalogue) -> None:
    sizes = {"black": 5, "white": 30, "unknown": 25}
    _, bound = judged([cell("arrests", 60), *by("arrests", "race", sizes), cell("booked", 40)], catalogue)
    first = bound.unknown[bound.equation == 0]
    part, kept = bound.only(bound.equation[:1])
    assert kept.tolist() == sorted(first.tolist())
    assert part.equations == 1
    assert part.size.tolist() == bound.size[kept].tolist()
    assert part.needy.tolist() == bound.needy[kept].tolist()
    assert sorted(kept[part.unknown].tolist()) == sorted(first.tolist())


COUNTY = catalogue(indicator("booked_all", "count"), indicator("warrants", "count", within=("booked_all",)))
AREAS = {"north": "all", "south": "all"}
RACES = by("arrests", "race", {"black": 5, "white": 30})
LITTLE = ("race", "none", "all", "all", "year", "2024-01-01", "2025-01-01")


def told(system: System, rows: pl.DataFrame) -> list[str]:
    """Each equation, as signed sizes that sum to zero; `rest` is what it leaves over."""
    names = [named(row) for row in rows.iter_rows(named=True)] + ["rest"] * system.size.size
    return [
        " ".join(f"{'+' if sign > 0 else '-'} {names[unknown]}" for unknown, sign in zip(*terms, strict=True))
        for n in range(system.equations)
        for terms in [(system.unknown[system.equation == n], system.sign[system.equation == n])]
    ]


@pytest.mark.parametrize(
    ("rows", "sums", "left", "shapes"),
    [
        ([cell("arrests", 35), *RACES], ["+ arrests - arrests black - arrests white"], [], []),
        (
            [cell("arrests", 60), *RACES],
            ["+ arrests - arrests black - arrests white - rest"],
            [(25, None, None)],
            [("race", "remainder")],
        ),
        *(
            (
                [cell("arrests", 35 + few), *RACES],
                ["+ arrests - arrests black - arrests white - rest"],
                [(few, 1, 10)],
                [("race", "remainder"), ("little", "|".join(LITTLE))],
            )
            for few in (1, 10)
        ),
        (
            [cell("arrests", 46), *RACES],
            ["+ arrests - arrests black - arrests white - rest"],
            [(11, None, None)],
            [("race", "remainder")],
        ),
        (
            [cell("booked", 30), cell("booked", 22, area="north"), cell("booked", 25, area="south")],
            ["+ booked - booked north - booked south + rest", "+ booked - booked north - rest",
             "+ booked - booked south - rest"],
            [(17, None, None), (8, None, None), (5, None, None)],
            [("area", "overlap")],
        ),
        ([cell("diverted", 5, of=30)], ["+ diverted denominator - diverted - diverted rest"], [], []),
        (
            [cell("contacts", 30), cell("taken", 10), cell("let_go", 20)],
            ["+ contacts - taken - let_go"],
            [],
            [("tie taken let_go", "exact")],
        ),
        (
            [cell("arrests", 20), cell("rate", 20, of=9000)],
            ["+ arrests - rate"],
            [],
            [("same", "arrests numerator"), ("same", "arrests numerator")],
        ),
    ],
)  # fmt: skip
def test_every_sum_is_an_equation_and_only_a_remainder_of_few_is_protected(rows, sums, left, shapes):
    numbered = unknowns(rows, COUNTY)
    system = bound(numbered, nothing_known(COUNTY, AREAS, same=twins(numbered, COUNTY)))
    assert told(system, numbered) == sums
    rests = slice(numbered.height, None)
    needs = [(low, None, None) if np.isnan(few) else (low, few, many) for low, few, many in zip(
        system.size[rests], system.need_low[rests], system.need_high[rests], strict=True)]  # fmt: skip
    assert needs == left
    assert system.shapes.select("label", "how").rows() == shapes
    assert system.cell.tolist() == [*numbered["cell"], *[-1] * len(left)]
    which = numbered["quantity"].replace_strict({"numerator": 0, "denominator": 1, "rest": 2}).to_list()
    assert system.which.tolist() == [*which, *[LEFTOVER] * len(left)]
    assert system.least.tolist() == [*numbered["least"], *[0] * len(left)]
    assert system.size[: numbered.height].tolist() == numbered["size"].to_list()
    assert system.needy.tolist() == [
        *(0 < size <= 10 for size in numbered["size"]),
        *(few is not None for _, few, _ in left),
    ]
    assert system.need_low.dtype == system.size.dtype == np.float64
    assert set(np.abs(system.sign)) <= {1}
    assert system.unknown.max(initial=-1) < system.size.size
    assert system.unknown.min(initial=0) >= 0


def test_without_sizes_the_report_says_which_remainders_are_of_few():
    numbered = unknowns([cell("arrests", 39), *RACES], COUNTY)
    blind = numbered.with_columns(size=pl.lit(None, pl.Float64))
    shapes = pl.DataFrame([("here", "arrests", "numerator", "race", "remainder")], SHAPES, orient="row")
    where = {"site": "here", "indicator": "arrests", "quantity": "numerator"}
    names = ("label", "dimension", "category", "area", "grain", "from", "until")
    few = pl.DataFrame([where | dict(zip(names, LITTLE, strict=True))], schema=FEW)
    for mine, need in ((few, 10), (few.with_columns(area=pl.lit("north")), None)):
        system = bound(blind, nothing_known(COUNTY, shapes=shapes, few=mine))
        assert np.isnan(system.size).all()
        assert np.nan_to_num(system.need_high).tolist() == [0, 0, 0, need or 0]
        assert ("little" in system.shapes["label"]) == (need is not None)


def test_a_report_says_what_does_not_hold_and_which_sums_that_nobody_releases_are_of_few():
    numbered = unknowns([cell("arrests", 35), cell("arrests", 5, area="north")], COUNTY)
    denied = pl.DataFrame([("here", "all", "arrests", "none", "all", "numerator", "time adds")], DENIED, orient="row")
    assert bound(numbered, nothing_known(COUNTY), denied).shapes.rows() == [
        ("here", "arrests", "numerator", "not", "time adds|none|all|all")
    ]
    unseen = bound(numbered.with_columns(cell=pl.lit(-1, pl.Int64)), nothing_known(COUNTY, denied=denied)).shapes
    assert unseen.select("label", "how").rows() == [
        ("not", "time adds|none|all|all"),
        ("little", "(elsewhere)|none|all|north|year|2024-01-01|2025-01-01"),
    ]


def test_the_system_of_a_release_holds_what_the_records_tell_beside_it():
    north = [cell("arrests", 35, area="north"), *by("arrests", "race", {"black": 20, "white": 15}, area="north")]
    cells, found = judged([*north, cell("arrests", 60), cell("booked_all", 9), cell("warrants", 12)], COUNTY)
    assert ("not", "within warrants|none|all|all") in found.shapes.select("label", "how").rows()
    assert (found.cell < 0).sum() == found.size.size - cells.height


def test_a_system_without_sums_has_no_equations():
    system = bound(unknowns([cell("arrests", 35)], COUNTY), nothing_known(COUNTY))
    assert system.equations == 0


def test_what_nobody_releases_joins_with_its_size_and_no_figure_of_its_own():
    cells, _ = judged([cell("arrests", 35), *RACES], COUNTY)
    found = system(cells.filter(pl.col("dimension") == "race"), cells, nothing_known(COUNTY).above, COUNTY)
    assert found.cell.tolist() == [1, 2, -1]
    assert found.size.tolist() == [5, 30, 35]
    assert told(found, unknowns([*RACES, cell("arrests", 35)], COUNTY)) == ["+ arrests - arrests black - arrests white"]


def test_a_part_of_the_system_numbers_its_equations_anew():
    rows = unknowns([cell("arrests", 35), *RACES, cell("diverted", 5, of=30)], COUNTY)
    whole = bound(rows, nothing_known(COUNTY))
    part, kept = whole.only(np.array([1]))
    assert (part.equations, part.equation.tolist()) == (1, [0, 0, 0])
    assert told(part, rows[kept.tolist()]) == told(whole, rows)[1:]
