"""The door check between rooms."""

from datetime import date

import polars as pl
import pytest

from lead_metrics.cells import AREAS, COVERAGE, RAW, RELEASED, SERIES, RawCells, ReleasedCells, check, empty, fitted


def test_a_frame_with_the_declared_columns_passes():
    RawCells(empty(RAW), empty(COVERAGE), empty(AREAS))
    ReleasedCells(empty(RELEASED), empty(SERIES))


@pytest.mark.parametrize("frame", [empty(RAW).drop("people"), empty(RAW).with_columns(more=pl.lit(1)), empty(RELEASED)])
def test_a_frame_with_other_columns_is_stopped_at_the_door(frame):
    with pytest.raises(TypeError, match="expected"):
        RawCells(frame, empty(COVERAGE), empty(AREAS))


def test_a_frame_with_another_type_is_stopped_at_the_door():
    with pytest.raises(TypeError):
        check(pl.DataFrame({"site": [1]}), {"site": pl.String})


def test_absent_columns_are_filled_with_nothing_known():
    frame = fitted(pl.DataFrame({"site": ["a"], "extra": [1]}), COVERAGE)
    assert frame.columns == list(COVERAGE)
    assert frame.row(0) == ("a", None, None, None, None, None)
    assert dict(frame.schema)["from"] == pl.Date


def test_dates_stay_dates():
    assert fitted(pl.DataFrame({"from": [date(2026, 1, 1)]}), COVERAGE)["from"].to_list() == [date(2026, 1, 1)]
