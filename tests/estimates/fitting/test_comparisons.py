"""Difference in differences and synthetic control: what they find, and what they refuse."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lead_metrics.errors import EstimateRefused
from lead_metrics.estimates import difference_in_differences, synthetic_control

KEYS = {"outcome": "y", "unit": "place", "time": "year"}
DID = KEYS | {"treated": "p0", "after": 2010}
SYNTHETIC = KEYS | {"treated_unit": "p0", "start": 2010}


def places(count: int = 10, effect: float = -5.0, treated: int = 1, seed: int = 0) -> pl.DataFrame:
    """Return places that share years' ups and downs; the first ones change from 2010 on."""
    chance = np.random.default_rng(seed)
    years = np.arange(2000, 2020)
    shared = chance.normal(0, 3, 20)
    rows = []
    for n in range(count):
        level = chance.normal(100, 10)
        values = level + shared + chance.normal(0, 1, 20) + (effect * (years >= 2010) if n < treated else 0)
        rows += [{"place": f"p{n}", "year": int(y), "y": float(v)} for y, v in zip(years, values, strict=True)]
    return pl.DataFrame(rows)


@pytest.mark.parametrize("errors", ["model", "hc", "placebo"])
def test_the_change_beyond_the_others_is_found(errors):
    found = difference_in_differences(places(), **DID, errors=errors)
    assert -6.5 < found.estimate < -3.5
    assert found.low < found.estimate < found.high
    assert (found.treated, found.comparison) == (1, 9)


def test_places_may_be_named_marked_or_listed():
    frame = places(treated=2).with_columns(
        ever=pl.col("place").is_in(["p0", "p1"]), since=pl.col("place").is_in(["p0", "p1"]) & (pl.col("year") >= 2010),
        later=(pl.col("year") >= 2010).cast(pl.Int8),
    )  # fmt: skip
    asked = [(["p0", "p1"], 2010), ("ever", "later"), ("since", 2010)]
    found = {difference_in_differences(frame, **KEYS, treated=t, after=a).estimate for t, a in asked}
    assert len(found) == 1


def test_errors_clustered_by_place_are_refused_under_five_treated_places():
    with pytest.raises(EstimateRefused, match="use placebo"):
        difference_in_differences(places(), **DID, errors="cluster")
    many = difference_in_differences(
        places(treated=6, count=20), **KEYS, treated=[f"p{n}" for n in range(6)], after=2010, errors="cluster"
    )
    assert many.low < -5 < many.high


def test_placebos_leave_the_treated_place_out_and_tell_each_other_one():
    found = difference_in_differences(places(), **DID, errors="placebo")
    assert set(found.placebos) == {f"p{n}" for n in range(1, 10)}
    assert abs(np.mean(list(found.placebos.values()))) < 1


def test_rows_without_an_outcome_are_left_out_and_counted():
    frame = places().with_columns(pl.when(pl.col("year") != 2003).then("y"))
    assert difference_in_differences(frame, **DID).dropped == 10


@pytest.mark.parametrize(
    ("asked", "reason"),
    [({"treated": "nowhere"}, "no unit nowhere"), ({"after": 2050}, "before and after"), ({"errors": "x"}, "no errors"),
     ({"outcome": "z"}, "no column z"), ({"treated": [f"p{n}" for n in range(10)]}, "treated and other units")],
)  # fmt: skip
def test_a_comparison_that_makes_no_sense_is_refused(asked, reason):
    with pytest.raises(EstimateRefused, match=reason):
        difference_in_differences(places(), **DID | asked)


@settings(max_examples=10)
@given(st.integers(0, 1000), st.sampled_from([0.1, 7.0]))
def test_order_names_and_scale_do_not_matter(seed, scale):
    frame = places(6, seed=seed)
    one = difference_in_differences(frame, **DID)
    other = frame.sample(fraction=1, shuffle=True, seed=seed).with_columns(
        pl.col("y") * scale, place="z" + pl.col("place").str.reverse(), year=pl.col("year") + 5
    )
    moved = difference_in_differences(other, **DID | {"treated": "z0p", "after": 2015})
    assert (moved.estimate, moved.low) == pytest.approx((one.estimate * scale, one.low * scale), rel=1e-6)
    a = synthetic_control(frame, **SYNTHETIC)
    b = synthetic_control(other, **SYNTHETIC | {"treated_unit": "z0p", "start": 2015})
    assert b.estimate == pytest.approx(a.estimate * scale, rel=1e-2, abs=1e-2 * scale)


def test_a_mixture_of_others_that_moved_alike_shows_the_gap():
    found = synthetic_control(places(20), **SYNTHETIC)
    assert -7 < found.effect < -3
    assert found.rank == 1
    assert found.share == pytest.approx(1 / 20)
    assert all(weight > 0 for weight in found.weights.values())
    assert sum(found.weights.values()) == pytest.approx(1, abs=2e-3)
    assert len(found.gaps) == len(found.times) == 20


def test_a_place_that_is_another_one_has_no_gap():
    frame = places(6, effect=0)
    twin = frame.filter(pl.col("place") == "p0").with_columns(place=pl.lit("twin"))
    found = synthetic_control(pl.concat([frame, twin]), **SYNTHETIC)
    assert found.effect == pytest.approx(0, abs=0.02)
    assert found.weights["twin"] == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize(
    ("change", "asked", "reason"),
    [
        (lambda f: f.filter((pl.col("place") != "p3") | (pl.col("year") != 2004)), {}, "gaps"),
        (lambda f: pl.concat([f, f.head(1)]), {}, "twice"),
        (lambda f: f.filter(pl.col("place").is_in(["p0", "p1", "p2"])), {}, "too few points"),
        (lambda f: f, {"treated_unit": "nowhere"}, "no unit nowhere"),
        (lambda f: f, {"start": 2001}, "too few points"),
        (lambda f: f.with_columns(y=pl.lit(1.0)), {}, "no variation"),
    ],
)
def test_a_mixture_that_cannot_be_made_is_refused(change, asked, reason):
    with pytest.raises(EstimateRefused, match=reason):
        synthetic_control(change(places()), **SYNTHETIC | asked)
