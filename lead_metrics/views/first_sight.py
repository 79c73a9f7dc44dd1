"""What a page says before its program has loaded: its heading and its answer, for whoever asks."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from lead_metrics.access.addresses import HOME
from lead_metrics.access.viewer import Viewer
from lead_metrics.catalogue.model import Language
from lead_metrics.views import frame, theory_of_change
from lead_metrics.views.look import PROJECTOR, first_styles
from lead_metrics.views.opening import opening
from lead_metrics.views.show import allowed, context_for


def first_sight(page: str, who: Viewer, query: Mapping[str, str], language: Language) -> str:
    """Return the first sight of the home page as HTML, made by what makes the page itself; nothing for other pages."""
    if page != HOME or not allowed(page, who):
        return ""
    context = context_for(page, who, query, language)
    if context.release is None or context.site is None:
        return ""
    styles = first_styles(projected=query.get("theme") == PROJECTOR)
    named = f'<p class="lm-product"><span class="lm-logo"></span>{escape(context.words("product.name"))}</p>'
    said = opening(context, *theory_of_change.opened(context))
    return f"<style>{styles}</style>{named}{frame.sample_label(context)}{said}"
