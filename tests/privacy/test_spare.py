"""What need not be withheld is given back, and nothing more."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lead_metrics.cells import empty
from lead_metrics.privacy.attack import narrowed, propagate
from lead_metrics.privacy.knowledge import Knowledge, start
from lead_metrics.privacy.relations import System
from lead_metrics.privacy.spare import spare
from lead_metrics.privacy.terms import SHAPES
from tests.privacy.test_programs import bound


def one_sum(sizes: list[int]) -> System:
    """A total (figure 0) and its parts; those of one to ten are protected."""
    size = np.array([sum(sizes), *sizes], dtype=np.float64)
    few = (size >= 1) & (size <= 10)
    count = size.size
    return System(
        size=size, least=np.ones(count), need_low=np.where(few, 1.0, np.nan), need_high=np.where(few, 10.0, np.nan),
        cell=np.arange(count), which=np.zeros(count, dtype=np.int64), equation=np.zeros(count, dtype=np.int64),
        unknown=np.arange(count), sign=np.array([1.0] + [-1.0] * (count - 1)), shapes=empty(SHAPES),
    )  # fmt: skip


def knowing(system: System, withheld: set[int]) -> Knowledge:
    marks = np.isin(np.arange(system.size.size), list(withheld))
    nothing, no = np.full(system.size.size, np.nan), np.zeros(system.size.size, dtype=bool)
    return Knowledge(low=nothing, high=nothing, withheld=marks, locked=no, cost=np.log1p(system.size))


def kept(sizes: list[int], withheld: set[int]) -> set[int]:
    system = one_sum(sizes)
    known = knowing(system, withheld)
    needed = known.withheld & system.needy
    marks = spare(system, known, needed, np.zeros(system.size.size, dtype=bool))
    return set(np.flatnonzero(marks).tolist())


def test_the_dearest_is_given_back_first() -> None:
    assert kept([5, 30, 40, 50], {0, 1, 2, 3, 4}) == {1, 2}


def test_what_protects_is_not_given_back() -> None:
    assert kept([5, 30, 40], {1, 2}) == {1, 2}


def test_a_total_that_alone_protects_stays() -> None:
    assert kept([5, 40], {0, 1}) == {0, 1}


def test_what_is_needed_whatever_happens_stays() -> None:
    system = one_sum([5, 30, 40])
    known = knowing(system, {1, 2, 3})
    assert spare(system, known, known.withheld, np.zeros(4, dtype=bool)).tolist() == [False, True, True, True]


def test_what_is_exposed_whatever_happens_holds_nothing_back() -> None:
    system = one_sum([5, 30, 40])
    known = knowing(system, {1, 2, 3})
    assert spare(system, known, known.withheld & system.needy, system.needy).tolist() == [False, True, False, False]


def test_a_figure_that_stays_does_not_keep_cheaper_ones_and_nothing_is_given_back_through_another_sum() -> None:
    """Forty is 15 and 25: either of them protects it, which protects five."""
    system = replace(
        bound([45.0, 5, 40, 15, 25], {1: (1.0, 10.0)}, [{0: 1, 1: -1, 2: -1}, {2: 1, 3: -1, 4: -1}]),
        cell=np.arange(5), least=np.ones(5),
    )  # fmt: skip
    known = knowing(system, {1, 2, 3, 4})
    marks = spare(system, known, system.needy, np.zeros(5, dtype=bool))
    assert np.flatnonzero(marks).tolist() == [1, 2, 3]
    unreleased = replace(system, cell=np.array([0, 1, -1, 2, 3]))
    known = replace(
        knowing(unreleased, {1, 3, 4}), withheld=np.array([False, True, True, True]), cost=np.array([9.0, 0, 2, 3])
    )
    marks = spare(unreleased, known, np.array([False, True, False, False]), np.zeros(5, dtype=bool))
    assert marks.tolist() == [False, True, True, False]


def test_sums_that_share_nothing_give_back_side_by_side() -> None:
    two = [{0: 1, 1: -1, 2: -1, 3: -1}, {4: 1, 5: -1, 6: -1, 7: -1}]
    system = bound([75.0, 5, 30, 40, 66, 6, 20, 40], dict.fromkeys((1, 5), (1.0, 10.0)), two)
    system = replace(system, cell=np.arange(8), least=np.ones(8))
    marks = spare(system, knowing(system, {1, 2, 3, 5, 6, 7}), system.needy, np.zeros(8, dtype=bool))
    assert np.flatnonzero(marks).tolist() == [1, 2, 5, 6]


def test_two_small_ones_protect_each_other_where_they_leave_room() -> None:
    assert kept([5, 6, 40], {1, 2, 3}) == {1, 2}
    assert kept([5, 4, 40], {1, 2, 3}) == {1, 2, 3}
    assert kept([5, 6, 7, 40], {1, 2, 3, 4}) == {1, 2, 3}


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=2, max_size=6), st.randoms())
def test_nothing_is_narrowed_after_giving_back_that_was_not_before(sizes: list[int], chance: Random) -> None:
    system = one_sum(sizes)
    few = set(np.flatnonzero(system.needy).tolist())
    more = {n for n in range(system.size.size) if system.size[n] > 0 and chance.random() < 0.7}
    known = knowing(system, few | more)
    before = narrowed(system, propagate(system, start(system, known)))
    marks = spare(system, known, known.withheld & system.needy, before)
    after = narrowed(system, propagate(system, start(system, replace(known, withheld=marks))))
    assert not (after & ~before).any()
    assert not (marks & ~known.withheld).any()
