"""Draws: choices by shares, counts around a rate, days in their month."""

from __future__ import annotations

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from lead_metrics.sample.chance import choose, dates, drawn, gamma, mixed, moments, month_of, spread, texts, times
from lead_metrics.sample.plan import Plan

SHARES = {"often": 0.7, "seldom": 0.3}


def test_names_are_drawn_by_their_shares_which_need_not_make_up_one():
    drawn_names = choose(np.random.default_rng(1), {"often": 7, "seldom": 3}, 20_000)
    assert abs((drawn_names == "often").mean() - 0.7) < 0.02


def test_shares_move_from_the_first_to_the_later_ones():
    chance, size = np.random.default_rng(1), 20_000
    later = {"seldom": 0.9, "often": 0.1}
    for part, share in ((0.0, 0.7), (0.5, 0.4), (1.0, 0.1)):
        names = mixed(chance, SHARES, later, np.full(size, part))
        assert abs((names == "often").mean() - share) < 0.02


@given(size=st.integers(0, 50), seed=st.integers(0, 1000))
def test_as_many_names_are_drawn_as_were_asked_for(size, seed):
    names = choose(np.random.default_rng(seed), SHARES, size)
    assert len(names) == size
    assert set(names.tolist()) <= SHARES.keys()


def test_counts_lie_around_the_rate_of_the_residents_and_vary_more_than_chance_alone(plan: Plan):
    tide = np.ones(4000)
    counts = drawn(plan, np.random.default_rng(1), 100, tide)
    mean = plan.residents / 1000 * plan.site["pace"]
    assert abs(counts.mean() / mean - 1) < 0.02
    assert counts.var() > 1.5 * mean


def test_each_event_falls_into_its_month(plan: Plan):
    counts = np.arange(len(plan.lived)) % 4
    on = spread(plan, np.random.default_rng(1), counts)
    assert np.bincount(month_of(plan, on), minlength=len(counts)).tolist() == counts.tolist()
    assert on.max() < np.datetime64(plan.until)


def test_a_moment_lies_on_its_day():
    on = np.repeat(np.array(["2024-02-29", "2024-12-31"], dtype="datetime64[D]"), 500)
    at = moments(np.random.default_rng(1), on)
    assert (at.astype("datetime64[D]") == on).all()
    assert len(np.unique(at)) > 100


def test_waits_have_the_mean_of_their_gamma():
    assert abs(gamma(np.random.default_rng(1), [2.0, 30.0], 20_000).mean() - 60) < 2


def test_columns_have_their_types_even_without_rows():
    nothing = np.array([], dtype="datetime64[D]")
    assert dates("on", nothing).dtype == pl.Date()
    assert times("at", nothing).dtype == pl.Datetime("us")
    assert texts("name", np.array([], dtype=str)).dtype == pl.String()
