"""Which periods are whole, final, due, or not collected at all."""

from datetime import date, datetime

import polars as pl
import pytest

from lead_metrics.aggregate.counting import count
from lead_metrics.cells import COVERAGE
from tests.aggregate.deposits import (
    AS_OF,
    FIRST,
    SITE,
    UNTIL,
    bookings,
    deposit,
    measured,
    records,
    totals,
    utc,
    words_of,
)
from tests.figures import indicator

JAN = date(2024, 1, 1)
BOOKINGS = {"kind": "count", "records": "bookings", "on": "admitted"}


def covering(first, until, cadence="monthly", lag=30, source="jail"):
    return [(SITE, "bookings", source, first, until, cadence, lag)]


def test_a_month_that_is_only_partly_covered_has_no_figure():
    held = deposit(covers=covering(date(2024, 1, 2), date(2024, 3, 31)), bookings=bookings(("a", date(2024, 2, 3))))
    assert list(totals(measured(held, BOOKINGS))) == [date(2024, 2, 1)]


def test_a_month_is_published_once_its_lag_is_over():
    held = deposit(covers=covering(FIRST, date(2024, 3, 1)), bookings=bookings(("a", JAN)))
    before = measured(held, BOOKINGS, as_of=date(2024, 3, 30))
    after = measured(held, BOOKINGS, as_of=date(2024, 3, 31))
    assert list(totals(before)) == [JAN]
    assert list(totals(after)) == [JAN, date(2024, 2, 1)]


def test_an_indicators_own_lag_goes_before_its_sources():
    held = deposit(covers=covering(FIRST, date(2024, 3, 1)), bookings=bookings(("a", JAN)))
    assert list(totals(measured(held, BOOKINGS, as_of=date(2024, 4, 1), lag_days=60))) == [JAN]


def test_a_period_that_is_due_and_did_not_arrive_is_missing_and_not_zero():
    held = deposit(covers=covering(FIRST, date(2024, 12, 1)), bookings=bookings(("a", JAN)))
    frame = measured(held, BOOKINGS, grains=["month"])
    missing = frame.filter(pl.col("state") == "missing")
    assert missing["from"].to_list() == [date(2024, 12, 1), date(2025, 1, 1)]
    assert missing["value"].to_list() == [None, None]


def test_a_source_that_came_once_owes_nothing():
    held = deposit(covers=covering(FIRST, date(2024, 12, 1), cadence="once"), bookings=bookings(("a", JAN)))
    assert "missing" not in measured(held, BOOKINGS)["state"].to_list()


def test_an_indicator_without_a_source_says_so_in_one_row_of_the_latest_whole_year():
    frame = measured(deposit(bookings=bookings(("a", JAN))), {"kind": "count", "records": "filings", "on": "filed"})
    assert frame.select("state", "from", "until", "grain", "value").rows() == [
        ("not_collected", date(2024, 1, 1), date(2025, 1, 1), "year", None)
    ]


def test_a_kind_of_record_that_a_site_never_brings_is_not_collected_rather_than_zero():
    held = deposit(contacts=utc("contacts", [{"contact": "c", "at": datetime(2024, 1, 3), "kind": "arrest"}]))
    calls = measured(held, {"kind": "count", "records": "contacts", "on": "at", "where": {"kind": ["call"]}})
    assert calls["state"].to_list() == ["not_collected"]
    arrests = measured(held, {"kind": "count", "records": "contacts", "on": "at", "where": {"kind": ["arrest"]}})
    assert totals(arrests)[JAN] == 1


def test_a_column_that_a_source_never_fills_feeds_nothing():
    frame = measured(deposit(bookings=bookings(("a", JAN))), {**BOOKINGS, "where": {"divertible": [True]}})
    assert frame["state"].to_list() == ["not_collected"]


def test_records_without_a_span_of_coverage_are_not_counted():
    held = deposit(covers=covering(None, None), bookings=bookings(("a", JAN)))
    assert measured(held, BOOKINGS)["state"].to_list() == ["not_collected"]


def test_coverage_tells_until_when_figures_are_final_and_records_still_arrive():
    raw = count(deposit(bookings=bookings(("a", JAN))), words_of(indicator_of(BOOKINGS)), AS_OF)
    assert dict(raw.coverage.schema) == {name: kind() for name, kind in COVERAGE.items()}
    assert raw.coverage.row(0) == (SITE, "bookings", "jail", FIRST, UNTIL, date(2025, 3, 1))


def indicator_of(measure):
    return indicator("count").model_validate(indicator("count").model_dump() | {"measure": measure})


def test_a_source_too_new_for_a_whole_month_has_coverage_and_no_figure():
    held = deposit(covers=covering(FIRST, date(2024, 1, 20)), bookings=bookings(("a", JAN)))
    raw = count(held, words_of(indicator_of(BOOKINGS)), date(2024, 1, 25))
    assert raw.frame["state"].to_list() == ["not_collected"]
    assert raw.coverage.height == 1


def test_two_sources_together_cover_what_either_covers():
    booked = pl.concat(
        [
            bookings(("a", JAN)),
            bookings(("b", date(2024, 6, 1))).with_columns(source=pl.lit("nyc"), booking=pl.lit("z")),
        ]
    )
    held = deposit(
        covers=[*covering(FIRST, date(2024, 4, 1)), *covering(date(2024, 3, 1), UNTIL, source="nyc")], bookings=booked
    )
    frame = measured(held, BOOKINGS, grains=["year"])
    assert frame.filter(pl.col("state") == "counted").select("value", "source").rows() == [(2, "jail,nyc")]


@pytest.mark.parametrize("kind", ["withheld", "lag"])
def test_what_is_made_elsewhere_is_not_counted_here(kind):
    frame = measured(deposit(bookings=bookings(("a", JAN))), {"kind": kind, "records": "bookings"})
    assert frame["state"].to_list() == ["not_collected"]


def test_an_empty_vault_gives_no_cells():
    assert count(deposit(), words_of(indicator_of(BOOKINGS)), AS_OF).frame["state"].to_list() == ["not_collected"]


def test_attendance_is_dated_by_its_meeting():
    meetings = records(
        "meetings",
        [
            {"meeting": "m1", "body": "pcg", "on": date(2024, 2, 12)},
            {"meeting": "m2", "body": "owg", "on": date(2024, 2, 13)},
        ],
    )
    came = records(
        "attendance",
        [
            {"meeting": "m1", "partner": "police"},
            {"meeting": "m1", "partner": "defender"},
            {"meeting": "m2", "partner": "police"},
        ],
    )
    frame = measured(
        deposit(meetings=meetings, attendance=came),
        {"kind": "count", "records": "attendance", "on": "on"},
        grains=["quarter"],
    )
    assert totals(frame, "quarter")[JAN] == 2


def test_an_event_may_be_counted_by_another_day_than_its_records_own():
    rows = [
        {"person": "a", "issued": date(2024, 1, 5), "resolved": date(2024, 3, 5)},
        {"person": "b", "issued": date(2024, 1, 5)},
    ]
    frame = measured(
        deposit(warrants=records("warrants", rows)), {"kind": "count", "records": "warrants", "on": "resolved"}
    )
    assert (totals(frame)[JAN], totals(frame)[date(2024, 3, 1)]) == (0, 1)
