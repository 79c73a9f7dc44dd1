"""An estimate is told only where the figures behind it are shown, and only at shown figures."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lead_metrics.cells import KEYS, RELEASED, SERIES, ReleasedCells, empty, fitted
from lead_metrics.errors import EstimateRefused
from lead_metrics.privacy.estimated import tell_estimates
from lead_metrics.privacy.gate import release
from tests.privacy.county import catalogue, months_of, raw

SIZES = [40, 41, 6, 43, 44, 45, 46, 47, 48, 49, 50, 51]


def _released(sizes: list[int]) -> ReleasedCells:
    return release(raw(months_of(2024, sizes)), catalogue()).cells


def _shown(cells: ReleasedCells) -> pl.DataFrame:
    return cells.frame.filter(pl.col("status") == "shown").select(*KEYS, "value", "numerator", "denominator")


def _line(cells: ReleasedCells) -> pl.DataFrame:
    return cells.frame.select(*KEYS, pl.lit(44.0).alias("fitted"), pl.lit(60.0).alias("upper"))


def test_a_fitted_line_has_no_point_at_a_withheld_month() -> None:
    cells = _released(SIZES)
    told = tell_estimates(_line(cells), _shown(cells), cells)
    assert [day.month for day in told["from"]] == [1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12]
    assert told.columns == [*KEYS, "fitted", "upper"]


def test_an_estimate_from_a_withheld_figure_is_refused_without_its_count() -> None:
    cells = _released(SIZES)
    used = raw(months_of(2024, SIZES)).frame.select(*KEYS, "value")
    with pytest.raises(
        EstimateRefused, match=r"1 figures that are not shown so: here all arrests month 2024-03-01"
    ) as why:
        tell_estimates(_line(cells), used, cells)
    assert " 6" not in str(why.value)


def test_an_estimate_from_a_newer_value_than_is_shown_is_refused() -> None:
    """A correction waits: the true sizes of today would tell it through the line."""
    cells = _released(SIZES)
    newer = _shown(cells).with_columns(pl.col("value") + 1)
    with pytest.raises(EstimateRefused, match="11 figures"):
        tell_estimates(_line(cells), newer, cells)


@pytest.mark.parametrize("part", ["numerator", "denominator"])
def test_an_estimate_from_other_parts_than_are_shown_is_refused(part: str) -> None:
    cells = _released(SIZES)
    with pytest.raises(EstimateRefused):
        tell_estimates(_line(cells), _shown(cells).with_columns(pl.lit(7.0).alias(part)), cells)


def test_an_estimate_from_figures_of_no_release_is_refused() -> None:
    cells = _released(SIZES)
    with pytest.raises(EstimateRefused):
        tell_estimates(_line(cells), _shown(cells).with_columns(pl.lit("elsewhere").alias("area")), cells)


def _stored(statuses: dict[int, str]) -> ReleasedCells:
    """A release of these months, as the store returns it."""
    rows = raw([row for n, row in enumerate(months_of(2024, SIZES), start=1) if n in statuses]).frame
    status = pl.Series("status", list(statuses.values()))
    return ReleasedCells(fitted(rows.with_columns(status), RELEASED), empty(SERIES))


def test_each_figure_behind_an_estimate_must_be_shown_with_its_very_numbers() -> None:
    cells = _stored({1: "shown", 2: "shown", 3: "withheld"})
    shown = _shown(cells)
    assert tell_estimates(_line(cells)[::-1], shown, cells)["from"].dt.month().to_list() == [2, 1]
    near = shown.with_columns(pl.col("value") + 1e-10)
    assert tell_estimates(_line(cells), near[:1].select(*KEYS, "value"), cells).height == 2
    for used in (
        cells.frame.select(*KEYS),
        cells.frame.select(*KEYS, "value"),
        shown.with_columns(pl.col("value") + 1e-6),
        shown.with_columns(denominator=pl.lit(9.0)),
        shown.with_columns(site=pl.lit("there")),
    ):
        with pytest.raises(EstimateRefused):
            tell_estimates(_line(cells), used, cells)


def test_the_refusal_names_the_first_figure_and_what_to_do() -> None:
    cells = _stored({1: "shown", 2: "withheld", 3: "withheld"})
    with pytest.raises(EstimateRefused) as why:
        tell_estimates(_line(cells), cells.frame.select(*KEYS), cells)
    assert str(why.value) == (
        "an estimate was made from 2 figures that are not shown so: "
        "here all arrests month 2024-02-01 2024-03-01 none all; estimate from shown figures alone"
    )


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=12, max_size=12))
def test_no_estimate_ever_stands_where_no_figure_is_shown(sizes: list[int]) -> None:
    cells = _released(sizes)
    told = tell_estimates(_line(cells), _shown(cells), cells)
    assert told.select(list(KEYS)).equals(_shown(cells).select(list(KEYS)))
