"""How large the sheets of a workbook become in memory: two cells far apart, or one long text told a million times.

A reader lays a sheet out whole, from its first cell to its last, and writes each shared text into each of its cells.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

from lead_metrics.errors import FileRefused

MOST_CELLS = 50_000_000
"""More than Excel's own most rows of forty columns."""

MOST_TEXT = 1024**3
"""Bytes of all cells' texts together."""

MACROS = ("vbaproject.bin", "vbadata.xml")
NAMED = rb"<(?:[\w.-]+:)?"
CELL = re.compile(NAMED + rb"c(?=[\s/>])")
PLACED = re.compile(NAMED + rb"""c\s(?:[^>]*?\s)??r\s*=\s*["']([A-Z]{1,7})(\d{1,9})["']""")
VALUE = re.compile(NAMED + rb"v(?:\s[^>]*)?>\s*(\d{1,9})\s*<")
TEXT = re.compile(NAMED + rb"si(?=[\s/>])")


def check_sheets(book: ZipFile, path: Path) -> None:
    """Raise FileRefused for a workbook with macros, or one whose sheets would fill memory."""
    if any(name.lower().endswith(MACROS) for name in book.namelist()):
        raise FileRefused(f"{path.name}: the workbook holds macros; save it as a workbook without them")
    lengths = [length for content in _xml(book) for length in _lengths(content)]
    for content in _xml(book):
        if b"sheetData" not in content:
            continue
        places = PLACED.findall(content)
        if len(places) < len(CELL.findall(content)):
            raise FileRefused(f"{path.name}: a sheet does not say where its cells stand; open it and save it again")
        if spanned(places) > MOST_CELLS:
            raise FileRefused(
                f"{path.name}: a sheet reaches over more than {MOST_CELLS:,} cells; delete what lies far off its table"
            )
        if told(content, lengths) > MOST_TEXT:
            raise FileRefused(f"{path.name}: the texts of a sheet grow beyond 1 GB; split it, or save it as CSV")


def _xml(book: ZipFile) -> Iterator[bytes]:
    """Yield every part that could be a sheet or its texts, whatever it is called."""
    for part in book.infolist():
        with book.open(part) as opened:
            if opened.read(64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
                yield book.read(part)


def _lengths(content: bytes) -> Iterator[int]:
    """Yield how long each shared text is at most, in order."""
    starts = [found.start() for found in TEXT.finditer(content)]
    yield from (until - start for start, until in pairwise([*starts, len(content)]))


def spanned(places: list[tuple[bytes, bytes]]) -> int:
    """Return how many cells a sheet spans, from the first place to the last; places are letters and row numbers."""
    columns = {_column(letters) for letters in {letters for letters, _ in places}}
    rows = {int(number) for number in {number for _, number in places}}
    return max(columns, default=0) * max(rows, default=0)


def told(content: bytes, lengths: list[int]) -> int:
    """Return how many bytes the shared texts of a sheet take at most, each as often as a cell names its number."""
    named = Counter(VALUE.findall(content))
    return sum(times * lengths[at] for value, times in named.items() if (at := int(value)) < len(lengths))


def _column(letters: Iterable[int]) -> int:
    """Return the number of a column by its letters: A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
