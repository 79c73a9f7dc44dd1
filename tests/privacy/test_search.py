"""Which figure the search gives up: the cheapest that loosens what was narrowed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from lead_metrics.privacy.attack import Bounds, narrowed, propagate
from lead_metrics.privacy.relations import System
from lead_metrics.privacy.search import DEPTH, Search, names, whole_component
from tests.privacy.test_programs import Equation, bound

FEW = (1.0, 10.0)
CHAIN: list[Equation] = [{0: 1, 1: -1, 2: -1}, {2: 1, 3: -1, 4: -1}]
TWINS: list[Equation] = [{0: 1, 1: -1, 2: -1}, {2: 1, 3: -1}]
"""A total of a small figure and a large one, which is also known by another name."""


def figures(size: list[float], equations: list[Equation], needy: Sequence[int] = (1,)) -> System:
    """Each unknown is a figure of its own."""
    system = bound(size, dict.fromkeys(needy, FEW), equations)
    return replace(system, cell=np.arange(len(size)), which=np.zeros(len(size), dtype=np.int64))


def total_of(*parts: float) -> System:
    """A total (figure 0) and its parts, of which those of one to ten are protected."""
    needy = [n for n, size in enumerate(parts, start=1) if 0 < size <= 10]
    return figures([sum(parts), *parts], [{0: 1, **dict.fromkeys(range(1, len(parts) + 1), -1)}], needy)


def marks(system: System, places: Sequence[int]) -> np.ndarray:
    return np.isin(np.arange(system.size.size), list(places))


def answered(
    system: System,
    withheld: Sequence[int],
    spent: Sequence[int] = (),
    cost: list[float] | None = None,
    depth: int = DEPTH,
) -> tuple[list[int], list[int]]:
    """The figures to lose, and the narrowed ones for which nothing is found; larger ones cost more unless told."""
    hidden = marks(system, withheld)
    bounds = propagate(system, Bounds(np.where(hidden, 0.0, system.size), np.where(hidden, np.inf, system.size)))
    price = np.log1p(system.size) if cost is None else np.array(cost)
    chosen, stuck = Search(system).answer(bounds, narrowed(system, bounds), marks(system, spent) | hidden, price, depth)
    return np.flatnonzero(chosen).tolist(), np.flatnonzero(stuck).tolist()


@pytest.mark.parametrize(
    ("parts", "spent", "cost", "lost"),
    [
        ((5, 30, 40), (), None, [2]),
        ((5, 30, 40), (), [1, 1, 50, 2], [0]),
        ((5, 30, 40), (), [9, 0, 5, 5], [2]),
        ((5, 30, 40), (2,), None, [3]),
        ((5, 0, 40), (0,), None, [3]),
        ((5, 11, 12), (0,), [9, 0, 3, 2], [3]),
        ((1, 9, 12), (0, 2), [9, 0, 0, 2], [3]),
    ],
    ids=["smaller", "cheaper", "alike", "spent", "zero", "both are enough", "what is left"],
)
def test_the_cheapest_figure_of_the_sum_goes(parts, spent, cost, lost: list[int]):
    assert answered(total_of(*parts), [1], spent, cost) == (lost, [])


def test_a_figure_that_is_enough_goes_before_a_cheaper_one_that_is_not():
    system = total_of(2, 3, 30)
    assert answered(replace(system, need_low=np.where(marks(system, [1]), 1, np.nan)), [1], [0], [9, 0, 1, 5]) == (
        [3],
        [],
    )


def test_where_none_is_enough_the_largest_goes_first():
    system = figures([12, 3, 2, 4, 3], [{0: 1, 1: -1, 2: -1, 3: -1, 4: -1}])
    assert answered(system, [1], [0], [9, 0, 1, 7, 2]) == ([3], [])


def test_what_nothing_can_loosen_is_stuck():
    assert answered(total_of(5, 30, 40), [1], [0, 2, 3]) == ([], [1])


def test_one_loss_serves_all_that_the_sum_narrows():
    assert answered(total_of(2, 3, 40, 50), [1, 2], [0], [9, 0, 0, 1, 2]) == ([3], [])


def test_a_figure_further_away_goes_where_the_sum_itself_has_none_and_no_further_than_asked():
    system = figures([45, 5, 40, 15, 25], CHAIN)
    assert answered(system, [1]) == ([0], [])
    assert answered(system, [1, 2], [0]) == ([3], [])
    assert answered(system, [1, 2], [0], depth=1) == ([], [1])
    assert answered(system, [1, 2], [0], depth=2) == ([3], [])


def test_a_figure_that_would_ask_for_another_costs_twice():
    """Losing figure 2 would open a sum in which all else is known; figure 3 stands in this sum alone."""
    equations: list[Equation] = [{0: 1, 1: -1, 2: -1, 3: -1}, {2: 1, 4: -1, 5: -1}]
    system = figures([65, 5, 30, 30, 14, 16], equations)
    assert answered(system, [1], [0], [9, 0, 3, 5, 9, 9]) == ([3], [])
    assert answered(system, [1], [0], [9, 0, 3, 7, 9, 9]) == ([2], [])


def test_a_number_is_lost_under_all_of_its_names():
    system = figures([45, 5, 40, 40], TWINS)
    assert names(system).tolist() == [0, 1, 2, 2]
    assert answered(system, [1], [0]) == ([2, 3], [])


def test_a_sum_that_nobody_releases_is_lost_with_no_figure():
    system = replace(figures([45, 5, 40, 15, 25], CHAIN), cell=np.array([0, 1, -1, 2, 3]))
    assert answered(system, [1, 2], [0]) == ([3], [])


def test_of_two_narrowed_sums_each_gets_an_answer():
    two: list[Equation] = [{0: 1, 1: -1, 2: -1}, {3: 1, 4: -1, 5: -1}]
    assert answered(figures([45, 5, 40, 57, 7, 50], two, (1, 4)), [1, 4], [0, 3]) == ([2, 5], [])
    shared: list[Equation] = [{0: 1, 1: -1, 2: -1}, {3: 1, 4: -1, 2: -1}]
    assert answered(figures([45, 5, 40, 47, 7], shared, (1, 4)), [1, 4], [0, 3]) == ([2], [])


def test_a_figure_that_one_sum_loses_serves_the_next_sum_it_stands_in():
    sums: list[Equation] = [{0: 1, 1: -1, 2: -1}, {3: 1, 4: -1, 2: -1, 5: -1}]
    system = figures([42, 2, 40, 77, 7, 30], sums, (1, 4))
    assert answered(system, [1, 4], [0, 3], [9, 0, 5, 9, 0, 1]) == ([2], [])


def test_what_two_sums_narrow_is_loosened_in_both_but_further_away_only_once():
    cross: list[Equation] = [{0: 1, 1: -1, 2: -1}, {3: 1, 1: -1, 4: -1}, {4: 1, 5: -1, 6: -1}]
    system = figures([45, 5, 40, 55, 50, 20, 30], cross)
    assert answered(system, [1], [0, 3]) == ([2, 4], [])
    assert answered(system, [1], [0, 3, 4]) == ([2], [])


@pytest.mark.parametrize(("size", "lost"), [(8, 3), (9, 2), (10, 2)])
def test_a_figure_is_enough_where_all_but_one_of_it_fill_what_is_short(size: int, lost: int):
    system = figures([2 + size + 20, 2, size, 20], [{0: 1, 1: -1, 2: -1, 3: -1}])
    assert answered(system, [1], [0], [9, 0, 1, 5]) == ([lost], [])


def test_a_whole_component_goes_but_for_zeros_what_is_spent_and_what_has_no_figure():
    equations: list[Equation] = [{0: 1, 1: -1, 2: -1, 3: -1}, {4: 1, 5: -1}]
    system = figures([45, 5, 0, 40, 9, 9], equations)
    nobody = np.zeros(6, dtype=bool)
    assert np.flatnonzero(whole_component(system, marks(system, [1]), nobody)).tolist() == [0, 1, 3]
    assert np.flatnonzero(whole_component(system, marks(system, [1]), marks(system, [1]))).tolist() == [0, 3]
    assert np.flatnonzero(whole_component(system, marks(system, [5]), nobody)).tolist() == [4, 5]
    assert not whole_component(system, nobody, nobody).any()
    unreleased = replace(system, cell=np.array([0, 1, 2, -1, 3, 4]))
    assert np.flatnonzero(whole_component(unreleased, marks(system, [1]), nobody[:5])).tolist() == [0, 1]


def test_names_of_nothing_are_none():
    assert names(replace(figures([1, 1], [{0: 1, 1: -1}]), size=np.empty(0), equation=np.empty(0, np.int64),
                         unknown=np.empty(0, np.int64))).size == 0  # fmt: skip
