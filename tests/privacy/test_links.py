"""Figures that the catalogue links bind one another, and only where the records agree."""

from __future__ import annotations

import pytest

from lead_metrics.catalogue.model import Catalogue, GroupOf
from lead_metrics.periods import Grain
from lead_metrics.privacy.audit import attack
from lead_metrics.privacy.gate import release
from tests.privacy.county import by, catalogue, cell, indicator, months_of, raw, summed, told

AGAIN = GroupOf(indicator="arrests", dimension="race", category="unknown")
LINKED = catalogue(
    indicator("booked_all", "count"),
    indicator("warrants", "count", within=("booked_all",)),
    indicator("unrecorded", "count", group_of=AGAIN),
)
RACES = {"black": 30, "white": 40, "unknown": 5}


def holds(rows: list[dict[str, object]], rules: Catalogue) -> bool:
    judged = release(raw(rows), rules)
    return attack(judged.cells, judged.report, raw([]).areas, rules) == []


def test_a_group_counted_again_elsewhere_is_withheld_there_too() -> None:
    judged = release(raw([cell("arrests", 75), *by("arrests", "race", RACES), cell("unrecorded", 5)]), LINKED)
    assert told(judged.cells, indicator="unrecorded") == {"all": "withheld"}
    assert told(judged.cells, dimension="race")["unknown"] == "withheld"


def test_a_group_that_protects_another_is_not_given_away_where_it_is_counted_again() -> None:
    sizes = {"black": 5, "white": 40, "unknown": 30}
    rows = [cell("arrests", 75), *by("arrests", "race", sizes), cell("unrecorded", 30)]
    judged = release(raw(rows), LINKED)
    assert told(judged.cells, dimension="race")["black"] == "withheld"
    race, again = told(judged.cells, dimension="race"), told(judged.cells, indicator="unrecorded")["all"]
    assert (race["unknown"] == "withheld") == (again == "withheld")
    assert "withheld" in (race["white"], race["unknown"])
    assert holds(rows, LINKED)


def test_a_group_counted_again_takes_the_grain_of_the_series_it_repeats() -> None:
    """Four quarters beside twelve months of the same people would be two windows on one number."""
    unknown = [4, 5, 6, 5, 4, 6, 5, 4, 6, 5, 4, 6]
    named = ("black", "white", "asian", "multiracial", "pacific_islander")
    rows = months_of(2024, [60 * len(named) + n for n in unknown])
    for name in named:
        rows += months_of(2024, [60] * 12, dimension="race", category=name)
    rows += months_of(2024, unknown, dimension="race", category="unknown")
    alone = months_of(2024, unknown, "unrecorded")
    grains = (Grain.QUARTER, Grain.HALF_YEAR, Grain.YEAR)
    by_itself = release(raw(summed(alone, *grains)), LINKED).cells.series
    judged = release(raw(summed([*rows, *alone], *grains)), LINKED)
    assert by_itself["grain"].to_list() == ["quarter"]
    assert judged.cells.series.filter(dimension="race")["grain"].to_list() == ["month"]
    assert judged.cells.series.filter(indicator="unrecorded")["grain"].to_list() == ["month"]
    assert attack(judged.cells, judged.report, raw([]).areas, LINKED) == []


def test_a_part_tells_how_large_its_whole_is_at_least() -> None:
    """Twelve warrants among all those booked: the two small groups cannot hide behind each other any more."""
    rows = [cell("booked_all", 100), *by("booked_all", "race", {"black": 8, "white": 60, "unknown": 32})]
    rows += [cell("warrants", 60), *by("warrants", "race", {"black": 0, "white": 30, "unknown": 30})]
    judged = release(raw(rows), LINKED)
    assert told(judged.cells, indicator="booked_all", dimension="race")["black"] == "withheld"
    assert holds(rows, LINKED)


@pytest.mark.parametrize("part", [20, 45])
def test_a_part_larger_than_its_whole_binds_nothing_since_records_need_not_agree(part: int) -> None:
    rows = [cell("booked_all", 32), *by("booked_all", "race", {"black": 5, "white": 27})]
    rows += [cell("warrants", part), *by("warrants", "race", {"white": part})]
    assert holds(rows, LINKED)
    said = release(raw(rows), LINKED).report.filter(reason="relation", dimension="not").height
    assert (said > 0) == (part > 32)
