"""Which rule holds for which indicator."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.privacy.rules import rules, with_rules
from tests.privacy.county import catalogue as built
from tests.privacy.county import cell, indicator, raw


def rule(name: str, catalogue: Catalogue) -> dict[str, Any]:
    return rules(catalogue).row(by_predicate=pl.col("indicator") == name, named=True)


def test_an_indicator_that_the_catalogue_does_not_know_is_guarded_like_one_about_participants(catalogue: Catalogue):
    found = with_rules(raw([cell("nobody_knows", 4)]).frame, catalogue).row(0, named=True)
    assert {name: found[name] for name in rule("arrests", catalogue) if name != "indicator"} == {
        "protects": "participants", "threshold": 10, "zero_discloses": False, "kind": "reported", "counts": "events",
        "share": False, "counted": True, "among": True, "sized": True, "of": None,
    }  # fmt: skip


def test_cells_keep_their_order_and_each_has_its_own_rule(catalogue: Catalogue):
    names = ["vacant", "nobody_knows", "arrests", "wait", "deaths", "arrests"]
    found = with_rules(raw([cell(name, 4, area=str(n)) for n, name in enumerate(names)]).frame, catalogue)
    assert found["indicator"].to_list() == names
    assert found["kind"].to_list() == ["vacancy", "reported", "count", "median", "count", "count"]


@pytest.mark.parametrize(("mine", "holds"), [(12, 20), (20, 20), (25, 25)])
def test_the_stricter_threshold_holds(mine: int, holds: int):
    assert rule("own", built(indicator("own", "count", threshold=mine), threshold=20))["threshold"] == holds


def test_figures_about_staff_are_withheld_below_the_workers_that_the_rule_asks_for(catalogue: Catalogue):
    assert rule("vacant", catalogue)["threshold"] == catalogue.rule.staff_needs_workers - 1


@pytest.mark.parametrize(
    ("kind", "unit", "share", "counted", "among", "sized"),
    [
        ("count", "count", False, True, False, True),
        ("count", "percent", True, True, True, True),
        ("count", "nobody_knows", False, True, False, True),
        ("share", "count", True, True, True, True),
        ("latest_share", "percent", True, True, True, True),
        ("mean", "percent", False, False, True, False),
        ("mean", "points", False, False, True, False),
        ("lag", "days", False, False, False, False),
        ("ratio", "rate", False, False, False, True),
        ("ratio", "percent", False, False, False, True),
    ],
)
def test_what_adds_up_follows_from_kind_and_unit(kind, unit, share, counted, among, sized):
    of = "rate" if kind == "ratio" else None
    found = rule("own", built(indicator("own", kind, unit=unit, of=of)))
    assert (found["share"], found["counted"], found["among"], found["sized"]) == (share, counted, among, sized)
    assert found["of"] == of


def test_only_a_derived_figure_is_made_of_another_indicator():
    assert rule("own", built(indicator("own", "mean", unit="points", of="rate")))["of"] is None
