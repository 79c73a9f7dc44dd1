"""A workbook to fill in: a sheet for each record of a source, its columns explained where they are typed."""

from __future__ import annotations

from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import Catalogue, Column
from lead_metrics.errors import RequestRefused
from lead_metrics.spreadsheet import harmless

ROWS = 5000
"""How far down a column offers its codes."""

LONGEST_LIST = 255
"""Excel takes no longer list of choices."""

SAID = {
    "id": "an id of your own; it is made pseudonymous on arrival",
    "person": "the person's number in your system, never a name; it is made pseudonymous on arrival",
    "worker": "the worker's code, never a name",
    "site": "the site's id",
    "area": "the place's id, such as downtown",
    "time": "a time, such as 2026-03-31 14:05",
    "date": "a day, such as 2026-03-31",
    "until": "the day after the last one, such as 2026-04-01",
    "number": "a number from zero up",
    "bool": "yes or no",
    "text": "a few words, never about a person",
    "indicator": "an indicator's id, see docs/indicators.md",
    "dimension": "what the figure is broken down by, such as race; empty for a total",
    "element": "the fidelity element's id, see docs/fidelity.md",
}


def write_workbook(file: Path, source: str) -> None:
    """Write the workbook of a source that takes canonical columns; raises RequestRefused for any other."""
    words = catalogue()
    recipe = words.recipes.get(source)
    if recipe is None or not recipe.canonical or "xlsx" not in recipe.formats:
        fitting = sorted(r.id for r in words.recipes.values() if r.canonical and "xlsx" in r.formats)
        raise RequestRefused(f"there is no workbook for {source}; choose one of {', '.join(fitting)}")
    if file.suffix != ".xlsx":
        raise RequestRefused(f"{file.name} does not end in .xlsx; name it so that it does")
    # Every word is written as text: a site may bring records and codes of its own.
    with Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        plain, needed = book.add_format({"bold": True}), book.add_format({"bold": True, "bottom": 2})
        for record in dict.fromkeys(table.record for table in recipe.tables):
            sheet = book.add_worksheet(record)
            sheet.freeze_panes(1, 0)
            for at, (name, column) in enumerate(words.records[record].columns.items()):
                sheet.write_string(0, at, harmless(name), needed if column.required else plain)
                _explain(sheet, at, column, words)


def _explain(sheet: Worksheet, at: int, column: Column, words: Catalogue) -> None:
    kind, _, codes = column.type.partition(":")
    said = SAID.get(kind, kind)
    if kind == "value":
        said = "a number, or one of: " + ", ".join(words.codes["circumstance_value"])
    if kind == "code":
        choices = [code for code, known in words.codes[codes].items() if not known.only_merged]
        said = "one of: " + ", ".join(choices)
        # A list that begins as a formula does would be one.
        if len(",".join(choices)) <= LONGEST_LIST and not any(harmless(choice) != choice for choice in choices):
            sheet.data_validation(1, at, ROWS, at, {"validate": "list", "source": choices})
    sheet.write_comment(0, at, said + ("; required" if column.required else ""))
    sheet.set_column(at, at, 18)
