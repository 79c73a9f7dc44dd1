"""Cached reads of released figures: keyed by release, audience, site and what is asked, never by a frame."""

from __future__ import annotations

import polars as pl
import streamlit as st
from sqlalchemy import Engine

from lead_metrics.access.rules import audience_at
from lead_metrics.access.viewer import Viewer
from lead_metrics.facts.figures import facts_for
from lead_metrics.facts.releases import events_for, series_for
from lead_metrics.views.context import Context


def totals(context: Context, indicators: tuple[str, ...], area: str = "all") -> pl.DataFrame:
    """Return the totals of these indicators at the context's site and area (facts.figures.FIGURES)."""
    return figures(context, indicators, "none").filter(pl.col("area") == area)


def figures(context: Context, indicators: tuple[str, ...], dimension: str) -> pl.DataFrame:
    """Return the figures of these indicators at the context's site, by one dimension (facts.figures.FIGURES)."""
    site, release = context.site, context.release
    assert site is not None and release is not None
    audience = audience_at(context.viewer, site)
    return _figures(release.number, str(audience), site, indicators, dimension, context.viewer, context.engine)


def spans(context: Context, indicators: tuple[str, ...]) -> pl.DataFrame:
    """Return the series of these indicators at the context's site (cells.SERIES): grain, final and arriving spans."""
    site, release = context.site, context.release
    assert site is not None and release is not None
    audience = audience_at(context.viewer, site)
    return _spans(release.number, str(audience), site, indicators, context.viewer, context.engine)


def events(context: Context) -> pl.DataFrame:
    """Return the policy events of the context's site (columns on, title, kind)."""
    site, release = context.site, context.release
    assert site is not None and release is not None
    audience = audience_at(context.viewer, site)
    return _events(release.number, str(audience), site, context.viewer, context.engine)


# The viewer and the engine cannot be hashed; release, audience and site stand for them in the key.
@st.cache_resource(max_entries=2048, show_spinner=False)
def _figures(
    release: int, audience: str, site: str, indicators: tuple[str, ...], dimension: str, _viewer: Viewer,
    _engine: Engine,
) -> pl.DataFrame:  # fmt: skip
    return facts_for(
        _viewer, _engine, indicators=indicators, sites=[site], dimension=dimension, release=release
    )


@st.cache_resource(max_entries=512, show_spinner=False)
def _spans(
    release: int, audience: str, site: str, indicators: tuple[str, ...], _viewer: Viewer, _engine: Engine
) -> pl.DataFrame:
    return series_for(_viewer, _engine, indicators=indicators, sites=[site])


@st.cache_resource(max_entries=512, show_spinner=False)
def _events(release: int, audience: str, site: str, _viewer: Viewer, _engine: Engine) -> pl.DataFrame:
    return events_for(_viewer, _engine, sites=[site]).select("on", "title", "kind")
