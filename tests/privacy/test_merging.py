"""Tiny groups join the group declared for them, and stay there."""

from __future__ import annotations

import pytest

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.periods import Grain, period_of
from lead_metrics.privacy.gate import release
from lead_metrics.privacy.merging import hierarchy, merge
from lead_metrics.privacy.rules import with_rules
from tests.privacy.county import YEAR, by, cell, later, raw, reasons, told

SIZES = {"black": 50.0, "white": 60.0, "asian": 9.0, "pacific_islander": 8.0, "multiracial": 30.0}


def test_the_hierarchy_is_read_from_the_codes(catalogue: Catalogue) -> None:
    found = {
        (dimension, category): (into, only) for dimension, category, into, only in hierarchy(catalogue).iter_rows()
    }
    assert found[("race", "asian")] == ("other_groups", True)
    assert found[("sex", "nonbinary")] == ("unknown", False)
    assert ("race", "black") not in found


def test_two_tiny_groups_become_one_that_can_be_shown(catalogue: Catalogue) -> None:
    judged = release(raw([cell("arrests", 157), *by("arrests", "race", SIZES)]), catalogue)
    assert told(judged.cells, dimension="race") == {"black": 50, "white": 60, "multiracial": 30, "other_groups": 17}
    assert {("asian", "merged"), ("pacific_islander", "merged")} <= reasons(judged.report)


def test_a_tiny_group_alone_takes_its_smallest_sibling_with_it(catalogue: Catalogue) -> None:
    sizes = {"black": 50.0, "white": 60.0, "asian": 9.0, "pacific_islander": 25.0, "multiracial": 30.0}
    judged = release(raw([cell("arrests", 174), *by("arrests", "race", sizes)]), catalogue)
    assert told(judged.cells, dimension="race") == {"black": 50, "white": 60, "multiracial": 30, "other_groups": 34}


def test_a_tiny_group_without_siblings_stays_itself(catalogue: Catalogue) -> None:
    sizes = {"black": 50.0, "white": 60.0, "asian": 9.0}
    judged = release(raw([cell("arrests", 119), *by("arrests", "race", sizes)]), catalogue)
    assert "other_groups" not in told(judged.cells, dimension="race")


def test_a_tiny_group_may_join_a_category_that_stands_by_itself(catalogue: Catalogue) -> None:
    sizes = {"female": 40.0, "male": 60.0, "nonbinary": 4.0, "unknown": 12.0}
    judged = release(raw([cell("arrests", 116), *by("arrests", "sex", sizes)]), catalogue)
    assert told(judged.cells, dimension="sex") == {"female": 40, "male": 60, "unknown": 16}


def test_groups_large_enough_are_left_alone(catalogue: Catalogue) -> None:
    sizes = {"black": 50.0, "asian": 20.0, "pacific_islander": 30.0}
    judged = release(raw([cell("arrests", 100), *by("arrests", "race", sizes)]), catalogue)
    assert told(judged.cells, dimension="race") == sizes


def test_shares_are_reckoned_anew_from_their_parts(catalogue: Catalogue) -> None:
    rows = [
        cell("housed", 120, of=300, people=120, people_of=300),
        *by("housed", "race", {"black": 90}, of=210, people=90, people_of=210),
        *by("housed", "race", {"asian": 9}, of=30, people=9, people_of=30),
        *by("housed", "race", {"multiracial": 21}, of=60, people=21, people_of=60),
    ]
    judged = release(raw(rows), catalogue)
    assert told(judged.cells, dimension="race")["other_groups"] == pytest.approx(100 * 30 / 90)


def test_rates_keep_their_scale_and_a_common_denominator(catalogue: Catalogue) -> None:
    own = [
        *by("rate", "race", {"asian": 4}, of=1000, value=400.0),
        *by("rate", "race", {"multiracial": 26}, of=3000, value=100000 * 26 / 3000),
    ]
    frame, _ = merge(with_rules(raw(own).frame, catalogue), catalogue)
    assert frame.row(0, named=True)["value"] == pytest.approx(100000 * 30 / 4000)
    days = [row | {"denominator": 366.0, "value": 30 * row["numerator"] / 366} for row in own]
    frame, _ = merge(with_rules(raw(days).frame, catalogue), catalogue)
    assert frame.row(0, named=True)["value"] == pytest.approx(30 * 30 / 366)
    assert frame.row(0, named=True)["denominator"] == 366


def test_a_missing_part_leaves_the_group_missing(catalogue: Catalogue) -> None:
    other = period_of(later(YEAR, 12).start, Grain.YEAR)
    rows = [*by("arrests", "race", {"asian": 4, "multiracial": 6}), *by("arrests", "race", {"asian": 5}, period=other)]
    rows += by("arrests", "race", {"multiracial": None}, period=other, state="missing")  # type: ignore[dict-item]
    frame, _ = merge(with_rules(raw(rows).frame, catalogue), catalogue)
    assert dict(frame.select("from", "state").iter_rows()) == {YEAR.start: "counted", other.start: "missing"}


def test_medians_are_never_merged(catalogue: Catalogue) -> None:
    rows = by("wait", "race", {"asian": 4.0, "multiracial": 6.0}, people=5)
    _, groups = merge(with_rules(raw(rows).frame, catalogue), catalogue)
    assert groups.is_empty()


def test_a_series_released_before_keeps_its_groups(catalogue: Catalogue) -> None:
    next_year = later(YEAR, 12)
    large = dict.fromkeys(SIZES, 80.0)
    before = release(raw([cell("arrests", 157), *by("arrests", "race", SIZES)]), catalogue)
    rows = [cell("arrests", 157), *by("arrests", "race", SIZES), cell("arrests", 400, period=next_year)]
    grown = [*rows, *by("arrests", "race", large, period=next_year)]
    judged = release(raw(grown), catalogue, [before.cells])
    assert told(judged.cells, dimension="race")["other_groups"] == 160
    apart = release(raw([cell("arrests", 400), *by("arrests", "race", large)]), catalogue)
    shrunk = release(
        raw([cell("arrests", 157, period=next_year), *by("arrests", "race", SIZES, period=next_year)]),
        catalogue,
        [apart.cells],
    )
    assert "other_groups" not in told(shrunk.cells, dimension="race")


def test_groups_are_the_same_in_all_places_of_a_site(catalogue: Catalogue) -> None:
    """A place that shows two groups apart beside one that shows them together would tell of the members there."""
    rows = []
    for area, sizes in {"all": (57, 60, 30), "north": (44, 39, 25), "south": (13, 21, 5)}.items():
        for race, size in zip(("asian", "multiracial", "pacific_islander"), sizes, strict=True):
            rows.append(cell("arrests", size, area=area, dimension="race", category=race))
    cells = release(raw(rows, {"north": "all", "south": "all"}), catalogue).cells.frame
    groups = {area: set(cells.filter(area=area)["category"]) for area in ("all", "north", "south")}
    assert groups["all"] == groups["north"] == groups["south"]
