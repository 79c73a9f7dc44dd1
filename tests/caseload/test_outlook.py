"""The months ahead weighed against the standard, by hand."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from lead_metrics.caseload.outlook import full_from, next_opening, outlook_of, seats_at, staff_for, taking
from lead_metrics.caseload.state import Standard
from lead_metrics.cells import OUTLOOK, fitted
from lead_metrics.periods import add_months
from tests.caseload.states import plain

DAY = date(2026, 11, 23)


def rows(loads: list[float], stays: list[float], kept: list[float], leaving: float = 0.1) -> pl.DataFrame:
    """Return the rows of an outlook."""
    made = [
        {"measure": measure, "door": "all", "step": step, "at": add_months(DAY, step), "value": value}
        for measure, values in (("load", loads), ("stays", stays), ("kept", kept), ("arrivals", [10.0] * len(loads)))
        for step, value in enumerate(values, start=1)
    ]
    told = {"leaving": leaving, "error_model": 2.0, "error_naive": 3.0, "error_seasonal": 4.0, "tried": 18.0}
    made += [{"measure": name, "door": "all", "step": 0, "at": DAY, "value": value} for name, value in told.items()]
    frame = pl.DataFrame(made).with_columns(site=pl.lit("north"), day=pl.lit(DAY))
    return fitted(frame, OUTLOOK)


OUTLOOK_OF_ONE = outlook_of(rows([44.0], [38.0], [0.6]))


def test_no_rows_are_too_early_to_say():
    assert outlook_of(rows([], [], []).clear()) is None


def test_taking_ten_referrals_a_month_adds_those_who_stay():
    # Of today's 40, 36 are active after one month; of each month's ten, six are active at its end.
    assert taking(outlook_of(rows([0.0], [36.0], [0.6])), 10) == [42.0]


def test_later_months_hold_what_is_left_of_each_months_referrals():
    outlook = outlook_of(rows([0.0, 0.0], [36.0, 33.0], [0.6, 0.5]))
    assert taking(outlook, 10) == [42.0, 33.0 + 6.0 + 5.0]


@pytest.mark.parametrize(
    ("load", "average", "most"), [(40, 2, 1.75), (41, 2.25, 1.75), (50, 2.5, 2), (0, 0, 0), (20.1, 1.25, 1)]
)
def test_staff_that_would_do_comes_in_quarters_rounded_up(load, average, most):
    assert staff_for(load, Standard(20, 25)) == (average, most)


@pytest.mark.parametrize(("loads", "month"), [([30.0, 39.0, 39.5], 2), ([30.0, 31.0], None), ([45.0], 0)])
def test_the_program_is_full_when_less_than_one_seat_is_left(loads, month):
    assert full_from(loads, plain({"a": 20, "b": 10})) == month


def test_seats_are_those_of_the_workers_present():
    assert seats_at(34, plain({"a": 20, "b": 10})) == 6


def test_the_next_opening_is_now_with_an_open_seat_and_else_when_enough_have_left_somebody():
    assert next_opening(OUTLOOK_OF_ONE, plain({"a": 19, "b": 25})) == 0
    # At 10 % a month two of a's 20 leave in 30.4 days: the first after half of them.
    assert next_opening(OUTLOOK_OF_ONE, plain({"a": 20, "b": 25})) == pytest.approx(30.4375 / 2)
    assert next_opening(outlook_of(rows([44.0], [38.0], [0.6], leaving=0.0)), plain({"a": 20})) is None
