"""What the vault keeps, and what it never does."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from lead_metrics.catalogue.load import catalogue
from lead_metrics.errors import LeadError, RequestRefused
from lead_metrics.intake.vault import Delivery, Vault, now
from tests.intake.files import CANARY, HEAD, delivered, referrals, written

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


CORRECTED = {
    "needs": ("person,topic,identified,met", "p1,housing,2024-01-09,", "p1,housing,2024-01-09,2024-03-01", "met"),
    "warrants": ("person,issued,resolved", "p1,2024-01-09,", "p1,2024-01-09,2024-03-01", "resolved"),
    "cases": ("person,opened,closed", "p1,2024-01-09,", "p1,2024-01-09,2024-03-01", "closed"),
    "goals": ("person,set,topic,progress", "p1,2024-01-09,housing,set", "p1,2024-01-09,housing,reached", "progress"),
    "engagements": ("person,at,mode,minutes", "p1,2024-01-09,field,30", "p1,2024-01-09,field,45", "minutes"),
    "participation": ("person,status,status_from,acuity", "p1,active,2024-01-09,", "p1,active,2024-01-09,3", "acuity"),
}  # fmt: skip


@pytest.mark.parametrize("record", CORRECTED)
def test_what_became_of_a_record_since_takes_its_place_and_adds_none(record: str, tmp_path: Path, vault: Vault) -> None:
    head, before, since, column = CORRECTED[record]
    for row in (before, since):
        assert delivered(vault, written(tmp_path, record, f"{head}\n{row}\n")).exit_code == 0
    assert held(vault, record).height == 1
    assert held(vault, record)[column][0] is not None
    assert str(held(vault, record)[column][0]).removesuffix(".0") == since.split(",")[head.split(",").index(column)]


def test_a_later_delivery_of_a_days_answers_takes_the_place_of_the_earlier(tmp_path: Path, vault: Vault) -> None:
    head = "on,question,answer\n"
    for rows in (["4"], ["4", "4", "5"]):
        content = head + "".join(f"2024-03-05,respect,{answer}\n" for answer in rows)
        delivered(vault, written(tmp_path, "experience", content), source="hand_entered")
    assert sorted(held(vault, "experience")["answer"]) == [4.0, 4.0, 5.0]


def test_a_column_that_a_record_gained_later_is_empty_before(tmp_path: Path, vault: Vault) -> None:
    delivery = delivered(vault, referrals(tmp_path, ROW)).delivery
    path = vault.folder / "deliveries" / delivery / "referrals.parquet"
    pl.read_parquet(path).drop("outcome").write_parquet(path)
    assert held(vault)["outcome"].to_list() == [None]


def test_a_delivery_without_a_recipe_is_named(tmp_path: Path, vault: Vault) -> None:
    delivery = delivered(vault, referrals(tmp_path, ROW)).delivery
    words = catalogue().model_copy(update={"recipes": {}})
    with pytest.raises(RequestRefused, match=f"delivery {delivery} is of program, which has no recipe; withdraw it"):
        vault.deposit(words)


def test_a_damaged_manifest_is_named(tmp_path: Path, vault: Vault) -> None:
    delivery = delivered(vault, referrals(tmp_path, ROW)).delivery
    (vault.folder / "deliveries" / delivery / "delivery.json").write_text("{", encoding="utf-8")
    with pytest.raises(LeadError, match=f"the manifest of delivery {delivery} is damaged; restore it"):
        vault.deliveries()


def test_a_manifest_from_before_days_were_kept_by_record_still_tells_them(vault: Vault) -> None:
    days = (date(2024, 1, 1), date(2024, 2, 1))
    old = Delivery(
        id="a", source="program", site="alder", files=[], accepted={}, refused=0, delivered_at=now(),
        covers_from=days[0], covers_until=days[1],
    )  # fmt: skip
    assert old.covering("needs") == days
