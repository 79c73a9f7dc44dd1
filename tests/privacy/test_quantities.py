"""What each figure adds up to, and how far a reader must be unable to narrow it."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from lead_metrics.privacy.quantities import QUANTITIES, is_elsewhere, need_high, need_low, quantities, unseen
from lead_metrics.privacy.rules import with_rules
from tests.privacy.county import catalogue, cell, indicator, raw

COUNTY = catalogue(indicator("open", "count", protects="none"))
ONE_TO_TEN = (1, 10)
OPEN = (None, None)


def of(
    name: str, numerator: float | None, *, stored: bool = False, sheltered: bool = False, **given: Any
) -> pl.DataFrame:
    members = given.pop("members", 1.0)
    cells = with_rules(raw([cell(name, numerator, **given)]).frame, COUNTY)
    marked = cells.with_columns(cell=pl.lit(7), sheltered=pl.lit(sheltered), members=pl.lit(members))
    found = quantities(marked, stored=stored)
    assert found.schema == QUANTITIES
    return found


@pytest.mark.parametrize(
    ("name", "numerator", "given", "sizes"),
    [
        ("arrests", 5, {}, [("numerator", 5, 5, 1, *ONE_TO_TEN)]),
        ("arrests", 10, {}, [("numerator", 10, 10, 1, *ONE_TO_TEN)]),
        ("arrests", 11, {}, [("numerator", 11, 11, 1, *OPEN)]),
        ("arrests", 0, {}, [("numerator", 0, 0, 1, *OPEN)]),
        ("arrests", 40, {"people": 3}, [("numerator", 40, 3, 1, 35, 45)]),
        ("arrests", 40, {"people": 10}, [("numerator", 40, 10, 1, 35, 45)]),
        ("arrests", 40, {"people": 11}, [("numerator", 40, 11, 1, *OPEN)]),
        ("arrests", 12, {"people": 1}, [("numerator", 12, 1, 1, 7, 17)]),
        ("arrests", 5, {"members": 3.0}, [("numerator", 5, 5, 1, 3, 10)]),
        ("arrests", 2, {"members": 3.0}, [("numerator", 2, 2, 1, 2, 10)]),
        ("arrests", 5, {"sheltered": True}, [("numerator", 5, 5, 0, *ONE_TO_TEN)]),
        ("deaths", 0, {}, [("numerator", 0, 0, 0, 0, 10)]),
        ("deaths", 5, {}, [("numerator", 5, 5, 0, *ONE_TO_TEN)]),
        ("rate", 5, {"of": 9000}, [("numerator", 5, 5, 1, *ONE_TO_TEN)]),
        ("score", 80, {"of": 8}, [("denominator", 8, 8, 1, *ONE_TO_TEN)]),
        ("wait", None, {"value": 3.5, "people": 9}, []),
        ("jail", 3, {}, []),
        ("open", 3, {}, []),
        ("arrests", 0, {"people": 5}, [("numerator", 0, 5, 1, *OPEN)]),
        (
            "housed",
            35,
            {"of": 60, "people": 40, "people_of": 40},
            [("numerator", 35, 40, 0, *OPEN), ("denominator", 60, 40, 1, *OPEN), ("rest", 25, 0, 0, *OPEN)],
        ),
        ("arrests", None, {"state": "missing"}, []),
        ("arrests", 5, {"state": "missing"}, []),
        (
            "diverted",
            35,
            {"of": 40},
            [("numerator", 35, 35, 0, *OPEN), ("denominator", 40, 40, 1, *OPEN), ("rest", 5, 5, 0, *ONE_TO_TEN)],
        ),
        (
            "housed",
            35,
            {"of": 60, "people": 35, "people_of": 40},
            [("numerator", 35, 35, 0, *OPEN), ("denominator", 60, 40, 1, *OPEN), ("rest", 25, 5, 0, 20, 30)],
        ),
        (
            "vacant",
            1,
            {"of": 2},
            [("numerator", 1, 1, 0, 1, 2), ("denominator", 2, 2, 1, 1, 2), ("rest", 1, 1, 0, 1, 2)],
        ),
    ],
)
def test_each_figure_tells_of_its_parts(name: str, numerator: float | None, given: dict[str, Any], sizes: list[Any]):
    found = of(name, numerator, **given)
    assert found.select("quantity", "size", "people", "least", need_low(), need_high()).rows() == sizes
    assert set(found["cell"]) <= {7}


def test_a_stored_figure_without_its_parts_has_quantities_of_unknown_size():
    found = of("diverted", None, value=None, stored=True)
    assert found.select("quantity", "size", "least", need_low(), need_high()).rows() == [
        ("numerator", None, 0, *OPEN),
        ("denominator", None, 1, *OPEN),
        ("rest", None, 0, *OPEN),
    ]


def test_what_is_not_stored_has_no_quantities_of_unknown_size():
    cells = with_rules(raw([cell("diverted", None, value=None)]).frame, COUNTY)
    assert quantities(cells.with_columns(cell=0, sheltered=pl.lit(False), members=1.0)).is_empty()


@pytest.mark.parametrize(
    ("place", "elsewhere"),
    [
        ({"area": "all (elsewhere)"}, True),
        ({"dimension": "race", "category": "(elsewhere)"}, True),
        ({"area": "north"}, False),
        ({"dimension": "race", "category": "black"}, False),
    ],
)
def test_what_nobody_releases_must_not_even_be_known_to_be_few_but_for_what_no_part_covers(place, elsewhere: bool):
    row = of("arrests", 5, members=1.0, **place).with_columns(cell=pl.lit(-1))
    assert row.select(is_elsewhere()).item() is elsewhere
    assert row.select(unseen()).item() is not elsewhere
    assert row.select(need_low(), need_high()).row(0) == ((1, 10) if elsewhere else (5, 11))
    assert row.select(need_low(), need_high(), unseen()).columns == ["need_low", "need_high", "unseen"]
    released = row.with_columns(cell=pl.lit(0))
    assert released.select(unseen()).item() is False
    assert released.select(need_low(), need_high()).row(0) == (1, 10)


def test_an_odd_threshold_blurs_by_its_larger_half():
    row = of("arrests", 40, people=3).with_columns(threshold=pl.lit(11))
    assert row.select(need_low(), need_high()).row(0) == (34, 46)
