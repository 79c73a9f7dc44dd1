"""The same people before and after, and the time to a first event."""

from __future__ import annotations

from itertools import product

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import ttest_rel

from lead_metrics.errors import EstimateRefused
from lead_metrics.estimates import paired_change, time_to_first
from tests.public import public

KEYS = {"person": "who", "wave": "wave", "value": "score"}


def waves(first, latest, waves=(0, 6)) -> pl.DataFrame:
    """Return two waves of the same people."""
    rows = [(n, w, float(v)) for w, values in zip(waves, (first, latest), strict=True) for n, v in enumerate(values)]
    return pl.DataFrame(rows, schema=["who", "wave", "score"], orient="row")


def test_a_mean_change_is_that_of_students_paired_test():
    first, latest = [10, 12, 9, 14, 11, 8], [13, 12, 12, 17, 12, 12]
    found = paired_change(waves(first, latest), **KEYS)
    direct = ttest_rel(latest, first)
    assert found.estimate == pytest.approx(np.mean(latest) - np.mean(first))
    assert (found.low, found.high) == pytest.approx(tuple(direct.confidence_interval(0.95)))
    assert (found.rose, found.fell, found.same) == (5, 0, 1)
    assert (found.people, found.of, found.apart) == (6, 6, 6)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(-3, 3), min_size=3, max_size=7).filter(any))
def test_signed_ranks_of_few_tied_changes_are_exact(changes):
    """Every sign of every change is as likely: as many of all as have sums so far out, written out by hand."""
    kept = np.array([one for one in changes if one], dtype=float)
    ranks = np.array([(np.abs(kept) < one).sum() + ((np.abs(kept) == one).sum() + 1) / 2 for one in np.abs(kept)])
    sums = [sum(r for r, sign in zip(ranks, signs, strict=True) if sign) for signs in product((0, 1), repeat=kept.size)]
    up = ranks[kept > 0].sum()
    exact = min(1.0, 2 * min(np.mean(np.array(sums) <= up), np.mean(np.array(sums) >= up)))
    found = paired_change(waves([0.0] * len(changes), changes), **KEYS)
    assert found.p == pytest.approx(exact)


def test_the_trend_over_waves_counts_those_who_were_seen_once():
    chance = np.random.default_rng(3)
    own = {n: chance.normal(30, 5) for n in range(60)}
    rows = [
        (n, w, own[n] + 2.0 * w + chance.normal(0, 1)) for n in own for w in range(3) if w == 0 or chance.random() < 0.6
    ]
    frame = pl.DataFrame(rows, schema=["who", "wave", "score"], orient="row")
    found = paired_change(frame, **KEYS)
    assert found.of == 60 > found.people
    assert found.trend.low < 2.0 < found.trend.high
    assert found.trend.high - found.trend.low < 1.0
    both = waves(list(own.values()), [one + 3 for one in own.values()])
    assert paired_change(both, **KEYS).trend == pytest.approx(3 / 6)
    assert paired_change(both.filter(pl.col("who") < 5), **KEYS).trend is None


def test_only_people_with_two_waves_are_paired_and_all_are_counted():
    more = pl.DataFrame({"who": [98, 99], "wave": [0, 6], "score": [50.0, 60.0]})
    found = paired_change(pl.concat([waves([1, 2, 3], [2, 4, 3]), more]), **KEYS)
    assert (found.people, found.of) == (3, 5)
    assert found.waves == ((0, 4, 14.0), (6, 4, 17.25))


def test_the_first_and_the_latest_wave_count_and_those_between_do_not():
    frame = pl.concat([waves([1, 2, 3], [5, 6, 9]), waves([9, 9, 9], [9, 9, 9], (2, 4))])
    assert paired_change(frame, **KEYS).estimate == pytest.approx((4 + 4 + 6) / 3)


def test_yes_and_no_are_a_difference_of_shares():
    first, latest = [0] * 40 + [1] * 10, [1] * 20 + [0] * 20 + [1] * 8 + [0] * 2
    found = paired_change(waves(first, latest), **KEYS, kind="binary")
    assert (found.first, found.latest) == (0.2, 0.56)
    assert found.estimate == pytest.approx(0.36)
    assert 0 < found.low < 0.36 < found.high < 1
    assert (found.rose, found.fell) == (20, 2)


def test_a_difference_of_paired_shares_widens_where_answers_run_against_one_another():
    # 36 yes both times, 12 turned to yes, 2 to no: phi is -24 over the root of 48 x 38 x 2 x 12, written out by hand.
    first = [1] * 36 + [0] * 12 + [1] * 2
    latest = [1] * 36 + [1] * 12 + [0] * 2
    found = paired_change(waves(first, latest), **KEYS, kind="binary")
    assert tuple(round(one, 3) for one in (found.estimate, found.low, found.high)) == (0.2, 0.057, 0.34)


