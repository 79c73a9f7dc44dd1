"""A file that grows beyond measure when it is unpacked is refused before it fills memory, in one plain line."""

from __future__ import annotations

import gzip
import struct
import tracemalloc
import zipfile
from pathlib import Path

import polars as pl
import pytest
from xlsxwriter import Workbook

from lead_metrics.errors import FileRefused
from lead_metrics.intake import unpacking
from lead_metrics.intake.readers import read
from tests.intake.files import GOOD, checked

SHEET = "xl/worksheets/sheet1.xml"


def book(path: Path, rows: int = 50) -> Path:
    """Write a workbook of referrals."""
    with Workbook(path) as made:
        sheet = made.add_worksheet("referrals")
        for at, line in enumerate([*GOOD.splitlines(), *[""] * rows]):
            sheet.write_row(at, 0, line.split(","))
    return path


def stuffed(path: Path, part: str, content: bytes, times: int) -> Path:
    """Add a part to a workbook whose content repeats."""
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as held, held.open(part, "w", force_zip64=True) as opened:
        for _ in range(times):
            opened.write(content)
    return path


def test_an_ordinary_workbook_is_read(tmp_path: Path) -> None:
    path = book(tmp_path / "referrals.xlsx")
    unpacking.check_workbook(path)
    assert read(path, ("xlsx",))["referrals"].height == 2


def test_a_zip_bomb_is_refused_without_being_held(tmp_path: Path) -> None:
    path = stuffed(book(tmp_path / "referrals.xlsx"), "xl/media/image1.bmp", b"\0" * 2**20, 200)
    assert path.stat().st_size < 2**20
    tracemalloc.start()
    report = checked(path)
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert report.exit_code == 4
    assert "grows more than 200 times" in str(report.file_refused)
    assert held < 64 * 2**20


def test_a_bomb_that_lies_about_its_size_is_refused_too(tmp_path: Path) -> None:
    path = stuffed(book(tmp_path / "referrals.xlsx"), "xl/media/image1.bmp", b"\0" * 2**20, 200)
    content = path.read_bytes()
    size = struct.pack("<L", 200 * 2**20)
    assert size in content
    path.write_bytes(content.replace(size, struct.pack("<L", 100)))
    with pytest.raises(FileRefused):
        unpacking.check_workbook(path)


def test_a_workbook_that_is_large_in_all_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MOST_UNPACKED", 2**20)
    path = stuffed(book(tmp_path / "referrals.xlsx"), "xl/media/image1.bmp", b"\0" * 2**19, 3)
    with pytest.raises(FileRefused, match="beyond 1 GB"):
        unpacking.check_workbook(path)


def test_a_workbook_of_too_many_parts_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "referrals.xlsx")
    with zipfile.ZipFile(path, "a") as held:
        for number in range(unpacking.MOST_PARTS):
            held.writestr(f"xl/media/{number}", b"")
    with pytest.raises(FileRefused, match="parts"):
        unpacking.check_workbook(path)


@pytest.mark.parametrize("content", [b"", b"PK\3\4", b"no archive", b"\x89PNG\r\n\x1a\n" + b"\0" * 100])
def test_what_is_no_workbook_is_refused_whatever_it_is_called(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "referrals.xlsx"
    path.write_bytes(content)
    assert checked(path).exit_code == 4


def test_an_image_is_no_delivery(tmp_path: Path) -> None:
    path = tmp_path / "referrals.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)
    assert "takes" in str(checked(path).file_refused)


def test_a_sheet_that_names_another_file_does_not_read_it(tmp_path: Path) -> None:
    path = book(tmp_path / "referrals.xlsx")
    secret = tmp_path / "secret.txt"
    secret.write_text("canary-7391")
    source = zipfile.ZipFile(path)
    other = tmp_path / "other.xlsx"
    with zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as made:
        for part in source.infolist():
            text = source.read(part)
            if part.filename == "xl/sharedStrings.xml":
                head = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'.encode()
                text = text.replace(b"?>", b"?>" + head, 1).replace(b"police", b"&e;")
            made.writestr(part, text)
    source.close()
    report = checked(other)
    assert "canary-7391" not in report.model_dump_json()
    try:
        tables = read(other, ("xlsx",))
    except FileRefused:
        return
    assert "canary-7391" not in str([frame.to_dicts() for frame in tables.values()])


def test_a_parquet_file_of_more_cells_than_memory_is_refused_by_its_own_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "referrals.parquet"
    pl.DataFrame({"referral": ["r"] * 1000, "person": ["p"] * 1000}).write_parquet(path)
    unpacking.check_columns(path)
    monkeypatch.setattr(unpacking, "MOST_CELLS", 1999)
    assert "more than 1,999 cells" in str(checked(path).file_refused)


def test_a_parquet_file_that_says_one_thing_endlessly_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "referrals.parquet"
    pl.DataFrame({"referral": ["r"]}).select(pl.col("referral").repeat_by(2**25).explode()).write_parquet(path)
    unpacking.check_columns(path)
    doubled = pl.read_parquet(path).with_columns(person=pl.lit("p"))
    doubled.write_parquet(path)
    assert path.stat().st_size < 2**20
    assert "hardly any content" in str(checked(path).file_refused)


@pytest.mark.parametrize("unit", [b"\0", b"r,p\n"])
def test_a_gzipped_bomb_is_refused_without_being_held(unit: bytes, tmp_path: Path) -> None:
    path = tmp_path / "referrals.csv.gz"
    with gzip.open(path, "wb") as file:
        for _ in range(200):
            file.write(unit * (2**20 // len(unit)))
    tracemalloc.start()
    report = checked(path)
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "grows more than 200 times" in str(report.file_refused)
    assert held < 128 * 2**20
