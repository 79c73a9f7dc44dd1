"""The three forms of harm at equal size: what people suffer, disorder and fear, and harm that the system does."""

from __future__ import annotations

from html import escape

import streamlit as st

from lead_metrics.views.cards import show_card
from lead_metrics.views.context import Context
from lead_metrics.views.pictures import Span
from lead_metrics.views.shelf import findings, indicators, show_quiet


def show_harms(context: Context, domain: Span | None) -> None:
    """Show a column for each harm: its heading, a chart of the first that can be drawn, and the others' words."""
    chapters = context.catalogue.chapters_of("harms")
    st.html(
        f'<h2 class="lm-section">{escape(context.words("harms.title"))}</h2>'
        f'<p class="lm-sentence">{escape(context.words("harms.about"))}</p>'
    )
    for chapter, column in zip(chapters, st.columns(len(chapters), gap="small"), strict=True):
        found = findings(context, indicators(context, chapter))
        drawn = [one for one in found if not one.told.quiet]
        with column:
            st.html(f'<h3 class="lm-question">{escape(chapter.name.said(context.language))}</h3>')
            if drawn:
                show_card(context, drawn[0], domain, f"harm-{chapter.id}-")
            said = "".join(f"<li>{escape(one.told.sentence)}</li>" for one in drawn[1:])
            if said:
                st.html(f'<ul class="lm-answers">{said}</ul>')
            show_quiet(found)
