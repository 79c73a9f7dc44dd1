"""Figures that the catalogue links bind one another, and only where the records agree."""

from __future__ import annotations

from typing import Any

import pytest

from lead_metrics.catalogue.model import Catalogue, GroupOf
from lead_metrics.periods import Grain
from lead_metrics.privacy.audit import attack
from lead_metrics.privacy.gate import release
from lead_metrics.privacy.links import contradicted, linked_places, nested, parts, repeated, repetitions, tied, ties
from lead_metrics.privacy.quantities import PLACE
from lead_metrics.privacy.terms import DENIED
from tests.privacy.county import by, catalogue, cell, indicator, months_of, raw, summed, told
from tests.privacy.equations import named, nothing_known, unknowns

AGAIN = GroupOf(indicator="arrests", dimension="race", category="unknown")
LINKED = catalogue(
    indicator("booked_all", "count"),
    indicator("warrants", "count", within=("booked_all",)),
    indicator("unrecorded", "count", group_of=AGAIN),
    indicator("offered", "count", covers=("accepted",)),
    indicator("accepted", "count"),
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


def test_the_catalogue_tells_what_is_linked():
    assert list(tied(LINKED)) == [("contacts", ("taken", "let_go")), ("indoors", ("between", "outdoors"))]
    assert list(nested(LINKED)) == [("warrants", "booked_all"), ("accepted", "offered")]
    assert list(repeated(LINKED)) == [("unrecorded", AGAIN)]


@pytest.mark.parametrize(
    ("row", "family"),
    [
        (cell("taken", 5), ("contacts", "taken", "let_go")),
        (cell("contacts", 5), ("contacts", "taken", "let_go")),
        (cell("outdoors", 5, of=9), ("indoors", "between", "outdoors")),
        (cell("warrants", 5), ("warrants", "booked_all")),
        (cell("offered", 5), ("accepted", "offered")),
        (cell("arrests", 5), ()),
    ],
)
def test_where_one_of_a_family_stands_the_others_may(row: dict[str, Any], family: tuple[str, ...]):
    found = linked_places(unknowns([row | {"area": "north"}], LINKED), LINKED)
    assert found.columns == PLACE
    assert [named(one) for one in found.iter_rows(named=True)] == [
        f"{name}{quantity} north" for name in family for quantity in ("", " denominator")
    ]


def test_where_a_group_is_counted_again_that_group_may_stand():
    rows = unknowns([cell("unrecorded", 5), *by("unrecorded", "race", {"black": 4})], LINKED)
    (found,) = linked_places(rows, LINKED).iter_rows(named=True)
    assert (named(found), found["dimension"]) == ("arrests unknown", "race")
    (again,) = repetitions(rows, LINKED)
    assert again.select("label", "members", "size", "indicator", "category").rows() == [
        ("again unrecorded", 1, 5, "arrests", "unknown")
    ]


def test_each_form_of_a_tie_names_its_parts_and_how_many_it_needs():
    found = ties(unknowns([cell("taken", 5), cell("let_go", 4), cell("between", 3, of=9)], LINKED), LINKED)
    told = [(one["label"][0], one["members"][0], *map(named, one.iter_rows(named=True))) for one in found if one.height]
    both = ("contacts", "contacts denominator")
    assert told == [
        ("tie contacts taken let_go", 3, both[1], both[1]),
        *(("tie taken let_go", 2, whole, whole) for whole in both),
        *((f"tie {part}", 1, whole) for part in ("taken", "let_go") for whole in both),
        ("tie indoors between outdoors", 3, "indoors denominator"),
        *(("tie between outdoors", 2, whole) for whole in ("indoors", "indoors denominator")),
        *(("tie between", 1, whole) for whole in ("indoors", "indoors denominator")),
    ]


def test_a_part_stands_at_the_place_of_its_whole_unless_that_is_denied():
    rows = unknowns([cell("warrants", 5), cell("warrants", 4, area="north"), cell("accepted", 3)], LINKED)
    denied = contradicted(unknowns([cell("warrants", 5), cell("booked_all", 4)], LINKED), LINKED)
    told = [[(*one, size) for *one, size in part.select("label", "members", "indicator", "area", "size").rows()]
            for part in parts(rows, LINKED, denied)]  # fmt: skip
    assert told == [
        [("within warrants", 1, "booked_all", "north", 4)],
        [("within accepted", 1, "offered", "all", 3)],
    ]
    everything = parts(rows, LINKED, nothing_known(LINKED).denied)
    assert [part.height for part in everything] == [2, 1]


def test_records_contradict_a_link_in_the_series_where_a_part_is_larger_than_its_whole():
    rows = [cell("booked_all", 5), cell("warrants", 7), cell("offered", 3), cell("accepted", 3)]
    rows += [cell(name, 3, area="north") for name in ("warrants", "booked_all")]
    found = contradicted(unknowns(rows, LINKED), LINKED)
    assert found.schema == DENIED
    assert found.rows() == [("here", "all", "booked_all", "none", "all", "numerator", "within warrants")]
    assert contradicted(unknowns([cell("warrants", 7)], LINKED), LINKED).is_empty()


def test_a_whole_tied_to_one_part_equals_it_in_one_way():
    rules = catalogue(indicator("whole", "count", tied_to=("arrests",)))
    found = ties(unknowns([cell("arrests", 5)], rules), rules)
    assert [one["label"][0] for one in found if one.height] == ["tie whole arrests", "tie arrests", "tie arrests"]
