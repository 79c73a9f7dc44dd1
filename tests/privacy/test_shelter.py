"""Counting the marks below a small total tells nothing of how small it is."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.privacy.audit import attack
from lead_metrics.privacy.gate import release
from lead_metrics.privacy.shelter import shelter
from tests.privacy.county import by, cell, raw
from tests.privacy.county import catalogue as built
from tests.privacy.equations import ABOVE, figures

SIZES = {
    ("north", "black"): 8, ("south", "black"): 2, ("west", "black"): 0,
    ("north", "white"): 60, ("south", "white"): 50, ("west", "white"): 40,
    ("north", "unknown"): 70, ("south", "unknown"): 40, ("west", "unknown"): 30,
}  # fmt: skip


def crossed(sizes: dict[tuple[str, str], int]) -> list[dict[str, Any]]:
    """A table of areas by races, with all its margins."""
    rows = [cell("arrests", n, area=area, dimension="race", category=race) for (area, race), n in sizes.items()]
    for place in sorted({area for area, _ in sizes}):
        rows.append(cell("arrests", sum(n for (area, _), n in sizes.items() if area == place), area=place))
    whole: dict[str, float] = {}
    for (_, race), n in sizes.items():
        whole[race] = whole.get(race, 0) + n
    return [*rows, *by("arrests", "race", whole), cell("arrests", sum(sizes.values()))]


def test_a_group_of_ten_in_two_of_three_areas_could_be_one_person(catalogue: Catalogue) -> None:
    given = raw(crossed(SIZES), {"north": "all", "south": "all", "west": "all"})
    judged = release(given, catalogue)
    of_the_ten = judged.cells.frame.filter(dimension="race", category="black")
    assert set(of_the_ten["status"]) == {"withheld"}
    assert "exposed_before" not in judged.report["reason"].to_list()
    assert attack(judged.cells, judged.report, given.areas, catalogue) == []


def test_a_large_group_with_nobody_in_an_area_shows_its_zero(catalogue: Catalogue) -> None:
    sizes = SIZES | {("north", "black"): 30, ("south", "black"): 25}
    judged = release(raw(crossed(sizes), {"north": "all", "south": "all", "west": "all"}), catalogue)
    assert set(judged.cells.frame["status"]) == {"shown"}


@pytest.mark.parametrize("taken, let_go", [(2, 1), (3, 0)])
def test_outcomes_of_three_contacts_do_not_tell_that_there_were_two_kinds(
    taken: int, let_go: int, catalogue: Catalogue
) -> None:
    rows = [cell("contacts", 3), cell("taken", taken), cell("let_go", let_go)]
    judged = release(raw(rows), catalogue)
    assert set(judged.cells.frame["status"]) == {"withheld"}
    assert attack(judged.cells, judged.report, raw([]).areas, catalogue) == []


def test_a_figure_already_public_is_never_sheltered(catalogue: Catalogue) -> None:
    rows = [
        cell("arrests", 5),
        *by("arrests", "race", {"black": 5}),
        *by("arrests", "race", {"white": 0}, already_public="https://example.org"),
    ]
    shown = release(raw(rows), catalogue).cells.frame.filter(status="shown")
    assert shown["category"].to_list() == ["white"]


COUNTY = built()
BELOW = pl.DataFrame([("here", "north", "all")], schema=ABOVE, orient="row")
PUBLIC = {"already_public": "https://example.org"}


def stands(*rows: dict[str, Any]) -> list[tuple[Any, ...]]:
    found = shelter(figures(rows, COUNTY), BELOW, COUNTY)
    assert found["indicator"].to_list() == [row["indicator"] for row in rows]
    return found.select("sheltered", "status", "reason").rows()


SMALL = (False, "withheld", "primary")
BOTH, HIDDEN, SHOWN = (True, "withheld", "primary"), (True, "withheld", "complementary"), (False, "shown", None)


@pytest.mark.parametrize(
    ("whole", "part", "stand"),
    [
        (cell("arrests", 5), *by("arrests", "race", {"black": 0}), HIDDEN),
        (cell("arrests", 5), *by("arrests", "race", {"black": 5}), BOTH),
        (cell("arrests", 5), cell("arrests", 0, area="north"), HIDDEN),
        (cell("arrests", 5), cell("arrests", 0, area="south"), SHOWN),
        (cell("contacts", 5), cell("taken", 0), HIDDEN),
        (cell("contacts", 5), cell("arrests", 0), SHOWN),
        (cell("arrests", 5), *by("arrests", "race", {"black": 0}, **PUBLIC), SHOWN),
        (cell("arrests", 5), *by("arrests", "race", {"black": 0}, site="there"), SHOWN),
        (
            cell("diverted", 4, of=9),
            *by("diverted", "race", {"black": 0}, of=20),
            HIDDEN,
        ),
        (cell("diverted", 4, of=40), *by("diverted", "race", {"black": 0}, of=20), SHOWN),
        (cell("rate", 4, of=900), *by("rate", "race", {"black": 0}, of=20), HIDDEN),
    ],
)
def test_a_part_of_a_small_total_is_withheld_with_it(whole, part, stand: tuple[Any, ...]):
    assert stands(whole, part) == [SMALL, stand]


def test_a_part_of_a_total_that_is_large_or_withheld_for_others_stands_for_itself():
    rows = (cell("arrests", 50), *by("arrests", "race", {"black": 0}))
    assert stands(*rows) == [SHOWN, SHOWN]
    given = figures(rows, COUNTY).with_columns(reason=pl.when(dimension="none").then(pl.lit("complementary")))
    assert shelter(given, BELOW, COUNTY)["sheltered"].to_list() == [False, False]


def test_what_is_missing_or_protects_nobody_stays_as_it_is():
    missing = {"state": "missing", "value": None}
    assert stands(cell("arrests", 5), cell("arrests", None, dimension="race", category="black", **missing))[1] == (
        False,
        "missing",
        None,
    )
    rows = figures([cell("arrests", 5), *by("arrests", "race", {"black": 0})], COUNTY)
    open_ = rows.with_columns(protects=pl.when(dimension="race").then(pl.lit("none")).otherwise("protects"))
    assert shelter(open_, BELOW, COUNTY)["sheltered"].to_list() == [False, False]
