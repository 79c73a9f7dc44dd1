"""The small line within a text: shown figures alone, nothing across a gap, and words instead of a picture."""

from __future__ import annotations

import re
from urllib.parse import unquote

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from lead_metrics.cells import Status
from lead_metrics.views.spark import HEIGHT, WIDTH, spark
from tests.figures import series

figures = st.lists(st.one_of(st.none(), st.floats(0, 1e6)), max_size=60)


def drawn(values: list[float | None]) -> str:
    """Return the drawing of a series, whose absent values are withheld."""
    frame = series([value or 0.0 for value in values])
    hidden = pl.Series([value is None for value in values], dtype=pl.Boolean)
    frame = frame.with_columns(
        status=pl.when(hidden).then(pl.lit(str(Status.WITHHELD))).otherwise(pl.lit(str(Status.SHOWN))),
        value=pl.when(hidden).then(None).otherwise("value"),
    )
    return unquote(spark(frame, "#123456", "Small line"))


@given(figures)
def test_every_point_lies_within_the_drawing(values):
    text = drawn(values)
    shown = [value for value in values if value is not None]
    assert bool(text) is (len(shown) >= 2)
    for x, y in re.findall(r"[ML]([\d.-]+) ([\d.-]+)", text):
        assert 0 <= float(x) <= WIDTH and 0 <= float(y) <= HEIGHT


@given(figures)
def test_no_line_joins_figures_across_one_that_is_not_shown(values):
    text = drawn(values)
    stretches = "".join("x" if value is not None else " " for value in values).split()
    if text:
        assert re.search(r'<path d="([^"]*)"', text).group(1).count("M") == len(stretches)


def test_it_is_an_image_with_words():
    assert 'alt="Small line"' in drawn([1.0, 2.0]) and drawn([1.0]) == "" and drawn([None, None]) == ""


def test_words_in_its_alt_text_stay_words():
    assert "<b>" not in spark(series([1.0, 2.0]), "#123456", '"><b>')
