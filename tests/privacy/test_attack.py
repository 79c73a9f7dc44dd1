"""What follows from one more figure is what follows from all of them at once, and can be taken back."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lead_metrics.cells import empty
from lead_metrics.privacy.attack import Bounds, Told, propagate
from lead_metrics.privacy.relations import System
from lead_metrics.privacy.terms import SHAPES

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
