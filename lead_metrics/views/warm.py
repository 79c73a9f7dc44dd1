"""What the first visitor would otherwise wait for: heavy imports, the catalogue, the database."""

from __future__ import annotations

from importlib import import_module

from lead_metrics.access.addresses import ADDRESSES
from lead_metrics.access.viewer import ANYBODY
from lead_metrics.catalogue.load import catalogue
from lead_metrics.facts.releases import release_for
from lead_metrics.store.engine import engine


def warm() -> None:
    """Import what the pages need, load the catalogue and ask the database once."""
    for page in ADDRESSES:
        import_module(f"lead_metrics.views.{page}")
    catalogue()
    release_for(ANYBODY, engine())
