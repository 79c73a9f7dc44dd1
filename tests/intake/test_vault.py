"""What the vault keeps, and what it never does."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from lead_metrics.catalogue.load import catalogue
from lead_metrics.errors import RequestRefused
from lead_metrics.intake.delivery import deliver
from lead_metrics.intake.vault import Vault
from tests.intake.files import CANARY, HEAD, delivered, referrals

ROW = "r1,p1,2024-03-05T10:00:00,community,depot,police"


def held(vault: Vault, record: str = "referrals") -> pl.DataFrame:
    return vault.deposit(catalogue()).records[record]


def test_the_same_file_twice_is_one_delivery_whatever_it_is_called(tmp_path: Path, vault: Vault) -> None:
    first = delivered(vault, referrals(tmp_path, ROW))
    again = delivered(vault, referrals(tmp_path, ROW, name="referrals_again.csv"))
    assert again.already and again.delivery == first.delivery
    assert "this delivery was here before; nothing was stored twice" in again.lines()
    assert len(vault.deliveries()) == 1


def test_the_same_file_for_another_site_or_source_is_another_delivery(tmp_path: Path, vault: Vault) -> None:
    path = referrals(tmp_path, ROW)
    assert delivered(vault, path).delivery != delivered(vault, path, site="birch").delivery


def test_a_withdrawn_delivery_is_kept_and_left_out(tmp_path: Path, vault: Vault) -> None:
    delivery = delivered(vault, referrals(tmp_path, ROW)).delivery
    vault.withdraw(delivery)
    assert vault.deliveries()[0].withdrawn
    assert vault.deposit(catalogue()).records == {}
    vault.withdraw(delivery, withdrawn=False)
    assert held(vault).height == 1


def test_withdrawing_what_is_not_there_is_refused(vault: Vault) -> None:
    with pytest.raises(RequestRefused, match="no delivery abc"):
        vault.withdraw("abc")


def test_a_later_delivery_corrects_a_record_by_its_id(tmp_path: Path, vault: Vault) -> None:
    delivered(vault, referrals(tmp_path, ROW, "r2,p2,2024-03-06T10:00:00,community,depot,police"))
    delivered(vault, referrals(tmp_path, ROW.replace("community", "social_contact"), name="referrals_late.csv"))
    assert sorted(held(vault)["door"]) == ["community", "social_contact"]


def counted(folder: Path, name: str, numerator: int) -> Path:
    path = folder / name
    path.write_text(
        f"indicator,from,until,numerator\nbookings_all,2024-01-01,2024-02-01,{numerator}\n", encoding="utf-8"
    )
    return path


def test_a_figure_typed_again_replaces_the_earlier_one(tmp_path: Path, vault: Vault) -> None:
    delivered(vault, counted(tmp_path, "counts.csv", 5), source="hand_entered")
    delivered(vault, counted(tmp_path, "counts_mended.csv", 6), source="hand_entered")
    assert held(vault, "counts")["numerator"].to_list() == [6]


def test_what_a_file_brings_goes_before_what_was_typed_even_earlier(tmp_path: Path, vault: Vault) -> None:
    row = "meeting,body,on\nm1,{},2024-02-01\n"
    (tmp_path / "meetings.csv").write_text(row.format("pcg"), encoding="utf-8")
    delivered(vault, tmp_path / "meetings.csv", source="program")
    review = "element,on,rating\nF1,2024-02-01,{}\n"
    for source, rating in (("program", 2), ("hand_entered", 3)):
        (tmp_path / "reviews.csv").write_text(review.format(rating), encoding="utf-8")
        delivered(vault, tmp_path / "reviews.csv", source=source)
    assert held(vault, "reviews").select("rating", "source").rows() == [(2.0, "program")]


def test_two_jails_of_one_county_are_both_kept(tmp_path: Path, vault: Vault) -> None:
    path = tmp_path / "jails.csv"
    head = "date,census_county_name,total_num_persons_booked,avg_daily_pop_total_jurisdiction"
    path.write_text(f"{head}\n2019-01-01,Alder County,5,9\n2019-01-01,Alder County,5,9\n", encoding="utf-8")
    delivered(vault, path, source="california_jails")
    assert held(vault, "counts").filter(pl.col("indicator") == "bookings_all")["numerator"].sum() == 10


def test_no_identifier_is_written_anywhere(tmp_path: Path, vault: Vault) -> None:
    delivered(vault, referrals(tmp_path, f"{CANARY},{CANARY}-p,2024-03-05,community,depot,police"))
    written = b"".join(path.read_bytes() for path in vault.folder.rglob("*") if path.is_file())
    assert CANARY.encode() not in written
    assert held(vault)["person"].str.contains("^[0-9a-f]{32}$").all()
    assert held(vault)["referral"].str.contains("^[0-9a-f]{32}$").all()


@pytest.mark.parametrize("at", ["os.replace", "pl.DataFrame.write_parquet"])
def test_a_crash_in_the_middle_leaves_no_delivery(
    at: str, tmp_path: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(f"lead_metrics.intake.vault.{at}", fails)
    with pytest.raises(OSError, match="no space"):
        delivered(vault, referrals(tmp_path, ROW))
    monkeypatch.undo()
    assert vault.deliveries() == []
    assert list((vault.folder / "deliveries").iterdir()) == []


def test_what_a_killed_process_left_behind_is_no_delivery(tmp_path: Path, vault: Vault) -> None:
    delivered(vault, referrals(tmp_path, ROW))
    whole = next((vault.folder / "deliveries").iterdir())
    whole.rename(whole.with_name(".arriving-x1"))
    assert vault.deliveries() == []
    assert delivered(vault, referrals(tmp_path, ROW)).already is False
    assert held(vault).height == 1


def test_a_delivery_that_arrived_meanwhile_is_left_as_it_is(tmp_path: Path, vault: Vault) -> None:
    report = delivered(vault, referrals(tmp_path, ROW))
    known = vault.find(report.delivery)
    assert known is not None
    vault.put(known.model_copy(update={"refused": 99}), {"referrals": held(vault)})
    assert [one.refused for one in vault.deliveries()] == [0]
    assert not list(vault.folder.rglob(".arriving-*"))


def test_days_covered_are_the_first_and_last_of_all_its_tables(tmp_path: Path, vault: Vault) -> None:
    (tmp_path / "engagements.csv").write_text("person,at,mode\np1,2024-05-30T10:00:00,field\n", encoding="utf-8")
    deliver([referrals(tmp_path, ROW), tmp_path / "engagements.csv"], "program", "alder", vault=vault)
    covers = vault.deposit(catalogue()).covers
    assert set(covers.select("covers_from", "covers_until").rows()) == {(date(2024, 3, 5), date(2024, 5, 31))}


def test_days_covered_may_be_declared_and_several_deliveries_join(tmp_path: Path, vault: Vault) -> None:
    first, later = referrals(tmp_path, ROW), referrals(tmp_path, ROW.replace("r1", "r9"), name="referrals_late.csv")
    deliver([first], "program", "alder", covers_from=date(2024, 1, 1), covers_until=date(2024, 4, 1), vault=vault)
    deliver([later], "program", "alder", covers_from=date(2024, 4, 1), covers_until=date(2024, 7, 1), vault=vault)
    covers = vault.deposit(catalogue()).covers
    assert covers.select("covers_from", "covers_until").rows() == [(date(2024, 1, 1), date(2024, 7, 1))]


def test_a_time_belongs_to_the_day_it_is_at_the_site(tmp_path: Path, vault: Vault) -> None:
    delivered(
        vault,
        referrals(tmp_path, "r1,p1,2024-03-05T23:30:00,community,,", "r2,p2,2024-03-06T06:30:00+00:00,community,,"),
    )
    assert held(vault)["day"].to_list() == [date(2024, 3, 5), date(2024, 3, 5)]


def test_an_hour_that_the_clocks_skipped_is_read_as_the_next_one(tmp_path: Path, vault: Vault) -> None:
    assert delivered(vault, referrals(tmp_path, "r1,p1,2024-03-10T02:30:00,community,,")).exit_code == 0


def test_places_met_hang_directly_below_their_site(tmp_path: Path, vault: Vault) -> None:
    delivered(vault, referrals(tmp_path, ROW))
    assert vault.deposit(catalogue()).areas.rows() == [("alder", "depot", "all", "Depot")]


def test_a_site_without_settings_gets_plain_ones_of_its_source(tmp_path: Path, vault: Vault) -> None:
    delivered(vault, referrals(tmp_path, ROW), site="cedar_flat")
    site = vault.deposit(catalogue()).sites["cedar_flat"]
    assert (site.name, site.caseload_average, site.time_zone) == ("Cedar Flat", 20, "America/Los_Angeles")


def test_the_gates_reasons_are_kept_by_release(vault: Vault) -> None:
    assert vault.report(1) is None
    vault.keep_report(1, pl.DataFrame({"reason": ["primary"]}))
    kept = vault.report(1)
    assert kept is not None and kept["reason"].to_list() == ["primary"]


def test_an_empty_vault_is_an_empty_deposit(vault: Vault) -> None:
    deposit = vault.deposit(catalogue())
    assert (deposit.records, deposit.sites, deposit.areas.height, deposit.covers.height) == ({}, {}, 0, 0)


def test_a_workbook_brings_a_record_a_sheet(tmp_path: Path, vault: Vault) -> None:
    frame = pl.DataFrame([ROW.split(",")], schema=HEAD.split(","), orient="row")
    frame.write_excel(tmp_path / "export.xlsx", worksheet="referrals")
    assert delivered(vault, tmp_path / "export.xlsx").accepted == {"referrals": 1}
