"""The gate holds on the cases that the field is known to get wrong."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.cells import AREAS, COARSENED, COVERAGE, RELEASED, SERIES, RawCells, empty
from lead_metrics.periods import Grain
from lead_metrics.privacy import gate
from lead_metrics.privacy.gate import release
from tests.privacy.county import YEAR, by, cell, month, months_of, raw, reasons, span, summed, told

SOURCES = Path(gate.__file__).parent.parent


def test_an_empty_delivery_makes_an_empty_release(catalogue: Catalogue) -> None:
    judged = release(raw([]), catalogue)
    assert judged.cells.frame.is_empty()
    assert dict(judged.cells.frame.schema) == {name: kind() for name, kind in RELEASED.items()}
    assert dict(judged.cells.series.schema) == {name: kind() for name, kind in SERIES.items()}
    assert judged.report.is_empty()


def test_one_small_cell_takes_a_second_with_it(catalogue: Catalogue) -> None:
    judged = release(
        raw([cell("arrests", 60), *by("arrests", "race", {"black": 5, "white": 30, "unknown": 25})]), catalogue
    )
    assert told(judged.cells, dimension="race") == {"black": "withheld", "white": 30, "unknown": "withheld"}
    assert told(judged.cells, dimension="none") == {"all": 60}
    assert reasons(judged.report) == {("black", "primary"), ("unknown", "complementary")}


def test_a_total_of_twelve_split_in_two_keeps_only_its_total(catalogue: Catalogue) -> None:
    judged = release(raw([cell("arrests", 12), *by("arrests", "sex", {"female": 4, "male": 8})]), catalogue)
    assert told(judged.cells, dimension="none") == {"all": 12}
    assert told(judged.cells, dimension="sex") == {"female": "withheld", "male": "withheld"}


def test_the_cells_of_a_small_total_are_all_withheld_zeros_too(catalogue: Catalogue) -> None:
    """KoNote shows "All 3" above a hidden 2 and 1."""
    judged = release(
        raw([cell("arrests", 3), *by("arrests", "race", {"black": 2, "white": 1, "unknown": 0})]), catalogue
    )
    assert set(judged.cells.frame["status"]) == {"withheld"}


def test_a_zero_is_never_the_protecting_cell(catalogue: Catalogue) -> None:
    """KoNote picks a zero; whoever sees other zeros shown knows better."""
    sizes = {"black": 5, "white": 30, "unknown": 0}
    judged = release(raw([cell("arrests", 35), *by("arrests", "race", sizes)]), catalogue)
    assert told(judged.cells, dimension="race") == {"black": "withheld", "white": "withheld", "unknown": 0}


def test_a_true_five_is_never_told_to_be_under_five_or_under_eleven(catalogue: Catalogue) -> None:
    """KoNote labels it "< 5"; here nothing but the one mark leaves the gate."""
    judged = release(raw([cell("arrests", 5)]), catalogue)
    row = judged.cells.frame.row(0, named=True)
    assert row["status"] == "withheld"
    assert [row[name] for name in ("value", "low", "high", "numerator", "denominator")] == [None] * 5
    assert row["unreliable"] is False


def test_the_complementary_rule_fires_whatever_the_category_is_called(catalogue: Catalogue) -> None:
    """Eva compares a column's name with a number, so its rule never fires."""
    for names in (("black", "white"), ("1", "2"), ("all", "none")):
        sizes = dict(zip(names, (4, 40), strict=True))
        judged = release(raw([cell("arrests", 44), *by("arrests", "race", sizes)]), catalogue)
        assert set(told(judged.cells, dimension="race").values()) == {"withheld"}


def test_months_of_eight_nine_ten_stand_behind_their_quarter(catalogue: Catalogue) -> None:
    rows = summed(months_of(2024, [8, 9, 10]), Grain.QUARTER)
    judged = release(raw(rows), catalogue)
    assert told(judged.cells, key="grain") == {"quarter": 27}
    assert ("all", "coarser") in reasons(judged.report)


def test_a_grain_once_published_stays_for_a_year_though_figures_grow(catalogue: Catalogue) -> None:
    small, grown = (raw(summed(months_of(2024, [size] * 3), Grain.QUARTER)) for size in (9, 40))
    before = release(small, catalogue)
    assert told(release(grown, catalogue).cells, key="grain") == {"month": 40}
    assert told(release(grown, catalogue, [before.cells]).cells, key="grain") == {"quarter": 120}


def test_a_manager_may_choose_longer_periods_than_figures_need(catalogue: Catalogue) -> None:
    given = raw(summed(months_of(2024, [40] * 3), Grain.QUARTER))
    wish = pl.DataFrame([("here", "arrests", "quarter")], schema=COARSENED, orient="row")
    assert told(release(given, catalogue, coarsened=wish).cells, key="grain") == {"quarter": 120}


