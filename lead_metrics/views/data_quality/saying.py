"""What the parts of the page share: names, counts, last days, headings and tables in its own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from html import escape

from lead_metrics.catalogue.wording import day, number
from lead_metrics.cells import Status
from lead_metrics.views.context import Context
from lead_metrics.views.data_quality.tally import TALLY, share
from lead_metrics.views.details import table_html


def heading(context: Context, key: str) -> str:
    """Return the heading of a part as HTML."""
    return f'<h2 class="lm-section">{escape(context.words(f"data_quality.{key}"))}</h2>'


def table(context: Context, title: str, heads: Sequence[str], rows: list[tuple[str, ...]]) -> str:
    """Return rows as an HTML table; title and heads are keys of the page's own words."""
    said = [context.words(f"data_quality.head.{head}") for head in heads]
    return table_html(context.words(f"data_quality.{title}"), said, rows)


def told_shares(context: Context, counts: Mapping[str, int]) -> dict[str, str]:
    """Return counts by status and their shares in words; `all` is what is collected, of which the shares are."""
    whole = sum(counts.values()) - counts[Status.NOT_COLLECTED]
    told = {name: f"{figure(context, counts[name])} ({share(counts[name], whole)})" for name in TALLY}
    return {"all": figure(context, whole), **told}


def last(context: Context, until: date) -> str:
    """Return the last day before an exclusive end, in words."""
    return day(until - timedelta(days=1), context.language)


def figure(context: Context, count: int) -> str:
    """Return a count as people write it."""
    return number(count, 0, context.language)


def name_of(context: Context, indicator: str) -> str:
    """Return an indicator's name; one that the catalogue no longer knows keeps its id."""
    known = context.catalogue.indicators.get(indicator)
    return known.name.said(context.language) if known else indicator


def source(context: Context, name: str) -> str:
    """Return a source's name; one that the catalogue no longer knows keeps its id."""
    known = context.catalogue.recipes.get(name)
    return known.name.said(context.language) if known else name
