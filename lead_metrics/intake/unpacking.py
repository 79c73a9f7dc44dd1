"""How much a file may become when it is unpacked: asked before a reader holds any of it."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

import polars as pl

from lead_metrics.errors import FileRefused
from lead_metrics.intake.sheets import check_sheets

MOST_PARTS = 2_000
MOST_UNPACKED = 1024**3
MOST_RATIO = 200
"""Tables of text shrink to a tenth, dull ones to a hundredth; a bomb to a thousandth."""

HARMLESS_BELOW = 32 * 1024**2
"""Whatever its ratio, a part of this size hurts nobody."""

CHUNK = 1024**2
MOST_CELLS = 2_000_000_000
HARMLESS_CELLS = 50_000_000
"""However dull they are, so many cells hurt nobody."""


def check_workbook(path: Path) -> None:
    """Raise FileRefused for a workbook of too many parts, one that grows too large or too much, or whose sheets do."""
    try:
        with ZipFile(path) as book:
            _check(book, path)
            check_sheets(book, path)
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
    """Raise FileRefused for a Parquet file that says that it holds more cells than memory or its own size would."""
    lazy = pl.scan_parquet(path)
    cells = lazy.select(pl.len()).collect().item() * max(len(lazy.collect_schema()), 1)
    if cells > MOST_CELLS or cells > max(HARMLESS_CELLS, MOST_RATIO * path.stat().st_size):
        raise FileRefused(
            f"{path.name}: the file holds more than {MOST_CELLS:,} cells, or hardly any content; split it"
        )


def unzipped(path: Path, largest: int) -> bytes:
    """Return what a gzipped file holds; raises FileRefused where it is damaged, or grows too large or too much."""
    content, packed = bytearray(), path.stat().st_size
    try:
        with gzip.open(path) as file:
            while chunk := file.read(CHUNK):
                content += chunk
                if len(content) > max(HARMLESS_BELOW, MOST_RATIO * packed):
                    raise FileRefused(
                        f"{path.name}: the file grows more than {MOST_RATIO} times when unpacked; split it"
                    )
                if len(content) > largest:
                    raise FileRefused(
                        f"{path.name}: the file grows beyond {largest // 1024**3} GB when unpacked; split it"
                    )
    except (OSError, EOFError, zlib.error):
        raise FileRefused(f"{path.name}: the compressed file is damaged; make it again") from None
    return bytes(content)
