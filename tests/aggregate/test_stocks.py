"""Where people stand on a period's last day, and events over their time."""

from datetime import date, datetime

import polars as pl
import pytest

from tests.aggregate.deposits import bookings, deposit, measured, records, totals, utc

JAN, FEB, MAR = date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)
STOCK = {"kind": "stock", "records": "participation", "where": {"status": ["active"]}}


def standings(*rows):
    return records(
        "participation",
        [{"person": p, "status": s, "status_from": d, **more} for p, s, d, *rest in rows for more in rest or [{}]],
        "program",
    )


def test_people_stand_where_their_latest_status_puts_them():
    held = deposit(
        participation=standings(("a", "active", JAN), ("b", "active", JAN), ("b", "inactive", date(2024, 2, 10)))
    )
    counted = totals(measured(held, STOCK))
    assert (counted[JAN], counted[FEB], counted[MAR]) == (2, 1, 1)


def test_somebody_who_died_is_deceased_and_neither_active_nor_inactive():
    held = deposit(participation=standings(("a", "active", JAN), ("a", "deceased", FEB)))
    for status, expected in (("active", 0), ("inactive", 0), ("deceased", 1)):
        assert totals(measured(held, {**STOCK, "where": {"status": [status]}})).get(MAR, 0) == expected


def test_people_are_cut_by_who_they_are():
    held = deposit(
        participation=standings(("a", "active", JAN, {"race": "black"}), ("b", "active", JAN, {"race": None}))
    )
    frame = measured(held, STOCK, breakdowns=["race"], grains=["year"])
    assert dict(frame.filter(pl.col("dimension") == "race").select("category", "value").iter_rows()) == {
        "black": 1,
        "unknown": 1,
    }


HOUSED = {
    "kind": "latest_share",
    "records": "circumstances",
    "among": {"topic": ["housing"]},
    "where": {"value": ["permanent"]},
}


def asked(*rows):
    return records("circumstances", [{"person": p, "topic": t, "value": v, "on": d} for p, t, v, d in rows], "program")


def test_the_latest_known_circumstance_of_active_participants_counts():
    held = deposit(
        participation=standings(
            ("a", "active", JAN), ("b", "active", JAN), ("c", "inactive", JAN), ("d", "active", JAN)
        ),
        circumstances=asked(
            ("a", "housing", "unsheltered", date(2024, 1, 5)),
            ("a", "housing", "permanent", date(2024, 2, 5)),
            ("b", "housing", "interim", date(2024, 1, 6)),
            ("c", "housing", "permanent", date(2024, 1, 6)),
            ("d", "housing", "unknown", date(2024, 1, 6)),
            ("b", "income", "yes", date(2024, 1, 6)),
        ),
    )
    frame = measured(held, HOUSED, unit="percent")
    assert (totals(frame)[JAN], totals(frame)[FEB]) == (0, 50)
    row = frame.filter(pl.col("from") == FEB, pl.col("grain") == "month").row(0, named=True)
    assert (row["people"], row["people_of"]) == (1, 2)


def test_nobody_known_leaves_a_share_without_a_value():
    held = deposit(
        participation=standings(("a", "active", JAN)),
        circumstances=asked(("a", "housing", "permanent", date(2024, 3, 5))),
    )
    assert totals(measured(held, HOUSED))[JAN] is None


def test_events_count_only_while_a_person_is_active_and_over_their_active_time():
    held = deposit(
        participation=standings(("a", "active", JAN), ("a", "inactive", date(2024, 1, 16)), ("b", "sought", JAN)),
        bookings=bookings(("a", date(2024, 1, 3)), ("a", date(2024, 1, 20)), ("b", date(2024, 1, 4)), (None, JAN)),
    )
    frame = measured(held, {"kind": "per_person_time", "records": "bookings", "on": "admitted", "scale": 12})
    assert totals(frame)[JAN] == pytest.approx(1 / (15 / 30.4375) * 12)
    row = frame.filter(pl.col("from") == JAN, pl.col("grain") == "month").row(0, named=True)
    assert (row["people"], row["people_of"]) == (1, 1)
    assert totals(frame)[FEB] is None


def test_without_participants_nothing_over_their_time_is_collected():
    frame = measured(
        deposit(bookings=bookings(("a", JAN))), {"kind": "per_person_time", "records": "bookings", "on": "admitted"}
    )
    assert frame["state"].to_list() == ["not_collected"]


def test_average_daily_population_counts_a_person_from_admission_to_the_day_of_release():
    rows = [
        {"booking": "1", "person": "a", "admitted": datetime(2024, 1, 1, 9), "released": datetime(2024, 1, 11, 9)},
        {"booking": "2", "person": "b", "admitted": datetime(2024, 1, 22, 9), "released": None},
    ]
    counted = totals(
        measured(
            deposit(bookings=utc("bookings", rows)), {"kind": "average_daily", "records": "bookings", "on": "admitted"}
        )
    )
    assert counted[JAN] == pytest.approx((10 + 10) / 31)
    assert counted[FEB] == 1


def test_without_any_release_there_is_no_daily_population():
    frame = measured(
        deposit(bookings=bookings(("a", JAN))), {"kind": "average_daily", "records": "bookings", "on": "admitted"}
    )
    assert frame["state"].to_list() == ["not_collected"]


SPREAD = {
    "kind": "stock", "records": "assessments", "where": {"instrument": ["barc10"]}, "column": "score",
    "bands": {"10_19": 10, "20_29": 20, "30_39": 30, "40_49": 40, "50_60": 50},
}  # fmt: skip


def scores(*rows):
    wide = {"instrument": "barc10", "minimum": 10.0, "maximum": 60.0}
    return records("assessments", [{"person": p, "score": s, "on": d, **wide} for p, s, d in rows], "program")


def test_active_people_are_counted_by_the_band_of_their_latest_score():
    held = deposit(
        participation=standings(*((p, "active", JAN) for p in "abcd"), ("d", "inactive", FEB)),
        assessments=scores(("a", 19.0, JAN), ("a", 20.0, FEB), ("b", 60.0, JAN), ("c", 29.5, JAN), ("d", 45.0, JAN)),
    )
    frame = measured(held, SPREAD, breakdowns=["score_band"], grains=["year"])
    bands = frame.filter(pl.col("dimension") == "score_band").select("category", "value").rows()
    assert {band: n for band, n in bands if n} == {"20_29": 2, "50_60": 1}
    assert frame.filter(pl.col("dimension") == "none")["value"].to_list() == [3]


def test_people_without_a_score_are_in_no_band():
    held = deposit(
        participation=standings(("a", "active", JAN), ("b", "active", JAN)), assessments=scores(("a", 33.0, FEB))
    )
    counted = totals(measured(held, SPREAD, breakdowns=["score_band"]))
    assert (counted.get(JAN, 0), counted[FEB], counted[MAR]) == (0, 1, 1)
