"""What readers know before they use any sum: what is shown, what a mark admits, and what was told before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest

from lead_metrics.catalogue.model import Catalogue
from lead_metrics.cells import empty
from lead_metrics.privacy.corrections import PAST, compare
from lead_metrics.privacy.knowledge import Knowledge, cost, guarded, knowledge, start, universe
from lead_metrics.privacy.relations import System
from lead_metrics.privacy.terms import SHAPES
from tests.privacy.county import by, catalogue, cell, raw
from tests.privacy.equations import figures

COUNTY = catalogue()
NOTHING = float("nan")


def before(told: pl.DataFrame, last: str, **old: float) -> pl.DataFrame:
    """What an earlier release told of these figures: the numbers given, or the same as now."""
    names = ("value", "numerator", "denominator")
    olds = {f"old_{name}": pl.lit(old[name]) if name in old else pl.col(name) for name in names}
    rows = told.with_columns(told=pl.lit(last == "shown"), last=pl.lit(last), **olds)
    rows = rows.with_columns(old_low=None, old_high=None, old_unreliable=False)
    return rows.select(pl.col(name).cast(kind) for name, kind in PAST.items())


def standing(rows: pl.DataFrame, past: pl.DataFrame) -> list[tuple[Any, ...]]:
    cells = compare(rows, past, 10)
    found = universe(cells, cells.drop(set(cells.columns) - set(rows.columns)), past, 10)
    return found.select("cell", "status", "reason", "withheld", "locked").rows()


@pytest.mark.parametrize(
    ("now", "last", "old", "stands"),
    [
        (60, None, {}, ("shown", None, False, False)),
        (5, None, {}, ("withheld", "primary", True, False)),
        (60, "shown", {}, ("shown", None, False, True)),
        (60, "shown", {"numerator": 55}, ("shown", None, False, True)),
        (60, "shown", {"numerator": 40}, ("shown", None, False, False)),
        (5, "shown", {}, ("withheld", "primary", False, True)),
        (60, "withheld", {}, ("withheld", "complementary", True, False)),
        (60, "missing", {}, ("shown", None, False, False)),
        (5, "withheld", {}, ("withheld", "primary", True, False)),
    ],
)
def test_a_figure_stands_as_this_release_and_the_last_say(now, last, old: dict[str, float], stands: tuple[Any, ...]):
    rows = figures([cell("arrests", now)], COUNTY)
    past = empty(PAST) if last is None else before(rows, last, **old)
    assert standing(rows, past) == [(0, *stands)]


def test_a_source_that_publishes_a_figure_makes_it_known_for_ever():
    rows = figures([cell("arrests", 5, already_public="https://example.org")], COUNTY)
    assert standing(rows, empty(PAST)) == [(0, "shown", None, False, True)]


def test_what_only_earlier_releases_have_is_known_if_it_was_shown_and_hidden_if_not():
    now, gone = figures([cell("arrests", 60)], COUNTY), figures([cell("booked", 30), cell("taken", 30)], COUNTY)
    shown, hidden = before(gone[:1], "shown"), before(gone[1:], "withheld")
    past = pl.concat([shown, hidden])
    found = universe(compare(now, past, 10), pl.concat([now, gone]), past, 10)
    assert found.select("cell", "indicator", "current", "withheld", "locked").rows() == [
        (0, "arrests", True, False, False),
        (1, "booked", False, False, True),
        (2, "taken", False, True, True),
    ]
    assert found.schema["cell"] == pl.Int64


def test_what_the_rule_gives_up_last_costs_most_and_then_what_is_large():
    year_before = {"from": date(2023, 1, 1), "until": date(2024, 1, 1)}
    rows = raw(
        [
            cell("arrests", 60),
            cell("arrests", 60, area="north"),
            *by("arrests", "race", {"black": 60}),
            cell("arrests", 60, **year_before),
            cell("diverted", 30, of=90),
            cell("diverted", 90),
            cell("wait", None, value=3.0),
            cell("wait", -3),
        ]
    ).frame
    small, large, all_three = np.log1p(60), np.log1p(90), 100.0**3 + 100.0**2 + 100.0
    assert cost(rows, ("total", "recent", "site")).tolist() == pytest.approx(
        [all_three + small, all_three - 100 + small, 100.0**2 + 100 + small, all_three - 100.0**2 + small]
        + [all_three + large, all_three + large, all_three, all_three],
        rel=1e-12,
    )
    assert cost(rows[:2], ("site", "nobody_knows")).tolist() == pytest.approx([100.0**2 + small, small])


def one_each(size: list[float], **given: list[float]) -> System:
    """A system of unknowns, each the numerator of the figure of its own number unless told otherwise."""
    count = len(size)
    nothing, none = np.full(count, np.nan), np.empty(0, dtype=np.int64)
    made = System(
        np.array(size), np.ones(count), nothing, nothing, np.arange(count), np.zeros(count, dtype=np.int64), none, none,
        np.empty(0), empty(SHAPES),
    )  # fmt: skip
    return replace(made, **{name: np.array(value) for name, value in given.items()})


def knowing(withheld: list[bool], low: list[float], high: list[float]) -> Knowledge:
    nothing = np.zeros(len(withheld))
    return Knowledge(np.array(low), np.array(high), np.array(withheld), nothing.astype(bool), nothing)


def test_a_shown_figure_is_known_a_mark_admits_its_least_and_a_sum_that_nobody_releases_anything():
    system = one_each([60, 5, 0, 30, 7], least=[1.0, 1, 1, 0, 2], cell=[0, 1, 2, 3, -1])
    bounds = start(system, knowing([False, True, True, True], [NOTHING] * 5, [NOTHING] * 5))
    assert bounds.low.tolist() == [60, 1, 0, 0, 0]
    assert bounds.high.tolist() == [60, np.inf, np.inf, np.inf, np.inf]


def test_a_correction_that_waits_is_known_roughly_and_ends_that_meet_are_one_number():
    system = one_each([60.0, 60, 60])
    bounds = start(system, knowing([False] * 3, [NOTHING, 50, 1.0], [NOTHING, 70, 1.0 + 5e-7]))
    assert bounds.low.tolist() == [60, 50, 1.0 + 5e-7]
    assert bounds.high.tolist() == [60, 70, 1.0 + 5e-7]


def waiting(now: float, of: float | None, **old: float) -> tuple[System, pl.DataFrame]:
    rows = figures([cell("diverted" if of else "arrests", now, of=of), cell("booked", 99)], COUNTY)
    everything = universe(compare(rows, before(rows[:1], "shown", **old), 10), rows, empty(PAST), 10)
    names = ("numerator", "denominator", "rest")[: 3 if of else 1]
    sizes = [now, of or 0, (of or 0) - now][: len(names)]
    places = [*range(len(names)), 0, -1]
    return one_each([*sizes, 99, 7], cell=[0] * len(names) + [1, -1], which=places), everything


@pytest.mark.parametrize(
    ("now", "old", "need"),
    [(60, 55, (50, 65)), (55, 60, (50, 65)), (12, 4, (0, 14)), (60, 50, (45, 60)), (3, 2, (0, 8))],
)
def test_of_a_correction_that_waits_a_reader_must_be_unable_to_tell_the_new_number(now, old, need: tuple[float, float]):
    system, everything = waiting(now, None, numerator=old)
    found = guarded(system, everything, COUNTY)
    assert (found.need_low[0], found.need_high[0]) == need
    assert np.isnan(found.need_low[1:]).all()
    assert np.isnan(found.need_high[1:]).all()


def test_a_share_that_waits_is_known_roughly_in_all_of_its_parts():
    system, everything = waiting(40, 100, numerator=35.0, denominator=98.0)
    known = knowledge(system, everything, COUNTY)
    assert known.low[:3].tolist() == [25, 88, 53]
    assert known.high[:3].tolist() == [45, 108, 73]
    assert np.isnan(known.low[3:]).all()
    assert known.withheld.tolist() == [False, False]
    assert known.locked.tolist() == [True, False]
    assert known.dearest == 100.0**3
    assert known.cost.tolist() == cost(everything, COUNTY.rule.give_up_last).tolist()


def test_what_is_known_is_never_below_nobody(catalogue: Catalogue):
    system, everything = waiting(12, None, numerator=4.0)
    assert knowledge(system, everything, catalogue).low[0] == 0


def test_what_is_known_can_be_looked_at_for_some_unknowns_alone():
    known = knowing([True, False], [1.0, 2, 3], [4.0, 5, 6]).at(np.array([2, 0]))
    assert (known.low.tolist(), known.high.tolist(), known.withheld.tolist()) == ([3, 1], [6, 4], [True, False])
