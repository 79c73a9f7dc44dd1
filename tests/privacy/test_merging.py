"""Tiny groups join the group declared for them, and stay there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
import pytest

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.periods import Grain, period_of
from lead_metrics.privacy.gate import release
from lead_metrics.privacy.merging import GROUPS, MEMBERS, hierarchy, merge
from lead_metrics.privacy.rules import with_rules
from tests.privacy.county import YEAR, by, cell, later, month, raw, reasons, span, told
from tests.privacy.county import catalogue as built

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


COUNTY = built()
LARGE = {"multiracial": 50, "pacific_islander": 60}


def merged(rows: Sequence[dict[str, Any]]) -> tuple[pl.DataFrame, set[str]]:
    frame, groups = merge(with_rules(raw(rows).frame, COUNTY), COUNTY)
    assert groups.schema == GROUPS
    assert groups.rows() == sorted(groups.rows())
    return frame, set(groups["category"])


def years(*sizes: int | None, race: str = "asian", **given: Any) -> list[dict[str, Any]]:
    """A group's figures, a year each; none where one is missing."""
    return [
        cell("arrests", size, period=later(YEAR, 12 * n), dimension="race", category=race,
             state="missing" if size is None else "counted", **given)
        for n, size in enumerate(sizes)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "joins"),
    [
        (years(5), {"asian", "multiracial"}),
        (years(50), set()),
        (years(5, 50), set()),
        (years(5, 5, 50), {"asian", "multiracial"}),
        (years(5, None, None), {"asian", "multiracial"}),
        ([*years(50), *(row | {"area": "north"} for row in years(5))], set()),
        ([*years(50), cell("arrests", 5, dimension="race", category="asian", period=month(1))], set()),
    ],
    ids=["small", "large", "half", "most", "missing", "one place", "a month"],
)  # fmt: skip
def test_a_group_is_tiny_where_most_of_its_coarsest_figures_would_be_withheld(
    rows: list[dict[str, Any]], joins: set[str]
):
    _, found = merged([*rows, *by("arrests", "race", LARGE)])
    assert found == joins


@pytest.mark.parametrize(
    ("sizes", "joins"),
    [
        ({"asian": (2, 9), "multiracial": (30, 50), "pacific_islander": (12, 60)}, "pacific_islander"),
        ({"asian": (2, 9), "multiracial": (12, 60), "pacific_islander": (11, 70)}, "multiracial"),
        ({"asian": (2, 9), "multiracial": (30, 60), "pacific_islander": (30, 60)}, "multiracial"),
        ({"multiracial": (2, 9), "pacific_islander": (30, 60), "asian": (30, 60)}, "asian"),
    ],
)
def test_the_sibling_that_joins_a_tiny_group_is_the_smallest_and_then_the_first_by_name(sizes, joins: str):
    rows = [row for race, (n, of) in sizes.items() for row in by("diverted", "race", {race: n}, of=of)]
    assert merged(rows)[1] == {next(iter(sizes)), joins}


def test_a_tiny_group_of_many_events_takes_a_smaller_sibling_along():
    rows = [*by("arrests", "race", {"asian": 90}, people=3), *by("arrests", "race", LARGE)]
    assert merged(rows)[1] == {"asian", "multiracial"}


def test_the_merged_figure_sums_its_parts_and_counts_those_that_are_not_empty():
    rows = [cell("booked", 40)]
    for year, (n, of) in ((YEAR, (1, 5)), (later(YEAR, 12), (0, 0))):
        both = {"period": year, "low": 1.0, "high": 9.0}
        rows += by("diverted", "race", {"asian": 2}, of=9, people=2, people_of=8, **both)
        rows += by("diverted", "race", {"multiracial": n}, of=of, people=n, people_of=of, **both)
    frame, joined = merged(rows)
    assert joined == {"asian", "multiracial"}
    told = ("category", "numerator", "denominator", "people", "people_of", "low", "high", MEMBERS, "source", "kind")
    assert frame.sort("category", "from").select(told).rows() == [
        ("all", 40, None, None, None, None, None, 1, "program", "people"),
        ("other_groups", 3, 14, 3, 13, None, None, 2, "program", "share"),
        ("other_groups", 2, 9, 2, 8, None, None, 1, "program", "share"),
    ]
    assert frame.filter(dimension="race").sort("from")["value"].to_list() == pytest.approx([300 / 14, 200 / 9])
    assert merged([cell("booked", 40)])[0][MEMBERS].to_list() == [1]


