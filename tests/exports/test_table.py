"""Figures as CSV and as Parquet."""

from __future__ import annotations

import csv
import io

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from lead_metrics.exports.table import cell, columnar, written
from lead_metrics.spreadsheet import STARTS
from tests.exports.test_picture import LABEL

FRAME = pl.DataFrame({"area": ["all", "=1+1"], "status": ["shown", "withheld"], "value": [-3.5, None]})


def lines(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_header_says_release_audience_filters_and_sample():
    top = [row[0] for row in lines(written(FRAME, LABEL)) if row[0].startswith("# ")]
    assert top == [f"# {line}" for line in (LABEL.title, LABEL.sentence, *LABEL.lines())]
    assert "# Sample data: an invented county." in top


def test_figures_stand_below_with_their_columns_and_a_withheld_one_is_empty():
    rows = [row for row in lines(written(FRAME, LABEL)) if not row[0].startswith("# ")]
    assert rows == [["area", "status", "value"], ["all", "shown", "-3.5"], ["'=1+1", "withheld", ""]]


def test_a_number_below_zero_stays_a_number():
    assert cell(-3.5) == -3.5


def test_a_parquet_file_holds_the_figures_as_they_are_and_says_what_they_are():
    content = columnar(FRAME, LABEL)
    assert pl.read_parquet(io.BytesIO(content)).equals(FRAME)
    told = pl.read_parquet_metadata(io.BytesIO(content))
    assert {name: told[name] for name in ("title", "sample", *dict(LABEL.facts))} == {
        "title": LABEL.title, "sample": LABEL.sample, **dict(LABEL.facts)
    }  # fmt: skip
    assert content == columnar(FRAME.clone(), LABEL)


@given(st.sampled_from(STARTS), st.text(max_size=20), st.text(" ", max_size=3))
def test_no_text_is_a_formula(start, rest, before):
    assert str(cell(before + start + rest)).startswith("'")


@given(st.text(max_size=40))
def test_text_keeps_all_its_letters(text):
    assert str(cell(text)).removeprefix("'") == text.removeprefix("'")
