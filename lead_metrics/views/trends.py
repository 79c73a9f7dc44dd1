"""The trend of a finding as an exhibit."""

from __future__ import annotations

from functools import partial

import streamlit as st

from lead_metrics.catalogue.model import Language
from lead_metrics.charts.describe import table
from lead_metrics.charts.trend import draw
from lead_metrics.views import reads
from lead_metrics.views.context import Context
from lead_metrics.views.exhibit import Exhibit
from lead_metrics.views.findings import Finding
from lead_metrics.views.labels import as_of, sources, unit_of
from lead_metrics.views.pictures import Picture


def trend(context: Context, found: Finding, drawn: Picture) -> Exhibit:
    """Return the trend of a finding."""
    counts = context.words(f"counts.{found.indicator.counts}")
    return Exhibit(
        indicator=found.indicator,
        title=found.told.title,
        sentence=found.told.sentence,
        unit=unit_of(context, found.indicator, found.series),
        as_of=as_of(context, found.series),
        source=sources(context, found.series),
        alt=drawn.alt,
        draw=partial(draw, found.indicator.level, found.teller.unit.percent),
        rows=drawn.rows,
        figures=found.series,
        heads=tuple(context.words(f"table.{name}") for name in ("period", "figure", "interval")),
        cells=partial(_cells, reads.asked(context), found.indicator.id, found.area, context.language, found),
        events=drawn.happened,
        filters=context.words("label.totals", counts=counts),
        area=found.area,
    )


@st.cache_resource(max_entries=4096, show_spinner=False)
def _cells(asked: reads.Asked, name: str, area: str, language: Language, _found: Finding) -> list[tuple[str, ...]]:
    return [tuple(row) for row in reversed(table(_found.series, _found.teller))]
