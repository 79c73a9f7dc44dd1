"""No text that leaves for a spreadsheet is run there."""

from __future__ import annotations

import csv
import io

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lead_metrics.commands import figures
from lead_metrics.spreadsheet import STARTS, harmless, harmless_frame

TEXTS = st.text(alphabet=st.one_of(st.sampled_from([*STARTS, "'", '"', ",", "|", "a"]), st.characters(codec="utf-8")))


@pytest.mark.parametrize(
    "attack",
    ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1", "  =1", "=cmd|' /C calc'!A0", '=HYPERLINK("a")'],
)
def test_a_formula_becomes_text(attack: str) -> None:
    assert harmless(attack) == "'" + attack


@given(TEXTS)
def test_a_text_begins_with_no_formula_and_loses_nothing(text: str) -> None:
    assert not harmless(text).lstrip(" ").startswith(STARTS)
    assert harmless(text).removeprefix("'" if text.lstrip(" ").startswith(STARTS) else "") == text


@given(st.lists(st.tuples(TEXTS, st.floats(-9, 9)), min_size=1))
def test_a_frame_is_neutralized_text_by_text_and_its_numbers_stay(rows: list[tuple[str, float]]) -> None:
    frame = pl.DataFrame(rows, schema={"area": pl.String, "value": pl.Float64}, orient="row")
    made = harmless_frame(frame)
    assert made["area"].to_list() == [harmless(text) for text, _ in rows]
    assert made["value"].to_list() == frame["value"].to_list()
    assert made.schema == frame.schema


def test_missing_texts_stay_missing() -> None:
    assert harmless_frame(pl.DataFrame({"a": [None, "=1"]}, schema={"a": pl.String}))["a"].to_list() == [None, "'=1"]


def test_the_command_writes_no_formula(capsys: pytest.CaptureFixture[str]) -> None:
    frame = pl.DataFrame(
        {"area": ["=cmd|' /C calc'!A0", "downtown"], "category": ["-1+2", "all"], "value": [-1.5, 2.0]}
    )
    figures.write(frame, "csv")
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert rows[1:] == [["'=cmd|' /C calc'!A0", "'-1+2", "-1.5"], ["downtown", "all", "2.0"]]