def test_a_breakdown_by_quarter_does_not_open_a_withheld_month(catalogue: Catalogue) -> None:
    totals = summed(months_of(2024, [40, 40, 7, *[40] * 9]), Grain.QUARTER)
    sexes = [row for q in range(4) for row in by("arrests", "sex", {"female": 60, "male": 27 if q == 0 else 60},
             period=span(date(2024, 3 * q + 1, 1), date(2024 + (q == 3), (3 * q + 4) % 12, 1)))]  # fmt: skip
    judged = release(raw([*totals, *sexes]), catalogue)
    months = told(judged.cells, dimension="none", key="from")
    # Shown quarters by sex would sum to the quarter, and two shown months would leave the third.
    assert months[date(2024, 3, 1)] == "withheld"
    first = judged.cells.frame.filter(pl.col("from") < date(2024, 4, 1), pl.col("status") == "withheld")
    assert first.height > 1


def test_months_that_a_place_shows_by_quarter_are_not_what_its_neighbor_leaves_of_them(catalogue: Catalogue) -> None:
    rows = []
    for n in (1, 2, 3):
        sizes = {"all": 60, "north": 50, "south": 10}
        rows += [cell("arrests", size, area=area, period=month(n)) for area, size in sizes.items()]
    judged = release(raw(summed(rows, Grain.QUARTER), {"north": "all", "south": "all"}), catalogue)
    assert told(judged.cells, area="south", key="grain") == {"quarter": 30}
    months = judged.cells.frame.filter(grain="month", status="shown").group_by("from").agg(pl.col("area").n_unique())
    assert months["area"].to_list() == [1, 1, 1]


def test_a_remainder_of_a_city_without_its_zones_is_protected(catalogue: Catalogue) -> None:
    rows = [cell("arrests", 100), cell("arrests", 60, area="north"), cell("arrests", 35, area="south")]
    judged = release(raw(rows, {"north": "all", "south": "all"}), catalogue)
    assert told(judged.cells, key="area") == {"all": 100, "north": 60, "south": "withheld"}


def test_a_large_remainder_hides_nothing(catalogue: Catalogue) -> None:
    rows = [cell("arrests", 130), cell("arrests", 60, area="north"), cell("arrests", 35, area="south")]
    judged = release(raw(rows, {"north": "all", "south": "all"}), catalogue)
    assert told(judged.cells, key="area") == {"all": 130, "north": 60, "south": 35}


def test_an_area_inside_an_area_is_protected_through_its_parent(catalogue: Catalogue) -> None:
    rows = [
        cell("arrests", n, area=area) for area, n in {"all": 200, "east": 90, "west": 110, "e1": 84, "e2": 6}.items()
    ]
    judged = release(raw(rows, {"east": "all", "west": "all", "e1": "east", "e2": "east"}), catalogue)
    shown = told(judged.cells, key="area")
    assert shown == {"all": 200, "east": 90, "west": 110, "e1": "withheld", "e2": "withheld"}


def test_a_share_of_all_of_four_people_is_withheld(catalogue: Catalogue) -> None:
    judged = release(raw([cell("diverted", 4, of=4, people=4, people_of=4)]), catalogue)
    assert told(judged.cells) == {"all": "withheld"}


def test_a_share_whose_complement_is_small_is_withheld(catalogue: Catalogue) -> None:
    judged = release(raw([cell("diverted", 55, of=60), cell("diverted", 0, of=60, area="north")]), catalogue)
    assert told(judged.cells, area="all") == {"all": "withheld"}
    assert told(judged.cells, area="north") == {"all": 0}


def test_shares_by_race_do_not_open_one_of_them(catalogue: Catalogue) -> None:
    rows = [
        cell("diverted", 50, of=150),
        *by("diverted", "race", {"black": 4}, of=50),
        *by("diverted", "race", {"white": 46}, of=100),
    ]
    judged = release(raw(rows), catalogue)
    assert told(judged.cells, dimension="race") == {"black": "withheld", "white": "withheld"}
    assert told(judged.cells, dimension="none") == {"all": pytest.approx(100 / 3)}


def test_a_tie_declared_in_the_catalogue_is_used(catalogue: Catalogue) -> None:
    judged = release(raw([cell("contacts", 60), cell("taken", 55), cell("let_go", 5)]), catalogue)
    shown = told(judged.cells, key="indicator")
    assert shown["let_go"] == "withheld"
    assert [shown["contacts"], shown["taken"]].count("withheld") == 1


def test_a_tie_between_different_grains_is_used(catalogue: Catalogue) -> None:
    taken = summed(months_of(2024, [50] * 12, "taken"), Grain.YEAR)
    contacts = summed(months_of(2024, [50] * 11 + [55], "contacts"), Grain.YEAR)
    judged = release(raw([*taken, *contacts, cell("let_go", 5)]), catalogue)
    hidden = judged.cells.frame.filter(pl.col("status") == "withheld")
    assert set(hidden["indicator"]) > {"let_go"}


def test_one_small_cell_in_a_month_of_three_breakdowns(catalogue: Catalogue) -> None:
    rows = [
        cell("arrests", 90),
        *by("arrests", "race", {"black": 50, "white": 40}),
        *by("arrests", "sex", {"female": 45, "male": 45}),
        *by("arrests", "door", {"community": 83, "arrest_diversion": 7}),
    ]
    judged = release(raw(rows), catalogue)
    assert told(judged.cells, dimension="door") == {"community": "withheld", "arrest_diversion": "withheld"}
    assert set(told(judged.cells, dimension="race").values()) == {50, 40}
    assert told(judged.cells, dimension="none") == {"all": 90}


