"""Seattle: the founding program's published figures and the police's own stops, as one site."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from tests.real.conftest import figures, public
from tests.sampled import Sampled


@pytest.fixture(scope="module")
def stops() -> pl.DataFrame:
    """Return the stops of whole months, read directly."""
    frame = pl.read_csv(public("seattle_terry_stops/terry_stops_2015_2017.csv.gz"), infer_schema=False)
    months = frame.with_columns(month=pl.col("Reported_Date").str.to_date().dt.month_start())
    return months.filter(pl.col("month").is_between(date(2015, 4, 1), date(2017, 8, 1)))


def test_arrests_per_thousand_calls_in_the_lead_zone_are_those_of_the_report(seattle: Sampled) -> None:
    zone = figures(seattle, "Y15", "--area", "lead_zone").sort("from")
    assert zone["value"].round(1).to_list() == [91.7, 55.6, 48.2, 29.2, 21.9]
    assert zone.select("from", "until").row(-1) == (date(2015, 1, 1), date(2015, 6, 1))
    assert set(zone["status"]) == {"shown"}


def test_what_the_report_published_is_shown_for_every_zone_with_its_parts(seattle: Sampled) -> None:
    shown = figures(seattle, "arrests_per_1000_calls")
    direct = pl.read_csv(public("lead_published/seattle_drug_calls_arrests.csv"), try_parse_dates=True)
    expected = {
        (row["zone"].replace("citywide", "all"), row["period_start"]): (row["arrests"], row["calls_for_service"])
        for row in direct.iter_rows(named=True)
    }
    told = {(row["area"], row["from"]): (row["numerator"], row["denominator"]) for row in shown.iter_rows(named=True)}
    assert told == expected


def test_arrests_by_month_and_their_share_are_those_of_the_file_and_every_month_is_shown(
    seattle: Sampled, stops: pl.DataFrame
) -> None:
    direct = stops.group_by("month").agg(arrests=(pl.col("ArrestFlag") == "Y").sum(), stops=pl.len()).sort("month")
    arrests = figures(seattle, "arrests_all", "--area", "all").sort("from")
    share = figures(seattle, "arrest_share_of_stops", "--area", "all").sort("from")
    assert arrests.select("from", "value").rows() == direct.select("month", pl.col("arrests").cast(pl.Float64)).rows()
    assert share["from"].to_list() == direct["month"].to_list()
    assert share["value"].to_list() == pytest.approx((direct["arrests"] / direct["stops"] * 100).to_list())
    assert set(arrests["status"]) == set(share["status"]) == {"shown"}


WITHHELD = {
    ("east", date(2015, 4, 1)), ("east", date(2016, 8, 1)), ("east", date(2016, 10, 1)), ("east", date(2017, 1, 1)),
    ("west", date(2015, 4, 1)),
}  # fmt: skip
"""East had eight arrests in October 2016 and ten in January 2017; the others protect them or a precinct unrecorded. In
August 2016 southwest, which is shown by quarter, and the unrecorded had ten together: all but the others would tell."""


def test_exactly_these_precincts_and_months_are_withheld_and_the_rest_is_right(
    seattle: Sampled, stops: pl.DataFrame
) -> None:
    told = figures(seattle, "arrests_all").filter(pl.col("area") != "all")
    assert set(told.filter(pl.col("status") == "withheld").select("area", "from").rows()) == WITHHELD
    assert set(told.filter(pl.col("area") == "southwest")["grain"]) == {"quarter"}
    arrested = stops.filter(pl.col("ArrestFlag") == "Y")
    for row in told.filter(pl.col("status") == "shown").iter_rows(named=True):
        inside = arrested.filter(
            pl.col("month").is_between(row["from"], row["until"], closed="left"),
            pl.col("Precinct").str.to_lowercase() == row["area"],
        )
        assert row["value"] == inside.height, row
        assert not 1 <= inside.height <= 10


def test_no_group_of_one_to_ten_stops_is_shown_and_all_that_is_shown_is_right(
    seattle: Sampled, stops: pl.DataFrame
) -> None:
    mapped = {
        "American Indian / Alaskan Native": "american_indian",
        "Asian": "asian",
        "Black": "black",
        "Hispanic": "hispanic",
        "White": "white",
        "Multi-Racial": "multiracial",
    }
    races = stops.with_columns(race=pl.col("SubjectPerceivedRace").replace_strict(mapped, default="unknown"))
    told = figures(seattle, "stops_all", "--by", "race").filter(pl.col("status") == "shown")
    assert told.height > 100
    for row in told.filter(pl.col("category") != "other_groups").iter_rows(named=True):
        inside = races.filter(
            pl.col("month").is_between(row["from"], row["until"], closed="left"), pl.col("race") == row["category"]
        )
        assert row["value"] == inside.height
        assert not 1 <= inside.height <= 10


def test_most_figures_are_shown_and_no_reader_narrows_the_others(seattle: Sampled) -> None:
    assert seattle.shown() >= 0.89
    assert seattle.shown(totals=True) >= 0.99
    audited = seattle.run("audit")
    assert audited.returncode == 0, audited.stdout + audited.stderr
