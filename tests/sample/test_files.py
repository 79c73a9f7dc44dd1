"""Files: what comes late, what is corrected, what is wrong on purpose, and a site's settings."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from lead_metrics.catalogue.load import load
from lead_metrics.intake.delivery import check
from lead_metrics.periods import add_months
from lead_metrics.sample import files
from lead_metrics.sample.plan import Plan, Size, plans, shape
from tests.sample.reading import County, read

DATED = {"contacts": ("police", "at"), "bookings": ("jail", "admitted")}


@pytest.mark.parametrize("name", DATED)
def test_the_second_delivery_brings_new_rows_late_ones_and_corrections(name: str, county: County):
    first, second = (read(path) for path in county.paths(name))
    key, at = first.columns[0], pl.col(DATED[name][1]).dt.date()
    cut = add_months(date(2026, 11, 1), -shape()["late"]["months"])
    assert first.select(at.max()).item() < cut
    assert second.height < 0.1 * first.height
    again = second.filter(pl.col(key).is_in(first[key].to_list()))
    late = second.filter(~pl.col(key).is_in(first[key].to_list()), at < cut)
    assert again.height > 0 and late.height > 0
    both = again.join(first, on=key, suffix="_before")
    differ = [
        (pl.col(c) != pl.col(f"{c}_before")).fill_null(True)
        for c in ("race", "charge", *(["released"] if name == "bookings" else []))
    ]
    assert both.filter(~pl.any_horizontal(differ)).is_empty()


def test_whoever_was_in_jail_at_first_is_released_in_the_second_delivery(county: County):
    first, second = (read(path) for path in county.paths("bookings"))
    both = first.filter(pl.col("released").is_null()).join(second, on="booking", suffix="_later")
    assert both["released_later"].drop_nulls().len() > 5
    assert both["released_later"].drop_nulls().min().date() >= date(2026, 9, 1)


def test_the_two_deliveries_cover_the_months_between_them(county: County):
    for source in ("police", "jail"):
        one, two = (d for d in county.made if d.source == source and d.site == "millbrook")
        assert one.covers_until == two.covers_from == date(2026, 9, 1)
        assert two.covers_until == date(2026, 11, 1)


def test_together_they_are_the_whole_table(plan: Plan, tmp_path: Path):
    days = [plan.start + timedelta(days=n) for n in range((plan.until - plan.start).days)]
    frame = pl.DataFrame(
        {"contact": [f"C{n}" for n in range(len(days))], "at": days, "charge": "theft", "race": "white"}
    )
    made = files.in_two(
        plan, tmp_path, "police", ("contacts", "at"), frame.with_columns(pl.col("at").cast(pl.Datetime("us")))
    )
    rows = pl.concat([read(one.files[0]) for one in made]).unique("contact", keep="last").sort("at")
    assert rows.select("contact", "charge", "race").equals(frame.select("contact", "charge", "race"))


def test_a_county_of_a_few_months_delivers_once(tmp_path: Path):
    plan = plans(Size(1, 2, 0, 1, date(2026, 11, 1)))[0]
    frame = pl.DataFrame({"contact": ["C1"], "at": [plan.start], "charge": ["theft"], "race": ["white"]})
    made = files.in_two(
        plan, tmp_path, "police", ("contacts", "at"), frame.with_columns(pl.col("at").cast(pl.Datetime("us")))
    )
    assert [one.covers_until for one in made] == [plan.until]


def test_the_rows_that_are_wrong_on_purpose_are_refused_each_for_its_own_column(county: County):
    for one in (d for d in county.made if d.source == "program"):
        assert one.errors == len(shape()["mistakes"])
        needs = next(path for path in one.files if path.stem == "needs")
        report = check([needs], "program", one.site)
        assert [refusal.column for refusal in report.refusals] == [m["column"] for m in shape()["mistakes"]]


def test_an_empty_table_gets_no_wrong_rows(plan: Plan, tmp_path: Path):
    empty = pl.DataFrame(schema={"person": pl.String, "site": pl.String, "topic": pl.String})
    made = files.whole(plan, tmp_path, "program", {"needs": empty}, plan.began)
    assert made.errors == 0
    assert made.files[0].read_text() == "person,site,topic\n"


def test_the_catalogue_reads_a_sites_settings_as_they_were_written(county: County, plan: Plan, tmp_path: Path):
    known = load(county.folder).sites
    assert known["millbrook"] == plan.settings()
    assert known.keys() == {"millbrook", "harbor_flats"}
    odd = plan.settings().model_copy(update={"contact": 'a "quoted" \\ name', "lead_began": None})
    files.settings_file(odd, tmp_path / "sites")
    assert load(tmp_path).sites["millbrook"] == odd
