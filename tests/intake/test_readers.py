"""Files into text: the same cell reads the same from every format."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from xlsxwriter import Workbook

from lead_metrics.errors import FileRefused
from lead_metrics.intake.readers import ROW, plainly, read, stem

ALL = ("csv", "csv.gz", "xlsx", "parquet")
NUMBER, MOMENT = 4711, datetime(2024, 3, 5, 10, 0, 30)


def only(path: Path) -> pl.DataFrame:
    tables = read(path, ALL)
    assert len(tables) == 1
    return next(iter(tables.values()))


def refusal(path: Path, content: str) -> str:
    path.write_text(content, encoding="utf-8")
    with pytest.raises(FileRefused) as refused:
        read(path, ALL)
    return str(refused.value)


def book(path: Path, **sheets: list[list[object]]) -> Path:
    with Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm"}) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell is not None:
                        sheet.write(at, column, cell)
    return path


def test_csv_and_gzipped_csv_are_text_with_the_rows_of_a_spreadsheet(tmp_path: Path) -> None:
    content = 'a,b\n1,"x\ny"\n\n2,\n,\n3,z\n'
    (tmp_path / "t.csv").write_text(content, encoding="utf-8")
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(content.encode()))
    expected = [(2, "1", "x\ny"), (4, "2", None), (6, "3", "z")]
    assert only(tmp_path / "t.csv").rows() == only(tmp_path / "t.csv.gz").rows() == expected


def test_a_person_is_the_same_in_a_sheet_and_in_parquet_as_in_csv(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("person,x\n4711,\n\n", encoding="utf-8")
    sheet = only(book(tmp_path / "t.xlsx", people=[["person", "x"], [NUMBER, "a"]]))
    pl.DataFrame({"person": [float(NUMBER), None]}).write_parquet(tmp_path / "floats.parquet")
    pl.DataFrame({"person": [NUMBER]}).write_parquet(tmp_path / "whole.parquet")
    read_as = [only(tmp_path / "t.csv"), sheet, only(tmp_path / "floats.parquet"), only(tmp_path / "whole.parquet")]
    assert [frame["person"][0] for frame in read_as] == ["4711"] * 4


def test_a_fraction_stays_one(tmp_path: Path) -> None:
    pl.DataFrame({"score": [1.5, 1e300, None]}).write_parquet(tmp_path / "t.parquet")
    assert [None if v is None else float(v) for v in only(tmp_path / "t.parquet")["score"]] == [1.5, 1e300]


def test_times_keep_their_zone_and_days_stay_days(tmp_path: Path) -> None:
    frame = pl.DataFrame({"zoned": [MOMENT.replace(tzinfo=UTC)], "plain": [MOMENT], "day": [date(2024, 3, 5)]})
    frame.write_parquet(tmp_path / "t.parquet")
    assert only(tmp_path / "t.parquet").row(0)[1:] == ("2024-03-05T10:00:30+0000", "2024-03-05T10:00:30", "2024-03-05")


def test_what_is_no_text_in_parquet_is_passed_over(tmp_path: Path) -> None:
    frame = pl.DataFrame({"a": [1], "list": [[1, 2]], "picture": [b"\xff\xfe"], "group": ["x"]})
    frame.with_columns(pl.col("group").cast(pl.Categorical)).write_parquet(tmp_path / "t.parquet")
    assert only(tmp_path / "t.parquet").columns == [ROW, "a", "group"]


def test_every_sheet_with_a_table_is_read_and_notes_are_not(tmp_path: Path) -> None:
    path = book(tmp_path / "t.xlsx", needs=[["a", "b"], [1, 2]], empty=[], note=[["Fill in the others"]])
    assert set(read(path, ALL)) == {"needs"}


def test_a_workbook_without_a_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"t\.xlsx: this is no table with a header row"):
        read(book(tmp_path / "t.xlsx", empty=[]), ALL)


def test_another_separator_is_named(tmp_path: Path) -> None:
    for separator in ";\t|":
        said = refusal(tmp_path / "t.csv", f"a{separator}b\n1{separator}2\n")
        assert said == "t.csv: the columns are not separated by commas; save it as CSV with commas"


def test_the_first_row_that_is_too_long_is_named_and_not_quoted(tmp_path: Path) -> None:
    said = refusal(tmp_path / "t.csv", 'a,b\n1,"x, y"\n2,canary,4\n')
    assert said == "t.csv row 3: 3 fields where the header has 2; put texts that hold a comma in quotes"


@pytest.mark.parametrize("header", ["a,a", "a,A ", "first name,First_Name", "a,__row"])
def test_two_columns_of_one_name_are_refused_by_place(header: str, tmp_path: Path) -> None:
    said = refusal(tmp_path / "t.csv", f"{header}\n1,2\n")
    assert said == "t.csv: column 2 has the name of another column; keep one of them"


def test_names_are_compared_without_case_blanks_and_dashes() -> None:
    assert {plainly(name) for name in ("Handed off-at", " handed_off_at ", "HANDED  OFF AT")} == {"handed_off_at"}
    assert stem(Path("deep/bookings.2024.csv.gz")) == "bookings"
