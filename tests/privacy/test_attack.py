"""What follows from one more figure is what follows from all of them at once, and can be taken back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lead_metrics.cells import empty
from lead_metrics.privacy.attack import (
    Bounds,
    Told,
    grouped,
    implied,
    narrowed,
    narrowed_at,
    open_terms,
    propagate,
    within,
)
from lead_metrics.privacy.relations import System
from lead_metrics.privacy.terms import SHAPES
from tests.privacy.test_programs import bound

ROWS = COLUMNS = 3


def table(sizes: list[int]) -> System:
    """A table of nine figures with its sums by row and by column: equations that share figures in loops."""
    inner = np.array(sizes, dtype=np.float64).reshape(ROWS, COLUMNS)
    size = np.concatenate([inner.ravel(), inner.sum(axis=1), inner.sum(axis=0)])
    lines = [[ROWS * COLUMNS + n, *range(n * COLUMNS, (n + 1) * COLUMNS)] for n in range(ROWS)]
    lines += [[ROWS * COLUMNS + ROWS + n, *range(n, ROWS * COLUMNS, COLUMNS)] for n in range(COLUMNS)]
    nothing = np.full(size.size, np.nan)
    return System(
        size=size, least=np.zeros(size.size), need_low=nothing, need_high=nothing, cell=np.arange(size.size),
        which=np.zeros(size.size, dtype=np.int64), equation=np.repeat(np.arange(len(lines)), COLUMNS + 1),
        unknown=np.concatenate(lines), sign=np.tile([1.0, -1.0, -1.0, -1.0], len(lines)), shapes=empty(SHAPES),
    )  # fmt: skip


def knowing(system: System, told: list[int]) -> Bounds:
    known = np.isin(np.arange(system.size.size), told)
    return Bounds(np.where(known, system.size, 0.0), np.where(known, system.size, np.inf))


SIZES = st.lists(st.integers(0, 30), min_size=9, max_size=9)
ORDER = st.permutations(range(15))


@given(SIZES, ORDER)
def test_told_one_after_another_as_much_follows_as_told_at_once(sizes: list[int], order: list[int]) -> None:
    system = table(sizes)
    told = Told(system, propagate(system, knowing(system, order[:4])))
    for n, more in enumerate(order[4:10], start=5):
        told.tell(np.array([more]))
        whole = propagate(system, knowing(system, order[:n]))
        np.testing.assert_allclose(told.bounds.low, whole.low, atol=1e-4)
        np.testing.assert_allclose(told.bounds.high, whole.high, atol=1e-4)


@given(SIZES, ORDER)
def test_what_is_taken_back_leaves_no_trace(sizes: list[int], order: list[int]) -> None:
    system = table(sizes)
    before = propagate(system, knowing(system, order[:6]))
    told = Told(system, before)
    told.take_back(told.tell(np.array(order[6:8])), np.ones(system.size.size, dtype=bool))
    np.testing.assert_array_equal(told.bounds.low, before.low)
    np.testing.assert_array_equal(told.bounds.high, before.high)


ENDLESS = np.inf
SUM = [{0: 1, 1: -1, 2: -1}]
CHAIN = [*SUM, {2: 1, 3: -1, 4: -1}]


def ends(low: list[float], high: list[float]) -> Bounds:
    return Bounds(np.array(low, dtype=np.float64), np.array(high, dtype=np.float64))


def told(bounds: Bounds) -> list[tuple[float, float]]:
    return list(zip(bounds.low.tolist(), bounds.high.tolist(), strict=True))


@pytest.mark.parametrize(
    ("low", "high", "follows"),
    [
        ([10, 0, 0], [10, ENDLESS, ENDLESS], [(10, 10), (0, 10), (0, 10)]),
        ([10, 1, 1], [10, ENDLESS, ENDLESS], [(10, 10), (1, 9), (1, 9)]),
        ([10, 4, 0], [10, 4, ENDLESS], [(10, 10), (4, 4), (6, 6)]),
        ([0, 2, 3], [ENDLESS, 5, 7], [(5, 12), (2, 5), (3, 7)]),
        ([0, 2, 3], [ENDLESS, ENDLESS, 7], [(5, ENDLESS), (2, ENDLESS), (3, 7)]),
        ([0, 0, 0], [ENDLESS] * 3, [(0, ENDLESS)] * 3),
        ([10, 0, 0], [12, 3, ENDLESS], [(10, 12), (0, 3), (7, 12)]),
    ],
)
def test_a_sum_bounds_each_of_its_terms(low, high, follows: list[tuple[float, float]]):
    system = bound([10.0, 4, 6], {}, SUM)
    assert told(propagate(system, ends(low, high))) == follows


def test_what_follows_from_one_sum_enters_the_next():
    system = bound([10.0, 4, 6, 2, 4], {}, CHAIN)
    found = propagate(system, ends([10, 4, 0, 0, 0], [10, 4, *[ENDLESS] * 3]))
    assert told(found) == [(10, 10), (4, 4), (6, 6), (0, 6), (0, 6)]


@pytest.mark.parametrize(
    ("low", "high", "follows"),
    [
        ([0] * 5, [10, *[ENDLESS] * 4], [(0, 10)] * 5),
        ([0, 0, 0, 3, 4], [ENDLESS] * 5, [(7, ENDLESS), (0, ENDLESS), (7, ENDLESS), (3, ENDLESS), (4, ENDLESS)]),
        ([0, 0, 6, 2, 4], [ENDLESS, ENDLESS, 6, 2, 4], [(6, ENDLESS), (0, ENDLESS), (6, 6), (2, 2), (4, 4)]),
    ],
    ids=["ends that sink", "ends that rise", "a sum that is known already"],
)
def test_bounds_move_until_neither_end_moves(low, high, follows: list[tuple[float, float]]):
    assert told(propagate(bound([10.0, 4, 6, 2, 4], {}, CHAIN), ends(low, high))) == follows


def test_bounds_without_a_sum_stay_and_what_is_given_is_not_touched():
    system = bound([10.0, 4, 6], {}, SUM)
    settled = ends([10, 4, 6], [10, 4, 6])
    assert told(propagate(system, settled)) == told(settled)
    given = ends([10, 0, 0], [10, ENDLESS, ENDLESS])
    propagate(system, given)
    assert told(given) == [(10, 10), (0, ENDLESS), (0, ENDLESS)]
    teller = Told(system, given)
    teller.tell(np.array([1]))
    assert told(given) == [(10, 10), (0, ENDLESS), (0, ENDLESS)]


def test_ends_that_cross_by_a_hair_are_one_number():
    system = bound([0.3, 0.1, 0.2], {}, SUM)
    found = propagate(system, ends([0.3, 0.1, 0.2], [0.3, 0.1 + 2e-6, 0.2 + 2e-6]))
    assert (found.low <= found.high).all()


def test_settled_terms_become_constants():
    system = bound([10.0, 4, 6, 2, 4], {}, CHAIN)
    terms = open_terms(system, ends([10, 4, 0, 2, 0], [10, 4, 9, 2, 9]))
    assert terms.equation.tolist() == [0, 1, 1]
    assert terms.unknown.tolist() == [2, 2, 4]
    assert terms.sign.tolist() == [-1, 1, -1]
    assert terms.fixed.tolist() == [6, -2]
    nothing = open_terms(system, ends([0] * 5, [9] * 5)).fixed
    assert nothing.tolist() == [0, 0]
    assert nothing.dtype == np.float64


def test_each_term_is_bounded_by_the_rest_of_its_own_sum():
    bounds = ends([10, 1, 2], [10, ENDLESS, 5])
    low, high = implied(open_terms(bound([10.0, 4, 6], {}, SUM), bounds), bounds)
    assert (low.tolist(), high.tolist()) == ([5, -ENDLESS], [8, 9])


@pytest.mark.parametrize(
    ("low", "high", "is_narrowed"),
    [(1, 10, False), (0, ENDLESS, False), (2, 10, True), (1, 9, True), (1 + 5e-7, 10, False), (1, 10 - 5e-7, False)],
)
def test_a_protected_size_is_narrowed_where_its_need_does_not_fit(low: float, high: float, is_narrowed: bool):
    system = bound([5.0, 5, 5], {1: (1, 10)}, SUM)
    bounds = ends([5, low, 5], [5, high, 5])
    assert narrowed(system, bounds).tolist() == [False, is_narrowed, False]
    assert narrowed_at(system, bounds, np.array([1, 0])).tolist() == [is_narrowed, False]


def test_groups_lie_one_after_another():
    order, first = grouped(np.array([2, 0, 2, 0, 3]), 5)
    assert (order.tolist(), first.tolist()) == ([1, 3, 0, 2, 4], [0, 2, 2, 4, 5, 5])
    assert within(first, np.array([2, 1, 0])).tolist() == [2, 3, 0, 1]
    assert within(first, np.array([1])).tolist() == []


def test_telling_goes_on_as_long_as_something_follows_and_each_step_is_taken_back():
    system = bound([10.0, 4, 6, 2, 4], {}, CHAIN)
    teller = Told(system, ends([10, 0, 0, 0, 0], [10, 10, 10, 10, 10]))
    steps = teller.tell(np.array([1]))
    assert told(teller.bounds) == [(10, 10), (4, 4), (6, 6), (0, 6), (0, 6)]
    assert [step[0].tolist() for step in steps] == [[1], [2], [3, 4], []]
    assert [(step[1].tolist(), step[2].tolist()) for step in steps[:3]] == [
        ([0], [10]),
        ([0], [10]),
        ([0, 0], [10, 10]),
    ]
    teller.take_back(steps, np.array([True, True, True, False, True]))
    assert told(teller.bounds) == [(10, 10), (0, 10), (0, 10), (0, 6), (0, 10)]


def test_a_number_told_need_not_be_the_smallest_that_fits():
    system = replace(bound([10.0, 7, 3], {}, SUM), size=np.array([10.0, 7, 3]))
    teller = Told(system, ends([10, 1, 1], [10, 9, 9]))
    teller.tell(np.array([2]))
    assert told(teller.bounds) == [(10, 10), (7, 7), (3, 3)]
