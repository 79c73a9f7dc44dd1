"""One site of a release, as estimates look at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import polars as pl

from lead_metrics.catalogue.model import Catalogue, Estimating, Indicator, Site
from lead_metrics.cells import ALL, KEYS, NONE, ReleasedCells
from lead_metrics.estimates.payloads import Stored
from lead_metrics.estimates.runs import Run
from lead_metrics.intake.deposit import Deposit
from lead_metrics.periods import Grain, start_of

PARTS = ("value", "numerator", "denominator")


class Made(NamedTuple):
    """An estimate of a site.

    used: the figures that it was made from (KEYS and PARTS), None where it was people. since: the day on which each of
    these people could first be counted.
    """

    area: str
    indicator: str
    kind: str
    payload: Stored
    used: pl.DataFrame | None = None
    since: pl.Series | None = None


@dataclass(frozen=True)
class Place:
    """One site of a release: its figures, events, records, and what the catalogue says of estimates."""

    site: Site
    cells: ReleasedCells
    events: pl.DataFrame
    deposit: Deposit
    catalogue: Catalogue
    rules: Estimating
    as_of: date

    def series(self) -> Iterator[tuple[str, Indicator, pl.DataFrame]]:
        """Yield area, indicator and figures of each series that is not broken down."""
        totals = self.cells.frame.filter(pl.col("dimension") == NONE)
        for (area, name), frame in totals.group_by("area", "indicator", maintain_order=True):
            yield str(area), self.catalogue.indicators[str(name)], frame

    def happened(self, *kinds: str) -> list[tuple[date, str]]:
        """Return the site's events of these kinds, first days of months."""
        rows = self.events.filter(pl.col("site") == self.site.id, pl.col("kind").is_in(kinds)).sort("on", "title")
        return [(start_of(on, Grain.MONTH), title) for on, title in rows.select("on", "title").iter_rows()]

    @property
    def here(self) -> Estimating:
        """Return the rules with the site's own epidemic, where one of its events is that."""
        began = [day for day, _ in self.happened("epidemic")]
        return self.rules.model_copy(update={"epidemic_began": began[0]}) if began else self.rules

    def used(self, area: str, run: Run) -> pl.DataFrame:
        """Return the figures of a run as the gate knows them (KEYS and PARTS)."""
        fixed = {"site": self.site.id, "area": area, "indicator": run.indicator.id, "grain": run.grain,
                 "dimension": NONE, "category": ALL}  # fmt: skip
        return run.frame.with_columns(pl.lit(one).alias(name) for name, one in fixed.items()).select(*KEYS, *PARTS)
