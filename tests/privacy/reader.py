"""A reader of releases who solves for what is withheld: whole-number programs over the months behind each figure.

Shares no code and no method with the gate: the gate reasons about sums of released figures, this reader about every
month, place and group that nobody released, and asks of each possible number whether any county could have it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from scipy.optimize import Bounds, LinearConstraint, milp

from lead_metrics.cells import ReleasedCells

MOST = 500


class Reader:
    """What one reader knows of one indicator of events, from one or several releases of unchanged counts."""

    def __init__(
        self, releases: list[ReleasedCells], months: list[date], groups: dict[tuple[str, str], list[str]], exact: bool
    ) -> None:
        """groups: (what, "dimension" or "area") → its members. exact: areas leave no remainder."""
        self.months = months
        self.places: dict[tuple[str, str, date], int] = {}
        self.rows: list[tuple[dict[int, float], float, float]] = []
        self.groups = groups
        for month in months:
            total = self._place("all", "all", month)
            for (name, what), members in groups.items():
                parts = [self._place(name, member, month) for member in members]
                if what == "area" and not exact:
                    parts.append(self._place(name, "(elsewhere)", month))
                self.rows.append(({total: 1.0} | dict.fromkeys(parts, -1.0), 0, 0))
        for cells in releases:
            self._read(cells.frame)

    def possible(self, row: dict[str, Any], number: int) -> bool:
        """Tell whether some county that fits all that is shown has this number at a withheld figure."""
        return self._fits([*self.rows, (self._sum(row), number, number)])

    def _fits(self, rows: list[tuple[dict[int, float], float, float]]) -> bool:
        count = len(self.places)
        matrix = np.zeros((len(rows), count))
        for n, (terms, _, _) in enumerate(rows):
            matrix[n, list(terms)] = list(terms.values())
        constraint = LinearConstraint(matrix, [low for _, low, _ in rows], [high for _, _, high in rows])
        found = milp(np.zeros(count), integrality=np.ones(count), bounds=Bounds(0, MOST), constraints=constraint)
        return bool(found.status == 0)

    def _read(self, frame: pl.DataFrame) -> None:
        rows = list(frame.iter_rows(named=True))
        for row in rows:
            if row["status"] == "shown":
                self.rows.append((self._sum(row), row["value"], row["value"]))
            elif row["status"] == "withheld" and not self._all_marked(row, rows):
                # Zeros are shown, but where a whole table is marked a mark may stand for one.
                self.rows.append((self._sum(row), 1, np.inf))

    def _all_marked(self, row: dict[str, Any], rows: list[dict[str, Any]]) -> bool:
        name, _ = self._of(row)
        beside = [r for r in rows if self._of(r)[0] == name and r["from"] == row["from"] and r["grain"] == row["grain"]]
        return name != "all" and all(r["status"] == "withheld" for r in beside)

    def _sum(self, row: dict[str, Any]) -> dict[int, float]:
        inside = [month for month in self.months if row["from"] <= month < row["until"]]
        return {self.places[(*self._of(row), month)]: 1.0 for month in inside}

    def _of(self, row: dict[str, Any]) -> tuple[str, str]:
        if row["area"] != "all":
            return "places", row["area"]
        return (row["dimension"], row["category"]) if row["dimension"] != "none" else ("all", "all")

    def _place(self, name: str, member: str, month: date) -> int:
        return self.places.setdefault((name, member, month), len(self.places))


def narrowed(reader: Reader, cells: ReleasedCells, truth: pl.DataFrame, threshold: int = 10) -> Iterator[str]:
    """Yield each withheld figure about few people of which the reader can exclude a number from 1 to the threshold."""
    keys = ["area", "grain", "from", "until", "dimension", "category"]
    small = truth.filter(pl.col("numerator").is_between(1, threshold)).select(keys)
    for row in (
        cells.frame.filter(pl.col("status") == "withheld").join(small, on=keys, how="semi").iter_rows(named=True)
    ):
        excluded = [number for number in range(1, threshold + 1) if not reader.possible(row, number)]
        if excluded:
            yield f"{row['area']} {row['dimension']} {row['category']} {row['from']} {row['grain']}: never {excluded}"
