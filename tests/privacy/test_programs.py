"""Programs decide what propagation cannot, in whole numbers."""

from __future__ import annotations

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
