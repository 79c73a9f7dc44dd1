"""Is this change real? The sentences of stored estimates, under a card and for a whole page."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from lead_metrics.catalogue.model import Language
from lead_metrics.cells import ALL
from lead_metrics.estimates.findings import looked_at, told_estimate
from lead_metrics.estimates.payloads import PERSONAL, Stored, read
from lead_metrics.estimates.sentences import Teller
from lead_metrics.views import reads
from lead_metrics.views.categories import names
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
    told = stored(_context, name, area, UNDER_A_CARD)
    return " ".join(told_estimate(one, _found.teller, groups(_context), rules) for one in told)


def groups(context: Context) -> dict[str, str]:
    """Return the words of each group by race."""
    return names(context, "race")


def stored(context: Context, name: str, area: str, kinds: Sequence[str]) -> list[Stored]:
    """Return an indicator's stored estimates of these kinds, in their order."""
    rows = reads.estimates(context).filter(pl.col("indicator") == name, pl.col("area") == area)
    found = {str(kind): str(payload) for kind, payload in rows.select("kind", "payload").iter_rows()}
    return [read(kind, found[kind]) for kind in kinds if kind in found]


def together(context: Context) -> str:
    """Return how many figures were looked at together, and how many of them would stand out by chance."""
    rows = reads.estimates(context).filter(pl.col("kind") == "before_after")
    found = [read("before_after", payload) for payload in rows["payload"]]
    return looked_at(found, context.words, context.language) if found else ""


def people(context: Context) -> list[str]:
    """Return what became of the people who were referred, a sentence an estimate that this viewer may see."""
    rules, catalogue = context.catalogue.estimating, context.catalogue
    rows = reads.estimates(context).filter(pl.col("kind").is_in(PERSONAL), pl.col("area") == ALL)
    if rules is None:
        return []
    said = []
    for kind in PERSONAL:
        for name, payload in rows.filter(pl.col("kind") == kind).select("indicator", "payload").iter_rows():
            one = catalogue.indicators[name]
            teller = Teller(one, catalogue.units[one.unit], context.language, context.words)
            said.append(told_estimate(read(kind, payload), teller, groups(context), rules))
    return said
