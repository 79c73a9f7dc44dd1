"""The audit finds what a careless release gives away, and names figures without counting."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import polars as pl
import pytest

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.cells import KEYS, ReleasedCells, empty, fitted
from lead_metrics.periods import Grain
from lead_metrics.privacy import audit
from lead_metrics.privacy.attack import Bounds, Marks
from lead_metrics.privacy.audit import Broken, attack
from lead_metrics.privacy.gate import Judged, release
from lead_metrics.privacy.programs import narrowed_in_blocks
from lead_metrics.privacy.relations import System
from lead_metrics.privacy.report import REPORT
from tests.privacy.county import YEAR, because, by, cell, hidden, month, raw, span, stored, summed
from tests.privacy.county import catalogue as built
from tests.privacy.family_kinds import KINDS

NOTHING = pl.DataFrame(schema=REPORT)
RACES = [cell("arrests", 60), *by("arrests", "race", {"black": 5, "white": 30, "unknown": 25})]


def opened(judged: Judged, category: str, value: float, **parts: float) -> ReleasedCells:
    """The release with one withheld figure shown after all."""
    there = pl.col("category") == category
    shown = {"value": value, "numerator": value} | parts
    frame = judged.cells.frame.with_columns(
        pl.when(there).then(pl.lit("shown")).otherwise("status").alias("status"),
        *(pl.when(there).then(pl.lit(float(number))).otherwise(name).alias(name) for name, number in shown.items()),
    )
    return ReleasedCells(frame, judged.cells.series)


def without(cells: ReleasedCells, category: str) -> ReleasedCells:
    """The release without the rows of a category."""
    return ReleasedCells(cells.frame.filter(pl.col("category") != category), cells.series)


def found(cells: ReleasedCells, report: pl.DataFrame, catalogue: Catalogue, **given: Any) -> list[str]:
    """The categories that the audit names."""
    return [broken.category for broken in attack(cells, report, raw([]).areas, catalogue, **given)]


def test_a_release_of_the_gate_holds(catalogue: Catalogue) -> None:
    judged = release(raw(RACES), catalogue)
    assert found(judged.cells, judged.report, catalogue) == []
    assert found(judged.cells, NOTHING, catalogue) == []


def test_a_withheld_figure_alone_in_its_sum_is_named(catalogue: Catalogue) -> None:
    judged = release(raw(RACES), catalogue)
    careless = opened(judged, "unknown", 25)
    assert found(careless, judged.report, catalogue) == ["black"]
    assert found(careless, NOTHING, catalogue) == ["black"]


def test_a_broken_figure_is_named_by_its_keys_and_nothing_else(catalogue: Catalogue) -> None:
    judged = release(raw(RACES), catalogue)
    broken = attack(opened(judged, "unknown", 25), judged.report, raw([]).areas, catalogue)
    assert broken == [Broken("here", "all", "arrests", "year", YEAR.start, YEAR.until, "race", "black")]
    assert len(vars(broken[0])) == len(KEYS)


def test_a_figure_that_protects_need_not_be_hidden_itself(catalogue: Catalogue) -> None:
    judged = release(raw(RACES), catalogue)
    careless = opened(judged, "black", 5)
    assert found(careless, judged.report, catalogue) == []


def test_many_events_of_few_people_must_stay_blurred(catalogue: Catalogue) -> None:
    rows = [cell("arrests", 90), *by("arrests", "race", {"black": 40}, people=4), *by("arrests", "race", {"white": 50})]
    judged = release(raw(rows), catalogue)
    assert found(judged.cells, judged.report, catalogue) == []
    assert found(opened(judged, "white", 50), judged.report, catalogue) == ["black"]


def test_an_earlier_release_is_used(catalogue: Catalogue) -> None:
    judged = release(raw(RACES), catalogue)
    later = without(judged.cells, "unknown")
    earlier = without(opened(judged, "unknown", 25), "all")
    assert found(later, judged.report, catalogue, earlier=[earlier]) == ["black"]


def test_a_correction_that_waits_is_known_only_roughly(catalogue: Catalogue) -> None:
    before = release(raw([cell("arrests", 60)]), catalogue)
    rows = [cell("arrests", 61), *by("arrests", "race", {"black": 30, "white": 31})]
    after = release(raw(rows), catalogue, [before.cells])
    assert found(after.cells, after.report, catalogue, earlier=[before.cells]) == []


def test_shares_that_leave_one_open_are_named(catalogue: Catalogue) -> None:
    rows = [cell("diverted", 50, of=150), *by("diverted", "race", {"black": 4}, of=50)]
    judged = release(raw([*rows, *by("diverted", "race", {"white": 46}, of=100)]), catalogue)
    careless = opened(judged, "white", 46, numerator=46, denominator=100)
    assert found(careless, judged.report, catalogue) == ["black"]


def test_parts_that_leave_a_remainder_are_not_taken_for_the_whole(catalogue: Catalogue) -> None:
    rows = [cell("arrests", 100), *by("arrests", "topic", {"housing": 60, "legal": 5})]
    judged = release(raw(rows), catalogue)
    assert ("(elsewhere)", "relation", "topic") in set(judged.report.select("dimension", "reason", "note").iter_rows())
    assert found(judged.cells, judged.report, catalogue) == []


def test_parts_that_overlap_only_bound_each_other(catalogue: Catalogue) -> None:
    rows = [cell("booked", 50), *by("booked", "topic", {"housing": 40, "legal": 45, "food": 5})]
    judged = release(raw(rows), catalogue)
    assert ("topic", "relation", "overlap") in set(judged.report.select("dimension", "reason", "note").iter_rows())
    assert judged.cells.frame.filter(status="withheld")["category"].to_list() == ["food"]
    assert found(judged.cells, judged.report, catalogue) == []


def test_a_rate_beside_its_count_is_one_figure_under_two_names(catalogue: Catalogue) -> None:
    sizes = {"black": 5, "white": 30, "unknown": 25}
    rates = [cell("rate", 60, of=9000), *(row for c, n in sizes.items() for row in by("rate", "race", {c: n}, of=3000))]
    judged = release(raw([*RACES, *rates]), catalogue)
    hidden = judged.cells.frame.filter(status="withheld").group_by("indicator").agg(pl.col("category").sort())
    lost = dict(hidden.iter_rows())
    assert lost["arrests"] == lost["rate"]
    assert len(lost["rate"]) == 2
    assert found(judged.cells, judged.report, catalogue) == []
    careless = judged.cells.frame.with_columns(
        pl.when((pl.col("indicator") == "rate") & (pl.col("category") == lost["rate"][1]))
        .then(pl.lit(float(sizes[lost["rate"][1]])))
        .otherwise("numerator")
        .alias("numerator")
    ).with_columns(pl.when(pl.col("numerator").is_not_null()).then(pl.lit("shown")).otherwise("status").alias("status"))
    assert found(ReleasedCells(careless, judged.cells.series), judged.report, catalogue) == ["black", "black"]


def test_an_empty_release_holds(catalogue: Catalogue) -> None:
    judged = release(raw([]), catalogue)
    assert found(judged.cells, judged.report, catalogue) == []


def test_a_small_remainder_that_a_stored_release_gives_away_is_named_by_its_total(catalogue: Catalogue) -> None:
    rows = [cell("arrests", 100), *(cell("arrests", n, area=area) for area, n in {"north": 48, "south": 46}.items())]
    given = raw(rows, {"north": "all", "south": "all"})
    judged = release(given, catalogue)
    assert attack(judged.cells, judged.report, given.areas, catalogue) == []
    all_shown = replace(judged.cells, frame=_shown(judged.cells.frame, rows))
    broken = attack(all_shown, judged.report, given.areas, catalogue)
    assert [(one.indicator, one.area) for one in broken] == [("arrests", "all")]


def test_a_month_that_nobody_releases_but_its_neighbors_give_away_is_named(catalogue: Catalogue) -> None:
    sizes = {"all": 60, "north": 50, "south": 10}
    rows = [cell("arrests", size, area=area, period=month(n)) for n in (1, 2, 3) for area, size in sizes.items()]
    given = raw(summed(rows, Grain.QUARTER), {"north": "all", "south": "all"})
    judged = release(given, catalogue)
    assert attack(judged.cells, judged.report, given.areas, catalogue) == []
    size = pl.when(pl.col("grain") == "quarter").then(30.0).otherwise(pl.col("area").replace_strict(sizes))
    frame = judged.cells.frame.with_columns(status=pl.lit("shown"), value=size, numerator=size)
    broken = attack(replace(judged.cells, frame=frame), judged.report, given.areas, catalogue)
    assert [(one.area, one.grain) for one in broken] == [("south", "month")] * 3


def _shown(frame: pl.DataFrame, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """The released cells as if nothing had been withheld."""
    sizes = {row["area"]: float(row["numerator"]) for row in rows}
    size = pl.col("area").replace_strict(sizes, return_dtype=pl.Float64)
    return frame.with_columns(status=pl.lit("shown"), value=size, numerator=size)


COUNTY = built()
ZONES = {"north": "all", "south": "all"}


def relation(label: str, how: str, quantity: str = "numerator", of: str = "arrests") -> pl.DataFrame:
    row = {"site": "here", "area": "all", "indicator": of, "dimension": label, "category": quantity}
    return fitted(pl.DataFrame([row | {"reason": "relation", "note": how}]), REPORT)


def races(**sizes: int) -> list[dict[str, Any]]:
    return by("arrests", "race", sizes)


BLACK, WHITE, OTHER = (hidden("arrests", dimension="race", category=one) for one in ("black", "white", "other_groups"))
SMALL = because("primary", "numerator", BLACK)
BOTH = because("primary", "numerator", BLACK, WHITE)
GROUPED = because("primary", "numerator", BLACK, OTHER)
JOINED = pl.concat(
    because("merged", "into: other_groups", hidden("arrests", dimension="race", category=one))
    for one in ("asian", "multiracial", "pacific_islander")
)
TOTAL = hidden("arrests")
PLACED = {n: cell("arrests", n, area="north", dimension="race", category="other_groups") for n in (2, 3, 4)}
WAITS, EIGHT_WAIT = (because("correction_waits", None, *races(white=size)) for size in (55, 8))
SHARE = hidden("diverted", dimension="race", category="black")
NORTH, SOUTH = (hidden("arrests", area=area) for area in ("north", "south"))
FEW_NORTH = because("primary", "numerator", NORTH)


@pytest.mark.parametrize(
    ("rows", "reasons", "named"),
    [
        ([cell("arrests", 60), BLACK, *races(white=55)], [], ["black"]),
        ([cell("arrests", 60), BLACK, *races(white=55)], [SMALL], ["black"]),
        ([cell("arrests", 60), BLACK, *races(white=55)], [because("complementary", None, BLACK)], []),
        ([cell("arrests", 60), BLACK, WHITE], [], []),
        ([cell("arrests", 60), BLACK, WHITE], [SMALL], []),
        ([cell("arrests", 9), BLACK, WHITE], [], ["black", "white"]),
        ([cell("arrests", 10), BLACK, WHITE], [BOTH], ["black", "white"]),
        ([cell("arrests", 11), BLACK, WHITE], [BOTH], []),
        ([cell("arrests", 10), BLACK, WHITE], [because("primary", "numerator, may be zero", BLACK, WHITE)], []),
        ([cell("arrests", 10), BLACK, WHITE], [SMALL, because("complementary", None, WHITE)], ["black"]),
        ([cell("arrests", 9), BLACK, WHITE], [because("primary", "numerator events", BLACK)], ["black"]),
        ([cell("arrests", 11), BLACK, WHITE], [because("primary", "numerator events", BLACK)], ["black"]),
        ([cell("arrests", 12), BLACK, WHITE], [because("primary", "numerator events", BLACK)], []),
        ([cell("arrests", 13), BLACK, OTHER], [GROUPED], []),
        ([cell("arrests", 13), BLACK, OTHER], [GROUPED, JOINED], []),
        ([cell("arrests", 10), BLACK, OTHER], [GROUPED, JOINED], ["black", "other_groups"]),
        ([OTHER, PLACED[2]], [GROUPED, relation("area", "remainder")], ["other_groups"]),
        ([OTHER, PLACED[3]], [GROUPED, JOINED, relation("area", "remainder")], []),
        ([OTHER, PLACED[4]], [GROUPED, JOINED, relation("area", "remainder")], ["other_groups"]),
        ([cell("arrests", 60), BLACK, *races(white=50)], [SMALL, relation("race", "remainder")], []),
        ([cell("arrests", 60), BLACK, *races(white=51)], [SMALL, relation("race", "remainder")], ["black"]),
        ([cell("arrests", 60), BLACK, *races(white=58)], [SMALL, relation("race", "overlap")], ["black"]),
        ([*races(white=55), cell("arrests", 60), BLACK], [SMALL, WAITS], []),
        ([cell("arrests", 10), BLACK, *races(white=8)], [SMALL, EIGHT_WAIT], []),
        ([TOTAL, *races(black=2, white=2)], [because("primary", "numerator", TOTAL)], ["all"]),
        ([TOTAL, *races(black=2), WHITE], [because("primary", "numerator", TOTAL)], ["all"]),
        ([TOTAL, BLACK, WHITE], [because("primary", "numerator", TOTAL)], []),
        ([*races(black=5), cell("arrests", 60), WHITE], [SMALL], []),
        ([cell("arrests", 10), BLACK, WHITE], [SMALL, because("complementary", "may be zero", WHITE)], []),
        (
            [cell("diverted", 30, of=60), SHARE, *by("diverted", "race", {"white": 5}, of=40)],
            [because("primary", "numerator, rest", SHARE)],
            ["black"],
        ),
        (
            [cell("diverted", 30, of=60), SHARE, *by("diverted", "race", {"white": 28}, of=50)],
            [because("primary", "denominator", SHARE)],
            ["black"],
        ),
        (
            [cell("diverted", 30, of=60), SHARE, *by("diverted", "race", {"white": 5}, of=40)],
            [because("primary", "rest", SHARE)],
            ["black"],
        ),
        ([cell("arrests", 60), NORTH, cell("arrests", 55, area="south")], [FEW_NORTH], ["all"]),
        ([cell("arrests", 60), NORTH, SOUTH], [because("primary", "numerator", NORTH, SOUTH)], []),
    ],
)  # fmt: skip
def test_the_audit_names_what_a_stored_release_gives_away(rows, reasons: list[pl.DataFrame], named: list[str]):
    report = pl.concat([empty(REPORT), *reasons])
    broken = attack(stored(*rows), report, raw([], ZONES).areas, COUNTY)
    assert sorted(one.category for one in broken) == named


def test_sites_are_attacked_apart_and_named_in_order():
    rows = [cell("arrests", 60), BLACK, *races(white=55)]
    away = [row | {"site": "away"} for row in rows]
    report = pl.concat([SMALL, because("primary", "numerator", away[1])])
    assert [one.site for one in attack(stored(*rows, *away), report, raw([]).areas, COUNTY)] == ["away", "here"]
    assert [one.site for one in attack(stored(*rows, *away[1:]), report, raw([]).areas, COUNTY)] == ["here"]


def test_what_earlier_releases_showed_is_known_and_only_figures_of_this_one_are_named():
    before = stored(*races(white=55))
    assert found(stored(cell("arrests", 60), BLACK), SMALL, COUNTY, earlier=[before]) == ["black"]
    assert found(stored(cell("arrests", 60)), SMALL, COUNTY, earlier=[stored(BLACK, *races(white=55))]) == []
    ten = stored(*races(white=50))
    assert found(stored(cell("arrests", 60), BLACK), SMALL, COUNTY, earlier=[ten]) == ["black"]
    whole = because("primary", "numerator", TOTAL)
    assert found(stored(TOTAL, *races(black=2)), whole, COUNTY, earlier=[stored(*races(white=2))]) == ["all"]


def test_what_an_earlier_release_showed_of_another_site_says_nothing_of_this_one():
    now, before = stored(cell("arrests", 60), BLACK, WHITE), stored(*races(unknown=55))
    assert found(now, BOTH, COUNTY, earlier=[before]) == ["black", "white"]
    there = ReleasedCells(before.frame.with_columns(site=pl.lit("there")), before.series)
    assert found(now, BOTH, COUNTY, earlier=[there]) == []


@pytest.mark.parametrize("note", ["numerator", "numerator of events"])
def test_what_earlier_releases_gave_away_by_themselves_is_not_this_ones_doing(note: str):
    small = because("primary", note, BLACK)
    for before in ([cell("arrests", 60), *races(white=55)], [cell("arrests", 6), WHITE]):
        assert found(stored(BLACK), small, COUNTY, earlier=[stored(*before)]) == []


@pytest.mark.parametrize("note", ["numerator", "numerator of events"])
def test_what_earlier_releases_left_open_stays_so(note: str):
    before = stored(cell("arrests", 6), WHITE)
    # That it was narrowed before does not make it a figure that was shown.
    small = pl.concat([because("primary", note, BLACK), because("exposed_before", None, BLACK)])
    assert found(stored(BLACK, *races(white=4)), small, COUNTY, earlier=[before]) == ["black"]
    # The same six, shown again, say nothing new; another six do.
    assert found(stored(cell("arrests", 6), BLACK, WHITE), small, COUNTY, earlier=[before]) == []
    assert found(stored(cell("arrests", 4), BLACK, WHITE), small, COUNTY, earlier=[before]) == ["black"]


def test_without_a_report_whatever_can_be_told_is_named():
    before = stored(cell("arrests", 60), *races(white=55))
    assert found(stored(BLACK), NOTHING, COUNTY, earlier=[before]) == ["black"]


def test_that_two_figures_are_one_number_is_what_a_release_tells():
    """The arrests were shown and the contacts withheld before it was told that all of these are arrests."""
    one = relation("same", "arrests numerator")
    other = relation("same", "arrests numerator", of="contacts")
    few = hidden("contacts")
    report = pl.concat([because("primary", "numerator", few), one, other])
    before = stored(cell("arrests", 5), few)
    assert found(before, report, COUNTY, earlier=[before]) == ["all"]


def test_marks_tell_as_figures_do():
    groups = (BLACK, WHITE, OTHER)
    small, total = because("primary", "numerator", *groups), stored(cell("arrests", 11))
    now = stored(cell("arrests", 11), *groups)
    # None of three withheld groups is nobody, so that none of eleven people can be ten of them.
    all_three = ["black", "other_groups", "white"]
    assert found(now, small, COUNTY) == found(now, small, COUNTY, earlier=[total]) == all_three
    assert found(now, small, COUNTY, earlier=[now]) == []


@pytest.mark.parametrize(("kind", "seed"), [("two_way", 0), ("merged", 1), ("shares", 0), ("mixed_grains", 0)])
def test_a_site_that_makes_its_rule_stricter_has_its_release(kind: str, seed: int):
    family = KINDS[kind](Random(seed))
    words, given = family.catalogue, list(family.raws())[-1]
    rule = words.rule.model_copy(update={"threshold": 17, "correction_more_than": 17})
    stricter = words.model_copy(update={"rule": rule})
    before = release(given, words).cells
    after = release(given, stricter, [before])
    assert "exposed_before" in after.report["reason"]
    assert attack(after.cells, after.report, given.areas, stricter, [before]) == []


def test_a_figure_once_shown_is_known_though_it_is_withheld_now_unless_it_was_corrected():
    now, before = stored(cell("arrests", 13), BLACK, WHITE), stored(*races(white=8))
    assert found(now, BOTH, COUNTY, earlier=[before]) == []
    unchanged = pl.concat([BOTH, because("exposed_before", None, WHITE)])
    assert found(now, unchanged, COUNTY, earlier=[before]) == ["black"]
    # With the total beside it, the earlier release had told all by itself.
    assert found(now, unchanged, COUNTY, earlier=[stored(cell("arrests", 13), *races(white=8))]) == []


def test_a_small_sum_that_nobody_releases_is_asked_about_in_programs_too(monkeypatch):
    """Of the south only the quarter is released, and its January is of few people."""
    rows = [cell("arrests", 60, period=month(1)), hidden("arrests", area="north", period=month(1))]
    rows.append(cell("arrests", 90, area="south", period=span(date(2024, 1, 1), date(2024, 4, 1))))
    few = relation("little", "(elsewhere)|none|all|south|month|2024-01-01|2024-02-01")
    asked: list[System] = []

    def seen(system: System, bounds: Bounds) -> Marks:
        asked.append(system)
        return narrowed_in_blocks(system, bounds)

    monkeypatch.setattr(audit, "narrowed_in_blocks", seen)
    assert attack(stored(*rows), few, raw([], ZONES).areas, COUNTY) == []
    assert [system.cell[system.needy].tolist() for system in asked] == [[-1]]


def test_a_group_that_one_of_two_equal_figures_has_merged_is_not_supposed_beside_it():
    """Else a reader's twenty would seem to be of three groups, of which two are in the forty."""
    merged = [hidden("taken", dimension="race", category=one) for one in ("asian", "multiracial")]
    black = hidden("taken", dimension="race", category="black")
    groups = [hidden("arrests", dimension="race", category=one) for one in ("black", "asian", "multiracial")]
    rows = [cell("arrests", 60), cell("taken", 60), *groups, black, *by("taken", "race", {"other_groups": 40})]
    twins = [relation("same", "arrests numerator", of=name) for name in ("arrests", "taken")]
    report = pl.concat([because("primary", "numerator events", black), *twins])
    assert found(stored(*rows), report, COUNTY) == []
    told = pl.concat([report, because("merged", "into: other_groups", *merged)])
    assert found(stored(*rows), told, COUNTY) == ["black"]


