"""Files on their way into the vault, from the shell."""

from __future__ import annotations

import json
from pathlib import Path

import fastexcel
import pytest

from lead_metrics.catalogue.load import catalogue
from tests.commands.conftest import Run
from tests.commands.exports import HEAD, referrals, written
from tests.sampled import Sampled

PROGRAM = ("--source", "program", "--site", "alder")


def kept(there: Sampled) -> list[str]:
    return sorted(path.name for path in (there.folder / "vault").rglob("*.parquet"))


def test_a_clean_file_is_checked_and_nothing_is_stored(empty: Sampled, run: Run, tmp_path: Path):
    said = run("check", referrals(tmp_path / "in"), *PROGRAM)
    assert (said.code, said.err) == (0, "")
    assert "3 referrals" in said.out
    assert kept(empty) == []


def test_a_delivered_file_is_in_the_vault_without_its_identifiers(empty: Sampled, run: Run, tmp_path: Path):
    said = run("deliver", referrals(tmp_path / "in"), *PROGRAM)
    assert said.code == 0
    assert kept(empty) == ["referrals.parquet"]
    everything = b"".join(path.read_bytes() for path in (empty.folder / "vault").rglob("*") if path.is_file())
    assert b"P-1" not in everything
    assert b"R-1" not in everything


def test_the_same_file_twice_is_one_delivery(empty: Sampled, run: Run, tmp_path: Path):
    run("deliver", referrals(tmp_path / "in"), *PROGRAM)
    again = run("deliver", referrals(tmp_path / "in", name="referrals_again.csv"), *PROGRAM)
    assert again.code == 0
    assert "here before" in again.out
    assert kept(empty) == ["referrals.parquet"]


def test_refused_rows_are_told_by_place_and_rule_and_never_by_value(empty: Sampled, run: Run, tmp_path: Path):
    bad = written(tmp_path / "in", HEAD + "R-1,P-1,alder,2025-01-01T10:00:00,community,,,,,,,,,\n"
                  "R-2,P-2,alder,2025-01-01T10:00:00,teleported,,,,,,,,,\n")  # fmt: skip
    said = run("check", bad, *PROGRAM)
    assert said.code == 3
    assert "referrals.csv row 3, door: " in said.out
    assert "teleported" not in said.out + said.err
    assert "R-2" not in said.out + said.err


def test_a_refused_file_is_exit_4_on_standard_error(empty: Sampled, run: Run, tmp_path: Path):
    for text in ("", "\0\1\2", "just words"):
        said = run("deliver", written(tmp_path / "in", text), *PROGRAM)
        assert said.code == 4
        assert said.err.count("\n") == 1
    assert kept(empty) == []


def test_json_says_all_that_a_program_needs(empty: Sampled, run: Run, tmp_path: Path):
    bad = written(tmp_path / "in", HEAD + "R-1,P-1,alder,2025-01-01T10:00:00,teleported,,,,,,,,,\n")
    said = run("check", bad, *PROGRAM, "--json")
    report = json.loads(said.out)
    assert said.code == 3
    assert report["refusals"][0]["column"] == "door"
    assert report["refusals"][0]["row"] == 2


def test_an_unknown_source_is_refused_with_those_there_are(empty: Sampled, run: Run, tmp_path: Path):
    said = run("check", referrals(tmp_path / "in"), "--source", "newspaper", "--site", "alder")
    assert said.code == 2
    assert "program" in said.err


def test_a_file_that_is_not_there_is_refused(empty: Sampled, run: Run, tmp_path: Path):
    assert run("check", tmp_path / "nowhere.csv", *PROGRAM).code == 4


def test_deliveries_are_listed_and_withdrawn_and_stay(empty: Sampled, run: Run, tmp_path: Path):
    assert "no delivery yet" in run("deliveries").out
    run("deliver", referrals(tmp_path / "in"), *PROGRAM, "--covers-from", "2025-01-01", "--covers-until", "2025-03-01")
    listed = run("deliveries").out
    assert "2025-01-01 to 2025-03-01" in listed
    name = next(path.parent.name for path in (empty.folder / "vault").rglob("referrals.parquet"))
    assert run("withdraw", name).code == 0
    assert "withdrawn" in run("deliveries").out
    assert kept(empty) == ["referrals.parquet"]


def test_withdrawing_what_is_not_there_is_refused(empty: Sampled, run: Run):
    assert run("withdraw", "feedbeef").code == 2


def test_a_real_delivery_sets_the_sample_aside(own: Sampled, run: Run, tmp_path: Path):
    assert "withdrawn" not in run("deliveries").out
    run("deliver", referrals(tmp_path / "in"), *PROGRAM)
    states = [line.split()[-1] for line in run("deliveries").out.splitlines() if ", sample" in line]
    assert states
    assert "kept, sample" not in run("deliveries").out


def test_the_template_holds_a_sheet_a_record_and_is_itself_a_clean_file(empty: Sampled, run: Run, tmp_path: Path):
    book = tmp_path / "book.xlsx"
    assert run("template", book).code == 0
    recipe = catalogue().recipes["program"]
    assert fastexcel.read_excel(book).sheet_names == list(dict.fromkeys(table.record for table in recipe.tables))
    assert run("check", book, *PROGRAM).code == 0


@pytest.mark.parametrize("source", ["seattle_stops", "nothing"])
def test_there_is_no_template_for_a_source_with_a_form_of_its_own(
    empty: Sampled, run: Run, tmp_path: Path, source: str
):
    said = run("template", tmp_path / "book.xlsx", "--source", source)
    assert said.code == 2
    assert not (tmp_path / "book.xlsx").exists()
