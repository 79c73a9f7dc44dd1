"""What became of a delivery: how much was accepted, and what was refused where, by which rule, never which value."""

from __future__ import annotations

from pydantic import BaseModel

from lead_metrics.catalogue.wording import number

MOST_LINES = 20


class Refusal(BaseModel):
    """A row that was not accepted: the row as a spreadsheet counts it, the column, and the rule."""

    file: str
    row: int
    column: str
    rule: str


class Report(BaseModel):
    """The outcome of `check` or `deliver`."""

    delivery: str = ""
    source: str
    site: str | None
    accepted: dict[str, int] = {}
    refusals: list[Refusal] = []
    file_refused: str | None = None
    already: bool = False

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
        rows = {(one.file, one.row) for one in self.refusals}
        counted = ", ".join(f"{number(n, 0, 'en')} {record}" for record, n in self.accepted.items()) or "nothing"
        lines = [f"accepted {counted}"] + (
            ["this delivery was here before; nothing was stored twice"] if self.already else []
        )
        lines += [f"{one.file} row {one.row}, {one.column}: {one.rule}" for one in self.refusals[:MOST_LINES]]
        if len(self.refusals) > MOST_LINES:
            lines.append(f"… and {len(self.refusals) - MOST_LINES} more; --json lists them all")
        return [*lines, f"refused {len(rows)} rows; mend them in the source and deliver again"] if rows else lines
