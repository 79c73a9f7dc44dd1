"""From files to the vault: what is asked for, what is matched, what is linked."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import Catalogue, Site
from lead_metrics.errors import RequestRefused, SettingsRefused
from lead_metrics.intake.delivery import check, deliver
from lead_metrics.intake.vault import Vault
from tests.intake.files import CANARY, delivered, referrals, written
from tests.intake.test_readers import book

ROW = "r1,p1,2024-03-05T10:00:00,community,depot,police"


def held(vault: Vault, record: str, words: Catalogue | None = None) -> pl.DataFrame:
    return vault.deposit(words or catalogue()).records[record]


@pytest.mark.parametrize("site", ["all", "", "Alder County", "../alder", "a" * 65])
def test_a_site_has_a_plain_id(site: str, tmp_path: Path, vault: Vault) -> None:
    with pytest.raises(RequestRefused, match="is no site's id"):
        delivered(vault, referrals(tmp_path, ROW), site=site)
    assert vault.deliveries() == []


def test_days_that_end_before_they_begin_are_refused(tmp_path: Path, vault: Vault) -> None:
    day = date(2024, 1, 1)
    with pytest.raises(RequestRefused, match="end before they begin"):
        deliver([referrals(tmp_path, ROW)], "program", "alder", covers_from=day, covers_until=day, vault=vault)


def test_no_file_at_all_is_refused() -> None:
    assert check([], "program").lines() == ["name at least one file"]


def test_a_check_needs_no_site_even_where_the_rows_name_one(tmp_path: Path) -> None:
    path = referrals(tmp_path, f"{ROW},birch", head="referral,person,at,door,area,agency,site")
    assert check([path], "program").accepted == {"referrals": 1}
    assert check([path], "program", "alder").accepted == {"referrals": 0}


def test_every_missing_column_is_named_at_once(tmp_path: Path) -> None:
    report = check([written(tmp_path, "referrals", f"person,area\n{CANARY},x\n")], "program")
    assert report.lines() == [
        "referrals.csv: the columns referral, at, door are missing; add them, spelled referral; at; door"
    ]


def test_the_spellings_of_a_publisher_are_named(tmp_path: Path) -> None:
    report = check([written(tmp_path, "stops", "stop_key,Reported_Date,ArrestFlag\n1,2024-03-05,Y\n")], "seattle_stops")
    assert report.lines() == ["stops.csv: the column at is missing; add it, spelled Reported_Date, Reported_Time"]


def test_a_column_that_a_recipe_only_asks_is_missed_too(tmp_path: Path) -> None:
    head = "booking_key,person_key,admitted_hour,last_seen\n"
    report = check([written(tmp_path, "bookings", head + "1,1,2017-01-31,2017-06-30\n")], "nyc_bookings")
    assert report.lines() == ["bookings.csv: the column right_censored is missing; add it, spelled right_censored"]


@pytest.mark.parametrize("spelled", ["last name", "LastName", "LAST-NAME", "e-mail", "D.O.B.", "SSN"])
def test_a_column_that_tells_who_somebody_is_is_found_however_it_is_spelled(spelled: str, tmp_path: Path) -> None:
    report = check([written(tmp_path, "referrals", f"referral,{spelled}\nr1,{CANARY}\n")], "program")
    assert report.exit_code == 4
    assert "tells who somebody is; remove it" in report.lines()[0]


def test_a_workbook_may_hold_notes_and_says_which_sheets_it_did_not_read(tmp_path: Path) -> None:
    path = book(
        tmp_path / "referrals.xlsx",
        referrals=[["referral", "person", "at", "door"], [1, 2, datetime(2024, 3, 5, 10), "community"]],
        Needs=[["person", "topic", "identified"], [2, "housing", datetime(2024, 3, 6)], [2, "tent", None]],
        codes=[["code", "meaning"], ["community", "a neighbor"]],
    )
    report = check([path], "program")
    assert report.accepted == {"referrals": 1, "needs": 1}
    assert report.unread == ["referrals.xlsx sheet codes"]
    assert "referrals.xlsx sheet codes: none of this source's tables; it was not read" in report.lines()
    assert {one.file for one in report.refusals} == {"referrals.xlsx sheet Needs"}
    assert {(one.row, one.column) for one in report.refusals} == {(3, "topic"), (3, "identified")}
    assert report.refused == 1


def test_a_workbook_of_other_sheets_alone_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "export.xlsx", one=[["a", "b"], [1, 2]], two=[["a", "b"], [1, 2]])
    assert check([path], "program").lines()[0].startswith("export.xlsx sheet one: none of this source's tables; name")


def test_a_lone_sheet_may_have_any_name_where_the_file_says_what_it_holds(tmp_path: Path) -> None:
    path = book(tmp_path / "needs 2024.xlsx", Sheet1=[["person", "topic", "identified"], [2, "housing", "2024-03-06"]])
    assert check([path], "program").accepted == {"needs": 1}


def test_a_file_of_another_kind_among_good_ones_refuses_them_all(tmp_path: Path, vault: Vault) -> None:
    report = delivered(vault, referrals(tmp_path, ROW), written(tmp_path, "rumors", "a,b\n1,2\n"))
    assert (report.exit_code, vault.deliveries()) == (4, [])


def test_a_row_mended_below_its_broken_twin_is_accepted(tmp_path: Path) -> None:
    report = check([referrals(tmp_path, "r1,p1,never,community,,", "r1,p1,2024-03-05,community,,")], "program")
    assert report.accepted == {"referrals": 1}
    assert [(one.row, one.column) for one in report.refusals] == [(2, "at")]


def test_the_same_answer_of_two_people_is_two_answers(tmp_path: Path, vault: Vault) -> None:
    row = "2024-03-05,respect,4\n"
    report = delivered(vault, written(tmp_path, "experience", "on,question,answer\n" + row * 3), source="hand_entered")
    assert (report.accepted, report.repeated) == ({"experience": 3}, {})
    assert held(vault, "experience")["answer"].to_list() == [4.0] * 3


def test_a_row_pasted_twice_counts_once_and_that_is_told(tmp_path: Path, vault: Vault) -> None:
    row = "p1,2024-03-05T10:00:00,field\n"
    report = delivered(vault, written(tmp_path, "engagements", "person,at,mode\n" + row * 3))
    assert (report.exit_code, report.accepted, report.repeated) == (0, {"engagements": 1}, {"engagements": 2})
    assert "2 rows of engagements stand more than once and count once" in report.lines()


def test_a_category_is_one_of_its_breakdown(tmp_path: Path) -> None:
    head = "indicator,from,until,dimension,category,numerator\n"
    month = "bookings_all,2024-01-01,2024-02-01"
    rows = [f"{month},race,{CANARY},5", f"{month},race,,5", f"{month},race,black,5", f"{month},none,,5", f"{month},,,5"]
    report = check([written(tmp_path, "counts", head + "\n".join(rows))], "hand_entered")
    assert [(one.row, one.column) for one in report.refusals] == [(2, "category"), (3, "category")]
    assert report.refusals[0].rule.startswith("not one of american_indian, asian, black")
    assert report.accepted == {"counts": 3}
    assert CANARY not in report.model_dump_json()


def test_a_withdrawn_delivery_that_is_brought_again_counts_again(tmp_path: Path, vault: Vault) -> None:
    first = delivered(vault, referrals(tmp_path, ROW))
    vault.withdraw(first.delivery)
    again = delivered(vault, referrals(tmp_path, ROW))
    assert (again.already, again.restored) == (True, True)
    assert "it was withdrawn; from now on it counts again" in again.lines()
    assert held(vault, "referrals").height == 1


def test_attendance_finds_its_meeting_whether_typed_or_from_a_file(tmp_path: Path, vault: Vault) -> None:
    delivered(vault, written(tmp_path, "meetings", "meeting,body,on\nm1,pcg,2024-02-01\n"), source="hand_entered")
    delivered(vault, written(tmp_path, "attendance", "meeting,partner\nm1,police\n"))
    assert held(vault, "meetings")["meeting"].to_list() == held(vault, "attendance")["meeting"].to_list()


def test_ids_of_two_sources_or_sites_never_meet(tmp_path: Path, vault: Vault) -> None:
    path = written(tmp_path, "bookings", "booking,person,admitted\nb1,p1,2024-04-01\n")
    for source, site in (("jail", "alder"), ("program", "alder"), ("jail", "birch")):
        delivered(vault, path, source=source, site=site)
    made = held(vault, "bookings")
    assert (made["booking"].n_unique(), made["person"].n_unique()) == (3, 1)


def test_a_programs_times_are_on_its_sites_clock(tmp_path: Path, vault: Vault) -> None:
    eastern = Site(id="alder", name="Alder", time_zone="America/New_York")
    words = catalogue().model_copy(update={"sites": {"alder": eastern}})
    rows = ["r1,p1,2024-03-05T23:30:00,community,,", "r2,p2,2024-03-06T04:30:00Z,community,,"]
    deliver([referrals(tmp_path, *rows)], "program", "alder", vault=vault, catalogue=words)
    made = held(vault, "referrals", words)
    assert made["at"].to_list() == [datetime(2024, 3, 6, 4, 30, tzinfo=UTC)] * 2
    assert made["day"].to_list() == [date(2024, 3, 5)] * 2


def test_a_publishers_times_are_on_its_own_clock_and_counted_by_the_sites_day(tmp_path: Path, vault: Vault) -> None:
    western = Site(id="alder", name="Alder", time_zone="America/Los_Angeles")
    words = catalogue().model_copy(update={"sites": {"alder": western}})
    head = "booking_key,person_key,admitted_hour,last_seen,right_censored\n"
    path = written(tmp_path, "bookings", head + "1,1,2017-01-31 02:00:00,2017-06-30,false\n")
    deliver([path], "nyc_bookings", "alder", vault=vault, catalogue=words)
    made = held(vault, "bookings", words).row(0, named=True)
    assert made["admitted"] == datetime(2017, 1, 31, 7, tzinfo=UTC)
    assert made["released"] == datetime(2017, 7, 1, 4, tzinfo=UTC)
    assert made["day"] == date(2017, 1, 30)


def test_records_under_another_key_are_refused_and_the_sample_is_let_be(
    tmp_path: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver([referrals(tmp_path, ROW)], "program", "alder", sample=True, vault=vault)
    monkeypatch.setenv("LEAD_PSEUDONYM_KEY", "j" * 40)
    real = delivered(vault, referrals(tmp_path, ROW), site="birch")
    monkeypatch.setenv("LEAD_PSEUDONYM_KEY", "i" * 40)
    with pytest.raises(SettingsRefused, match="made with another pseudonym key"):
        delivered(vault, referrals(tmp_path, ROW), site="cedar")
    vault.withdraw(real.delivery)
    assert delivered(vault, referrals(tmp_path, ROW), site="cedar").exit_code == 0
