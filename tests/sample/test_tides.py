"""Tides: what each of them leaves of a month."""

from __future__ import annotations

import numpy as np

from lead_metrics.sample import tides
from lead_metrics.sample.plan import Plan, shape


def of(plan: Plan, values: np.ndarray) -> dict[str, float]:
    return dict(zip((f"{month:%Y-%m}" for month in plan.lived), values.tolist(), strict=True))


def test_july_is_the_busiest_month_and_january_the_quietest(plan: Plan):
    season = of(plan, tides.season(plan))
    assert season["2024-07"] == max(season.values())
    assert season["2024-01"] == min(season.values())


def test_the_epidemic_is_a_step_down_that_lasts_and_then_fades(plan: Plan):
    left = tides.epidemic(plan, 0.5)
    first, last = (plan.lived.index(plan.at(name)) for name in ("epidemic", "reopening"))
    assert (left[:first] == 1).all()
    assert (left[first:last] == 0.5).all()
    assert (np.diff(left[last:]) > 0).all()
    assert left[-1] > 0.9


def test_the_program_takes_hold_over_two_years_and_not_before_it_begins(plan: Plan):
    left, began = tides.program(plan, 0.7), plan.lived.index(plan.began)
    assert (left[: began + 1] == 1).all()
    assert 0.84 < left[began + 12] < 0.86
    assert abs(left[began + 25 :] - 0.7).max() < 1e-9


def test_bookings_are_restricted_from_the_epidemic_to_the_reopening(plan: Plan):
    days = np.array([plan.at("epidemic"), plan.at("reopening")], dtype="datetime64[D]")
    around = np.concatenate([days - 1, days])
    assert tides.restricted(plan, around).tolist() == [False, True, True, False]


def test_a_change_holds_from_its_month_on(plan: Plan):
    left, month = tides.since(plan, "reporting", 1.2), plan.lived.index(plan.at("reporting"))
    assert set(left[:month]) == {1.0}
    assert set(left[month:]) == {1.2}


def test_what_the_program_does_not_touch_is_moved_by_season_and_epidemic_alone(plan: Plan):
    expected = tides.season(plan) * tides.epidemic(plan, shape()["epidemic"]["stop"])
    assert np.allclose(tides.tide(plan, "stop"), expected)
    assert (tides.tide(plan, "divertible")[-12:] < tides.season(plan)[-12:]).all()
