"""Cached reads of released figures: keyed by release, audience, site and what is asked, never by a frame."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl
import streamlit as st
from sqlalchemy import Engine

from lead_metrics.access.rules import audience_at
from lead_metrics.access.viewer import Viewer
from lead_metrics.catalogue.model import Audience
from lead_metrics.cells import ALL
from lead_metrics.facts.estimates import estimates_for
from lead_metrics.facts.figures import facts_for
from lead_metrics.facts.releases import areas_for, events_for, series_for
from lead_metrics.views.context import Context


def totals(context: Context, indicators: tuple[str, ...], area: str = "all") -> pl.DataFrame:
    """Return the totals of these indicators at the context's site and area (facts.figures.FIGURES)."""
    return figures(context, indicators, "none").filter(pl.col("area") == area)


def figures(context: Context, indicators: tuple[str, ...], dimension: str | None) -> pl.DataFrame:
    """Return the figures of these indicators at the context's site, by one dimension or, for None, every one."""
    return _figures(asked(context), indicators, dimension, context.engine)


def spans(context: Context, indicators: tuple[str, ...]) -> pl.DataFrame:
    """Return the series of these indicators at the context's site (cells.SERIES): grain, final and arriving spans."""
    return _spans(asked(context), indicators, context.engine)


def events(context: Context) -> pl.DataFrame:
    """Return the policy events of the context's site (columns on, title, kind)."""
    return _events(asked(context), context.engine)


def estimates(context: Context) -> pl.DataFrame:
    """Return the estimates at the context's site (facts.estimates.ESTIMATES)."""
    return _estimates(asked(context), context.engine)


def areas(context: Context) -> dict[str, str]:
    """Return the areas of the context's site that hold figures, id to name, without the whole site."""
    return _areas(asked(context), context.engine)


class Asked(NamedTuple):
    """Whose figures of which release: all that decides what a cached read may hold."""

    database: str
    release: int
    audience: str
    site: str

    @property
    def viewer(self) -> Viewer:
        """Return a viewer who sees just what this key may hold, whoever asked first."""
        return Viewer(Audience(self.audience), frozenset({self.site}))


def asked(context: Context) -> Asked:
    """Return the key of everything that this viewer reads at the context's site and release."""
    site, release = context.site, context.release
    assert site is not None and release is not None
    return Asked(str(context.engine.url), release.number, str(audience_at(context.viewer, site)), site)


# The engine cannot be hashed; the database's address stands for it in the key.
@st.cache_resource(max_entries=2048, show_spinner=False)
def _figures(key: Asked, indicators: tuple[str, ...], dimension: str | None, _engine: Engine) -> pl.DataFrame:
    return facts_for(
        key.viewer, _engine, indicators=indicators, sites=[key.site], dimension=dimension, release=key.release
    )


@st.cache_resource(max_entries=512, show_spinner=False)
def _spans(key: Asked, indicators: tuple[str, ...], _engine: Engine) -> pl.DataFrame:
    return series_for(key.viewer, _engine, indicators=indicators, sites=[key.site], release=key.release)


@st.cache_resource(max_entries=512, show_spinner=False)
def _events(key: Asked, _engine: Engine) -> pl.DataFrame:
    found = events_for(key.viewer, _engine, sites=[key.site], release=key.release)
    return found.select("on", "title", "kind")


@st.cache_resource(max_entries=512, show_spinner=False)
def _estimates(key: Asked, _engine: Engine) -> pl.DataFrame:
    return estimates_for(key.viewer, _engine, sites=[key.site], release=key.release)


@st.cache_resource(max_entries=512, show_spinner=False)
def _areas(key: Asked, _engine: Engine) -> dict[str, str]:
    found = areas_for(key.viewer, _engine, key.site, key.release)
    return {area: name for area, name in found.select("area", "name").iter_rows() if area != ALL}
