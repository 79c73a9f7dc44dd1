"""Intervals that learn from their misses, month by month, and know nothing of the months after."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lead_metrics.forecast.rolling import MOST, START, Rolled, roll
from lead_metrics.forecast.spread import Band

AHEAD = 3


def narrow(row: int, step: int, known: object) -> Band:
    """Return an interval that is nothing but the value 10 and one beside it."""
    return Band(9.0, 11.0, 8.0, 12.0)


def rolled(seen: np.ndarray) -> Rolled:
    """Return the roll of always having told 10."""
    return roll(range(1, len(seen) + 1), seen, np.full(seen.shape, 10.0), narrow)


def test_misses_widen_and_hits_narrow_by_what_is_written_down():
    missed, held = (rolled(np.full((1, AHEAD), value)) for value in (90.0, 10.0))
    # Three months in each of which the one forecast missed: 0.2 × 0.8 and 0.4 × 0.95 a month, and no further than MOST.
    assert missed.widths == pytest.approx((START + 3 * 0.16, min(START + 3 * 0.38, MOST)))
    assert held.widths == pytest.approx((START - 3 * 0.04, START - 3 * 0.02))
    assert (missed.coverage(), held.coverage()) == ((0.0, 0.0), (1.0, 1.0))


def test_nothing_widens_without_end():
    assert rolled(np.full((60, AHEAD), 1e6)).widths == (MOST, MOST)


def test_errors_too_wide_for_the_plain_interval_are_held_in_the_long_run():
    errors = np.random.default_rng(5).normal(0, 3, size=(400, 1))
    eighty, more = rolled(10 + np.round(errors)).coverage()
    assert eighty == pytest.approx(0.80, abs=0.03)
    assert more == pytest.approx(0.95, abs=0.03)


@settings(max_examples=30, deadline=None)
@given(later=st.lists(st.integers(0, 99), min_size=AHEAD, max_size=AHEAD), months=st.integers(4, 9))
def test_what_comes_later_changes_nothing_that_was_said_before(later, months):
    seen = np.tile(np.array([9.0, 13.0, 30.0]), (months, 1))
    changed = seen.copy()
    changed[-1] = later
    before = sum(1 for row in range(months) for step in range(AHEAD) if row + 1 + step + 1 <= months)
    assert rolled(seen).inside[:before] == rolled(changed).inside[:before]


def test_no_interval_is_made_from_too_little():
    nothing = roll(range(1, 4), np.full((3, AHEAD), 10.0), np.full((3, AHEAD), 10.0), lambda *_: None)
    assert nothing.widths == (START, START) and np.isnan(nothing.coverage()).all()


def test_a_stretched_band_holds_the_value_and_lies_on_whole_numbers_from_zero_up():
    band = Band(4.0, 12.0, 1.0, 18.0).stretched(7.3, 1.5, 2.0)
    assert (band.low_80, band.high_80, band.low_95, band.high_95) == (2, 15, 0, 29)
    tight = Band(7.0, 8.0, 7.0, 8.0).stretched(7.3, 0.5, 0.5)
    assert tight.low_95 <= tight.low_80 <= 7.3 <= tight.high_80 <= tight.high_95
