"""Which days a delivery covers decides what is a zero and what is missing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from lead_metrics.catalogue.load import catalogue
from lead_metrics.intake.delivery import deliver
from lead_metrics.intake.vault import Vault
from tests.intake.files import delivered, written

ENGAGED = "person,at,mode\np1,2024-03-05T10:00:00,field\np1,2024-05-30T23:30:00,phone\n"


def covers(vault: Vault) -> dict[str, tuple[date | None, date | None]]:
    rows = vault.deposit(catalogue()).covers.select("record", "covers_from", "covers_until").rows()
    return {record: (first, until) for record, first, until in rows}


def test_a_record_without_rows_in_a_month_shares_the_days_of_the_others(tmp_path: Path, vault: Vault) -> None:
    referred = written(tmp_path, "referrals", "referral,person,at,door\nr1,p1,2024-04-02,community\n")
    delivered(vault, referred, written(tmp_path, "engagements", ENGAGED))
    assert set(covers(vault).values()) == {(date(2024, 3, 5), date(2024, 5, 31))}


def test_what_began_long_ago_does_not_stretch_the_days_covered(tmp_path: Path, vault: Vault) -> None:
    paths = [
        written(tmp_path, "engagements", ENGAGED),
        written(tmp_path, "warrants", "person,issued,resolved\np1,1998-02-01,2024-04-01\n"),
        written(tmp_path, "positions", "position,from,until,full_time,role\ns1,2011-10-01,2026-06-30,1,case_manager\n"),
    ]
    delivered(vault, *paths)
    assert set(covers(vault).values()) == {(date(2024, 3, 5), date(2024, 5, 31))}


def test_standing_records_alone_cover_their_own_days(tmp_path: Path, vault: Vault) -> None:
    delivered(vault, written(tmp_path, "warrants", "person,issued\np1,1998-02-01\np2,2024-04-01\n"))
    assert covers(vault) == {"warrants": (date(1998, 2, 1), date(2024, 4, 2))}


def test_what_is_reported_for_spans_covers_those_spans_and_no_more(tmp_path: Path, vault: Vault) -> None:
    spent = "from,until,side,amount\n2024-01-01,2024-02-01,care,5\n2024-02-01,2024-03-01,care,5\n"
    met = "meeting,body,on\nm1,pcg,2024-01-09\nm2,pcg,2024-06-11\n"
    delivered(vault, written(tmp_path, "spending", spent), written(tmp_path, "meetings", met), source="hand_entered")
    assert covers(vault) == {
        "spending": (date(2024, 1, 1), date(2024, 3, 1)),
        "meetings": (date(2024, 1, 9), date(2024, 6, 12)),
    }


def test_what_is_declared_holds_for_every_record(tmp_path: Path, vault: Vault) -> None:
    paths = [written(tmp_path, "engagements", ENGAGED), written(tmp_path, "warrants", "person,issued\np1,1998-02-01\n")]
    days = date(2024, 1, 1), date(2024, 7, 1)
    deliver(paths, "program", "alder", covers_from=days[0], covers_until=days[1], vault=vault)
    assert set(covers(vault).values()) == {days}
    assert (vault.deliveries()[0].covers_from, vault.deliveries()[0].covers_until) == days


def test_one_end_may_be_declared_and_the_other_told_by_the_records(tmp_path: Path, vault: Vault) -> None:
    paths = [written(tmp_path, "engagements", ENGAGED)]
    deliver(paths, "program", "alder", covers_from=date(2024, 1, 1), vault=vault)
    assert covers(vault)["engagements"] == (date(2024, 1, 1), date(2024, 5, 31))


def test_several_deliveries_join(tmp_path: Path, vault: Vault) -> None:
    first, later = written(tmp_path, "engagements", ENGAGED), tmp_path / "engagements_july.csv"
    later.write_text("person,at,mode\np1,2024-07-30,field\n", encoding="utf-8")
    delivered(vault, first)
    delivered(vault, later)
    assert covers(vault)["engagements"] == (date(2024, 3, 5), date(2024, 7, 31))


def test_a_source_may_declare_where_it_begins_and_name_its_last_day(tmp_path: Path, vault: Vault) -> None:
    head = "booking_key,person_key,admitted_hour,last_seen,right_censored\n"
    rows = "1,1,2009-05-01 10:00:00,2016-07-01,false\n2,2,2017-01-31 10:00:00,2017-06-30,true\n"
    delivered(vault, written(tmp_path, "bookings", head + rows), source="nyc_bookings")
    assert covers(vault) == {"bookings": (date(2016, 6, 2), date(2017, 7, 1))}


def test_a_kind_of_record_without_days_covers_none(tmp_path: Path, vault: Vault) -> None:
    delivered(vault, written(tmp_path, "population", "year,people\n2020,1000\n"), source="population")
    assert covers(vault) == {"population": (None, None)}
