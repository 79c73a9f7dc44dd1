"""A finding: one indicator at one place, its series, and what they say."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
import streamlit as st

from lead_metrics.catalogue.model import Indicator, Language
from lead_metrics.cells import ALL, Status
from lead_metrics.estimates.sentences import Teller, Told, tell, tell_groups
from lead_metrics.views import reads
from lead_metrics.views.categories import names
from lead_metrics.views.context import Context


@dataclass(frozen=True)
class Finding:
    """One indicator at one place: its series, and what they say."""

    indicator: Indicator
    series: pl.DataFrame
    teller: Teller
    told: Told
    area: str = ALL


def finding(context: Context, name: str, area: str = ALL) -> Finding:
    """Return what an indicator's totals say at the context's site."""
    return _finding(reads.asked(context), name, area, context.language, context)


# Whatever decides the words is in the key: whose figures, of which release and site, in which language.
@st.cache_resource(max_entries=4096, show_spinner=False)
def _finding(asked: reads.Asked, name: str, area: str, language: Language, _context: Context) -> Finding:
    indicator = _context.catalogue.indicators[name]
    teller = Teller(indicator, _context.catalogue.units[indicator.unit], language, _context.words)
    series = reads.totals(_context, (name,), area)
    if (series.is_empty() or not_collected(series)) and indicator.breakdowns:
        told = by_groups(_context, teller)
        if told is not None:
            return Finding(indicator, series.clear(), teller, told, area)
    return Finding(indicator, series, teller, tell(series, teller), area)


def not_collected(series: pl.DataFrame) -> bool:
    """Tell whether a series says nothing but that it is not collected here."""
    return bool((series["status"] == Status.NOT_COLLECTED).all())


def by_groups(context: Context, teller: Teller) -> Told | None:
    """Return what an indicator without a total says of its groups, None where it has no figure of any."""
    dimension = teller.indicator.breakdowns[0]
    cells = reads.figures(context, (teller.indicator.id,), dimension)
    if cells.is_empty():
        return None
    return tell_groups(cells, teller, names(context, dimension))
