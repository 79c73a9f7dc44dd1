"""Files into tables of text: CSV, gzipped CSV, Excel and Parquet, each row with its number."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import polars as pl

from lead_metrics.errors import FileRefused
from lead_metrics.intake.unpacking import check_columns, check_workbook, unzipped

ROW = "__row"
FIRST_ROW = 2
LARGEST = 4 * 1024**3
WHOLE = 2**53
FORMATS = {".csv": "csv", ".csv.gz": "csv.gz", ".xlsx": "xlsx", ".parquet": "parquet"}
OTHER_SEPARATORS = (";", "\t", "|")
TOLD_TWICE = re.compile(r"_duplicated_\d+$")
"""How Polars renames a column whose name stands twice in a header."""


def format_of(path: Path) -> str | None:
    """Return a file's format by its name, None where it is none of ours."""
    return next((form for ending, form in FORMATS.items() if path.name.lower().endswith(ending)), None)


def stem(path: Path) -> str:
    """Return a file's name without its endings."""
    return path.name.split(".")[0]


def plainly(name: str) -> str:
    """Return a name as it is compared: without case, outer blanks, and the difference of blank, dash and underscore."""
    return re.sub(r"[\s_-]+", "_", name.strip().casefold())


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
    tables = {name: frame for name, frame in _tables(path, form).items() if _is_table(frame)}
    if not tables:
        raise FileRefused(f"{path.name}: this is no table with a header row; export it again")
    return {name: _numbered(frame, path) for name, frame in tables.items()}


def _tables(path: Path, form: str) -> dict[str, pl.DataFrame]:
    try:
        return _parquet(path) if form == "parquet" else _excel(path) if form == "xlsx" else _csv(path, form)
    except (FileRefused, KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # the readers' own errors, panics among them, quote the file's content: never repeated
        raise FileRefused(
            f"{path.name}: this is no readable {form} table; open it, check it and export it again"
        ) from None


def _is_table(frame: pl.DataFrame) -> bool:
    # A sheet with one filled cell is a note, not a table.
    return frame.width > 1 or (frame.width == 1 and frame.height > 0)


def _numbered(frame: pl.DataFrame, path: Path) -> pl.DataFrame:
    _check_header(frame.columns, path)
    named = frame.rename({name: name.strip() for name in frame.columns})
    return named.with_row_index(ROW, offset=FIRST_ROW).filter(~_blank(named))


def _check_header(names: list[str], path: Path) -> None:
    """Refuse two columns of one name, by their places: without a header row the names are somebody's data."""
    places: dict[str, int] = {plainly(ROW): 0}
    for place, name in enumerate(names, start=1):
        first = places.setdefault(plainly(TOLD_TWICE.sub("", name)), place)
        if first != place:
            raise FileRefused(f"{path.name}: column {place} has the name of another column; keep one of them")


def _blank(frame: pl.DataFrame) -> pl.Expr:
    return pl.all_horizontal(pl.col(name).is_null() | (pl.col(name).str.strip_chars() == "") for name in frame.columns)


def _csv(path: Path, form: str) -> dict[str, pl.DataFrame]:
    content = _bytes(path, form)
    _check_encoding(content, path)
    try:
        frame = pl.read_csv(io.BytesIO(content), infer_schema=False, raise_if_empty=True)
    except pl.exceptions.ComputeError:
        _check_widths(content, path)
        raise
    if frame.width == 1 and any(separator in frame.columns[0] for separator in OTHER_SEPARATORS):
        raise FileRefused(f"{path.name}: the columns are not separated by commas; save it as CSV with commas")
    return {stem(path): frame}


def _bytes(path: Path, form: str) -> bytes:
    return path.read_bytes() if form == "csv" else unzipped(path, LARGEST)


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


def _check_widths(content: bytes, path: Path) -> None:
    """Refuse a table by the first row that has more fields than its header, where that is what is wrong."""
    rows = csv.reader(io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline=""))
    width = len(next(rows, []))
    for number, row in enumerate(rows, start=FIRST_ROW):
        if len(row) > width:
            raise FileRefused(
                f"{path.name} row {number}: {len(row)} fields where the header has {width};"
                " put texts that hold a comma in quotes"
            )


def _excel(path: Path) -> dict[str, pl.DataFrame]:
    check_workbook(path)
    sheets = pl.read_excel(path, sheet_id=0, infer_schema_length=0, drop_empty_rows=False, raise_if_empty=False)
    return {name: _texts(frame) for name, frame in sheets.items() if frame.width}


def _parquet(path: Path) -> dict[str, pl.DataFrame]:
    check_columns(path)
    return {stem(path): _texts(pl.read_parquet(path))}


def _texts(frame: pl.DataFrame) -> pl.DataFrame:
    flat = {name: kind for name, kind in frame.schema.items() if not kind.is_nested() and kind != pl.Binary}
    return frame.select(_text(name, kind) for name, kind in flat.items())


def _text(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(kind, pl.Datetime):
        return column.dt.strftime("%Y-%m-%dT%H:%M:%S" + ("%z" if kind.time_zone else ""))
    if kind.is_float():
        # Numbers with gaps are often stored as floats: 4711.0 is the same person as 4711.
        whole = (column == column.floor()) & (column.abs() < WHOLE)
        plain = column.cast(pl.Int64, strict=False).cast(pl.String)
        return pl.when(whole).then(plain).otherwise(column.cast(pl.String))
    return column.cast(pl.String)