def test_the_total_goes_only_when_nothing_else_helps(catalogue: Catalogue) -> None:
    judged = release(raw([cell("arrests", 15), *by("arrests", "race", {"black": 15, "white": 0})]), catalogue)
    assert told(judged.cells, dimension="race") == {"black": 15, "white": 0}
    people = [cell("arrests", 30, people=30), *by("arrests", "race", {"black": 30}, people=8)]
    judged = release(raw(people), catalogue)
    assert told(judged.cells, dimension="race") == {"black": "withheld"}
    assert told(judged.cells, dimension="none") == {"all": "withheld"}


def test_already_public_figures_are_shown_and_known(catalogue: Catalogue) -> None:
    public = "https://example.org/report"
    rows = [
        cell("arrests", 40, already_public=public),
        *by("arrests", "race", {"black": 4, "white": 16, "unknown": 20}),
    ]
    judged = release(raw(rows), catalogue)
    assert told(judged.cells, dimension="none") == {"all": 40}
    assert judged.cells.frame.filter(dimension="none")["already_public"].item() == public
    assert list(told(judged.cells, dimension="race").values()).count("withheld") == 2
    small = release(raw([cell("arrests", 4, already_public=public)]), catalogue)
    assert told(small.cells) == {"all": 4}


def test_missing_and_not_collected_pass_through(catalogue: Catalogue) -> None:
    rows = [
        cell("arrests", None, state="missing", value=None, period=month(1)),
        cell("arrests", 50, period=month(2)),
        cell("booked", None, state="not_collected", value=None),
    ]
    judged = release(raw(rows), catalogue)
    assert list(judged.cells.frame.sort("indicator", "from")["status"]) == ["missing", "shown", "not_collected"]


def test_a_share_of_nobody_is_missing_not_zero(catalogue: Catalogue) -> None:
    judged = release(raw([cell("diverted", 0, of=0)]), catalogue)
    assert told(judged.cells) == {"all": "missing"}


def test_periods_that_end_after_the_day_are_left_out(catalogue: Catalogue) -> None:
    judged = release(raw(months_of(2024, [40, 40, 40])), catalogue, as_of=date(2024, 3, 1))
    assert judged.cells.frame["until"].max() == date(2024, 3, 1)
    assert judged.cells.frame.height == 2


def test_money_calls_and_jail_days_are_shown_however_small(catalogue: Catalogue) -> None:
    judged = release(raw([cell("jail", 3), *by("jail", "sex", {"female": 1, "male": 2})]), catalogue)
    assert set(judged.cells.frame["status"]) == {"shown"}


def test_an_indicator_that_the_catalogue_does_not_know_is_guarded(catalogue: Catalogue) -> None:
    judged = release(raw([cell("unheard_of", 4)]), catalogue)
    assert told(judged.cells) == {"all": "withheld"}


def test_a_series_row_tells_where_final_figures_end(catalogue: Catalogue) -> None:
    given = raw(months_of(2024, [40, 41]))
    coverage = pl.DataFrame(
        [("here", "arrests", "program", date(2024, 1, 1), date(2024, 3, 1), date(2024, 4, 1))],
        schema=COVERAGE,
        orient="row",
    )
    judged = release(RawCells(given.frame, coverage, empty(AREAS)), catalogue)
    row = judged.cells.series.row(0, named=True)
    assert (row["grain"], row["from"], row["final_until"]) == ("month", date(2024, 1, 1), date(2024, 3, 1))
    assert (row["arriving_until"], row["source"]) == (date(2024, 4, 1), "program")


def test_the_same_cells_in_another_order_make_the_same_release(catalogue: Catalogue) -> None:
    rows = [cell("arrests", 60), *by("arrests", "race", {"black": 5, "white": 30, "unknown": 25}), cell("booked", 14)]
    one, other = release(raw(rows), catalogue), release(raw(rows[::-1]), catalogue)
    assert one.cells.frame.equals(other.cells.frame)
    assert one.report.equals(other.report)


def test_the_report_counts_nobody(catalogue: Catalogue) -> None:
    judged = release(
        raw([cell("arrests", 60), *by("arrests", "race", {"black": 5, "white": 30, "unknown": 25})]), catalogue
    )
    assert set(judged.report["note"].drop_nulls()) == {"numerator"}
    assert not judged.report.select(pl.selectors.numeric()).columns


def test_only_the_gate_makes_released_cells() -> None:
    """The store reads them back with `released`; everybody else receives them."""
    makers = set()
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "ReleasedCells":
                makers.add(path.relative_to(SOURCES).as_posix())
    assert {maker for maker in makers if not maker.startswith("store/")} == {"privacy/gate.py"}


def test_a_year_is_the_unit_of_these_tests() -> None:
    assert YEAR.days == 366
