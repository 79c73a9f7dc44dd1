"""Which sums that nobody releases tie figures, where the records are at hand and where only a release is."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from lead_metrics.privacy.places import above_areas, inside, neighbors, rests, totals, with_sums
from lead_metrics.privacy.quantities import PLACE, QUANTITIES
from lead_metrics.privacy.twins import TWINS
from tests.privacy.county import by, catalogue, cell, month
from tests.privacy.equations import named, nothing_known, unknowns

COUNTY = catalogue()
AREAS = {"north": "all", "south": "all"}
TWIN = pl.DataFrame(
    [("here", name, "numerator", "arrests numerator") for name in ("arrests", "taken")], TWINS, orient="row"
)
RACES = by("arrests", "race", {"black": 5, "white": 30})
NORTH = by("arrests", "race", {"black": 5, "white": 30}, area="north")


def sizes(rows: list[dict[str, Any]]) -> pl.DataFrame:
    return unknowns(rows, COUNTY).select(list(QUANTITIES))


def joined(
    shown: list[dict[str, Any]], true: list[dict[str, Any]] | None, **given: pl.DataFrame
) -> dict[str, float | None]:
    """The sums that join the figures shown, with their sizes; `true` is what the records say."""
    released = sizes(shown)
    known = None if true is None else sizes(true).with_columns(cell=pl.lit(-1, pl.Int64))
    found = with_sums(released, known, nothing_known(COUNTY, AREAS, **given))
    assert found["unknown"].to_list() == list(range(found.height))
    assert found[: released.height].drop("unknown").equals(released)
    more = found[released.height :]
    assert set(more["cell"]) <= {-1}
    return {named(row): row["size"] for row in more.iter_rows(named=True)}


@pytest.mark.parametrize(
    ("shown", "more", "sums"),
    [
        (RACES, [cell("arrests", 35)], {"arrests": 35}),
        (
            [cell("arrests", 9, area="north")],
            [cell("arrests", 4, area="south"), cell("arrests", 13)],
            {"arrests south": 4, "arrests": 13},
        ),
        ([cell("arrests", 9, area="north")], [cell("arrests", 13, period=month(1)), cell("booked", 4)], {}),
        (
            by("diverted", "race", {"black": 5}, of=20),
            [cell("diverted", 5, of=20)],
            {"diverted": 5, "diverted denominator": 20, "diverted rest": 15},
        ),
        ([cell("taken", 5)], [cell("contacts", 9), cell("let_go", 4)], {"contacts": 9, "let_go": 4}),
        (
            [cell("arrests", 35), cell("arrests", 35, area="north"), *RACES],
            [*NORTH, cell("arrests", 35, area="south", period=month(1))],
            {},
        ),
        (NORTH, [cell("arrests", 50), *RACES], {"arrests": 50, "arrests black": 5, "arrests white": 30}),
        ([cell("arrests", 30)], [cell("arrests", 20, area="north"), cell("booked", 3)], {}),
    ],
    ids=["total", "city", "others", "share", "tied", "nothing", "crossed", "parts of what is shown"],
)
def test_what_the_records_hold_of_a_sum_joins_it(shown, more, sums: dict[str, float]):
    assert joined(shown, shown + more) == sums


def test_a_group_that_joins_brings_its_siblings():
    shown = [*by("arrests", "race", {"black": 8, "white": 40}), *by("arrests", "race", {"black": 3}, area="south")]
    more = by("arrests", "race", {"black": 5, "white": 30}, area="north")
    assert joined(shown, shown + more) == {"arrests north black": 5, "arrests north white": 30}


@pytest.mark.parametrize(
    ("shown", "sums"),
    [
        (RACES, []),
        ([*RACES, cell("arrests", 35, period=month(1))], ["arrests"]),
        ([cell("arrests", 9, area="north"), cell("arrests", 9, area="south", period=month(1))],
         ["arrests south", "arrests north month 01"]),
        ([*NORTH, cell("arrests", 9, area="south", period=month(1))],
         ["arrests north black month 01", "arrests north white month 01"]),
        ([cell("taken", 5), cell("contacts", 9, period=month(1))], ["contacts", "taken month 01"]),
        ([cell("arrests", 5)], []),
    ],
    ids=["no total anywhere", "a total elsewhere in time", "places", "groups of a place", "tied", "by itself"],
)  # fmt: skip
def test_without_records_a_sum_may_exist_wherever_its_series_is_released_at_all(shown, sums: list[str]):
    assert joined(shown, None) == dict.fromkeys(sums)


def test_a_twin_joins_and_its_groups_do_but_for_one_that_joined_a_group():
    assert joined([cell("taken", 5)], [cell("taken", 5), cell("arrests", 5)], same=TWIN) == {"arrests": 5}
    shown = [*RACES, cell("arrests", 35), cell("taken", 35), *by("taken", "race", {"black": 5})]
    assert joined(shown, None, same=TWIN) == {"taken white": None}
    gone = {
        "site": "here",
        "area": "all",
        "indicator": "taken",
        "dimension": "race",
        "category": "white",
        "into": "other",
    }
    merged = pl.DataFrame([gone], schema=nothing_known(COUNTY).merged.schema)
    assert joined(shown, None, same=TWIN, merged=merged) == {}


def test_a_group_that_a_series_does_not_have_is_not_supposed_for_its_twin():
    shown = [cell("arrests", 35), *by("arrests", "race", {"black": 30, "other_groups": 5}), cell("taken", 35)]
    shown += by("taken", "race", {"black": 30})
    assert joined(shown, None, same=TWIN) == {"taken other_groups": None}
    gone = {"site": "here", "area": "all", "indicator": "arrests", "dimension": "race", "category": "asian"}
    merged = pl.DataFrame([gone | {"into": "other_groups"}], schema=nothing_known(COUNTY).merged.schema)
    assert joined(shown, None, same=TWIN, merged=merged) == {}


def test_what_a_twin_brings_of_a_share_comes_with_the_rest_of_it():
    names = (("arrests", "numerator"), ("diverted", "denominator"))
    twin = pl.DataFrame([("here", *name, "arrests numerator") for name in names], TWINS, orient="row")
    shown = [cell("arrests", 20), cell("diverted", 5, of=20), *by("arrests", "race", {"black": 8})]
    true = [*shown, *by("diverted", "race", {"black": 3}, of=8)]
    assert joined(shown, true, same=twin) == {
        "diverted denominator black": 8,
        "diverted rest black": 5,
        "diverted black": 3,
    }


def test_the_rest_that_a_twin_brings_of_a_share_comes_with_the_share():
    names = (("arrests", "numerator"), ("diverted", "rest"))
    twin = pl.DataFrame([("here", *name, "arrests numerator") for name in names], TWINS, orient="row")
    shown = [cell("arrests", 15), cell("diverted", 5, of=20), *by("arrests", "race", {"black": 5})]
    true = [*shown, *by("diverted", "race", {"black": 3}, of=8)]
    assert joined(shown, true, same=twin) == {
        "diverted rest black": 5,
        "diverted black": 3,
        "diverted denominator black": 8,
    }


def test_a_supposed_place_comes_with_the_places_inside_it():
    shown = [cell("arrests", 9, area=area) for area in ("all", "north", "beat")]
    shown.append(cell("arrests", 9, area="south", period=month(1)))
    released = sizes(shown)
    found = with_sums(released, None, nothing_known(COUNTY, AREAS | {"beat": "north"}))
    assert {named(row) for row in found[released.height :].iter_rows(named=True)} == {
        "arrests south",
        *(f"arrests {area}month 01" for area in ("", "north ", "beat ")),
    }


def test_a_supposed_place_comes_with_the_places_inside_it_below_a_city_that_is_shown():
    shown = [cell("arrests", 9, area=area) for area in ("all", "north", "beat")]
    shown += [cell("arrests", 9, area=area, period=month(1)) for area in ("all", "south")]
    released = sizes(shown)
    found = with_sums(released, None, nothing_known(COUNTY, AREAS | {"beat": "north"}))
    assert {named(row) for row in found[released.height :].iter_rows(named=True)} == {
        "arrests south",
        "arrests north month 01",
        "arrests beat month 01",
    }


def test_a_supposed_sum_is_guarded_like_the_figures_of_its_kind():
    rows = with_sums(
        sizes([cell("deaths", 9, area="north"), cell("deaths", 9, area="south", period=month(1))]),
        None,
        nothing_known(COUNTY, AREAS),
    )
    told = rows.filter(pl.col("cell") < 0).select(
        "size", "people", "threshold", "least", "zero_discloses", "members", "kind", "counts"
    )
    assert told.unique().rows() == [(None, None, 10, 0, True, 1, "count", "events")]


def test_where_sums_stand():
    rows = sizes([*by("arrests", "race", {"black": 5}, area="north"), cell("diverted", 3, of=9, area="north")])
    crossed = sizes(by("diverted", "race", {"black": 3}, of=9, area="north"))
    above = nothing_known(COUNTY, AREAS).above

    def where(found: pl.DataFrame) -> list[str]:
        return [named(row) for row in found.iter_rows(named=True)]

    assert where(totals(rows)) == ["arrests north"]
    assert totals(rows)["dimension"].to_list() == ["none"]
    assert where(totals(crossed)) == ["diverted north", "diverted denominator north"]
    assert where(inside(crossed)) == ["diverted north black", "diverted denominator north black"]
    assert where(above_areas(rows, above)) == ["arrests black", "diverted", "diverted denominator"]
    assert where(neighbors(rows, above)) == [
        f"{name}{area}{group}"
        for name, group in (("arrests", " black"), ("diverted", ""), ("diverted denominator", ""))
        for area in (" north", " south")
    ]
    assert neighbors(rows, above).columns == PLACE


def test_a_rest_stands_in_the_periods_of_which_a_share_is_shown():
    rows = sizes(
        [cell("diverted", 3, of=9), cell("diverted", 2, of=9, area="north", period=month(1)), cell("arrests", 5)]
    )
    assert {named(row) for row in rests(rows).iter_rows(named=True)} == {
        "diverted rest",
        "diverted rest north month 01",
    }
    unseen = rows.with_columns(cell=pl.when(pl.col("grain") == "month").then(-1).otherwise("cell"))
    assert {named(row) for row in rests(unseen).iter_rows(named=True)} == {"diverted rest"}


def test_groups_of_places_stand_in_every_period_of_their_indicator():
    rows = sizes([*NORTH, cell("arrests", 9, period=month(1)), cell("booked", 9, period=month(2))])
    assert [named(row) for row in inside(rows).iter_rows(named=True)] == [
        f"arrests north {race}{period}" for race in ("black", "white") for period in ("", " month 01")
    ]
