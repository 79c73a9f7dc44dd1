"""Records of people go when their site's years are over, whole persons at a time, and nothing else does."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import Site
from lead_metrics.intake.retention import before, let_go, overdue
from lead_metrics.intake.vault import Vault
from tests.intake.files import delivered, referrals, written

DAY = date(2026, 6, 1)
FIRST = date(2016, 1, 1)
OLD = "r1,p1,2014-03-05T10:00:00,community,depot,police"
MET_AGAIN = "r2,p2,2014-03-06T10:00:00,community,depot,police"
YOUNG = "r3,p2,2016-01-02T10:00:00,community,depot,police"


def held(vault: Vault) -> pl.DataFrame:
    """Return the referrals that the vault holds."""
    return vault.deposit(catalogue()).records["referrals"]


def test_what_is_kept_begins_with_a_year() -> None:
    assert before(10, DAY) == FIRST
    assert before(1, date(2026, 1, 1)) == date(2025, 1, 1)


def test_a_person_goes_whole_or_stays_whole(tmp_path: Path, vault: Vault) -> None:
    delivered(vault, referrals(tmp_path, OLD, MET_AGAIN))
    delivered(vault, referrals(tmp_path, YOUNG, name="referrals_later.csv"))
    [found] = overdue(vault, catalogue(), DAY)
    assert (found.site, found.before, found.records) == ("alder", FIRST, 1)
    assert let_go(vault, catalogue(), DAY) == [found]
    assert sorted(held(vault)["at"].dt.year()) == [2014, 2016]
    assert held(vault)["person"].n_unique() == 1
    assert overdue(vault, catalogue(), DAY) == []
    assert let_go(vault, catalogue(), DAY) == []


def test_a_record_of_another_kind_keeps_a_person_too(tmp_path: Path, vault: Vault) -> None:
    delivered(vault, referrals(tmp_path, OLD))
    engaged = "person,at,mode\np1,2020-01-01T10:00:00,field\n"
    report = delivered(vault, written(tmp_path, "engagements", engaged))
    assert report.accepted == {"engagements": 1}
    assert overdue(vault, catalogue(), DAY) == []


def test_a_person_of_another_site_is_another_person(tmp_path: Path, vault: Vault) -> None:
    delivered(vault, referrals(tmp_path, OLD))
    delivered(vault, referrals(tmp_path, YOUNG.replace("p2", "p1"), name="other.csv"), site="birch")
    assert [one.site for one in overdue(vault, catalogue(), DAY)] == ["alder"]


def test_the_same_file_brings_nothing_back(tmp_path: Path, vault: Vault) -> None:
    path = referrals(tmp_path, OLD, YOUNG)
    delivered(vault, path)
    let_go(vault, catalogue(), DAY)
    assert delivered(vault, path).already
    assert held(vault).height == 1
    assert vault.deliveries()[0].accepted == {"referrals": 1}


def test_a_withdrawn_delivery_is_let_go_of_too(tmp_path: Path, vault: Vault) -> None:
    name = delivered(vault, referrals(tmp_path, OLD)).delivery
    vault.withdraw(name)
    assert let_go(vault, catalogue(), DAY)[0].records == 1
    assert vault.deliveries()[0].withdrawn
    assert vault.count(name, "referrals") == 0


def test_no_figure_is_made_of_a_time_whose_people_are_gone(tmp_path: Path, vault: Vault) -> None:
    delivered(vault, referrals(tmp_path, OLD, MET_AGAIN, YOUNG))
    covers = vault.deposit(catalogue()).covers
    assert covers["covers_from"].to_list() == [date(2014, 3, 5)]
    let_go(vault, catalogue(), DAY)
    shortened = vault.deposit(catalogue()).covers
    assert shortened["covers_from"].to_list() == [FIRST]
    assert shortened["covers_until"].to_list() == covers["covers_until"].to_list()


def test_a_delivery_of_old_records_alone_covers_nothing_any_more(tmp_path: Path, vault: Vault) -> None:
    delivered(vault, referrals(tmp_path, OLD))
    delivered(vault, referrals(tmp_path, YOUNG, name="referrals_later.csv"))
    let_go(vault, catalogue(), DAY)
    [row] = vault.deposit(catalogue()).covers.to_dicts()
    assert (row["covers_from"], row["covers_until"]) == (FIRST, date(2016, 1, 3))


def test_what_names_no_person_is_kept(tmp_path: Path, vault: Vault) -> None:
    spending = "from,until,side,amount,kind\n2001-01-01,2001-02-01,custody,1000,jail\n"
    report = delivered(vault, written(tmp_path, "spending", spending), source="hand_entered")
    assert report.accepted == {"spending": 1}
    assert let_go(vault, catalogue(), DAY) == []


def test_each_site_says_for_itself_how_long(tmp_path: Path, vault: Vault) -> None:
    delivered(vault, referrals(tmp_path, YOUNG))
    short = Site(id="alder", name="Alder", retention_years=2)
    words = catalogue().model_copy(update={"sites": {"alder": short}})
    assert overdue(vault, catalogue(), DAY) == []
    [found] = overdue(vault, words, DAY)
    assert found.before == date(2024, 1, 1)


@pytest.mark.parametrize("years", [0, -1, 101])
def test_a_retention_that_makes_no_sense_is_refused(years: int) -> None:
    with pytest.raises(ValueError, match="retention_years"):
        Site(id="alder", name="Alder", retention_years=years)


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 6000)), min_size=1, max_size=8, unique=True),
    st.integers(1, 20),
)
def test_who_is_kept_is_who_was_met_since(rows: list[tuple[str, int]], years: int) -> None:
    days = [(person, date(2010, 1, 1) + timedelta(days=after)) for person, after in rows]
    words = catalogue().model_copy(update={"sites": {"alder": Site(id="alder", name="A", retention_years=years)}})
    with TemporaryDirectory() as name:
        folder = Path(name)
        vault = Vault(folder / "vault")
        lines = [f"r{n},{person},{day}T10:00:00,community,depot,police" for n, (person, day) in enumerate(days)]
        delivered(vault, referrals(folder, *lines))
        let_go(vault, words, DAY)
        kept = vault.deposit(words).records.get("referrals", pl.DataFrame({"at": []}))
    last = {person: max(day for who, day in days if who == person) for person, _ in days}
    expected = sum(last[person] >= before(years, DAY) for person, _ in days)
    assert kept.height == expected