def test_events_are_compared_by_the_time_at_risk():
    frame = waves([2, 0, 1, 3, 1, 2] * 5, [1, 0, 0, 1, 1, 1] * 5).with_columns(
        time=pl.when(pl.col("wave") == 0).then(1.0).otherwise(0.5)
    )
    found = paired_change(frame, **KEYS, kind="rate", time_at_risk="time")
    assert found.estimate == pytest.approx((20 / 15) / (45 / 30))
    assert found.low < found.estimate < found.high
    assert (found.first, found.latest) == pytest.approx((1.5, 20 / 15))


@pytest.mark.parametrize(
    ("frame", "more", "reason"),
    [
        (waves([1, 2], [2, 3]), {}, "too few points"),
        (waves([0, 0, 0], [1, 2, 1]).with_columns(t=pl.lit(1)), {"kind": "rate", "time_at_risk": "t"}, "one side"),
        (waves([1, 2, 3], [2, 3, 4]), {"kind": "binary"}, "yes or no"),
        (waves([1, 2, 3], [2, 3, 4]), {"kind": "rate"}, "time at risk"),
        (waves([1, 2, 3], [2, 3, 4]), {"kind": "mood"}, "no kind mood"),
        (waves([1, 2, 3], [2, 3, 4], (0, 0)), {}, "twice"),
        (waves([1, 2, 3], [2, 3, 4], ("soon", "later")), {}, "no days"),
    ],
)
def test_a_change_that_cannot_be_told_is_refused(frame, more, reason):
    with pytest.raises(EstimateRefused, match=reason):
        paired_change(frame, **KEYS, **more)


def test_before_comes_before_after_though_the_alphabet_says_otherwise():
    assert paired_change(waves([1, 2, 3], [2, 4, 4], ("before", "after")), **KEYS).estimate > 0


def test_people_who_did_not_change_claim_nothing():
    found = paired_change(waves([5, 6, 7], [5, 6, 7]), **KEYS)
    assert (found.estimate, found.low, found.high, found.p) == (0, 0, 0, 1)


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=3, max_size=30), st.integers(0, 99))
def test_names_order_and_a_shift_of_the_scale_do_not_matter(pairs, seed):
    frame = waves(*zip(*pairs, strict=True))
    one = paired_change(frame, **KEYS)
    other = paired_change(
        frame.sample(fraction=1, shuffle=True, seed=seed).with_columns(pl.col("score") + 7, who=999 - pl.col("who")),
        **KEYS,
    )
    assert (one.estimate, one.low, one.p) == pytest.approx((other.estimate, other.low, other.p))
    assert one.people == one.of == len(pairs)
    assert one.low <= one.estimate <= one.high


def test_time_to_first_counts_those_still_without_it():
    frame = pl.DataFrame({"t": [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35],
                          "e": [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]})  # fmt: skip
    # Freireich et al. (1963), the 6-MP arm: median 23 weeks, 0.857 still in remission after six and 0.448 after 23.
    found = time_to_first(frame, time="t", event="e")
    assert (found.estimate, found.people, found.events) == (23, 21, 9)
    assert round(found.survival_at(6), 3) == 0.857
    assert round(found.survival_at(23), 3) == 0.448
    assert found.survival_at(1) == 1.0
    assert found.high is None
    assert found.median.estimate == 23
    assert found.median.high != found.median.high


def test_days_to_a_first_visit_in_a_trial_are_those_of_its_data():
    trial = pl.read_csv(public("wellbeing_help_rct/HELPrct.csv.gz"), infer_schema_length=None)
    found = time_to_first(trial.filter(pl.col("treat") == "yes"), time="dayslink", event="linkstatus")
    assert (found.people, found.events) == (222, 128)


@pytest.mark.parametrize(
    ("times", "events", "reason"),
    [([1, 2], [1, 1], "too few"), ([1, 2, 3], [0, 0, 0], "nobody"), ([1, -2, 3], [1, 0, 1], "zero or more"),
     ([1, 2, 3], [1, 0, 5], "1 or 0")],
)  # fmt: skip
def test_times_that_make_no_sense_are_refused(times, events, reason):
    with pytest.raises(EstimateRefused, match=reason):
        time_to_first(pl.DataFrame({"t": times, "e": events}), time="t", event="e")


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.integers(1, 50), st.booleans()), min_size=3, max_size=40).filter(
        lambda x: any(e for _, e in x)
    )
)
def test_a_curve_only_falls_and_lies_in_its_interval(followed):
    frame = pl.DataFrame(followed, schema=["t", "e"], orient="row")
    curve = time_to_first(frame, time="t", event="e").curve
    left = [row[3] for row in curve]
    assert left == sorted(left, reverse=True)
    assert all(low - 1e-9 <= share <= high + 1e-9 for *_, share, low, high in curve)
