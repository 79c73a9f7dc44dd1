"""Bad input gets one clear line, an exit code, nothing stored, and never a value repeated."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from lead_metrics.errors import RequestRefused
from lead_metrics.intake.delivery import check, deliver
from lead_metrics.intake.vault import Vault
from tests.intake.files import CANARY, GOOD, HEAD, checked, delivered, referrals

RAGGED = f"{HEAD}\n{CANARY},a,b,c,d,e,f,g,h\n".encode()
NAMED = f"{HEAD},Last Name\nr1,p1,2024-03-05,community,,,{CANARY}\n".encode()
DOORLESS = f"referral,person,at\nr1,{CANARY},2024-03-05\n".encode()
FILES = {
    "an empty file": ("referrals.csv", b"", "the file is empty"),
    "a picture": ("referrals.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not UTF-8|no text table"),
    "UTF-16": ("referrals.csv", GOOD.encode("utf-16"), "UTF-16; save it as UTF-8"),
    "Latin-1": ("referrals.csv", GOOD.replace("depot", "plaza del señor").encode("latin-1"), "line 2: not UTF-8"),
    "no header": ("referrals.csv", b"\n", "no table with a header row|no readable csv table"),
    "ragged rows": ("referrals.csv", RAGGED, "row 2: 9 fields where the header has 6"),
    "a damaged archive": ("referrals.csv.gz", gzip.compress(GOOD.encode())[:-9], "compressed file is damaged"),
    "a workbook that is none": ("referrals.xlsx", b"PK\x03\x04" + CANARY.encode(), "no readable xlsx table"),
    "a Parquet file that is none": ("referrals.parquet", b"PAR1" + CANARY.encode(), "no readable parquet table"),
    "another format": ("referrals.pdf", b"%PDF-1.7", "takes csv, csv.gz, xlsx, parquet"),
    "a name that says nothing": ("export.csv", GOOD.encode(), "none of this source's tables; name the file"),
    "a column of names": ("referrals.csv", NAMED, "last_name tells who somebody is"),
    "a missing column": ("referrals.csv", DOORLESS, "column door is missing; add it, spelled door"),
}  # fmt: skip


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_cannot_be_read_is_refused_whole_in_one_line(case: str, tmp_path: Path, vault: Vault) -> None:
    name, content, said = FILES[case]
    path = tmp_path / name
    path.write_bytes(content)
    report = delivered(vault, path)
    assert report.exit_code == 4
    assert len(report.lines()) == 1 and path.name in report.lines()[0]
    assert re.search(said, report.lines()[0])
    assert CANARY not in report.model_dump_json()
    assert vault.deliveries() == []


def test_a_file_that_is_not_there_is_refused(tmp_path: Path, vault: Vault) -> None:
    report = delivered(vault, tmp_path / "referrals.csv")
    assert (report.exit_code, report.lines()) == (4, ["referrals.csv: no such file; check the path"])


def test_a_source_that_nobody_declared_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestRefused, match="there is no source rumors; choose one of"):
        check([referrals(tmp_path)], "rumors")


ROWS = {
    "an unknown code": (
        f"r9,p9,2024-03-05,{CANARY},,",
        "door",
        "not one of arrest_diversion, social_contact, community",
    ),
    "a wrong date": (f"r9,p9,{CANARY},community,,", "at", "not a date up to today, written such as 2026-03-31"),
    "a day that does not exist": ("r9,p9,2024-02-31,community,,", "at", "not a date"),
    "a day to come": ("r9,p9,2199-01-01,community,,", "at", "up to today"),
    "a required field left empty": (f"r9,,2024-03-05,community,{CANARY},", "person", "is required and empty"),
    "an id that was there before": (f"r1,p9,2024-03-05,community,{CANARY},", "referral", "stands more than once"),
}


@pytest.mark.parametrize("case", ROWS)
def test_a_row_that_breaks_a_rule_is_refused_by_row_column_and_rule(case: str, tmp_path: Path, vault: Vault) -> None:
    row, column, rule = ROWS[case]
    report = delivered(vault, referrals(tmp_path, "r1,p1,2024-03-05,community,depot,", row))
    assert report.exit_code == 3
    assert report.accepted == {"referrals": 1}
    assert [(one.file, one.row, one.column) for one in report.refusals] == [("referrals.csv", 3, column)]
    assert rule in report.refusals[0].rule
    assert CANARY not in report.model_dump_json() + "".join(report.lines())
    assert report.lines()[-1] == "refused 1 row; mend them in the source and deliver again"


def test_numbers_below_zero_and_ends_before_beginnings_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "spending.csv"
    path.write_text(
        "from,until,side,amount\n2024-01-01,2024-02-01,care,-5\n2024-02-01,2024-01-01,care,5\n"
        '2024-01-01,2024-02-01,care,much\n2024-01-01,2024-02-01,care,"1,500"\n',
        encoding="utf-8",
    )
    report = check([path], "hand_entered", "alder")
    assert [(one.row, one.column) for one in report.refusals] == [(2, "amount"), (3, "until"), (4, "amount")]
    assert report.accepted == {"spending": 1}


def test_rows_of_another_site_are_refused(tmp_path: Path) -> None:
    report = checked(referrals(tmp_path, "r1,p1,2024-03-05,community,,,birch", head=HEAD + ",site"))
    assert report.refusals[0].rule == "names another site than this delivery"


def test_rows_that_break_one_rule_share_a_line(tmp_path: Path) -> None:
    report = checked(referrals(tmp_path, *(f"r{n},p,never,community,," for n in range(1500))))
    rule = "at: not a date up to today, written such as 2026-03-31"
    assert report.lines()[1:] == [
        f"referrals.csv rows 2, 3, 4 and 1,497 more, {rule}",
        "refused 1,500 rows; mend them in the source and deliver again",
    ]
    assert len(report.refusals) == 1500
    two = checked(referrals(tmp_path, "r1,p,never,community,,", "r2,p,never,community,,"))
    assert two.lines()[1] == f"referrals.csv rows 2 and 3, {rule}"


def test_twenty_kinds_of_refusals_are_printed_and_json_has_them_all(tmp_path: Path) -> None:
    paths = [referrals(tmp_path, "r,p,never,nowhere,,", name=f"referrals_{n:02}.csv") for n in range(11)]
    report = check(paths, "program", "alder")
    assert len(report.groups) == 22
    assert sum(": not " in line for line in report.lines()) == 20
    assert "… and 2 more kinds; --json lists them all" in report.lines()
    assert report.lines()[-1].startswith("refused 11 rows")


def test_the_whole_number_of_refusals_is_told_even_where_not_all_are_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lead_metrics.intake.report.MOST_REFUSALS", 5)
    report = checked(referrals(tmp_path, *(f"r{n},p,never,nowhere,," for n in range(30))))
    assert (len(report.refusals), report.refused, [group.count for group in report.groups]) == (5, 30, [30, 30])


def test_a_byte_order_mark_and_headers_in_another_case_are_read(tmp_path: Path) -> None:
    path = tmp_path / "referrals.csv"
    path.write_text(GOOD.replace("referral,person,at", "Referral, PERSON ,At"), encoding="utf-8-sig")
    assert checked(path).accepted == {"referrals": 2}


def test_blank_lines_are_passed_over_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    report = checked(referrals(tmp_path, "r1,p1,2024-03-05,community,,", ",,,,,", "r2,p2,never,community,,"))
    assert report.accepted == {"referrals": 1}
    assert report.refusals[0].row == 4


def test_nothing_is_stored_where_no_row_is_accepted(tmp_path: Path, vault: Vault) -> None:
    report = delivered(vault, referrals(tmp_path, "r1,p1,never,community,,"))
    assert (report.exit_code, vault.deliveries()) == (3, [])


def test_checking_stores_nothing(tmp_path: Path, vault: Vault) -> None:
    assert checked(referrals(tmp_path, "r1,p1,2024-03-05,community,,")).exit_code == 0
    assert vault.deliveries() == []


def test_one_bad_file_refuses_its_whole_delivery(tmp_path: Path, vault: Vault) -> None:
    good, bad = referrals(tmp_path, "r1,p1,2024-03-05,community,,"), tmp_path / "needs.csv"
    bad.write_bytes(b"")
    assert deliver([good, bad], "program", "alder", vault=vault).exit_code == 4
    assert vault.deliveries() == []


WORDS = st.text(st.characters(codec="utf-8", exclude_characters='\r\n",\0', exclude_categories=["Cs"]), max_size=12)


@given(st.lists(st.lists(WORDS, min_size=6, max_size=6), max_size=12))
@how(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_table_holds_every_row_is_accepted_or_refused_and_nothing_breaks(
    tmp_path: Path, rows: list[list[str]]
) -> None:
    frame = pl.DataFrame(rows, schema=HEAD.split(","), orient="row") if rows else pl.DataFrame(schema=HEAD.split(","))
    path = tmp_path / "referrals.csv"
    frame.write_csv(path)
    report = checked(path)
    written = sum(any(cell.strip() for cell in row) for row in rows)
    refused = {one.row for one in report.refusals}
    assert report.file_refused or report.accepted.get("referrals", 0) + len(refused) == written
