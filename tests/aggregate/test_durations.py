"""Medians of spans, means of scores, and how complete columns are."""

from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lead_metrics.aggregate.intervals import bootstrapped
from tests.aggregate.deposits import deposit, measured, records, totals, utc

JAN, FEB = date(2024, 1, 1), date(2024, 2, 1)
AT = datetime(2024, 1, 5, 10)


def referrals(*hours, area="depot"):
    return utc(
        "referrals",
        [
            {
                "referral": f"{area}{n}",
                "person": f"p{n}",
                "at": AT,
                "reached_at": AT + timedelta(hours=h) if h is not None else None,
                "area": area,
                "agency": "police" if n == 0 else None,
                "door": "community",
            }
            for n, h in enumerate(hours)
        ],
    )


SPAN = {
    "kind": "median",
    "records": "referrals",
    "on": "at",
    "span": {"start": "at", "until": "reached_at", "unit": "hours"},
}


def test_a_median_leaves_out_what_has_not_ended_and_what_ends_before_it_began():
    frame = measured(deposit(referrals=referrals(2, 4, 9, None, -3)), SPAN)
    assert totals(frame)[JAN] == 4
    row = frame.filter(pl.col("from") == JAN, pl.col("grain") == "month").row(0, named=True)
    assert (row["denominator"], row["people"]) == (3, 3)


def test_a_median_has_the_interval_that_drawing_anew_again_and_again_gives():
    hours = [1.5 * n**1.5 for n in range(1, 24)]
    row = measured(deposit(referrals=referrals(*hours)), SPAN).filter(pl.col("from") == JAN).row(0, named=True)
    drawn = np.random.default_rng(1).choice([round(one * 3600) / 3600 for one in hours], (20_000, 23))
    low, high = np.percentile(np.median(drawn, axis=1), [2.5, 97.5])
    assert (row["low"], row["high"]) == (pytest.approx(low, abs=1e-3), pytest.approx(high, abs=1e-3))
    assert row["low"] < row["value"] < row["high"]


@given(st.integers(6, 400))
def test_a_medians_interval_holds_its_middle_and_reaches_neither_end_where_more_than_ten_are_counted(count):
    low, high = bootstrapped(count)
    assert low <= (count - 1) / 2 <= high
    assert low + high == count - 1
    assert count <= 10 or 0 < low < high < count - 1


def test_a_median_of_few_has_no_interval():
    row = measured(deposit(referrals=referrals(2, 4, 9)), SPAN).filter(pl.col("from") == JAN).row(0, named=True)
    assert (row["low"], row["high"]) == (None, None)


def test_a_month_without_a_span_has_no_median():
    assert totals(measured(deposit(referrals=referrals(2)), SPAN))[FEB] is None


def test_medians_are_cut_by_door_and_by_area():
    held = deposit(
        [("depot", "all"), ("quay", "all")], referrals=pl.concat([referrals(2, 4), referrals(10, area="quay")])
    )
    frame = measured(held, SPAN, breakdowns=["door"], by_area=True, grains=["year"])
    assert dict(frame.select("area", "value").filter(pl.col("area") != "all").iter_rows()) == {"depot": 3, "quay": 10}
    assert frame.filter(pl.col("dimension") == "door")["value"].to_list() == [4]


def test_a_mean_reads_numbers_from_text():
    rows = [
        {"person": p, "on": JAN, "topic": "nights_unsheltered", "value": v}
        for p, v in (("a", "10"), ("b", "20"), ("c", "many"))
    ]
    measure = {
        "kind": "mean",
        "records": "circumstances",
        "on": "on",
        "where": {"topic": ["nights_unsheltered"]},
        "column": "value",
    }
    frame = measured(deposit(circumstances=records("circumstances", rows)), measure)
    assert totals(frame)[JAN] == 15
    assert frame.filter(pl.col("from") == JAN)["people"].to_list()[0] == 2


def test_answers_without_a_person_leave_the_number_of_people_unknown():
    rows = [{"on": JAN, "question": "respect", "answer": 4.0}, {"on": JAN, "question": "respect", "answer": 5.0}]
    frame = measured(
        deposit(experience=records("experience", rows)),
        {"kind": "mean", "records": "experience", "on": "on", "column": "answer"},
    )
    row = frame.filter(pl.col("from") == JAN, pl.col("grain") == "month").row(0, named=True)
    assert (row["value"], row["denominator"], row["people"]) == (4.5, 2, None)


def test_completeness_is_the_share_of_fields_filled_in():
    measure = {"kind": "completeness", "records": "referrals", "on": "at", "column": "agency,reached_at"}
    frame = measured(deposit(referrals=referrals(2, None)), measure, grains=["year"])
    assert totals(frame, "year")[JAN] == 50
