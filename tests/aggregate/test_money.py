"""Amounts spread over their days, and what a month of care costs on average."""

from datetime import date

import pytest

from tests.aggregate.deposits import deposit, measured, records, totals
from tests.aggregate.test_stocks import standings

JAN, FEB = date(2024, 1, 1), date(2024, 2, 1)
SPENT = records(
    "spending",
    [
        {"from": JAN, "until": date(2025, 1, 1), "side": "care", "amount": 3660.0},
        {"from": JAN, "until": FEB, "side": "custody", "amount": 1000.0},
    ],
    "hand_entered",
)
AMOUNT = {"kind": "amount", "records": "spending", "on": "from", "where": {"side": ["care"]}, "column": "amount"}


def test_an_amount_is_spread_evenly_over_its_days():
    frame = measured(deposit(spending=SPENT), AMOUNT)
    assert totals(frame)[JAN] == pytest.approx(310)
    assert totals(frame, "year")[JAN] == pytest.approx(3660)


def test_a_cost_is_an_amount_per_active_month():
    held = deposit(spending=SPENT, participation=standings(("a", "active", JAN)))
    frame = measured(held, {**AMOUNT, "kind": "rate_per", "per": "active"}, grains=["year"])
    assert totals(frame, "year")[JAN] == pytest.approx(3660 / (366 / 30.4375))
    assert frame["people"].to_list() == [1]


def test_a_cost_without_participants_is_not_collected():
    frame = measured(deposit(spending=SPENT), {**AMOUNT, "kind": "rate_per", "per": "active"}, grains=["year"])
    assert frame["state"].to_list() == ["not_collected"]
