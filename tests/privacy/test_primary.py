"""The primary rule, one figure at a time."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.privacy.primary import judge
from lead_metrics.privacy.rules import with_rules
from tests.privacy.county import catalogue as built
from tests.privacy.county import cell, indicator, raw

TABLE = [
    ("a figure of ten people is withheld", "booked", 10, {"people": 10}, "withheld"),
    ("a figure of eleven people is shown", "booked", 11, {"people": 11}, "shown"),
    ("a figure of one person is withheld", "booked", 1, {"people": 1}, "withheld"),
    ("nobody is a zero, and shown", "booked", 0, {"people": 0}, "shown"),
    ("forty arrests of three people are about three people", "arrests", 40, {"people": 3}, "withheld"),
    ("where people are unknown the count stands for them", "arrests", 10, {}, "withheld"),
    ("eleven arrests of unknown people are shown", "arrests", 11, {}, "shown"),
    ("a zero that discloses is withheld", "deaths", 0, {}, "withheld"),
    ("all of four people", "diverted", 4, {"of": 4}, "withheld"),
    ("none of four people", "diverted", 0, {"of": 4}, "withheld"),
    ("all of forty people", "diverted", 40, {"of": 40}, "shown"),
    ("none of forty people", "diverted", 0, {"of": 40}, "shown"),
    ("five of forty", "diverted", 5, {"of": 40}, "withheld"),
    ("thirty-five of forty leave five", "diverted", 35, {"of": 40}, "withheld"),
    ("twenty of forty", "diverted", 20, {"of": 40}, "shown"),
    ("thirty events of eight people among forty", "diverted", 30, {"of": 60, "people": 8, "people_of": 40}, "withheld"),
    ("sixty events of eight people in all", "diverted", 0, {"of": 60, "people": 0, "people_of": 8}, "withheld"),
    (
        "a complement in people, where people are counted",
        "housed",
        32,
        {"of": 40, "people": 32, "people_of": 40},
        "withheld",
    ),
    ("a rate is not about its population", "rate", 20, {"of": 9}, "shown"),
    ("a rate of five people", "rate", 5, {"of": 9000}, "withheld"),
    ("a median of known people", "wait", None, {"value": 3.5, "people": 12}, "shown"),
    ("a median of few", "wait", None, {"value": 3.5, "people": 9}, "withheld"),
    ("a median of nobody knows how many", "wait", None, {"value": 3.5}, "withheld"),
    ("a mean of few", "score", 80, {"of": 8}, "withheld"),
    ("a mean of many, however small its sum", "score", 3, {"of": 80}, "shown"),
    ("jail totals protect nobody", "jail", 3, {"people": 3}, "shown"),
    ("one vacancy of two workers", "vacant", 1, {"of": 2, "people_of": 2}, "withheld"),
    ("one vacancy of three workers", "vacant", 1, {"of": 3, "people_of": 3}, "shown"),
    ("nobody knows how many workers", "vacant", None, {"value": 3.0}, "withheld"),
    ("a figure that its source publishes", "arrests", 3, {"already_public": "https://example.org"}, "shown"),
    ("missing", "arrests", None, {"state": "missing", "value": None}, "missing"),
    ("not collected", "arrests", None, {"state": "not_collected", "value": None}, "not_collected"),
    ("a share of nobody", "diverted", 0, {"of": 0}, "missing"),
    ("few, counted without a value", "diverted", 5, {"of": 40, "value": None}, "missing"),
    ("few, though said to be missing", "arrests", 5, {"state": "missing"}, "missing"),
]


def judged(name: str, numerator: float | None, catalogue: Catalogue, **given: Any) -> dict[str, Any]:
    """One cell's judgement."""
    frame = with_rules(raw([cell(name, numerator, **given)]).frame, catalogue)
    return judge(frame, catalogue.rule.unreliable_below).row(0, named=True)


@pytest.mark.parametrize(("says", "name", "numerator", "given", "status"), TABLE, ids=[row[0] for row in TABLE])
def test_each_figure_is_judged_by_the_people_behind_it(
    says: str, name: str, numerator: float | None, given: dict[str, Any], status: str, catalogue: Catalogue
) -> None:
    row = judged(name, numerator, catalogue, **given)
    assert row["status"] == status, says
    assert (row["reason"] == "primary") == (status == "withheld")


@pytest.mark.parametrize(("numerator", "marked"), [(0, True), (19, True), (20, False)])
def test_a_rate_of_fewer_than_twenty_is_marked_unreliable(numerator: int, marked: bool, catalogue: Catalogue) -> None:
    assert judged("rate", numerator, catalogue, of=9000)["unreliable"] is marked
    assert judged("arrests", numerator, catalogue)["unreliable"] is False


def test_a_rate_of_nobody_knows_how_many_is_not_marked_unreliable(catalogue: Catalogue) -> None:
    assert judged("rate", None, catalogue, of=9000, value=3.0)["unreliable"] is False


@pytest.mark.parametrize(
    ("name", "numerator", "given", "note"),
    [
        ("arrests", 5, {}, "numerator"),
        ("arrests", 40, {"people": 3}, "numerator events"),
        ("arrests", 10, {"people": 10}, "numerator"),
        ("diverted", 5, {"of": 40}, "numerator"),
        ("diverted", 5, {"of": 9}, "numerator, denominator, rest"),
        ("diverted", 35, {"of": 40}, "rest"),
        ("deaths", 0, {}, "numerator"),
        ("arrests", 50, {}, None),
    ],
)
def test_the_note_names_what_is_small(
    name: str, numerator: int, given: dict[str, Any], note: str | None, catalogue: Catalogue
) -> None:
    assert judged(name, numerator, catalogue, **given)["note"] == note


def test_the_note_names_what_lies_beside_a_figure() -> None:
    county = built(indicator("drugs", "count", within=("arrests",)))
    rows = with_rules(raw([cell("arrests", 40), cell("drugs", 35)]).frame, county)
    assert dict(judge(rows, 20).select("indicator", "note").iter_rows()) == {"arrests": None, "drugs": "beside"}


def test_an_indicator_may_be_stricter_and_never_looser() -> None:
    strict = built(indicator("births", "count", threshold=25))
    assert judged("births", 25, strict)["status"] == "withheld"
    assert judged("births", 26, strict)["status"] == "shown"
    site = built(threshold=30)
    assert judged("arrests", 30, site)["status"] == "withheld"
    assert judged("births", 30, built(indicator("births", "count", threshold=25), threshold=30))["status"] == "withheld"


def test_a_mean_is_no_zero_that_discloses() -> None:
    county = built(indicator("pain", "mean", unit="points", zero_discloses=True))
    assert judged("pain", 0, county, of=80)["status"] == "shown"


def test_a_judged_frame_keeps_its_rows_and_order(catalogue: Catalogue) -> None:
    rows = [cell("arrests", n, area=f"a{n}") for n in (5, 50, 0)]
    frame = judge(with_rules(raw(rows).frame, catalogue), 20)
    assert frame["area"].to_list() == ["a5", "a50", "a0"]
    assert frame["status"].dtype == pl.String
