"""Case managers and what they carry."""

from datetime import date, datetime

import polars as pl
import pytest

from tests.aggregate.deposits import deposit, measured, records, totals, utc
from tests.aggregate.test_stocks import standings

JAN, FEB, MAR = date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)


def posts(*rows):
    return records(
        "positions",
        [
            {"position": f"p{n}", "worker": w, "from": start, "until": until, "full_time": share, "role": role}
            for n, (w, start, until, share, role) in enumerate(rows)
        ],
        "program",
    )


MANAGERS = {"role": ["case_manager"]}
THREE = posts(
    ("w1", JAN, None, 1.0, "case_manager"), ("w2", JAN, None, 0.5, "case_manager"), ("w3", JAN, None, 1.0, "outreach")
)
CARRIED = standings(
    *[(f"a{n}", "active", JAN, {"worker": "w1"}) for n in range(6)],
    *[(f"b{n}", "active", JAN, {"worker": "w2"}) for n in range(3)],
    ("gone", "deceased", JAN, {"worker": "w1"}),
    ("idle", "inactive", JAN, {"worker": "w1"}),
)


def test_a_load_is_active_participants_per_full_time_case_manager():
    frame = measured(
        deposit(positions=THREE, participation=CARRIED), {"kind": "load", "records": "positions", "where": MANAGERS}
    )
    assert totals(frame)[JAN] == 6
    row = frame.filter(pl.col("from") == JAN, pl.col("grain") == "month").row(0, named=True)
    assert (row["numerator"], row["denominator"], row["people"]) == (9, 1.5, 2)


@pytest.mark.parametrize(("column", "expected"), [("max_mean", 6 / 4.5), ("gini", 1 / 6)])
def test_uneven_loads_are_told_by_the_largest_and_by_gini(column, expected):
    measure = {"kind": "inequality", "records": "positions", "where": MANAGERS, "column": column}
    assert totals(measured(deposit(positions=THREE, participation=CARRIED), measure))[JAN] == pytest.approx(expected)


def test_loads_of_nobody_have_no_inequality():
    measure = {"kind": "inequality", "records": "positions", "where": MANAGERS, "column": "max_mean"}
    held = deposit(positions=THREE, participation=standings(("a", "inactive", JAN)))
    assert totals(measured(held, measure))[JAN] is None


def referred(*rows):
    return utc(
        "referrals",
        [
            {
                "referral": f"r{n}",
                "person": f"p{n}",
                "at": datetime(at.year, at.month, at.day),
                "priority": priority,
                "door": "community",
                "reached_at": datetime(reached.year, reached.month, reached.day) if reached else None,
            }
            for n, (at, priority, reached) in enumerate(rows)
        ],
        "program",
    )


QUEUE = referred(
    (date(2024, 1, 21), True, None), (date(2024, 1, 11), True, MAR), (JAN, True, date(2024, 1, 5)), (JAN, False, None)
)


def test_priority_referrals_wait_until_somebody_reaches_them():
    counted = totals(measured(deposit(referrals=QUEUE), {"kind": "waiting", "records": "referrals", "column": "count"}))
    assert (counted[JAN], counted[FEB], counted[MAR]) == (2, 2, 1)


def test_waiting_is_told_in_median_days():
    counted = totals(measured(deposit(referrals=QUEUE), {"kind": "waiting", "records": "referrals", "column": "days"}))
    assert counted[JAN] == 15


def test_vacancies_are_position_time_without_a_worker():
    held = deposit(positions=posts(("w1", JAN, None, 1.0, "case_manager"), (None, FEB, MAR, 1.0, "outreach")))
    counted = totals(measured(held, {"kind": "vacancy", "records": "positions"}))
    assert (counted[JAN], counted[FEB], counted[MAR]) == (0, 50, 0)


def test_turnover_counts_a_worker_who_changes_posts_once_and_not_as_gone():
    held = deposit(
        positions=posts(
            ("w1", JAN, MAR, 1.0, "case_manager"), ("w1", MAR, None, 1.0, "outreach"), ("w2", JAN, FEB, 1.0, "outreach")
        )
    )
    frame = measured(held, {"kind": "turnover", "records": "positions"}, grains=["year"])
    assert totals(frame, "year")[JAN] == 50
