"""What a report says of relations is read back as it was written."""

from __future__ import annotations

import polars as pl

from lead_metrics.privacy.terms import (
    DENIED,
    FEW,
    SHAPES,
    denied_as_shapes,
    denied_of_shapes,
    few_as_shapes,
    few_of_shapes,
)

HERE = {"site": "here", "area": "north", "indicator": "arrests", "dimension": "race", "category": "black"}
WHERE = {**HERE, "quantity": "numerator", "label": "time adds"}
WHEN = {"grain": "month", "from": "2024-01-01", "until": "2024-02-01"}


def test_what_does_not_hold_and_what_is_few_stand_in_one_report_and_are_told_apart():
    denied = pl.DataFrame([WHERE, {**WHERE, "area": "all", "category": "white"}], schema=DENIED)
    few = pl.DataFrame([{**WHERE, **WHEN}, {**WHERE, **WHEN, "label": "(elsewhere)"}], schema=FEW)
    report = pl.concat([few_as_shapes(few), denied_as_shapes(denied)])
    assert report.schema == SHAPES
    assert denied_of_shapes(report).equals(denied)
    assert few_of_shapes(report).equals(few)
