"""A site's next six months, from records to rows: invented pasts whose future is known by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import polars as pl
import pytest

from lead_metrics.catalogue.load import catalogue
from lead_metrics.cells import OUTLOOK, check
from lead_metrics.forecast.outlook import expect
from lead_metrics.periods import add_months
from tests.aggregate.deposits import SITE, deposit, records, utc

FIRST, MONTHS = date(2023, 1, 1), 24
AFTER = add_months(FIRST, MONTHS)
DAY = date(2025, 1, 20)
STAY = 5
"""Invented people are active for five months from the day of their referral."""


def past(months: int = MONTHS, each: int = 6, until: date = AFTER):
    """Return a site to which so many people a month come by two doors, each active for five months."""
    referred, standing = [], []
    for n in range(months):
        for k in range(each):
            person, day = f"p{n:02}-{k}", add_months(FIRST, n) + timedelta(days=k)
            door = "community" if k % 3 == 0 else "arrest_diversion"
            referred.append(
                {"referral": person, "person": person, "at": datetime(day.year, day.month, day.day, 12), "door": door}
            )
            standing.append({"person": person, "status": "active", "status_from": day, "worker": "w1"})
            gone = add_months(FIRST, n + STAY) + timedelta(days=k)
            if gone < until:
                standing.append({"person": person, "status": "inactive", "status_from": gone, "worker": "w1"})
    covers = [(SITE, name, "program", FIRST, until, "monthly", 30) for name in ("referrals", "participation")]
    return deposit(
        covers=covers,
        referrals=utc("referrals", referred, "program"),
        participation=records("participation", standing, "program"),
    )


def rows(held, day: date = DAY) -> pl.DataFrame:
    frame = expect(held, catalogue(), day)
    check(frame, OUTLOOK)
    return frame


def told(frame: pl.DataFrame, measure: str, door: str = "all") -> list[float]:
    return frame.filter(pl.col("measure") == measure, pl.col("door") == door).sort("step")["value"].to_list()


@pytest.fixture(scope="module")
def steady() -> pl.DataFrame:
    """Return the outlook of a site with six referrals a month for two years."""
    return rows(past())


def test_a_steady_site_goes_on_as_it_is(steady):
    assert told(steady, "arrivals") == pytest.approx([6.0] * 6, abs=0.1)
    # Five months' people of six each are active at every month's end.
    assert told(steady, "load") == pytest.approx([30.0] * 6, abs=0.5)


def test_doors_add_up_to_all_of_them(steady):
    assert told(steady, "arrivals", "community") == pytest.approx([2.0] * 6, abs=0.05)
    assert told(steady, "arrivals", "arrest_diversion") == pytest.approx([4.0] * 6, abs=0.1)


def test_months_ahead_are_the_six_whole_ones_after_the_day(steady):
    assert steady.filter(pl.col("measure") == "load")["at"].to_list() == [add_months(DAY, n) for n in range(1, 7)]
    first = rows(past(), date(2025, 1, 1))
    assert first.filter(pl.col("measure") == "load")["at"].to_list()[0] == date(2025, 1, 1)


def test_those_of_today_leave_after_five_months_and_new_ones_stay_as_long(steady):
    # The day lies in the first month after the past, so that six of thirty leave in each month, and six more come.
    assert told(steady, "stays")[0] == pytest.approx(24.0, abs=0.5)
    assert told(steady, "kept") == pytest.approx([1, 1, 1, 1, 1, 0], abs=0.01)
    assert told(steady, "leaving") == pytest.approx([0.2], abs=0.01)


def test_how_the_forecast_did_is_told_with_it(steady):
    assert told(steady, "tried") == [MONTHS - 6 - 13 + 1]
    assert told(steady, "error_model")[0] < 0.1
    assert {"error_naive", "error_seasonal", "load_error"} <= set(steady["measure"])


def test_intervals_lie_around_what_is_expected(steady):
    banded = steady.filter(pl.col("measure").is_in(["arrivals", "load"]))
    assert banded.select((pl.col("low_95") <= pl.col("low_80")).all(), (pl.col("low_80") <= pl.col("value")).all(),
                         (pl.col("value") <= pl.col("high_80")).all()).row(0) == (True, True, True)  # fmt: skip
    assert (
        steady.filter(~pl.col("measure").is_in(["arrivals", "load"]))["low_80"].null_count()
        == steady.height - banded.height
    )


@pytest.mark.parametrize("held", [past(18, until=add_months(FIRST, 18)), past(each=0), deposit()])
def test_a_short_or_empty_past_is_too_early_to_say(held):
    assert rows(held).is_empty()


def test_a_past_that_stopped_arriving_long_ago_is_not_drawn_on():
    assert rows(past(), date(2025, 9, 1)).is_empty()


def test_a_month_that_has_not_arrived_whole_is_no_month():
    half = past(until=date(2024, 12, 15))
    assert told(rows(half), "arrivals") == pytest.approx([6.0] * 6, abs=0.1)
