"""An exhibit: one chart with everything that its card, its table and its files say of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

from lead_metrics.catalogue.model import Indicator
from lead_metrics.cells import ALL
from lead_metrics.charts.tokens import ThemeName


@dataclass(frozen=True)
class Exhibit:
    """What a card shows.

    draw: the chart's spec in a theme. rows: what the chart plots. figures: what its file holds, the released figures
    behind it (facts.figures.FIGURES) or an estimate. source: the names of their sources. events: the numbered events of
    its time axis. heads, cells: the table's. filters: what was chosen, in words. name: what its file is called after
    the indicator.
    """

    indicator: Indicator
    title: str
    sentence: str
    unit: str
    as_of: str
    source: str
    alt: str
    draw: Callable[[ThemeName], dict[str, Any]]
    rows: pl.DataFrame
    figures: pl.DataFrame
    heads: tuple[str, ...]
    cells: Callable[[], list[tuple[str, ...]]]
    events: pl.DataFrame
    filters: str
    area: str = ALL
    name: str = ""
