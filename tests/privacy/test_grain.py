"""Each series has one grain, as fine as its past allows, and keeps it for a year."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from lead_metrics.catalogue.model import Catalogue, GroupOf
from lead_metrics.cells import COARSENED, RELEASED, SERIES, ReleasedCells, empty
from lead_metrics.periods import Grain
from lead_metrics.privacy.gate import release
from lead_metrics.privacy.grain import at_grain, choose, follow
from tests.privacy.county import YEAR, by, cell, indicator, months_of, raw, span, summed
from tests.privacy.county import catalogue as built
from tests.privacy.equations import figures

LADDER = (Grain.QUARTER, Grain.HALF_YEAR, Grain.YEAR)


def released(sizes: list[int], catalogue: Catalogue, earlier: list[ReleasedCells] | None = None) -> ReleasedCells:
    """The release of monthly sizes from 2024 on, a year's worth at a time, at all grains."""
    rows = [row for n in range(0, len(sizes), 12) for row in months_of(2024 + n // 12, sizes[n : n + 12])]
    return release(raw(summed(rows, *LADDER)), catalogue, earlier or []).cells


def grain(cells: ReleasedCells) -> str:
    """The one grain of a release of one series."""
    assert cells.series["grain"].to_list() == cells.frame["grain"].unique().to_list()
    return str(cells.series["grain"].item())


@pytest.mark.parametrize(
    ("size", "wanted"), [(40, "month"), (9, "quarter"), (3, "half_year"), (1, "year"), (0, "month")]
)
def test_the_grain_is_the_finest_that_shows_enough(size: int, wanted: str, catalogue: Catalogue) -> None:
    assert grain(released([size] * 12, catalogue)) == wanted


def test_the_year_is_the_last_rung_even_where_little_is_shown(catalogue: Catalogue) -> None:
    assert grain(released([1, *[0] * 11], catalogue)) == "month"
    assert grain(released([1, 1, 1, 1, 1, *[0] * 7], catalogue)) == "year"


def test_eight_months_of_ten_are_enough_and_seven_are_not(catalogue: Catalogue) -> None:
    assert grain(released([40] * 10 + [5] * 2, catalogue)) == "month"
    assert grain(released([40] * 9 + [5] * 3, catalogue)) == "quarter"


def test_a_grain_is_kept_when_figures_grow(catalogue: Catalogue) -> None:
    before = released([9] * 12, catalogue)
    assert grain(released([9] * 12 + [90] * 3, catalogue, [before])) == "quarter"


def test_after_a_year_a_finer_grain_may_come(catalogue: Catalogue) -> None:
    before = released([9] * 12, catalogue)
    assert grain(released([9] * 12 + [90] * 120, catalogue, [before])) == "month"


def test_a_grain_that_is_now_too_fine_is_left_at_once(catalogue: Catalogue) -> None:
    before = released([40] * 12, catalogue)
    assert grain(released([40] * 12 + [8] * 12, catalogue, [before])) == "quarter"


def test_a_change_of_grain_starts_its_year_anew(catalogue: Catalogue) -> None:
    first = released([40] * 12, catalogue)
    second = released([40] * 12 + [8] * 12, catalogue, [first])
    third = released([40] * 12 + [8] * 12 + [400] * 6, catalogue, [first, second])
    assert (grain(second), grain(third)) == ("quarter", "quarter")


def test_a_span_that_a_source_chose_stays_beside_whole_years(catalogue: Catalogue) -> None:
    odd = span(date(2025, 1, 1), date(2025, 6, 1))
    rows = [cell("arrests", 60), cell("arrests", 30, period=odd)]
    cells = release(raw(rows), catalogue).cells
    assert set(cells.frame["grain"]) == {"year", "reported"}
    assert cells.series["grain"].to_list() == ["year"]
    alone = release(raw(rows[1:]), catalogue).cells
    assert alone.series["grain"].to_list() == ["reported"]


def test_a_breakdown_may_be_coarser_than_its_total(catalogue: Catalogue) -> None:
    rows = months_of(2024, [40] * 12)
    for month in range(12):
        rows += by("arrests", "sex", {"female": 4, "male": 36}, period=span(rows[month]["from"], rows[month]["until"]))
    cells = release(raw(summed(rows, *LADDER)), catalogue).cells
    assert dict(cells.series.select("dimension", "grain").iter_rows()) == {"none": "month", "sex": "quarter"}


def test_what_nobody_needs_protecting_from_keeps_its_finest_grain(catalogue: Catalogue) -> None:
    rows = summed(months_of(2024, [1] * 12, "jail"), *LADDER)
    assert grain(release(raw(rows), catalogue).cells) == "month"


def test_missing_months_do_not_make_a_series_coarser(catalogue: Catalogue) -> None:
    rows = [row | {"state": "missing", "value": None, "numerator": None} for row in months_of(2024, [40] * 3)]
    assert grain(release(raw(rows), catalogue).cells) == "month"
    assert YEAR.grain == "year"


COUNTY = built(
    indicator("unrecorded", "count", group_of=GroupOf(indicator="arrests", dimension="race", category="unknown"))
)
CHOSEN = ["site", "area", "indicator", "dimension", "grain", "finest"]


def before(*grains: tuple[str, date], **given: str) -> list[ReleasedCells]:
    """Earlier releases of the arrests of the site, each with its grain and where it was final."""
    place = {"site": "here", "area": "all", "indicator": "arrests", "dimension": "none", "source": "program"} | given
    rows = [place | {"grain": name, "from": date(2023, 1, 1), "final_until": day} for name, day in grains]
    frames = [pl.DataFrame([row | {"arriving_until": date(2023, 1, 1)}], schema=SERIES) for row in rows]
    return [ReleasedCells(empty(RELEASED), frame) for frame in frames]


def chosen(sizes: list[int], earlier: list[ReleasedCells] | None = None, **given: Any) -> list[tuple[Any, ...]]:
    rows = summed(months_of(2024, sizes, **given), *LADDER)
    found = choose(figures(rows, COUNTY), 0.8, earlier or [])
    assert found.columns == CHOSEN
    return found.select("grain", "finest").rows()


def test_the_share_that_is_enough_is_enough_and_the_order_of_figures_tells_nothing():
    assert chosen([40] * 8 + [5] * 2) == [("month", "month")]
    rows = summed(months_of(2024, [3] * 12), *LADDER)[::-1]
    assert choose(figures(rows, COUNTY), 0.8).select("grain", "finest").rows() == [("half_year", "month")]


def test_where_no_grain_shows_enough_the_coarsest_is_the_one_in_whatever_order_figures_come():
    rows = summed(months_of(2024, [1] * 6), Grain.QUARTER)
    for given in (rows, rows[::-1]):
        assert choose(figures(given, COUNTY), 0.8).select("grain", "finest").rows() == [("quarter", "month")]


def test_a_series_without_months_starts_at_the_finest_it_has():
    assert choose(figures([cell("arrests", 5)], COUNTY), 0.8).rows() == [
        ("here", "all", "arrests", "none", "year", "year")
    ]
    odd = cell("arrests", 5, period=span(date(2024, 1, 1), date(2024, 2, 12)))
    assert choose(figures([odd], COUNTY), 0.8).is_empty()


@pytest.mark.parametrize(
    ("grains", "wanted"),
    [
        ([("quarter", date(2024, 1, 1))], "month"),
        ([("quarter", date(2024, 1, 2))], "quarter"),
        ([("half_year", date(2024, 6, 1))], "half_year"),
        ([("month", date(2024, 6, 1))], "month"),
        ([("quarter", date(2023, 1, 1)), ("quarter", date(2024, 6, 1))], "month"),
        ([("month", date(2023, 1, 1)), ("quarter", date(2024, 6, 1))], "quarter"),
        ([("quarter", date(2022, 1, 1)), ("month", date(2022, 6, 1)), ("quarter", date(2024, 6, 1))], "quarter"),
        ([("quarter", date(2022, 1, 1)), ("month", date(2022, 6, 1)), ("month", date(2024, 6, 1))], "month"),
        ([("reported", date(2024, 6, 1))], "month"),
    ],
)
def test_the_grain_of_the_last_release_stays_for_a_year_after_it_was_first_final(grains, wanted: str):
    assert chosen([40] * 12, before(*grains)) == [(wanted, "month")]


def test_what_another_series_was_released_at_binds_nothing():
    for place in ({"area": "north"}, {"indicator": "booked"}, {"dimension": "race"}, {"site": "there"}):
        assert chosen([40] * 12, before(("quarter", date(2024, 6, 1)), **place)) == [("month", "month")]


def test_a_kept_grain_that_shows_too_little_gives_way_to_a_coarser_one():
    assert chosen([3] * 12, before(("quarter", date(2024, 6, 1)))) == [("half_year", "month")]


def test_what_counts_a_group_again_follows_that_group_at_its_own_place_and_nothing_else_does():
    rows = [
        ("here", "all", "arrests", "race", "quarter", "month"),
        ("here", "all", "arrests", "none", "month", "month"),
        ("here", "all", "unrecorded", "none", "year", "month"),
        ("here", "north", "unrecorded", "none", "half_year", "month"),
        ("here", "all", "unrecorded", "race", "year", "month"),
    ]
    found = follow(pl.DataFrame(rows, schema=CHOSEN, orient="row"), COUNTY)
    assert found.columns == CHOSEN
    assert found["grain"].to_list() == ["quarter", "month", "quarter", "half_year", "year"]


def test_only_the_cells_of_the_grain_chosen_stay_and_spans_that_a_source_chose():
    odd = cell("arrests", 5, period=span(date(2024, 1, 1), date(2024, 2, 12)))
    rows = figures([*summed(months_of(2024, [40] * 3), Grain.QUARTER), odd, cell("booked", 3)], COUNTY)
    grains = pl.DataFrame([("here", "all", "arrests", "none", "quarter", "month")], schema=CHOSEN, orient="row")
    assert at_grain(rows, grains).select("indicator", "grain", "numerator").rows() == [
        ("arrests", "quarter", 120),
        ("arrests", "reported", 5),
    ]


@pytest.mark.parametrize(("wished", "shown"), [("month", "month"), ("quarter", "quarter"), ("year", "year")])
def test_no_grain_is_finer_than_what_a_manager_chose(wished: str, shown: str, catalogue: Catalogue) -> None:
    rows = summed(months_of(2024, [40] * 12), *LADDER)
    wishes = pl.DataFrame([("x", "arrests", wished)], schema=COARSENED, orient="row")
    wishes = wishes.with_columns(site=pl.lit(raw(rows).frame["site"][0]))
    assert grain(release(raw(rows), catalogue, coarsened=wishes).cells) == shown


def test_a_choice_for_another_indicator_or_site_changes_nothing(catalogue: Catalogue) -> None:
    rows = raw(summed(months_of(2024, [40] * 12), *LADDER))
    site = rows.frame["site"][0]
    wishes = pl.DataFrame([("elsewhere", "arrests", "year"), (site, "others", "year")], schema=COARSENED, orient="row")
    assert grain(release(rows, catalogue, coarsened=wishes).cells) == "month"


def test_a_choice_never_makes_a_grain_finer_than_the_figures_allow(catalogue: Catalogue) -> None:
    rows = raw(summed(months_of(2024, [3] * 12), *LADDER))
    wishes = pl.DataFrame([(rows.frame["site"][0], "arrests", "quarter")], schema=COARSENED, orient="row")
    assert grain(release(rows, catalogue, coarsened=wishes).cells) == "half_year"
