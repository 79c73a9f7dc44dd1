"""Figures as CSV, under a header that says what they are; no cell is a formula to a spreadsheet."""

from __future__ import annotations

import csv
import io

import polars as pl

from lead_metrics.exports.label import Label

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the start of a formula, in any column that holds text."""


def written(figures: pl.DataFrame, label: Label) -> bytes:
    """Return figures (facts.figures.FIGURES) as CSV in UTF-8, below a header line for each of the label's words."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for line in (label.title, label.sentence, *label.lines()):
        writer.writerow([f"# {line}"])
    writer.writerow(figures.columns)
    writer.writerows([cell(value) for value in row] for row in figures.iter_rows())
    return out.getvalue().encode("utf-8-sig")


def cell(value: object) -> object:
    """Return a value as a spreadsheet may hold it: text that looks like a formula is made plain by an apostrophe."""
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA):
        return f"'{value}"
    return "" if value is None else value
