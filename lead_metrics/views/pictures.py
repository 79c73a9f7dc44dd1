"""What a finding's chart is given: its rows on a time axis with the events, and the same in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl
import streamlit as st

from lead_metrics.catalogue.model import Language
from lead_metrics.charts import rows
from lead_metrics.charts.describe import describe, tooltips
from lead_metrics.views import reads
from lead_metrics.views.context import Context
from lead_metrics.views.findings import Finding

Span = tuple[date, date]


@dataclass(frozen=True)
class Picture:
    """What a chart is given: its rows (charts.rows.ROWS), the same in words, and the events on its axis."""

    rows: pl.DataFrame
    alt: str
    happened: pl.DataFrame


def picture(context: Context, found: Finding, span: Span) -> Picture:
    """Return the picture of a finding on the given time axis."""
    return _picture(reads.asked(context), found.indicator.id, found.area, context.language, span, context, found)


@st.cache_resource(max_entries=4096, show_spinner=False)
def _picture(
    asked: reads.Asked, name: str, area: str, language: Language, span: Span, _context: Context, _found: Finding
) -> Picture:  # fmt: skip
    happened = rows.within(reads.events(_context), span)
    frame = rows.plotted(
        rows.figures(_found.series, tooltips(_found.series, _found.teller)),
        rows.events(happened),
        *_arriving(_context, _found, span),
        rows.span("domain", *span),
    )
    return Picture(frame, describe(_found.series, happened, _found.teller), happened)


def _arriving(context: Context, found: Finding, span: Span) -> list[pl.DataFrame]:
    series = reads.spans(context, (found.indicator.id,)).filter(
        pl.col("area") == found.area, pl.col("dimension") == "none"
    )
    if series.is_empty():
        return []
    start, until = series["final_until"][0], series["arriving_until"][0]
    if start is None or until is None or until <= start:
        return []
    return [rows.span("arriving", start, min(until, span[1]), context.words("mark.arriving"))]
