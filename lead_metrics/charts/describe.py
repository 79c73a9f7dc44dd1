"""The same figures in words: a tooltip for each point, alt text for the whole chart, rows for its table."""

from __future__ import annotations

import polars as pl

from lead_metrics.catalogue.wording import period
from lead_metrics.cells import Status
from lead_metrics.estimates.change import shown
from lead_metrics.estimates.sentences import Teller


def said(row: dict[str, object], teller: Teller) -> str:
    """Return what one figure says: its value, or why there is none, never more than its status tells."""
    if row["status"] != Status.SHOWN or row["value"] is None:
        return teller.words(f"status.{row['status']}")
    value = teller.value(float(row["value"]))  # type: ignore[arg-type]
    return teller.words("status.unreliable_value", value=value) if row["unreliable"] else value


def tooltips(series: pl.DataFrame, teller: Teller) -> list[str]:
    """Return the words of each figure of a series (facts.figures.FIGURES), in time order."""
    return [f"{span(row, teller)}: {said(row, teller)}" for row in series.sort("from").to_dicts()]


def span(row: dict[str, object], teller: Teller) -> str:
    """Return a row's period in words."""
    return period(row["from"], row["until"], teller.language)  # type: ignore[arg-type]


def describe(series: pl.DataFrame, happened: pl.DataFrame, teller: Teller) -> str:
    """Return the alt text of a trend: what it is, how much is shown, lowest, highest and latest, and the events."""
    rows = shown(series)
    if not rows:
        return teller.words("alt.nothing", name=teller.name)
    low = min(rows, key=lambda row: float(row["value"]))  # type: ignore[arg-type]
    high = max(rows, key=lambda row: float(row["value"]))  # type: ignore[arg-type]
    text = teller.words(
        "alt.trend",
        name=teller.name,
        first=span(rows[0], teller),
        last=span(rows[-1], teller),
        shown=len(rows),
        of=series.height,
        low=said(low, teller),
        low_at=span(low, teller),
        high=said(high, teller),
        high_at=span(high, teller),
        latest=said(rows[-1], teller),
    )
    names = [f"{n}, {title}" for n, title in enumerate(happened.sort("on", "title")["title"], start=1)]
    return text + (" " + teller.words("alt.events", events="; ".join(names)) if names else "")


def table(series: pl.DataFrame, teller: Teller) -> list[tuple[str, str, str]]:
    """Return the accessible equivalent of a trend: period, figure and 95 % interval, in time order."""
    return [(span(row, teller), said(row, teller), interval(row, teller)) for row in series.sort("from").to_dicts()]


def interval(row: dict[str, object], teller: Teller) -> str:
    """Return the interval of a shown figure in words, empty where it has none."""
    if row["status"] != Status.SHOWN or row["low"] is None or row["high"] is None:
        return ""
    ends = [teller.value(float(row[end])) for end in ("low", "high")]  # type: ignore[arg-type]
    return teller.words("interval.from_to", low=ends[0], high=ends[1])
