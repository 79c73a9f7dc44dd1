"""Files into tables of text: CSV, gzipped CSV, Excel and Parquet, each row with its number."""

from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path

import polars as pl

from lead_metrics.errors import FileRefused

ROW = "__row"
FIRST_ROW = 2
LARGEST = 4 * 1024**3
FORMATS = {".csv": "csv", ".csv.gz": "csv.gz", ".xlsx": "xlsx", ".parquet": "parquet"}


def format_of(path: Path) -> str | None:
    """Return a file's format by its name, None where it is none of ours."""
    return next((form for ending, form in FORMATS.items() if path.name.lower().endswith(ending)), None)


def read(path: Path, formats: tuple[str, ...]) -> dict[str, pl.DataFrame]:
    """Return a file's tables by sheet (the file's stem where it has none), all text, with ROW as a spreadsheet counts.

    Raises FileRefused where the file is absent, empty, of another format or encoding, or no table.
    """
    form = format_of(path)
    if not path.is_file():
        raise FileRefused(f"{path.name}: no such file; check the path")
    if form not in formats:
        raise FileRefused(f"{path.name}: this source takes {', '.join(formats)}; save the file as one of them")
    if path.stat().st_size == 0:
        raise FileRefused(f"{path.name}: the file is empty; export it again")
    try:
        tables = _parquet(path) if form == "parquet" else _excel(path) if form == "xlsx" else _csv(path, form)
    except FileRefused:
        raise
    except Exception:  # the readers' own errors quote the file's content, which must not be repeated
        raise FileRefused(
            f"{path.name}: this is no readable {form} table; open it, check it and export it again"
        ) from None
    return {name: _numbered(frame, path) for name, frame in tables.items()}


def _numbered(frame: pl.DataFrame, path: Path) -> pl.DataFrame:
    named = frame.rename({name: name.strip() for name in frame.columns})
    if named.width == 0 or (named.width == 1 and named.height == 0):
        raise FileRefused(f"{path.name}: this is no table with a header row; export it again")
    return named.with_row_index(ROW, offset=FIRST_ROW).filter(~_blank(named))


def _blank(frame: pl.DataFrame) -> pl.Expr:
    return pl.all_horizontal(pl.col(name).is_null() | (pl.col(name).str.strip_chars() == "") for name in frame.columns)


def _csv(path: Path, form: str) -> dict[str, pl.DataFrame]:
    content = _bytes(path, form)
    _check_encoding(content, path)
    frame = pl.read_csv(io.BytesIO(content), infer_schema=False, raise_if_empty=True)
    return {stem(path): frame}


def _bytes(path: Path, form: str) -> bytes:
    if form == "csv":
        return path.read_bytes()
    try:
        with gzip.open(path) as file:
            content = file.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error):
        raise FileRefused(f"{path.name}: the compressed file is damaged; make it again") from None
    if len(content) > LARGEST:
        raise FileRefused(f"{path.name}: the file grows beyond 4 GB when unpacked; split it")
    return content


def _check_encoding(content: bytes, path: Path) -> None:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise FileRefused(f"{path.name}: the file is UTF-16; save it as UTF-8")
    if b"\0" in content[:65536]:
        raise FileRefused(f"{path.name}: this is no text table; export it as CSV in UTF-8")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FileRefused(
            f"{path.name} line {line}: not UTF-8 (perhaps Latin-1 or Windows-1252); save it as UTF-8"
        ) from None


def _excel(path: Path) -> dict[str, pl.DataFrame]:
    sheets = pl.read_excel(path, sheet_id=0, infer_schema_length=0, drop_empty_rows=False, raise_if_empty=False)
    return {name: _texts(frame) for name, frame in sheets.items() if frame.width}


def _parquet(path: Path) -> dict[str, pl.DataFrame]:
    return {stem(path): _texts(pl.read_parquet(path))}


def _texts(frame: pl.DataFrame) -> pl.DataFrame:
    def text(name: str, kind: pl.DataType) -> pl.Expr:
        if isinstance(kind, pl.Datetime):
            return pl.col(name).dt.strftime("%Y-%m-%dT%H:%M:%S")
        return pl.col(name).cast(pl.String)

    return frame.select(text(name, kind) for name, kind in frame.schema.items())


def stem(path: Path) -> str:
    """Return a file's name without its endings."""
    return path.name.split(".")[0]
