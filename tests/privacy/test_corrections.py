"""What was shown is known for ever, and a correction about few people waits."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.cells import KEYS, RELEASED, SERIES, ReleasedCells, empty, fitted
from lead_metrics.periods import Grain
from lead_metrics.privacy.audit import attack
from lead_metrics.privacy.corrections import PAST, compare, past
from lead_metrics.privacy.gate import release
from tests.privacy.county import YEAR, by, cell, indicator, later, month, months_of, raw, reasons, summed, told
from tests.privacy.county import catalogue as built
from tests.privacy.equations import figures


def test_a_late_record_waits(catalogue: Catalogue) -> None:
    before = release(raw([cell("arrests", 14)]), catalogue)
    after = release(raw([cell("arrests", 15)]), catalogue, [before.cells])
    assert told(after.cells) == {"all": 14}
    assert reasons(after.report) == {("all", "correction_waits")}


@pytest.mark.parametrize(("new", "shown"), [(14, 14), (24, 14), (25, 25), (4, 14), (3, "withheld")])
def test_a_shown_figure_changes_by_nothing_or_by_more_than_ten(catalogue: Catalogue, new: int, shown: object) -> None:
    before = release(raw([cell("arrests", 14)]), catalogue)
    after = release(raw([cell("arrests", new)]), catalogue, [before.cells])
    assert told(after.cells) == {"all": shown}


def test_a_correction_is_measured_from_what_was_shown_last(catalogue: Catalogue) -> None:
    first = release(raw([cell("arrests", 14)]), catalogue)
    second = release(raw([cell("arrests", 20)]), catalogue, [first.cells])
    third = release(raw([cell("arrests", 25)]), catalogue, [first.cells, second.cells])
    assert told(third.cells) == {"all": 25}


def test_two_releases_that_differ_by_one_person_show_no_difference(catalogue: Catalogue) -> None:
    rows = [cell("booked", 60, people=60), *by("booked", "sex", {"female": 20, "male": 40})]
    more = [cell("booked", 61, people=61), *by("booked", "sex", {"female": 21, "male": 40})]
    before = release(raw(rows), catalogue)
    after = release(raw(more), catalogue, [before.cells])
    assert after.cells.frame.equals(before.cells.frame)


def test_a_share_waits_when_its_complement_changes_little(catalogue: Catalogue) -> None:
    before = release(raw([cell("diverted", 30, of=100)]), catalogue)
    after = release(raw([cell("diverted", 50, of=121)]), catalogue, [before.cells])
    assert told(after.cells) == {"all": 30}
    held = after.cells.frame.row(0, named=True)
    assert (held["numerator"], held["denominator"]) == (30, 100)


def test_a_rate_is_corrected_when_only_its_population_changes(catalogue: Catalogue) -> None:
    before = release(raw([cell("rate", 300, of=10000)]), catalogue)
    after = release(raw([cell("rate", 300, of=10004)]), catalogue, [before.cells])
    assert told(after.cells) == {"all": pytest.approx(100 * 300 / 10004)}


def test_a_value_told_without_its_parts_waits_at_any_change(catalogue: Catalogue) -> None:
    before = release(raw([cell("wait", None, value=5.0, people=40)]), catalogue)
    after = release(raw([cell("wait", None, value=5.5, people=41)]), catalogue, [before.cells])
    assert told(after.cells) == {"all": 5.0}


@pytest.mark.parametrize(("name", "old", "new"), [("score", 20.0, 20.025), ("wait", 3.0, 3.5)])
def test_one_persons_new_score_does_not_show_in_a_mean_or_median_of_as_many_people(
    catalogue: Catalogue, name: str, old: float, new: float
) -> None:
    before = release(raw([cell(name, None, value=old, of=40, people=40)]), catalogue)
    after = release(raw([cell(name, None, value=new, of=40, people=40)]), catalogue, [before.cells])
    assert told(after.cells) == {"all": old}
    assert reasons(after.report) == {("all", "correction_waits")}


def test_money_and_public_figures_are_corrected_at_once(catalogue: Catalogue) -> None:
    public = {"already_public": "https://example.org"}
    before = release(raw([cell("jail", 14), cell("arrests", 14, **public)]), catalogue)
    after = release(raw([cell("jail", 15), cell("arrests", 15, **public)]), catalogue, [before.cells])
    assert told(after.cells, key="indicator") == {"jail": 15, "arrests": 15}


def test_what_was_withheld_stays_withheld(catalogue: Catalogue) -> None:
    before = release(raw([cell("arrests", 9)]), catalogue)
    after = release(raw([cell("arrests", 12)]), catalogue, [before.cells])
    assert told(after.cells) == {"all": "withheld"}
    assert reasons(after.report) == {("all", "complementary")}


def test_a_breakdown_that_comes_later_does_not_tell_of_a_correction_that_waits(catalogue: Catalogue) -> None:
    before = release(raw(months_of(2024, [40, 40, 40])), catalogue)
    totals = summed(months_of(2024, [41, 40, 40]), Grain.QUARTER)
    quarter = {row["grain"]: row for row in totals}["quarter"]
    sexes = [cell("arrests", n, dimension="sex", category=c) | {k: quarter[k] for k in ("grain", "from", "until")}
             for c, n in {"female": 60, "male": 61}.items()]  # fmt: skip
    after = release(raw([*totals, *sexes]), catalogue, [before.cells])
    assert told(after.cells, dimension="none", key="from")[date(2024, 1, 1)] == 40
    assert "withheld" in told(after.cells, dimension="sex").values()


def test_the_same_counts_make_the_same_release_again(catalogue: Catalogue) -> None:
    rows = summed(months_of(2024, [5, 30, 30, 30, 30, 30]), Grain.QUARTER)
    before = release(raw(rows), catalogue)
    after = release(raw(rows), catalogue, [before.cells])
    assert after.cells.frame.equals(before.cells.frame)
    assert attack(after.cells, after.report, raw(rows).areas, catalogue, [before.cells]) == []


def test_a_figure_known_from_before_cannot_protect_another(catalogue: Catalogue) -> None:
    first = [cell("arrests", 80), *by("arrests", "race", {"black": 40, "white": 40})]
    second = [cell("arrests", 85), *by("arrests", "race", {"black": 40, "white": 40, "unknown": 5})]
    before = release(raw(first[1:]), catalogue)
    after = release(raw(second), catalogue, [before.cells])
    assert told(after.cells, dimension="race") == {"black": 40, "white": 40, "unknown": "withheld"}
    # Both others are known for ever: only the total can still go.
    assert told(after.cells, dimension="none") == {"all": "withheld"}


def test_what_was_exposed_before_is_reported(catalogue: Catalogue) -> None:
    careless = [
        release(raw(rows), catalogue).cells for rows in ([cell("arrests", 45)], by("arrests", "race", {"black": 40}))
    ]
    rows = [cell("arrests", 45), *by("arrests", "race", {"black": 40, "white": 5})]
    after = release(raw(rows), catalogue, careless)
    assert told(after.cells, dimension="race")["white"] == "withheld"
    assert ("white", "exposed_before") in reasons(after.report)
    # It is no fault of this release, which can be published.
    assert attack(after.cells, after.report, raw(rows).areas, catalogue, careless) == []


def test_the_past_of_no_release_is_empty() -> None:
    assert dict(past([]).schema) == {name: kind() for name, kind in PAST.items()}


def test_the_past_keeps_the_last_shown_value_and_the_last_status(catalogue: Catalogue) -> None:
    first = release(raw([cell("arrests", 30)]), catalogue)
    second = release(raw([cell("arrests", 5)]), catalogue, [first.cells])
    row = past([first.cells, second.cells]).row(0, named=True)
    assert (row["told"], row["last"], row["old_value"]) == (True, "withheld", 30)


def test_an_older_month_still_binds_when_the_grain_grows_coarser(catalogue: Catalogue) -> None:
    fine = summed(months_of(2024, [30] * 12), Grain.QUARTER, Grain.YEAR)
    before = release(raw(fine), catalogue)
    small = summed([*months_of(2024, [30] * 12), *months_of(2025, [4] * 12)], Grain.QUARTER, Grain.YEAR)
    after = release(raw(small), catalogue, [before.cells])
    assert set(after.cells.frame["grain"]) == {"quarter"}
    assert after.cells.frame.filter(pl.col("until") <= YEAR.until)["value"].to_list() == [90] * 4
    assert set(before.cells.frame["grain"]) == {"month"}
    assert later(month(1), 12).start == date(2025, 1, 1)


COUNTY = built(indicator("open", "count", protects="none"))
PUBLIC = {"already_public": "https://example.org"}
OPEN, HELD, KNOWN = (True, False, False, False), (True, False, True, False), (True, True, False, False)


def released(row: dict[str, Any], status: str = "shown", **given: Any) -> ReleasedCells:
    """One release of one figure."""
    frame = pl.DataFrame([{name: row[name] for name in (*KEYS, "value", "numerator", "denominator")} | given])
    return ReleasedCells(fitted(frame.with_columns(status=pl.lit(status)), RELEASED), empty(SERIES))


@pytest.mark.parametrize(
    ("old", "new", "stands"),
    [
        (cell("arrests", 40), cell("arrests", 40), KNOWN),
        (cell("arrests", 40), cell("arrests", 41), HELD),
        (cell("arrests", 40), cell("arrests", 50), HELD),
        (cell("arrests", 40), cell("arrests", 30), HELD),
        (cell("arrests", 40), cell("arrests", 51), OPEN),
        (cell("open", 40), cell("open", 41), OPEN),
        (cell("arrests", 40), cell("arrests", 41, **PUBLIC), OPEN),
        (cell("rate", 40, of=900), cell("rate", 40, of=905), KNOWN),
        (cell("diverted", 40, of=90), cell("diverted", 40, of=95), HELD),
        (cell("diverted", 40, of=90), cell("diverted", 60, of=115), HELD),
        (cell("diverted", 40, of=90), cell("diverted", 60, of=110), OPEN),
        (cell("diverted", 40, of=90), cell("diverted", 60, of=140), OPEN),
        (cell("score", 40, of=90), cell("score", 42, of=91), HELD),
        (cell("wait", None, value=3.0), cell("wait", None, value=3.5), HELD),
        (cell("wait", None, value=3.0), cell("wait", None, value=93.0), HELD),
        (cell("wait", None, value=3.0), cell("wait", None, value=3.0), KNOWN),
        (cell("score", None, value=20.0, of=40), cell("score", None, value=20.025, of=40), HELD),
        (cell("score", None, value=20.0, of=40), cell("score", None, value=20.0, of=40), KNOWN),
        (cell("score", None, value=20.0, of=40), cell("score", None, value=21.0, of=51), OPEN),
        (cell("arrests", 40), cell("arrests", 41, area="north"), (False, False, False, False)),
    ],
)
def test_a_figure_is_measured_from_what_was_told(old: dict[str, Any], new: dict[str, Any], stands: tuple[bool, ...]):
    found = compare(figures([new], COUNTY), past([released(old)]), 10)
    assert found.select("told", "known", "held", "kept").row(0) == stands


@pytest.mark.parametrize(
    ("last", "new", "kept"),
    [
        ("withheld", cell("arrests", 40), True),
        ("missing", cell("arrests", 40), False),
        ("withheld", cell("arrests", 40, **PUBLIC), False),
        ("withheld", cell("open", 40), False),
        ("withheld", cell("arrests", 40, area="north"), False),
    ],
)
def test_what_the_last_release_withheld_is_kept_so(last: str, new: dict[str, Any], kept: bool):
    found = compare(figures([new], COUNTY), past([released(new | {"area": "all"}, last)]), 10)
    assert found.select("told", "held", "kept").row(0) == (False, False, kept)


def test_the_past_is_that_of_each_figure_over_all_releases():
    one, other = cell("diverted", 40, of=90), cell("arrests", 7)
    frames = [
        released(one, low=1.0, high=2.0, unreliable=True),
        released(one | {"value": 50.0, "numerator": 50.0, "denominator": 100.0}, low=3.0, high=4.0, unreliable=False),
        released(one | {"value": None, "numerator": None, "denominator": None}, "withheld"),
        released(other | {"value": None, "numerator": None}, "withheld"),
    ]
    found = past(frames)
    assert found.schema == PAST
    names = ("indicator", "told", "last", "old_value", "old_low", "old_high", "old_numerator", "old_denominator")
    assert found.select(*names, "old_unreliable").rows() == [
        ("diverted", True, "withheld", 50, 3, 4, 50, 100, False),
        ("arrests", False, "withheld", None, None, None, None, None, None),
    ]


def test_cells_keep_their_order_beside_their_past():
    rows = figures([cell("taken", 5), cell("arrests", 5), cell("booked", 5)], COUNTY)
    assert compare(rows, past([released(cell("arrests", 5))]), 10)["indicator"].to_list() == [
        "taken",
        "arrests",
        "booked",
    ]
