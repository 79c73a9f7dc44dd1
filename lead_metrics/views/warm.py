"""What is made before the first visitor comes: words, charts, and the figures of the public home page."""

from __future__ import annotations

import contextlib

from lead_metrics.access.viewer import ANYBODY
from lead_metrics.catalogue.load import catalogue
from lead_metrics.charts.compiled import compiled
from lead_metrics.charts.tokens import THEMES
from lead_metrics.charts.trend import draw
from lead_metrics.errors import LeadError
from lead_metrics.facts.figures import facts_for
from lead_metrics.store.engine import engine

LEVELS = ("individual", "programmatic", "systemic", "quality")


def warm() -> None:
    """Load the catalogue, compile every chart, and read the public figures once."""
    words = catalogue()
    for theme in THEMES:
        for level in LEVELS:
            for percent in (True, False):
                draw(level, percent, theme)
    # The first compilation loads what compiles, a second long.
    compiled(draw(LEVELS[0], percent=False))
    # A database that is absent or behind is reported by the page that needs it, not by the start.
    with contextlib.suppress(LeadError):
        facts_for(ANYBODY, engine(), indicators=tuple(words.indicators))