def test_a_merged_share_of_one_is_reckoned_and_one_of_none_is_zero():
    one = [*by("diverted", "race", {"asian": 1}, of=1), *by("diverted", "race", {"multiracial": 0}, of=0)]
    assert merged(one)[0]["value"].to_list() == [100]
    nobody = [row | {"numerator": 0.0, "value": 0.0} for row in one[:1]] + by(
        "diverted", "race", {"multiracial": 0}, of=3
    )
    assert merged(nobody)[0]["value"].to_list() == [0]


def test_groups_of_one_place_are_summed_apart_from_those_of_another():
    rows = [
        row | {"area": area}
        for area in ("all", "north")
        for row in by("arrests", "race", {"asian": 4, "multiracial": 3})
    ]
    frame, _ = merged([*rows, *by("arrests", "race", {"white": 30})])
    assert frame.select("area", "category", "numerator", MEMBERS).sort("area", "category").rows() == [
        ("all", "other_groups", 7, 2),
        ("all", "white", 30, 1),
        ("north", "other_groups", 7, 2),
    ]


def test_what_was_released_apart_stays_apart_and_what_joined_stays_joined():
    rows = by("arrests", "race", {"asian": 4, "multiracial": 3})
    large = by("arrests", "race", {"asian": 40, "multiracial": 30})
    released = [release(raw(one), COUNTY).cells for one in (rows, large)]
    for earlier, joins in ((released[0], {"asian", "multiracial"}), (released[1], set())):
        for now in (rows, large):
            assert set(merge(with_rules(raw(now).frame, COUNTY), COUNTY, [earlier])[1]["category"]) == joins


def merged_into(rows: Sequence[dict[str, Any]], catalogue: Catalogue) -> set[str]:
    """Return the categories that joined a group."""
    return set(merge(with_rules(raw(rows).frame, catalogue), catalogue)[1]["category"])


def test_whether_a_group_is_tiny_is_asked_of_the_longest_periods_alone(catalogue: Catalogue) -> None:
    months = [
        row for n in range(12) for row in by("arrests", "race", {"asian": 5, "multiracial": 6}, period=month(n + 1))
    ]
    year = by("arrests", "race", {"asian": 60, "multiracial": 72})
    assert merged_into([*months, *year], catalogue) == set()
    assert merged_into(months, catalogue) == {"asian", "multiracial"}


def test_a_span_that_a_source_chose_is_longer_than_any_other(catalogue: Catalogue) -> None:
    odd = span(date(2024, 1, 1), date(2025, 3, 1))
    few = by("arrests", "race", {"asian": 3, "multiracial": 4}, period=odd)
    assert merged_into(few, catalogue) == {"asian", "multiracial"}
    many = by("arrests", "race", {"asian": 30, "multiracial": 40}, period=odd)
    tiny_years = by("arrests", "race", {"asian": 3, "multiracial": 4})
    assert merged_into([*many, *tiny_years], catalogue) == set()


def test_the_whole_site_decides_for_its_areas_and_they_decide_where_it_says_nothing(catalogue: Catalogue) -> None:
    places = [row for place in ("north", "south")
              for row in by("arrests", "race", {"asian": 3, "multiracial": 4}, area=place)]  # fmt: skip
    whole = by("arrests", "race", {"asian": 60, "multiracial": 80})
    assert merged_into([*places, *whole], catalogue) == set()
    assert merged_into(places, catalogue) == {"asian", "multiracial"}
    large = [row for place in ("north", "south")
             for row in by("arrests", "race", {"asian": 30, "multiracial": 40}, area=place)]  # fmt: skip
    assert merged_into([*large, *by("arrests", "race", {"asian": 3, "multiracial": 4})], catalogue) == {
        "asian", "multiracial"}  # fmt: skip


@pytest.mark.parametrize("order", [1, -1])
def test_of_siblings_of_one_size_the_first_by_name_joins(order: int, catalogue: Catalogue) -> None:
    sizes = {"asian": 50, "multiracial": 3, "pacific_islander": 50}
    assert merged_into(by("arrests", "race", sizes)[::order], catalogue) == {"asian", "multiracial"}


def test_a_member_is_a_group_of_whom_there_is_anybody_at_all(catalogue: Catalogue) -> None:
    def members(rows: list[dict[str, Any]]) -> list[int]:
        frame, _ = merge(with_rules(raw(rows).frame, catalogue), catalogue)
        return frame.filter(category="other_groups")[MEMBERS].to_list()

    assert members(by("arrests", "race", {"asian": 1, "multiracial": 1, "pacific_islander": 0})) == [2]
    none_housed = {"asian": 0, "multiracial": 0}
    assert members(by("housed", "race", none_housed, of=1, people=0, people_of=1)) == [2]
