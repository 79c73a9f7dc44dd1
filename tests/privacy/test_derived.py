"""A ratio of two groups' rates is shown only where both rates are."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.periods import Grain, period_of
from lead_metrics.privacy.audit import attack
from lead_metrics.privacy.derived import speak_only_of_shown
from lead_metrics.privacy.gate import release
from tests.privacy.county import by, cell, month, months_of, raw, summed, told
from tests.privacy.county import catalogue as built
from tests.privacy.equations import figures


def rates(sizes: dict[str, int], **place: Any) -> list[dict[str, Any]]:
    """A rate by race with its total, and its ratios to the last group named."""
    rows = [cell("rate", sum(sizes.values()), of=9000.0), *by("rate", "race", sizes, of=3000.0)]
    *others, reference = sizes
    ratios = [
        cell("ratio", min(sizes[c], sizes[reference]), value=sizes[c] / sizes[reference], dimension="race", category=c)
        for c in others
    ]
    return [row | place for row in (*rows, *ratios)]


def test_a_ratio_of_two_shown_rates_is_shown(catalogue: Catalogue) -> None:
    judged = release(raw(rates({"black": 60, "hispanic": 40, "white": 80})), catalogue)
    assert told(judged.cells, indicator="ratio") == {"black": 0.75, "hispanic": 0.5}


@pytest.mark.parametrize(
    "sizes", [{"black": 6, "hispanic": 40, "white": 80}, {"black": 60, "hispanic": 40, "white": 8}]
)
def test_a_ratio_does_not_tell_of_a_withheld_rate(sizes: dict[str, int], catalogue: Catalogue) -> None:
    judged = release(raw(rates(sizes)), catalogue)
    by_rate, by_ratio = told(judged.cells, indicator="rate", dimension="race"), told(judged.cells, indicator="ratio")
    hidden = {category for category, value in by_rate.items() if value == "withheld"}
    assert len(hidden) == 2
    shown = {category for category, value in by_ratio.items() if value != "withheld"}
    assert shown == (set() if "white" in hidden else set(by_ratio) - hidden)


def test_a_ratio_by_year_is_shown_where_months_fill_the_year(catalogue: Catalogue) -> None:
    rows = [row for c in ("black", "white") for row in months_of(2024, [40] * 12, "rate", dimension="race", category=c)]
    ratio = [cell("ratio", 480, value=1.0, dimension="race", category="black")]
    judged = release(raw([*summed(rows, Grain.YEAR), *ratio]), catalogue)
    assert told(judged.cells, indicator="ratio") == {"black": 1.0}
    rows[0] |= {"numerator": 5.0, "value": 5.0}
    judged = release(raw([*summed(rows, Grain.YEAR), *ratio]), catalogue)
    assert told(judged.cells, indicator="ratio") == {"black": "withheld"}


def test_a_ratio_to_a_rate_that_waits_is_withheld(catalogue: Catalogue) -> None:
    before = release(raw(rates({"black": 60, "hispanic": 40, "white": 80})), catalogue)
    after = release(raw(rates({"black": 61, "hispanic": 40, "white": 80})), catalogue, [before.cells])
    assert told(after.cells, indicator="ratio") == {"black": "withheld", "hispanic": 0.5}


def test_shares_tied_in_the_catalogue_do_not_open_one_another(catalogue: Catalogue) -> None:
    sizes = {"indoors": 60, "between": 34, "outdoors": 6}
    rows = [cell(name, n, of=100, people=n, people_of=100) for name, n in sizes.items()]
    judged = release(raw(rows), catalogue)
    shown = told(judged.cells, key="indicator")
    assert shown["outdoors"] == "withheld"
    assert list(shown.values()).count("withheld") >= 2
    assert attack(judged.cells, judged.report, raw([]).areas, catalogue) == []


def test_what_shares_leave_is_protected_too(catalogue: Catalogue) -> None:
    sizes = {"indoors": 60, "between": 20, "outdoors": 15}
    rows = [cell(name, n, of=100, people=n, people_of=100) for name, n in sizes.items()]
    shown = told(release(raw(rows), catalogue).cells, key="indicator")
    assert list(shown.values()).count("withheld") == 1


def test_a_count_equal_to_a_shares_complement_is_the_same_figure(catalogue: Catalogue) -> None:
    rows = [cell("diverted", 60, of=100), cell("arrests", 40)]
    for race, (n, of) in {"black": (20, 40), "white": (36, 40), "unknown": (4, 20)}.items():
        rows += [*by("diverted", "race", {race: n}, of=of), *by("arrests", "race", {race: of - n})]
    judged = release(raw(rows), catalogue)
    assert told(judged.cells, indicator="arrests", dimension="race")["white"] == "withheld"
    assert attack(judged.cells, judged.report, raw([]).areas, catalogue) == []


COUNTY = built()
PAIR = rates({"black": 60, "white": 80})
QUARTER = period_of(date(2024, 1, 1), Grain.QUARTER)


def spoken(rows: list[dict[str, Any]], *, counted: list[dict[str, Any]] | None = None, held: str = "") -> list[Any]:
    """Status and reason of the ratios among these figures, judged by the primary rule alone."""
    cells = figures(rows, COUNTY).with_row_index("cell").with_columns(held=pl.col("category") == held)
    found = speak_only_of_shown(cells, figures(rows if counted is None else counted, COUNTY))
    assert found.columns == cells.columns
    assert found.filter(pl.col("indicator") != "ratio").equals(cells.filter(pl.col("indicator") != "ratio"))
    return found.filter(indicator="ratio").select("status", "reason").rows()


SHOWN, HIDDEN = [("shown", None)], [("withheld", "complementary")]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (PAIR, SHOWN),
        (rates({"black": 6, "white": 80})[:3] + PAIR[3:], HIDDEN),
        (rates({"black": 60, "white": 8})[:3] + PAIR[3:], HIDDEN),
        ([PAIR[2], PAIR[3]], HIDDEN),
        ([PAIR[1], PAIR[3]], HIDDEN),
        ([*(row | {"area": "north"} for row in PAIR[:3]), PAIR[3]], HIDDEN),
        ([*(row | {"site": "there"} for row in PAIR[:3]), PAIR[3]], HIDDEN),
        ([*(row | {"dimension": "sex"} for row in PAIR[:3]), PAIR[3]], HIDDEN),
        ([*(row | {"indicator": "arrests"} for row in PAIR[:3]), PAIR[3]], HIDDEN),
        ([*PAIR, *by("rate", "race", {"unknown": 4}, of=900)], SHOWN),
        ([row | {"category": "unknown"} if row["category"] == "white" else row for row in PAIR], SHOWN),
    ],
    ids=["both", "small", "reference small", "reference alone", "no reference", "other place", "other site",
         "other groups", "other figure", "unknown is no reference", "only unknown beside"],
)  # fmt: skip
def test_a_ratio_speaks_where_both_rates_do(rows: list[dict[str, Any]], told: list[Any]):
    assert spoken(rows, counted=PAIR if len(rows) == 2 else rows) == told


def test_a_ratio_to_a_rate_whose_correction_waits_is_silent():
    assert spoken(PAIR, held="white") == HIDDEN


def test_a_withheld_ratio_keeps_its_reason_and_figures_of_their_own_are_left_alone():
    small = [*PAIR[:3], PAIR[3] | {"people": 5, "numerator": 5.0}]
    assert spoken(small) == [("withheld", "primary")]
    assert spoken([small[0], *rates({"black": 6, "white": 80})[1:3], small[3]]) == [("withheld", "primary")]
    assert spoken(PAIR[:3]) == []


@pytest.mark.parametrize(
    ("months", "told"), [((1, 2, 3), SHOWN), ((1, 2), HIDDEN), ((2, 3, 4), HIDDEN), ((0, 1, 2), HIDDEN)]
)
def test_finer_rates_speak_for_a_longer_ratio_where_they_fill_it(months: tuple[int, ...], told: list[Any]):
    rows = [
        cell("rate", 40, period=month(n or 12, 2024 if n else 2023), of=900, dimension="race", category=name)
        for n in months
        for name in ("black", "white")
    ]
    assert spoken([*rows, PAIR[3] | {"grain": "quarter", "from": QUARTER.start, "until": QUARTER.until}]) == told