@pytest.mark.parametrize(("listed", "named"), [([], True), (["same"], True), (["race"], False)])
def test_a_tie_that_figures_show_holds_unless_the_report_lists_others(listed: list[str], named: bool):
    """Where the report lists how parts make up totals, a tie that it does not list is none."""
    sizes = {"contacts": 60, "taken": 55, "let_go": 5}
    rows = [cell(name, size, period=month(1)) for name, size in sizes.items()]
    small = hidden("let_go", period=month(2))
    rows += [cell(name, sizes[name], period=month(2)) for name in ("contacts", "taken")]
    notes = {"same": "arrests numerator", "race": "remainder"}
    report = pl.concat([because("primary", "numerator", small), *(relation(one, notes[one]) for one in listed)])
    broken = attack(stored(*rows, small), report, raw([]).areas, COUNTY)
    assert [(one.indicator, one.start) for one in broken] == [("let_go", small["from"])] * named


def test_without_a_report_one_of_two_numbers_above_the_threshold_is_open_enough():
    """Two in the north are one or two, which leaves fifteen or sixteen of both places; one is not."""
    groups = [hidden("arrests", area="north", dimension="race", category=one) for one in ("black", "white")]
    rows = [BLACK, *by("arrests", "race", {"black": 14}, area="south"), *groups]
    for size, whole in ((3, []), (2, ["all"])):
        broken = attack(stored(*rows, cell("arrests", size, area="north")), NOTHING, raw([], ZONES).areas, COUNTY)
        assert [one.area for one in broken] == [*whole, "north", "north"]


