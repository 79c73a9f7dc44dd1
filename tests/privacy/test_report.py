"""The manager reads why each figure is as it is; no row holds a count."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from lead_metrics.cells import KEYS
from lead_metrics.privacy.grain import SERIES_KEYS
from lead_metrics.privacy.merging import GROUPS
from lead_metrics.privacy.report import REPORT, relations, report, untold
from lead_metrics.privacy.terms import SHAPES
from tests.privacy.county import by, catalogue, cell, month
from tests.privacy.equations import figures

COUNTY = catalogue()
SERIES = [*SERIES_KEYS, "grain", "finest"]
NOBODY = pl.DataFrame(schema=GROUPS)


def chosen(*rows: tuple[str, ...]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(SERIES, pl.String), orient="row")


def decided(rows: list[dict[str, Any]], *sheltered: str) -> pl.DataFrame:
    return figures(rows, COUNTY).with_columns(sheltered=pl.col("indicator").is_in(sheltered))


def told(cells: pl.DataFrame, *columns: str, exposed: pl.DataFrame | None = None, **given: pl.DataFrame) -> list[Any]:
    frames = {"chosen": chosen(), "groups": NOBODY} | given
    found = report(cells, cells.clear() if exposed is None else exposed, frames["chosen"], frames["groups"])
    assert found.schema == REPORT
    return found.select(columns or ("indicator", "category", "reason", "note")).rows()


def test_each_withheld_figure_has_its_reason_and_no_other_has_one():
    rows = [cell("arrests", 5), cell("booked", 50), cell("diverted", 5, of=9)]
    assert told(decided(rows)) == [
        ("arrests", "all", "primary", "numerator"),
        ("diverted", "all", "primary", "numerator, denominator, rest"),
    ]


@pytest.mark.parametrize(
    ("row", "note"),
    [
        (cell("diverted", 0, of=9), "denominator, rest, may be zero"),
        (cell("diverted", 9, of=9), "numerator, denominator, may be zero"),
        (cell("deaths", 0), "numerator, may be zero"),
        (cell("deaths", 2), "numerator"),
        (cell("taken", 2), "numerator, may be zero"),
    ],
)
def test_the_note_says_where_a_mark_may_hide_a_zero(row: dict[str, Any], note: str):
    assert told(decided([row], "taken"), "note") == [(note,)]


def test_a_figure_withheld_for_another_has_no_note_unless_it_may_be_zero():
    cells = decided([cell("arrests", 50), cell("taken", 50)], "taken").with_columns(reason=pl.lit("complementary"))
    assert told(cells, "indicator", "note") == [("arrests", None), ("taken", "may be zero")]


def test_what_earlier_releases_gave_away_is_named():
    cells = decided([cell("arrests", 50)])
    assert told(cells, exposed=cells) == [("arrests", "all", "exposed_before", None)]


def test_a_coarser_series_is_named_once_over_its_whole_span():
    cells = decided([cell("arrests", 50, period=month(n)) for n in (2, 1)] + [cell("booked", 50)])
    series = chosen(
        ("here", "all", "arrests", "none", "quarter", "month"), ("here", "all", "booked", "none", "year", "year")
    )
    assert told(cells, *REPORT, chosen=series) == [
        ("here", "all", "arrests", "quarter", date(2024, 1, 1), date(2024, 3, 1), "none", "all", "coarser",
         "finest counted: month")
    ]  # fmt: skip


def test_a_merged_group_is_named_with_the_group_it_joined():
    cells = decided(by("arrests", "race", {"other_groups": 50}))
    joined = pl.DataFrame([("here", "all", "arrests", "race", "asian", "other_groups")], schema=GROUPS, orient="row")
    assert told(cells, *REPORT, groups=joined) == [
        ("here", "all", "arrests", "year", date(2024, 1, 1), date(2025, 1, 1), "race", "asian", "merged",
         "into: other_groups")
    ]  # fmt: skip


def test_rows_are_sorted_by_place_and_time():
    rows = [cell("booked", 5), cell("arrests", 5, period=month(2)), cell("arrests", 5, period=month(1))]
    assert told(decided(rows), "indicator", "from") == [
        ("arrests", date(2024, 1, 1)),
        ("arrests", date(2024, 2, 1)),
        ("booked", date(2024, 1, 1)),
    ]


def test_how_parts_make_up_totals_is_said_for_the_audit():
    shapes = pl.DataFrame(
        [("here", "booked", "numerator", "area", "overlap"), ("here", "arrests", "numerator", "race", "remainder")],
        schema=SHAPES,
        orient="row",
    )
    found = relations(shapes)
    assert found.schema == REPORT
    assert found.rows() == [
        ("here", "all", "arrests", None, None, None, "race", "numerator", "relation", "remainder"),
        ("here", "all", "booked", None, None, None, "area", "numerator", "relation", "overlap"),
    ]
    assert set(KEYS) < set(found.columns)


def test_a_category_that_counts_somebody_and_is_not_released_is_named_with_its_whole_time():
    missed = [cell("diverted", 0, of=40, dimension="race", category="black", period=month(n)) for n in (2, 1, 3)]
    nobody = cell("diverted", 0, of=0, dimension="race", category="unknown", period=month(1))
    known = cell("diverted", 30, of=40, dimension="race", category="white", period=month(1))
    found = untold(figures([*missed, nobody, known], COUNTY), decided([known]).with_columns(status=pl.lit("shown")))
    assert found.schema == REPORT
    assert found.select("category", "grain", "from", "until", "reason").rows() == [
        ("black", "all", date(2024, 1, 1), date(2024, 4, 1), "left_out")
    ]
