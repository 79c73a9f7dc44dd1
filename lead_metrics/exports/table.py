"""Figures as CSV and as Parquet, which say what they are; no cell is a formula to a spreadsheet."""

from __future__ import annotations

import csv
import io

import polars as pl

from lead_metrics.exports.label import Label
from lead_metrics.spreadsheet import harmless


def written(figures: pl.DataFrame, label: Label) -> bytes:
    """Return figures (facts.figures.FIGURES) as CSV in UTF-8, below a header line for each of the label's words."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for line in (label.title, label.sentence, *label.lines()):
        writer.writerow([f"# {line}"])
    writer.writerow(figures.columns)
    writer.writerows([cell(value) for value in row] for row in figures.iter_rows())
    return out.getvalue().encode("utf-8-sig")


def columnar(figures: pl.DataFrame, label: Label) -> bytes:
    """Return figures as Parquet, with each of the label's words in the file's metadata under a name of its own."""
    out = io.BytesIO()
    told = {"title": label.title, "sentence": label.sentence, "sample": label.sample, **dict(label.facts)}
    figures.write_parquet(out, metadata={name: words for name, words in told.items() if words})
    return out.getvalue()


def cell(value: object) -> object:
    """Return a value as a spreadsheet may hold it: no text is a formula, and what has no value is empty."""
    if isinstance(value, str):
        return harmless(value)
    return "" if value is None else value
