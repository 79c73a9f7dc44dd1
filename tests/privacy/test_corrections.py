"""What was shown is known for ever, and a correction about few people waits."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.periods import Grain
from lead_metrics.privacy.audit import attack
from lead_metrics.privacy.corrections import PAST, past
from lead_metrics.privacy.gate import release
from tests.privacy.county import YEAR, by, cell, later, month, months_of, raw, reasons, summed, told


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
