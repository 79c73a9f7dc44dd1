"""What became of a delivery: how much was accepted, and what was refused where, by which rule, never which value."""

from __future__ import annotations

import polars as pl
from pydantic import BaseModel

from lead_metrics.catalogue.wording import number

MOST_LINES = 20
MOST_REFUSALS = 10_000
MOST_ROWS = 3


class Refusal(BaseModel):
    """A row that was not accepted: the row as a spreadsheet counts it, the column, and the rule."""

    file: str
    row: int
    column: str
    rule: str


class Group(BaseModel):
    """The rows of a file that break one rule: the first few, and how many there are."""

    file: str
    column: str
    rule: str
    rows: list[int]
    count: int

    def line(self) -> str:
        """Return the group as one line."""
        *firsts, last = self.rows
        more = self.count - len(self.rows)
        if more:
            told = f"rows {', '.join(map(str, self.rows))} and {number(more, 0, 'en')} more"
        else:
            told = f"rows {', '.join(map(str, firsts))} and {last}" if firsts else f"row {last}"
        return f"{self.file} {told}, {self.column}: {self.rule}"


class Report(BaseModel):
    """The outcome of `check` or `deliver`.

    refusals: the first 10,000; groups and refused: all of them. repeated: rows without an id that stand more than once
    and count once. unread: sheets that are none of the source's tables. already: it was here before; restored: it was
    withdrawn and counts again.
    """

    delivery: str = ""
    source: str
    site: str | None
    accepted: dict[str, int] = {}
    refused: int = 0
    refusals: list[Refusal] = []
    groups: list[Group] = []
    repeated: dict[str, int] = {}
    unread: list[str] = []
    file_refused: str | None = None
    already: bool = False
    restored: bool = False

    @property
    def exit_code(self) -> int:
        """Return 0 for a clean delivery, 3 where rows were refused, 4 where a file was."""
        if self.file_refused:
            return 4
        return 3 if self.refusals else 0

    def lines(self) -> list[str]:
        """Return the report as lines that a person reads."""
        if self.file_refused:
            return [self.file_refused]
        counted = ", ".join(f"{number(n, 0, 'en')} {record}" for record, n in self.accepted.items()) or "nothing"
        return [f"accepted {counted}", *self._notes(), *self._refusals()]

    def _notes(self) -> list[str]:
        lines = ["this delivery was here before; nothing was stored twice"] if self.already else []
        lines += ["it was withdrawn; from now on it counts again"] if self.restored else []
        lines += [
            f"{number(n, 0, 'en')} rows of {record} stand more than once and count once"
            for record, n in self.repeated.items()
        ]
        return lines + [f"{sheet}: none of this source's tables; it was not read" for sheet in self.unread]

    def _refusals(self) -> list[str]:
        if not self.groups:
            return []
        lines = [group.line() for group in self.groups[:MOST_LINES]]
        if len(self.groups) > MOST_LINES:
            lines.append(f"… and {len(self.groups) - MOST_LINES} more kinds; --json lists them all")
        rows = "1 row" if self.refused == 1 else f"{number(self.refused, 0, 'en')} rows"
        return [*lines, f"refused {rows}; mend them in the source and deliver again"]


def told(refused: pl.DataFrame) -> dict[str, object]:
    """Return what a report says of refusals (columns of mapping.REFUSED): refused, refusals, groups."""
    kinds = refused.group_by("file", "column", "rule", maintain_order=True).agg(
        pl.col("row").head(MOST_ROWS).alias("rows"), pl.len().alias("count")
    )
    return {
        "refused": rows_in(refused),
        "refusals": [Refusal(**row) for row in refused.head(MOST_REFUSALS).to_dicts()],
        "groups": [Group(**row) for row in kinds.to_dicts()],
    }


def rows_in(refused: pl.DataFrame) -> int:
    """Return how many rows were refused, whatever the number of rules each one breaks."""
    return refused.select("file", "row").n_unique() if refused.height else 0