def test_what_is_few_beside_its_parts_may_be_one_and_up_to_the_threshold_and_no_more_is_needed():
    rows = [cell("arrests", 60), cell("arrests", 10, area="north")]
    few = relation("little", "(elsewhere)|none|all|all (elsewhere)|year|2024-01-01|2025-01-01")
    waits = because("correction_waits", None, rows[1])
    report = pl.concat([relation("(elsewhere)", "area", ""), few, waits])
    for south, named in ((39, []), (38, ["all"])):
        all_of = stored(*rows, cell("arrests", south, area="south"))
        assert [one.area for one in attack(all_of, report, raw([], ZONES).areas, COUNTY)] == named


def test_what_is_few_beside_its_parts_is_named_by_its_total():
    rows = [cell("arrests", 60), cell("arrests", 30, area="north"), cell("arrests", 25, area="south")]
    where = "|none|all|all|year|2024-01-01|2025-01-01"
    few = relation("little", "(elsewhere)" + where.replace("|all|year", "|all (elsewhere)|year"))
    report = pl.concat([relation("(elsewhere)", "area", ""), few])
    broken = attack(stored(*rows), report, raw([], ZONES).areas, COUNTY)
    assert [(one.area, one.category) for one in broken] == [("all", "all")]
    assert attack(stored(*rows), relation("area", "remainder"), raw([], ZONES).areas, COUNTY) == broken
    assert attack(stored(*rows), relation("area", "overlap"), raw([], ZONES).areas, COUNTY) == []
