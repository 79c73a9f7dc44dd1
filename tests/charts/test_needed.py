"""What of a chart its rows need."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any

import polars as pl
import pytest

from lead_metrics.charts.needed import condition, needed
from lead_metrics.charts.tokens import THEMES
from lead_metrics.charts.trend import draw
from lead_metrics.exports.label import Label
from lead_metrics.exports.picture import svg
from tests.charts.specimens import SPECIMENS

TREND = SPECIMENS["trend-gaps"]
MARKS = sorted(set(TREND.rows.filter(row="figure")["mark"]))


LABEL = Label("A title", "A sentence.", "A unit", "Words.", facts=(), sample="", events=(), stem="x")


def drawn(spec: dict[str, Any], rows: pl.DataFrame) -> list[str]:
    """Return every form of a chart with its place, in order, without the groups that hold them."""
    found = re.findall(r"<(?:path [^>]* d=|text|line|rect|use)[^>]*>[^<]*", svg(spec, rows, LABEL).decode())
    return [form for form in found if 'display="none"' not in form and 'class="background"' not in form]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kept", [marks for n in range(1, 3) for marks in combinations(MARKS, n)])
def test_a_chart_without_the_layers_that_nothing_reaches_is_the_same_picture(kept, theme):
    rows = TREND.rows.filter((pl.col("row") != "figure") | pl.col("mark").is_in(kept))
    spec = draw("systemic", False, theme)
    whole = drawn(spec, rows)
    assert len(whole) > len(rows.filter(row="figure"))
    assert drawn(needed(spec, rows), rows) == whole


def test_layers_that_nothing_reaches_are_left_out():
    plain = TREND.rows.filter(pl.col("row").is_in(["figure", "domain"]) & (pl.col("mark") == "shown").fill_null(True))
    without = plain.with_columns(low=pl.lit(None, pl.Float64), high=pl.lit(None, pl.Float64))
    spec = draw("systemic", False)
    assert len(needed(spec, without)["layer"]) == 3
    whole = pl.concat([TREND.rows, *(TREND.rows.filter(row="figure").head(1).with_columns(mark=pl.lit(mark), value=1.0,
                                                                                           low=0.5, high=1.5)
                       for mark in ("shown", "zero", "unreliable", "withheld", "missing"))])  # fmt: skip
    assert len(needed(spec, whole)["layer"]) == len(spec["layer"])
    assert needed(spec, TREND.rows.clear()) == spec


def test_whatever_is_not_understood_stays():
    rows = pl.DataFrame({"mark": ["shown"], "value": [1.0]})
    odd = {"transform": [{"filter": "datum.value > 3"}, {"filter": {"field": "mark"}}, {"calculate": "1", "as": "x"}]}
    own = {"data": {"values": []}, "transform": [{"filter": "datum.mark == 'zero'"}]}
    axis = {"encoding": {"y": {"field": "value", "type": "quantitative"}}}
    assert needed({"layer": [odd, own, axis]}, rows)["layer"] == [odd, own, axis]
    assert needed({"vconcat": []}, rows) == {"vconcat": []}


@pytest.mark.parametrize("expression", ["datum.a == 'x' && datum.b == 'y'", "a == 'x'", "isValid(datum.a) || true", ""])
def test_other_forms_of_filter_are_not_guessed_at(expression):
    assert condition(expression) is None


def test_either_of_two_marks_is_enough():
    either = condition("datum.mark == 'missing' || datum.mark == 'not_collected'")
    assert either is not None
    assert pl.DataFrame({"mark": ["shown", "missing", "not_collected", None]}).filter(either).height == 2
