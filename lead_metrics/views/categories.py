"""What the groups of a breakdown are called."""

from __future__ import annotations

from lead_metrics.views.context import Context

CODED_AS = {"topic": "need_topic", "question": "experience_question", "kind": "event_kind", "side": "spending_side"}
"""Dimensions whose codes stand in the catalogue under another name."""

UNKNOWN = "unknown"


def names(context: Context, dimension: str) -> dict[str, str]:
    """Return the words of each group of a dimension, in the catalogue's order; empty where it has no codes."""
    if dimension == "element":
        return {name: one.name.said(context.language) for name, one in context.catalogue.fidelity.items()}
    coded = context.catalogue.codes.get(CODED_AS.get(dimension, dimension), {})
    named = {code: words.en if context.language == "en" else words.es for code, words in coded.items()}
    return named | {UNKNOWN: context.words("dimension.unknown")} if named and UNKNOWN not in named else named
