"""Tables of several dimensions, grains and sites at once, and figures that give another away."""

from __future__ import annotations

from itertools import product
from typing import Any

import polars as pl
import pytest

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.periods import Grain
from lead_metrics.privacy.audit import attack
from lead_metrics.privacy.gate import release
from tests.privacy.county import by, cell, months_of, raw, summed, told

AREAS = {"north": "all", "south": "all", "west": "all"}
RACES = ("black", "white", "unknown")


def three_way(sizes: dict[tuple[str, str, str], int]) -> list[dict[str, Any]]:
    """Outcome by area by race with every margin; the outcomes make up the contacts."""
    rows = []
    for outcome, area, race in product(("contacts", "taken", "let_go"), ("all", *AREAS), ("all", *RACES)):
        inside = [
            n
            for (o, a, r), n in sizes.items()
            if outcome in ("contacts", o) and area in ("all", a) and race in ("all", r)
        ]
        rows.append(cell(outcome, sum(inside), area=area, dimension="none" if race == "all" else "race", category=race))
    return rows


def test_one_small_cell_of_a_three_way_table_takes_no_margin_with_it(catalogue: Catalogue) -> None:
    sizes = {(o, a, r): 40 + 3 * n for n, (o, a, r) in enumerate(product(("taken", "let_go"), AREAS, RACES))}
    sizes["taken", "south", "white"] = 4
    given = raw(three_way(sizes), AREAS)
    judged = release(given, catalogue)
    gone = judged.cells.frame.filter(status="withheld")
    assert {"area": "south", "category": "white"} in gone.filter(indicator="taken").select(
        "area", "category"
    ).to_dicts()
    # A cube's corner needs the seven others, within the outcomes' two layers of two by two.
    assert gone.height == 8
    assert set(gone["indicator"]) == {"taken", "let_go"}
    assert "all" not in gone["area"] and "all" not in gone["category"]
    assert attack(judged.cells, judged.report, given.areas, catalogue) == []


def test_a_withheld_month_of_one_area_is_not_opened_by_the_quarter_of_its_neighbor(catalogue: Catalogue) -> None:
    north, south = [30, 40, 6, 50, 60, 70], [40, 37, 50, 6, 7, 60]
    rows = months_of(2024, [n + s for n, s in zip(north, south, strict=True)])
    rows += months_of(2024, north, area="north") + months_of(2024, south, area="south")
    given = raw(summed(rows, Grain.QUARTER), {"north": "all", "south": "all"})
    judged = release(given, catalogue)
    grains = dict(judged.cells.series.select("area", "grain").iter_rows())
    assert (grains["north"], grains["south"]) == ("month", "quarter")
    march = judged.cells.frame.filter(area="north").sort("from").row(2, named=True)
    assert march["status"] == "withheld"
    assert judged.cells.frame.filter(pl.col("until") <= march["until"], status="withheld").height > 1
    assert attack(judged.cells, judged.report, given.areas, catalogue) == []


def test_a_mean_with_its_interval_does_not_tell_how_many_it_is_of(catalogue: Catalogue) -> None:
    """Whoever knows a mean's spread reads the number of people off the width of its interval."""
    people = {"female": 24, "male": 6}
    rows = [cell("active", 30), *by("active", "sex", people), *by("score", "sex", {"male": 60.0}, of=6)]
    rows += [
        cell("score", 300.0, of=30, low=9.0, high=11.0),
        *by("score", "sex", {"female": 240.0}, of=24, low=8.0, high=12.0),
    ]
    judged = release(raw(rows), catalogue)
    assert told(judged.cells, indicator="active", dimension="sex") == {"female": "withheld", "male": "withheld"}
    scores = judged.cells.frame.filter(indicator="score", dimension="sex")
    assert set(scores["status"]) == {"withheld"}
    assert scores.select("value", "low", "high", "numerator", "denominator").null_count().sum_horizontal().item() == 10


def test_a_share_with_its_interval_gives_its_denominator_away_and_so_is_withheld_beside_a_small_rest(
    catalogue: Catalogue,
) -> None:
    """26 of 52 with its interval says 52; 60 less 52 are the eight people of the other group."""
    groups = {"black": (26.0, 52.0, 37.0, 63.0), "white": (4.0, 8.0, 22.0, 78.0)}
    rows = [cell("diverted", 30.0, of=60.0, low=38.0, high=62.0)]
    rows += [
        cell("diverted", part, of=whole, low=low, high=high, dimension="race", category=name)
        for name, (part, whole, low, high) in groups.items()
    ]
    cells = release(raw(rows), catalogue).cells
    assert told(cells, dimension="none") == {"all": 50.0}
    assert told(cells, dimension="race") == dict.fromkeys(groups, "withheld")
    hidden = cells.frame.filter(status="withheld").select("value", "low", "high", "denominator")
    assert hidden.null_count().sum_horizontal().item() == hidden.width * len(groups)


def test_sites_are_judged_as_if_each_were_alone(catalogue: Catalogue) -> None:
    here = [cell("arrests", 60), *by("arrests", "race", {"black": 5, "white": 30, "unknown": 25})]
    there = [row | {"site": "there"} for row in [cell("arrests", 12), *by("arrests", "sex", {"female": 4, "male": 8})]]
    both = release(raw([*there, *here]), catalogue)
    for rows in (here, there):
        alone = release(raw(rows), catalogue)
        assert both.cells.of(rows[0]["site"]).frame.equals(alone.cells.frame)
    assert attack(both.cells, both.report, raw([]).areas, catalogue) == []


@pytest.mark.parametrize("city, zones", [(100, {"a": 45, "b": 50}), (100, {"a": 45, "b": 4})])
def test_what_no_zone_covers_is_protected_in_every_month(
    city: int, zones: dict[str, int], catalogue: Catalogue
) -> None:
    rows = months_of(2024, [city, city + 9])
    for area, size in zones.items():
        rows += months_of(2024, [size, size + 3], area=area)
    given = raw(rows, dict.fromkeys(zones, "all"))
    judged = release(given, catalogue)
    assert "withheld" in set(judged.cells.frame.filter(pl.col("area") != "all")["status"])
    assert attack(judged.cells, judged.report, given.areas, catalogue) == []
