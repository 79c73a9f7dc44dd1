"""What a figure says in one sentence: a pure function of the figures, in each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import polars as pl

from lead_metrics.catalogue.model import Indicator, Language, Unit
from lead_metrics.catalogue.wording import amount, number, period
from lead_metrics.cells import Status
from lead_metrics.estimates.change import latest_change, reading, shown
from lead_metrics.estimates.results import Change, Reading

ENOUGH_SHOWN = 0.8


class Words(Protocol):
    """The interface's own words, filled in."""

    def __call__(self, key: str, **fields: object) -> str:
        """Return the words of that key with their fields."""


@dataclass(frozen=True)
class Told:
    """A finding in words: a short title, a whole sentence, and whether the series is too thin for a chart."""

    title: str
    sentence: str
    quiet: bool = False


@dataclass(frozen=True)
class Teller:
    """What it takes to write about one indicator in one language."""

    indicator: Indicator
    unit: Unit
    language: Language
    words: Words

    @property
    def name(self) -> str:
        """Return the indicator's name."""
        return self.indicator.name.said(self.language)

    def value(self, value: float) -> str:
        """Return a value with its unit."""
        return amount(value, self.unit, self.language)

    def span(self, of: Reading) -> str:
        """Return a reading's period in words."""
        return period(of.start, of.until, self.language)

    def span_of(self, row: Mapping[str, Any]) -> str:
        """Return the period of a figure (facts.figures.FIGURES) in words."""
        return period(row["from"], row["until"], self.language)

    def size(self, by: float, kind: Literal["percent", "points", "value"]) -> str:
        """Return the size of a change without its direction; percent and percentage points are never mixed."""
        if kind == "points":
            return self.words("sentence.points", n=self.bare(by, kind))
        return f"{self.bare(by, kind)}%" if kind == "percent" else self.value(abs(by))

    def bare(self, by: float, kind: Literal["percent", "points", "value"]) -> str:
        """Return the size of a change as a number alone."""
        if kind == "percent":
            return number(abs(by) * 100, 0, self.language)
        return number(abs(by), max(self.unit.decimals, 1), self.language)


def tell(series: pl.DataFrame, teller: Teller) -> Told:
    """Return the finding of one series (facts.figures.FIGURES, the totals of one area)."""
    counted = series.filter(pl.col("status").is_in([Status.SHOWN, Status.WITHHELD]))
    if counted.is_empty():
        return nothing(series, teller)
    rows = shown(counted)
    if len(rows) < ENOUGH_SHOWN * counted.height:
        return thin(counted, rows, teller)
    change = latest_change(counted, teller.indicator)
    return changed(change, teller) if change else first(reading(rows[-1]), teller)


def nothing(series: pl.DataFrame, teller: Teller) -> Told:
    """Say that nothing was counted: not collected here, or not arrived."""
    collected = (series["status"] != Status.NOT_COLLECTED).any() if series.height else False
    key = "sentence.missing" if collected else "sentence.not_collected"
    takes = teller.indicator.takes.said(teller.language)
    return Told(teller.name, teller.words(key, name=teller.name, takes=takes), quiet=True)


def thin(counted: pl.DataFrame, rows: list[dict[str, object]], teller: Teller) -> Told:
    """Say the latest figure that may be shown, and that most are withheld."""
    grain = teller.words(f"grain.by.{counted['grain'][-1]}")
    if not rows:
        return Told(teller.name, teller.words("sentence.withheld", name=teller.name, grain=grain), quiet=True)
    latest = reading(rows[-1])
    said = teller.words(
        "sentence.thin", name=teller.name, value=teller.value(latest.value), period=teller.span(latest), grain=grain
    )
    return Told(teller.name, said, quiet=True)


def first(latest: Reading, teller: Teller) -> Told:
    """Say a figure that has nothing a year earlier to stand beside."""
    said = teller.words(
        "sentence.first", name=teller.name, value=teller.value(latest.value), period=teller.span(latest)
    )
    return Told(teller.words("title.first", name=teller.name), said)


def changed(change: Change, teller: Teller) -> Told:
    """Say a change: direction, size, interval and what it is compared with."""
    fields: dict[str, object] = {
        "name": teller.name,
        "value": teller.value(change.latest.value),
        "period": teller.span(change.latest),
        "before": teller.value(change.earlier.value),
        "earlier": teller.span(change.earlier),
    }
    if change.by is None:
        return Told(plain_title(change, teller), teller.words("sentence.beside", **fields))
    fields |= {"size": teller.size(change.by.estimate, change.kind), "interval": interval(change, teller)}
    if change.clear:
        way = "higher" if change.by.estimate > 0 else "lower"
        return Told(teller.words(f"title.{way}", **fields), teller.words(f"sentence.{way}", **fields))
    title = teller.words("title.no_clear_change", **fields)
    if change.seeable is None:
        return Told(title, teller.words("sentence.no_clear_change", **fields))
    fields["seeable"] = teller.size(change.seeable, change.kind)
    return Told(title, teller.words("sentence.no_clear_change_seeable", **fields))


def plain_title(change: Change, teller: Teller) -> str:
    """Return a title that gives the value alone, since no interval allows a verdict."""
    return teller.words("title.value", name=teller.name, value=teller.value(change.latest.value))


def interval(change: Change, teller: Teller) -> str:
    """Return the 95 % interval in words, with the direction of each end."""
    assert change.by is not None
    low, high = change.by.low, change.by.high
    if low > 0 or high < 0:
        near, far = sorted((abs(low), abs(high)))
        way = "higher" if low > 0 else "lower"
        return teller.words(f"interval.{way}", low=teller.bare(near, change.kind), high=teller.size(far, change.kind))
    return teller.words("interval.both", low=teller.size(low, change.kind), high=teller.size(high, change.kind))


def tell_groups(cells: pl.DataFrame, teller: Teller, names: dict[str, str]) -> Told:
    """Return what an indicator says that has no total, only groups: the latest figure of each that is shown.

    cells: one indicator by one dimension (facts.figures.FIGURES). names: category to words.
    """
    rows = [row for row in shown(cells) if row["category"] in names]
    if not rows:
        return nothing(cells, teller)
    latest = [row for row in rows if row["until"] == rows[-1]["until"]]
    groups = "; ".join(f"{names[str(row['category'])]} {teller.value(reading(row).value)}" for row in latest)
    said = teller.words("sentence.groups", name=teller.name, period=teller.span(reading(latest[0])), groups=groups)
    return Told(teller.name, said, quiet=True)
