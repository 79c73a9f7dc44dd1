"""Programs decide what propagation cannot, in whole numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from lead_metrics.privacy.attack import Bounds, narrowed, propagate
from lead_metrics.privacy.programs import narrowed_in_blocks, undecided
from lead_metrics.privacy.relations import System
from lead_metrics.privacy.terms import SHAPES

Equation = dict[int, int]


def bound(size: list[float], needs: dict[int, tuple[float, float]], equations: list[Equation]) -> System:
    """A system of these sizes, needs and equations (unknown → factor)."""
    terms = [
        (n, unknown, np.sign(f)) for n, e in enumerate(equations) for unknown, f in e.items() for _ in range(abs(f))
    ]
    low, high = (np.array([needs.get(n, (np.nan, np.nan))[end] for n in range(len(size))]) for end in (0, 1))
    nothing = np.full(len(size), -1)
    equation, unknown, sign = (np.array(column) for column in zip(*terms, strict=True))
    shapes = pl.DataFrame(schema=SHAPES)
    return System(
        np.array(size), np.zeros(len(size)), low, high, nothing, nothing, equation, unknown, sign.astype(float), shapes
    )


def open_bounds(system: System, fixed: dict[int, float]) -> Bounds:
    """Bounds from zero without end, but for the fixed."""
    low, high = np.zeros(system.size.size), np.full(system.size.size, np.inf)
    for unknown, size in fixed.items():
        low[unknown] = high[unknown] = size
    return propagate(system, Bounds(low, high))


# Three pairs of which each holds one at most; `all three` are wanted: in halves 1.5 fit, in whole numbers only one.
PAIRS = [{0: 1, 1: 1, 4: 1, 7: -1}, {1: 1, 2: 1, 5: 1, 7: -1}, {0: 1, 2: 1, 6: 1, 7: -1}, {3: 1, 0: -1, 1: -1, 2: -1}]


def test_half_people_do_not_count_as_an_answer() -> None:
    size = [1.0, 0, 0, 1, 0, 1, 0, 1]
    system = bound(size, {3: (1, 1.4)}, PAIRS)
    bounds = open_bounds(system, {7: 1})
    assert not narrowed(system, bounds).any()
    assert narrowed_in_blocks(system, bounds).tolist() == [n == 3 for n in range(8)]


def test_half_people_do_not_count_where_somebody_is_everywhere() -> None:
    """Each pair holds three at most: in halves four and a half fit, in whole numbers four."""
    for size, broken in ((4.4, True), (4.0, False)):
        system = bound([1.0, 1, 1, 3, 1, 1, 1, 3], {3: (3, size)}, PAIRS)
        assert narrowed_in_blocks(system, open_bounds(system, {7: 3})).tolist() == [broken and n == 3 for n in range(8)]


def test_fractions_do_count_where_sizes_are_no_counts() -> None:
    size = [0.5, 0.5, 0.5, 1.5, 0, 0, 0, 1]
    system = bound(size, {3: (1, 1.4)}, PAIRS)
    assert not narrowed_in_blocks(system, open_bounds(system, {7: 1})).any()


def test_a_tree_needs_no_program() -> None:
    system = bound([5.0, 25, 30], {0: (1, 10)}, [{2: 1, 0: -1, 1: -1}])
    bounds = open_bounds(system, {2: 30})
    assert undecided(system, bounds).unknown.size == 0
    assert not narrowed_in_blocks(system, bounds).any()


def test_a_loop_narrows_what_each_equation_leaves_open() -> None:
    """Three sums of two, all twenty: one by one they leave nought to twenty, together only ten."""
    system = bound([10.0, 10, 10, 20], {0: (1, 10)}, [{0: 1, 1: 1, 3: -1}, {0: 1, 2: 1, 3: -1}, {1: 1, 2: 1, 3: -1}])
    bounds = open_bounds(system, {3: 20})
    assert not narrowed(system, bounds).any()
    assert narrowed_in_blocks(system, bounds).tolist() == [True, False, False, False]


def test_a_contradiction_counts_as_narrowed_and_spoils_no_other_block() -> None:
    unknown = float("nan")
    equations = [{0: 1, 1: 1, 6: -1}, {0: 1, 1: 1, 7: -1}, {2: 1, 3: 1, 8: -1}, {2: 1, 3: 1, 4: -1, 5: -1}]
    system = bound([unknown] * 6 + [20.0, 21, 40], {0: (1, 10), 2: (1, 10)}, equations)
    low = np.array([0.0] * 6 + [20, 21, 40])
    high = np.array([30.0] * 2 + [np.inf] * 4 + [20, 21, 40])
    marks = narrowed_in_blocks(system, Bounds(low, high))
    assert marks.tolist() == [n == 0 for n in range(9)]


LOOP = [{0: 1, 1: 1, 3: -1}, {0: 1, 2: 1, 3: -1}, {1: 1, 2: 1, 3: -1}]
"""Three sums of two, all of one size."""


def test_what_was_answered_once_is_not_asked_again() -> None:
    system = bound([10.0, 10, 10, 20], {0: (1, 10)}, LOOP)
    bounds = open_bounds(system, {3: 20})
    seen: dict[bytes, np.ndarray] = {}
    first = narrowed_in_blocks(system, bounds, seen)
    (key,) = seen
    assert seen[key].tolist() == [0]
    assert narrowed_in_blocks(system, bounds, seen).tolist() == first.tolist() == [True, False, False, False]
    other: dict[bytes, np.ndarray] = {key: np.array([1, 2])}
    assert narrowed_in_blocks(system, bounds, other).tolist() == [False, True, True, False]
    told = open_bounds(system, {3: 20, 1: 10})
    narrowed_in_blocks(system, replace(told, low=bounds.low, high=np.minimum(bounds.high, 19)), other)
    assert len(other) == 2


def test_each_block_keeps_its_own_answers() -> None:
    two = LOOP + [{unknown + 4: factor for unknown, factor in one.items()} for one in LOOP]
    size = [10.0, 10, 10, 20, 12, 12, 12, 24]
    system = bound(size, {0: (1, 10), 4: (12, 12)}, two)
    seen: dict[bytes, np.ndarray] = {}
    found = narrowed_in_blocks(system, open_bounds(system, {3: 20, 7: 24}), seen)
    assert np.flatnonzero(found).tolist() == [0]
    assert sorted(one.tolist() for one in seen.values()) == [[], [0]]


def test_only_blocks_with_a_loop_and_something_protected_that_is_open_are_looked_at() -> None:
    for needy, looked_at in (([0], [0, 1, 2]), ([], []), ([3], [])):
        system = bound([10.0, 10, 10, 20], dict.fromkeys(needy, (1.0, 10.0)), LOOP)
        assert undecided(system, open_bounds(system, {3: 20})).unknown.tolist() == looked_at
    blocks = undecided(bound([10.0, 10, 10, 20], {0: (1, 10)}, LOOP), open_bounds(system, {3: 20}))
    assert blocks.matrix.toarray().tolist() == [[1, 1, 0], [1, 0, 1], [0, 1, 1]]
    assert blocks.right.tolist() == [20, 20, 20]
    assert (blocks.low.tolist(), blocks.high.tolist(), blocks.size.tolist()) == ([0] * 3, [20] * 3, [10] * 3)
    assert len(set(blocks.block.tolist())) == 1


def test_both_ends_of_a_need_are_asked_about() -> None:
    for need, broken in (((10, 10), False), ((9, 10), True), ((10, 11), True)):
        system = bound([10.0, 10, 10, 20], {1: need}, LOOP)
        assert narrowed_in_blocks(system, open_bounds(system, {3: 20})).tolist() == [False, broken, False, False]


def test_many_questions_of_one_block_are_all_answered() -> None:
    """A table of three by three: each inner figure can be anything from one to ten, but not all at once."""
    lines = [{9 + n: 1, **{3 * n + m: -1 for m in range(3)}} for n in range(3)]
    lines += [{12 + n: 1, **{3 * m + n: -1 for m in range(3)}} for n in range(3)]
    system = bound([6.0] * 9 + [18.0] * 6, dict.fromkeys(range(9), (1, 10)), lines)
    assert not narrowed_in_blocks(system, open_bounds(system, dict.fromkeys(range(9, 15), 18))).any()
    tight = bound([6.0] * 9 + [18.0] * 6, dict.fromkeys(range(9), (0, 18)) | {4: (0, 19)}, lines)
    found = narrowed_in_blocks(tight, open_bounds(tight, dict.fromkeys(range(9, 15), 18)))
    assert np.flatnonzero(found).tolist() == [4]
