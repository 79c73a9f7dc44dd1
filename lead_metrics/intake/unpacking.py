"""How much a file may become when it is unpacked: asked before a reader holds any of it."""

from __future__ import annotations

import zlib
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

import polars as pl

from lead_metrics.errors import FileRefused

MOST_PARTS = 2_000
MOST_UNPACKED = 1024**3
MOST_RATIO = 200
"""Tables of text shrink to a tenth, dull ones to a hundredth; a bomb to a thousandth."""

HARMLESS_BELOW = 32 * 1024**2
"""Whatever its ratio, a part of this size hurts nobody."""

CHUNK = 1024**2
MOST_CELLS = 2_000_000_000


def check_workbook(path: Path) -> None:
    """Raise FileRefused for a workbook with too many parts, or one that grows too large or too much."""
    try:
        with ZipFile(path) as book:
            _check(book, path)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        raise FileRefused(
            f"{path.name}: this is no readable xlsx table; open it, check it and export it again"
        ) from None


def _check(book: ZipFile, path: Path) -> None:
    parts = book.infolist()
    if len(parts) > MOST_PARTS:
        raise FileRefused(f"{path.name}: the workbook has more than {MOST_PARTS} parts; save its table alone")
    whole = 0
    for part in parts:
        whole += _size(book, part, path)
        if whole > MOST_UNPACKED:
            raise FileRefused(f"{path.name}: the workbook grows beyond 1 GB when unpacked; split it, or save it as CSV")


def _size(book: ZipFile, part: ZipInfo, path: Path) -> int:
    """Return how large a part really is; what the file says of itself is not believed."""
    size = 0
    with book.open(part) as opened:
        while chunk := opened.read(CHUNK):
            size += len(chunk)
            if size > HARMLESS_BELOW and size > MOST_RATIO * max(part.compress_size, 1):
                raise FileRefused(
                    f"{path.name}: the workbook grows more than {MOST_RATIO} times when unpacked; save its table alone"
                )
            if size > MOST_UNPACKED:
                break
    return size


def check_columns(path: Path) -> None:
    """Raise FileRefused for a Parquet file that says that it holds more cells than memory would."""
    lazy = pl.scan_parquet(path)
    rows = lazy.select(pl.len()).collect().item()
    if rows * max(len(lazy.collect_schema()), 1) > MOST_CELLS:
        raise FileRefused(f"{path.name}: the file holds more than {MOST_CELLS:,} cells; split it")
