"""Estimates of series come past the gate: nothing that is withheld goes into one or can be read off one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lead_metrics.catalogue.model import Indicator
from lead_metrics.errors import EstimateRefused
from lead_metrics.estimates.payloads import Chart, ChartPoint
from lead_metrics.verdicts import making, series
from lead_metrics.verdicts.gated import gated
from lead_metrics.verdicts.place import Made, Place
from tests.verdicts.places import counts, figures, place

MONTHS = 72


def two_charges(hidden: set[int]) -> list[dict[str, Any]]:
    """Return a charge and all charges by month, with these months withheld."""
    own, rest = counts(150, 0.7, seed=1), counts(300, 1.0, seed=2)
    rows = figures("bookings_divertible", [None if n in hidden else v for n, v in enumerate(own)])
    whole = [None if n in hidden else a + b for n, (a, b) in enumerate(zip(own, rest, strict=True))]
    return rows + figures("bookings_all", whole)


def told(where: Place) -> list[tuple[str, str, str, str]]:
    return [(one.area, one.indicator, one.kind, one.payload.model_dump_json()) for one in making.every(where)]


@settings(max_examples=4, deadline=None)
@given(hidden=st.sets(st.integers(0, MONTHS - 1), max_size=3), count=st.integers(1, 10))
def test_whatever_a_withheld_month_holds_every_estimate_stays_the_same(hidden: set[int], count: int) -> None:
    rows = two_charges(hidden)
    truth = [row | {"value": float(count), "numerator": float(count)} if row["status"] == "withheld" else row
             for row in rows]  # fmt: skip
    assert told(place(truth)) == told(place(rows))


def test_every_series_estimate_says_which_figures_it_was_made_from_and_all_of_them_are_shown() -> None:
    where = place(two_charges({3}))
    found = list(series.every(where))
    assert {one.kind for one in found} == {"chart", "before_after", "comparison"}
    assert gated(found, where.cells) == found
    months = {one.kind: one.used["from"].min() for one in found if one.used is not None}
    assert set(months.values()) == {date(2020, 5, 1)}


def test_nothing_passes_that_was_made_from_a_withheld_figure() -> None:
    where = place(two_charges({3}))
    chart = next(one for one in series.every(where) if one.kind == "chart")
    assert chart.used is not None
    hidden = chart.used.head(1).with_columns(pl.lit(date(2020, 4, 1)).alias("from"), pl.lit(7.0).alias("value"),
                                             pl.lit(date(2020, 5, 1)).alias("until"))  # fmt: skip
    with pytest.raises(EstimateRefused, match="not shown so: alder all bookings") as why:
        gated([chart._replace(used=pl.concat([hidden, chart.used]))], where.cells)
    assert "7.0" not in str(why.value)


def test_nothing_passes_that_has_a_point_where_no_figure_is_shown() -> None:
    where = place(two_charges({3}))
    chart = next(one for one in series.every(where) if one.kind == "chart")
    assert isinstance(chart.payload, Chart)
    more = ChartPoint(start=date(2020, 4, 1), value=7.0, centre=None, lower=None, upper=None)
    ghost = chart.payload.model_copy(update={"points": (more, *chart.payload.points)})
    with pytest.raises(EstimateRefused, match="not shown"):
        gated([chart._replace(payload=ghost)], where.cells)


def test_nothing_passes_that_does_not_say_what_it_was_made_from() -> None:
    where = place(two_charges(set()))
    one = next(series.every(where))
    with pytest.raises(EstimateRefused, match="does not say"):
        gated([Made(one.area, one.indicator, one.kind, one.payload)], where.cells)


class Leaky(Place):
    """A place whose series are read past the gate: what is withheld is taken for shown."""

    def series(self) -> Iterator[tuple[str, Indicator, pl.DataFrame]]:
        for area, indicator, frame in super().series():
            yield area, indicator, frame.with_columns(pl.lit("shown").alias("status"), pl.col("value").fill_null(7.0))


def test_estimates_of_a_release_come_past_the_gate() -> None:
    where = place(two_charges({3}))
    leaky = Leaky(**{field.name: getattr(where, field.name) for field in fields(where)})
    with pytest.raises(EstimateRefused, match="not shown so"):
        list(making.every(leaky))
