"""Programs decide what propagation cannot, in whole numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest

from lead_metrics.privacy import programs
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
    two = LOOP + moved(LOOP, 4)
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


# Two sums that cannot both be true: of the last four unknowns the first two make up each of the others.
NEVER = [{0: 1, 1: 1, 2: -1}, {0: 1, 1: 1, 3: -1}]


def beside_a_contradiction(system: System, bounds: Bounds) -> tuple[System, Bounds]:
    """The system and its bounds, with a block more that no sizes fit: the joint program has no answer."""
    count, nothing = system.size.size, float("nan")
    more = bound([nothing, nothing, 20, 21], {0: (1, 10)}, NEVER)
    named = ("size", "least", "need_low", "need_high", "cell", "which", "sign")
    both = replace(
        system,
        **{name: np.concatenate([getattr(system, name), getattr(more, name)]) for name in named},
        equation=np.concatenate([system.equation, more.equation + system.equations]),
        unknown=np.concatenate([system.unknown, more.unknown + count]),
    )
    low, high = np.array([0.0, 0, 20, 21]), np.array([30.0, 30, 20, 21])
    return both, Bounds(np.append(bounds.low, low), np.append(bounds.high, high))


def test_half_people_do_not_count_beside_a_block_without_an_answer() -> None:
    system = bound([1.0, 0, 0, 1, 0, 1, 0, 1], {3: (1, 1.4)}, PAIRS)
    both, bounds = beside_a_contradiction(system, open_bounds(system, {7: 1}))
    assert np.flatnonzero(narrowed_in_blocks(both, bounds)).tolist() == [3, 8]


# Of x + y + z = 20 and x + w = z follows 2x + y + w = 20, which neither says by itself.
TOGETHER = [{0: 1, 1: 1, 2: 1, 4: -1}, {0: 1, 3: 1, 2: -1}]


@pytest.mark.parametrize(("need", "broken"), [((4, 8), False), ((3, 8), True), ((4, 9), True)])
@pytest.mark.parametrize("alone", [True, False])
def test_what_is_known_of_each_figure_by_itself_holds_in_every_program(alone, need: tuple[float, float], broken: bool):
    """With y from 2 to 4 and w from 2 to 8, x is from 4 to 8; without, it could be from 0 to 10."""
    system = bound([6.0, 4, 10, 4, 20], {0: need}, TOGETHER)
    bounds = propagate(system, Bounds(np.array([0.0, 2, 0, 2, 20]), np.array([np.inf, 4, np.inf, 8, 20])))
    assert not narrowed(system, bounds).any()
    if not alone:
        system, bounds = beside_a_contradiction(system, bounds)
    assert narrowed_in_blocks(system, bounds)[0] == broken


@pytest.mark.parametrize("seed", range(8))
def test_a_figure_without_an_end_reaches_its_goal_whatever_chance_weighs_it(monkeypatch, seed: int):
    """Two figures equal to one another, said twice."""
    monkeypatch.setattr(programs, "SEED", seed)
    system = bound([5.0, 5], {0: (1, 10)}, [{0: 1, 1: -1}, {0: 1, 1: -1}])
    assert not narrowed_in_blocks(system, open_bounds(system, {})).any()


ENDLESS = 20
"""More programs than any search of these tests solves."""


def asked(monkeypatch: pytest.MonkeyPatch, system: System, bounds: Bounds) -> list[list[int]]:
    """The unknowns that each program asks about, in order; a search that does not end is ended."""
    found: list[list[int]] = []
    solve = programs._solve

    def seen(blocks: programs.Blocks, which: np.ndarray, goal: np.ndarray, weight: np.ndarray) -> np.ndarray:
        found.append(blocks.unknown[which].tolist())
        assert len(found) < ENDLESS, "the same is asked again and again"
        return solve(blocks, which, goal, weight)

    monkeypatch.setattr(programs, "_solve", seen)
    narrowed_in_blocks(system, bounds)
    return found


TWICE = [{0: 1, 1: 1, 2: 1, 3: -1}, {0: 1, 1: 1, 2: 1, 4: -1}]
"""The sum of three, said twice."""


def test_where_nothing_is_answered_half_as_much_is_asked_until_each_question_stands_alone(monkeypatch):
    """The first and each other are twenty together, and so are two of the others: each can only be ten."""
    lines = [{0: 1, n: 1, 5 + n: -1} for n in range(1, 5)] + [{1: 1, 2: 1, 10: -1}]
    system = bound([10.0] * 5 + [20.0] * 6, dict.fromkeys(range(5), (10, 11)), lines)
    bounds = open_bounds(system, dict.fromkeys(range(5, 11), 20))
    assert asked(monkeypatch, system, bounds) == [[0, 1, 2, 3, 4], [0, 1], [0], [1], [2], [3], [4]]


def test_where_one_of_many_is_answered_all_others_are_asked_again(monkeypatch):
    """Each of three can be all of twelve, but only one at once."""
    system = bound([4.0, 4, 4, 12, 12], dict.fromkeys(range(3), (4, 12)), TWICE)
    found = asked(monkeypatch, system, open_bounds(system, {3: 12, 4: 12}))
    assert [len(one) for one in found] == [3, 2, 1]


def moved(equations: list[Equation], by: int) -> list[Equation]:
    """The same equations of later unknowns."""
    return [{unknown + by: factor for unknown, factor in one.items()} for one in equations]


def test_a_block_is_asked_on_when_a_later_one_is_done(monkeypatch):
    """The first three of the loop cannot be more than they are; one of the three after it can."""
    size = [1.0, 10, 10, 10, 20, 4, 4, 4, 12, 12]
    needs = {1: (10, 11), 2: (10, 11), 3: (10, 11), 5: (4, 5)}
    system = bound(size, needs, [*moved(LOOP, 1), *moved(TWICE, 5)])
    assert asked(monkeypatch, system, open_bounds(system, {4: 20, 8: 12, 9: 12})) == [[1, 2, 3, 5], [1], [2], [3]]


def test_whole_numbers_are_asked_for_only_where_the_answer_is_in_fractions(monkeypatch):
    found: list[int] = []
    milp = programs.milp

    def seen(aim: np.ndarray, **given: Any) -> Any:
        found.append(aim.size)
        return milp(aim, **given)

    monkeypatch.setattr(programs, "milp", seen)
    whole = bound([4.0, 4, 4, 12, 12], {0: (1, 10)}, TWICE)
    assert not narrowed_in_blocks(whole, open_bounds(whole, {3: 12, 4: 12})).any()
    assert found == []
    halves = bound([1.0, 0, 0, 1, 0, 1, 0, 1], {3: (1, 1.4)}, PAIRS)
    assert narrowed_in_blocks(halves, open_bounds(halves, {7: 1})).any()
    assert found == [7]
