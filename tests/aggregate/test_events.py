"""Counts of events and people, and the shares and rates made of them, against answers worked out by hand."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.aggregate.deposits import bookings, deposit, measured, records, totals, utc

BOOKINGS = {"kind": "count", "records": "bookings", "on": "admitted"}
JAN, FEB, MAR = date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)


def test_events_are_counted_by_month_and_a_month_without_one_is_zero():
    frame = measured(deposit(bookings=bookings(("a", JAN), ("a", date(2024, 1, 31)), ("b", MAR))), BOOKINGS)
    counted = totals(frame)
    assert (counted[JAN], counted[FEB], counted[MAR]) == (2, 0, 1)
    assert len(counted) == 12


def test_persons_behind_events_are_known_only_where_every_row_names_one():
    frame = measured(deposit(bookings=bookings(("a", JAN), ("a", JAN), ("b", FEB), (None, FEB))), BOOKINGS)
    people = dict(
        frame.filter(pl.col("grain") == "month", pl.col("dimension") == "none").select("from", "people").iter_rows()
    )
    assert people[JAN] == 1
    assert people[FEB] is None
    assert people[MAR] == 0


def test_people_are_counted_once_however_often_they_are_booked():
    frame = measured(deposit(bookings=bookings(("a", JAN), ("a", FEB), ("b", JAN))), {**BOOKINGS, "kind": "people"})
    assert totals(frame)[JAN] == 2
    assert totals(frame, "year")[JAN] == 2


def test_people_booked_often_are_those_with_enough_bookings_in_the_period():
    rows = [("a", JAN)] * 4 + [("b", JAN)] * 3
    frame = measured(deposit(bookings=bookings(*rows)), {**BOOKINGS, "kind": "people", "at_least": 4}, grains=["year"])
    assert totals(frame, "year") == {JAN: 1}
    assert frame.filter(pl.col("state") == "counted")["people"].to_list() == [1]


def test_only_matching_rows_count():
    held = deposit(bookings=pl.concat([bookings(("a", JAN), divertible=True), bookings(("b", JAN), divertible=False)]))
    assert totals(measured(held, {**BOOKINGS, "where": {"divertible": [True]}}))[JAN] == 1


def test_unknown_is_a_category_of_its_own():
    held = deposit(bookings=pl.concat([bookings(("a", JAN), race="black"), bookings(("b", JAN), ("c", JAN))]))
    frame = measured(held, BOOKINGS, breakdowns=["race"])
    rows = frame.filter(pl.col("dimension") == "race", pl.col("from") == JAN, pl.col("grain") == "month")
    assert dict(rows.select("category", "value").iter_rows()) == {"black": 1, "unknown": 2}


def test_a_share_gives_its_parts_and_its_wilson_interval():
    held = deposit(
        bookings=pl.concat([bookings(("a", JAN), divertible=True), bookings(("b", JAN), ("c", JAN), divertible=False)])
    )
    frame = measured(held, {**BOOKINGS, "kind": "share", "where": {"divertible": [True]}}, unit="percent")
    row = frame.filter(pl.col("grain") == "year", pl.col("state") == "counted").row(0, named=True)
    assert (row["numerator"], row["denominator"]) == (1, 3)
    assert row["value"] == pytest.approx(100 / 3)
    assert (row["people"], row["people_of"]) == (1, 3)
    assert row["low"] == pytest.approx(6.149, abs=1e-3)
    assert row["high"] == pytest.approx(79.234, abs=1e-3)


def test_a_share_of_nobody_has_no_value():
    frame = measured(
        deposit(bookings=bookings(("a", JAN), divertible=True)),
        {**BOOKINGS, "kind": "share", "where": {"divertible": [True]}},
    )
    assert totals(frame)[FEB] is None


def test_a_share_of_people_counts_each_person_once_on_both_sides():
    held = deposit(
        bookings=pl.concat([bookings(("a", JAN), ("a", JAN), divertible=True), bookings(("b", JAN), divertible=False)])
    )
    frame = measured(held, {**BOOKINGS, "kind": "share", "where": {"divertible": [True]}}, counts="people")
    assert totals(frame)[JAN] == 50


def test_a_share_within_a_limit_counts_spans_that_ended_in_time():
    start = datetime(2024, 1, 5, 10)
    rows = [
        {
            "referral": f"r{n}",
            "person": f"p{n}",
            "at": start,
            "handed_off_at": start + timedelta(minutes=m) if m else None,
        }
        for n, m in enumerate((20, 30, 31, None))
    ]
    measure = {
        "kind": "share",
        "records": "referrals",
        "on": "at",
        "span": {"start": "at", "until": "handed_off_at", "unit": "minutes", "limit": 30},
    }
    assert totals(measured(deposit(referrals=utc("referrals", rows)), measure))[JAN] == 50


def test_a_rate_per_residents_is_a_yearly_one():
    people = records("population", [{"year": 2023.0, "people": 1000.0}])
    held = deposit(bookings=bookings(*[("a", JAN)] * 3), population=people)
    measure = {**BOOKINGS, "kind": "rate_per", "per": "population", "scale": 1000}
    frame = measured(held, measure)
    assert totals(frame)[JAN] == pytest.approx(3 / (1000 * 31 / 365.25) * 1000)
    row = frame.filter(pl.col("from") == JAN, pl.col("grain") == "month").row(0, named=True)
    assert (row["numerator"], row["denominator"], row["people_of"]) == (3, 1000, None)
    assert row["low"] / row["value"] == pytest.approx(0.6187 / 3, abs=1e-4)
    assert row["high"] / row["value"] == pytest.approx(8.7673 / 3, abs=1e-4)


def test_residents_of_a_group_are_those_of_that_group():
    people = records(
        "population",
        [
            {"year": 2024.0, "people": 1000.0},
            {"year": 2024.0, "people": 100.0, "dimension": "race", "category": "black"},
        ],
    )
    held = deposit(bookings=bookings(("a", JAN), race="black"), population=people)
    frame = measured(
        held, {**BOOKINGS, "kind": "rate_per", "per": "population", "scale": 1}, breakdowns=["race"], grains=["year"]
    )
    assert frame.filter(pl.col("category") == "black")["denominator"].to_list() == [100]


def test_without_residents_a_rate_is_not_collected():
    frame = measured(deposit(bookings=bookings(("a", JAN))), {**BOOKINGS, "kind": "rate_per", "per": "population"})
    assert frame["state"].to_list() == ["not_collected"]


def test_a_rate_per_days_is_told_for_so_many_days():
    frame = measured(
        deposit(bookings=bookings(("a", JAN), ("b", JAN))), {**BOOKINGS, "kind": "rate_per", "per": "days", "scale": 30}
    )
    assert totals(frame)[JAN] == pytest.approx(2 / 31 * 30)


def test_a_rate_per_calls_divides_by_the_calls_of_the_same_month():
    rows = [
        {"contact": f"c{n}", "at": datetime(2024, 1, 3), "kind": kind}
        for n, kind in enumerate(["arrest", "call", "call"])
    ]
    measure = {
        "kind": "rate_per",
        "records": "contacts",
        "on": "at",
        "where": {"kind": ["arrest"]},
        "per": "records",
        "per_records": "contacts",
        "per_where": {"kind": ["call"]},
        "scale": 1000,
    }
    counted = totals(measured(deposit(contacts=utc("contacts", rows)), measure))
    assert counted[JAN] == 500
    assert counted[FEB] is None


def test_a_rate_of_people_counts_each_once():
    people = records("population", [{"year": 2024.0, "people": 365.25}])
    held = deposit(bookings=bookings(("a", JAN), ("a", JAN)), population=people)
    measure = {**BOOKINGS, "kind": "rate_per", "per": "population", "scale": 366}
    assert totals(measured(held, measure, counts="people", grains=["year"]), "year")[JAN] == pytest.approx(1)


def test_areas_roll_up_into_the_places_above_them():
    rows = [
        {"contact": f"c{n}", "at": datetime(2024, 1, 3), "kind": "stop", "area": area}
        for n, area in enumerate(["depot", "depot", "quay", None])
    ]
    held = deposit([("depot", "west"), ("quay", "west"), ("west", "all")], contacts=utc("contacts", rows))
    frame = measured(held, {"kind": "count", "records": "contacts", "on": "at"}, by_area=True, grains=["year"])
    assert dict(frame.select("area", "value").iter_rows()) == {"all": 4, "depot": 2, "quay": 1, "west": 3}


DAYS = st.dates(date(2024, 1, 1), date(2024, 12, 31))
ROWS = st.lists(st.tuples(st.sampled_from("abcdef"), DAYS), min_size=1, max_size=60)


@given(ROWS)
def test_months_of_events_add_up_to_the_year(rows):
    frame = measured(deposit(bookings=bookings(*rows)), BOOKINGS)
    assert sum(totals(frame).values()) == totals(frame, "year")[JAN] == len(rows)


@given(ROWS)
def test_people_of_a_year_are_no_more_than_those_of_its_months_and_no_fewer_than_of_any(rows):
    frame = measured(deposit(bookings=bookings(*rows)), {**BOOKINGS, "kind": "people"})
    months, year = totals(frame).values(), totals(frame, "year")[JAN]
    assert max(months) <= year <= sum(months)
    assert year == len({person for person, _ in rows})


@given(ROWS, st.randoms())
def test_the_order_of_records_changes_nothing(rows, chance):
    mixed = list(rows)
    chance.shuffle(mixed)
    assert totals(measured(deposit(bookings=bookings(*rows)), BOOKINGS)) == totals(
        measured(deposit(bookings=bookings(*mixed)), BOOKINGS)
    )


@given(
    st.lists(
        st.tuples(st.sampled_from("abcdef"), DAYS, st.sampled_from(["black", "white", None])), min_size=1, max_size=40
    )
)
def test_categories_add_up_to_the_total(rows):
    parts = [
        bookings((person, day), race=race).with_columns(booking=pl.lit(str(n)))
        for n, (person, day, race) in enumerate(rows)
    ]
    frame = measured(deposit(bookings=pl.concat(parts)), BOOKINGS, breakdowns=["race"], grains=["quarter"])
    by = frame.group_by("from", "dimension").agg(pl.col("value").sum()).pivot("dimension", values="value")
    assert (by["none"] == by["race"]).all()


@given(ROWS)
def test_no_more_people_than_events(rows):
    frame = measured(deposit(bookings=bookings(*rows)), BOOKINGS).filter(pl.col("state") == "counted")
    assert (frame["people"] <= frame["numerator"]).all()


def test_what_was_not_recorded_counts_as_unknown_where_unknown_is_asked_for():
    held = deposit(bookings=pl.concat([bookings(("a", JAN), race="black"), bookings(("b", JAN))]))
    frame = measured(held, {**BOOKINGS, "kind": "share", "where": {"race": ["unknown"]}})
    assert totals(frame)[JAN] == 50


def test_a_breakdown_that_records_do_not_have_is_left_out():
    frame = measured(deposit(bookings=bookings(("a", JAN))), BOOKINGS, breakdowns=["door"])
    assert set(frame["dimension"]) == {"none"}


def test_a_person_recorded_in_two_groups_counts_once_in_the_latest_so_that_groups_add_up():
    early, late = bookings(("a", JAN), race="white"), bookings(("a", date(2024, 1, 20)), ("b", JAN), race="black")
    held = deposit(bookings=pl.concat([early.with_columns(booking=pl.lit("x")), late]))
    frame = measured(held, {**BOOKINGS, "kind": "people"}, counts="people", breakdowns=["race"], grains=["year"])
    by = dict(frame.filter(pl.col("dimension") == "race").select("category", "value").iter_rows())
    assert by == {"black": 2, "white": 0}
    assert totals(frame, "year")[JAN] == 2
