"""One row a series: its grain, its span, and where final figures end."""

from __future__ import annotations

from datetime import date

import polars as pl

from lead_metrics.cells import COVERAGE, SERIES, empty
from lead_metrics.privacy.series import series
from tests.privacy.county import by, cell, month, raw

CHOSEN = pl.DataFrame(
    [("here", "all", "arrests", "none", "quarter", "month")],
    schema=["site", "area", "indicator", "dimension", "grain", "finest"],
    orient="row",
)
FEEDS = pl.DataFrame(
    [
        ("here", "arrests", "jail", date(2023, 1, 1), date(2024, 2, 1), date(2024, 2, 20)),
        ("here", "arrests", None, date(2023, 1, 1), date(2024, 3, 1), date(2024, 2, 25)),
        ("there", "arrests", "elsewhere", date(2023, 1, 1), date(2030, 1, 1), date(2030, 1, 1)),
        ("here", "booked", "elsewhere", date(2023, 1, 1), date(2030, 1, 1), date(2030, 1, 1)),
    ],
    schema=COVERAGE,
    orient="row",
)
ROWS = [
    cell("arrests", 60, period=month(2)),
    cell("arrests", 60, period=month(1)),
    *by("arrests", "race", {"black": 5}),
]


def test_a_series_without_coverage_is_final_as_far_as_it_goes():
    found = series(raw(ROWS).frame, CHOSEN, empty(COVERAGE))
    assert found.schema == SERIES
    assert found.rows() == [
        ("here", "all", "arrests", "none", "quarter", date(2024, 1, 1), *[date(2024, 3, 1)] * 2, "program"),
        ("here", "all", "arrests", "race", "year", date(2024, 1, 1), *[date(2025, 1, 1)] * 2, "program"),
    ]


def test_coverage_tells_where_final_figures_end_and_since_when_others_arrive():
    found = series(raw(ROWS).frame, CHOSEN, FEEDS)
    assert found.select("final_until", "arriving_until").rows() == [(date(2024, 3, 1), date(2024, 2, 25))] * 2


def test_figures_without_a_source_of_their_own_name_the_feed():
    cells = raw([row | {"source": None} for row in ROWS] + [cell("booked", 3)]).frame
    assert series(cells, CHOSEN, FEEDS)["source"].to_list() == ["jail", "jail", "program"]


def test_what_arrives_after_the_final_figures_ends_with_them_unless_told_otherwise():
    feeds = FEEDS.with_columns(arriving_until=pl.lit(None, pl.Date))
    assert series(raw(ROWS).frame, CHOSEN, feeds)["arriving_until"].to_list() == [date(2024, 3, 1)] * 2


def test_series_are_sorted():
    cells = raw([cell("booked", 3), cell("arrests", 3, area="north"), cell("arrests", 3)]).frame
    found = series(cells, CHOSEN, empty(COVERAGE))
    assert found.select("area", "indicator").rows() == [("all", "arrests"), ("all", "booked"), ("north", "arrests")]
