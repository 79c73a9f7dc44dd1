"""How the same people changed."""

from datetime import date

import polars as pl

from tests.aggregate.deposits import deposit, measured, records, totals

JAN, FEB, MAR = date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)
MEASURE = {
    "kind": "paired_change",
    "records": "assessments",
    "on": "on",
    "where": {"instrument": ["barc10"]},
    "column": "score",
}


def scored(*rows):
    return records(
        "assessments",
        [{"person": p, "on": d, "instrument": i, "score": s, "minimum": 10.0, "maximum": 60.0} for p, d, i, s in rows],
        "program",
    )


def test_change_is_latest_less_first_of_people_with_both():
    held = deposit(
        assessments=scored(
            ("a", JAN, "barc10", 30.0),
            ("a", FEB, "barc10", 36.0),
            ("a", MAR, "barc10", 40.0),
            ("b", JAN, "barc10", 40.0),
            ("b", FEB, "barc10", 38.0),
            ("c", FEB, "barc10", 50.0),
            ("a", FEB, "sf12", 1.0),
        )
    )
    frame = measured(held, MEASURE)
    assert (totals(frame)[JAN], totals(frame)[FEB], totals(frame)[MAR]) == (None, 2, 10)
    row = frame.filter(pl.col("from") == FEB, pl.col("grain") == "month").row(0, named=True)
    assert (row["people"], row["denominator"]) == (2, 2)


def test_the_latest_score_of_a_period_counts():
    held = deposit(
        assessments=scored(("a", JAN, "barc10", 30.0), ("a", FEB, "barc10", 36.0), ("a", MAR, "barc10", 31.0))
    )
    assert totals(measured(held, MEASURE, grains=["year"]), "year")[JAN] == 1
