"""Is this change real? The sentences of stored estimates, under a card and for a whole page."""

from __future__ import annotations

import polars as pl
import streamlit as st

from lead_metrics.catalogue.model import Language
from lead_metrics.estimates.findings import looked_at, told_estimate
from lead_metrics.estimates.payloads import Stored, read
from lead_metrics.views import reads
from lead_metrics.views.context import Context
from lead_metrics.views.findings import Finding

UNDER_A_CARD = ("before_after", "comparison", "disparity")
"""The kinds that are told under a card, in this order."""


def verdict(context: Context, found: Finding) -> str:
    """Return what was estimated of a finding's indicator at its area, no words where nothing was."""
    return _verdict(reads.asked(context), found.indicator.id, found.area, context.language, context, found)


@st.cache_resource(max_entries=4096, show_spinner=False)
def _verdict(asked: reads.Asked, name: str, area: str, language: Language, _context: Context, _found: Finding) -> str:
    rules = _context.catalogue.estimating
    if rules is None:
        return ""
    names = {code: one.en if language == "en" else one.es for code, one in _context.catalogue.codes["race"].items()}
    return " ".join(told_estimate(one, _found.teller, names, rules) for one in payloads(_context, name, area))


def payloads(context: Context, name: str, area: str) -> list[Stored]:
    """Return an indicator's stored estimates that are told under its card."""
    rows = reads.estimates(context).filter(pl.col("indicator") == name, pl.col("area") == area)
    kinds = {str(kind): str(payload) for kind, payload in rows.select("kind", "payload").iter_rows()}
    return [read(kind, kinds[kind]) for kind in UNDER_A_CARD if kind in kinds]


def together(context: Context) -> str:
    """Return how many figures were looked at together, and how many of them would stand out by chance."""
    rows = reads.estimates(context).filter(pl.col("kind") == "before_after")
    found = [read("before_after", payload) for payload in rows["payload"]]
    return looked_at(found, context.words, context.language) if found else ""
