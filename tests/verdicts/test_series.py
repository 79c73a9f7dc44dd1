"""What released series say, and that they say nothing beyond what is shown."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest

from lead_metrics.estimates.payloads import BeforeAfter, Chart, Comparison, Disparity
from lead_metrics.store.draft import EVENTS
from lead_metrics.verdicts import series
from tests.verdicts.places import BEGAN, FIRST, counts, figures, place


def made(rows, kind, name="bookings_divertible", **more):
    found = [one.payload for one in series.every(place(rows, **more)) if (one.indicator, one.kind) == (name, kind)]
    return found[0] if found else None


def test_a_fall_when_lead_began_is_told_with_its_lines_and_holds():
    found = made(figures("bookings_divertible", counts(150, 0.7)), "before_after")
    assert isinstance(found, BeforeAfter)
    assert (found.answer, found.holds, found.before, found.after) == ("lower", "holds", 24, 48)
    assert found.effect.low < found.effect.estimate < found.effect.high < -0.2
    assert found.effect.low > -0.4
    assert {one.what for one in found.checks} >= {"start_earlier", "start_later", "without_epidemic", "other_family"}
    assert len(found.lines) == 72
    after = [one for one in found.lines if one.start >= BEGAN]
    assert found.gap == pytest.approx(np.mean([one.fitted - one.expected for one in after]), rel=1e-3)
    assert all(one.low <= one.expected <= one.high for one in found.lines)


def test_no_change_says_what_could_have_been_seen():
    found = made(figures("bookings_divertible", counts(150, 1.0, seed=2)), "before_after")
    assert (found.answer, found.holds, found.checks) == ("no_clear_change", None, ())
    assert 0.02 < found.seeable < 0.3
    assert found.placebos > 0


@pytest.mark.parametrize(
    ("values", "why"),
    [
        (counts(150, 0.7, size=40), "few_months"), ([None] * 14 + counts(150, 0.7, size=84)[14:], "few_sides"),
        (counts(12, 0.7), "small"), ([*counts(150, 0.7)[:24], None, *counts(150, 0.7)[25:]], "not_whole"),
        ([50] * 72, "unsettled"),
    ],
)  # fmt: skip
def test_too_early_is_a_full_answer_with_its_reason(values, why):
    found = made(figures("bookings_divertible", values), "before_after")
    assert (found.answer, found.why, found.effect, found.lines) == ("too_early", why, None, ())


def test_a_series_shown_by_quarter_is_too_coarse():
    rows = [row | {"grain": "quarter"} for row in figures("bookings_divertible", counts(150, 0.7))]
    assert made(rows, "before_after").why == "coarse"


def test_no_estimate_reaches_over_a_withheld_month():
    values = counts(150, 0.7)
    values[3] = values[70] = None
    rows = figures("bookings_divertible", values)
    hidden = {row["from"] for row in rows if row["status"] == "withheld"}
    found = made(rows, "before_after")
    assert found.answer == "lower"
    assert len(found.lines) == 66
    assert not hidden & {one.start for one in found.lines}
    assert min(one.start for one in found.lines) > min(hidden)
    chart = made(rows, "chart")
    assert not hidden & {one.start for one in chart.points}


def test_policy_events_are_further_interruptions_or_cannot_be_told_apart():
    events = pl.DataFrame(
        [("alder", date(2023, 6, 15), "A law", "policy"), ("alder", date(2022, 2, 1), "A rule", "policy"),
         ("alder", date(2020, 2, 1), "Too early", "policy"), ("alder", date(2024, 1, 1), "Party", "other")],
        schema=EVENTS, orient="row",
    )  # fmt: skip
    found = made(figures("bookings_divertible", counts(150, 0.7)), "before_after", events=events)
    assert (found.events, found.together) == (("A law",), ("A rule",))


def test_the_epidemics_months_are_those_of_the_sites_own_event():
    rows, day = figures("bookings_divertible", counts(150, 0.7)), date(2024, 5, 10)
    as_kind = {kind: pl.DataFrame([("alder", day, "It", kind)], schema=EVENTS, orient="row")
               for kind in ("epidemic", "policy")}  # fmt: skip
    rules = place(rows).rules

    def without(kind, began):
        given = rules.model_copy(update={"epidemic_began": began})
        found = made(rows, "before_after", events=as_kind[kind], rules=given)
        return next(one.effect for one in found.checks if one.what == "without_epidemic")

    usual, here = date(2020, 3, 1), date(2024, 5, 1)
    assert without("epidemic", usual) == without("policy", here) != without("policy", usual)


def test_no_comparison_is_made_of_too_few_a_month():
    rest = counts(100, 1.0, seed=2)
    for mean, told in ((60, True), (25, False)):
        own = counts(mean, 1.0, seed=1)
        rows = figures("bookings_divertible", own)
        rows += figures("bookings_all", [a + b for a, b in zip(own, rest, strict=True)])
        assert (made(rows, "comparison") is not None) == told


def test_a_finding_that_turns_on_the_start_depends_or_does_not_hold():
    values = counts(200, 1.0, seed=5)
    jump = [int(one * (0.6 if 24 <= n < 27 else 1)) for n, one in enumerate(values)]
    falling = [int(one * 0.985**n) for n, one in enumerate(jump)]
    found = made(figures("bookings_divertible", falling), "before_after")
    assert found.holds in (None, "depends", "does_not_hold")


def test_a_charge_is_compared_with_all_others_and_what_moves_both_falls_out():
    shock = [0.5 if 30 <= n < 40 else 1.0 for n in range(72)]
    own = [int(a * s) for a, s in zip(counts(200, 0.7, seed=1), shock, strict=True)]
    rest = [int(a * s) for a, s in zip(counts(400, 1.0, seed=2), shock, strict=True)]
    rows = figures("bookings_divertible", own)
    rows += figures("bookings_all", [a + b for a, b in zip(own, rest, strict=True)])
    found = made(rows, "comparison")
    assert isinstance(found, Comparison)
    assert (found.beside, found.names, found.answer) == ("charges", ("bookings_all",), "lower")
    assert found.effect.low < -0.3 < found.effect.high
    plain = made(rows, "before_after")
    assert found.effect.high - found.effect.low < plain.effect.high - plain.effect.low


def test_an_area_with_lead_is_compared_with_those_without():
    rows = []
    for n in range(8):
        values = counts(150, 0.7 if n == 0 else 1.0, seed=n)
        rows += figures("bookings_all", values, area=f"area_{n}")
    site = place(rows).site.model_copy(update={"lead_areas": ("area_0",)})
    rows += figures("bookings_all", counts(1200, 0.96, seed=20))
    found = made(rows, "comparison", "bookings_all", site=site)
    assert (found.beside, found.answer, len(found.placebos)) == ("places", "lower", 7)
    assert found.effect.low < -0.3 < found.effect.high


def test_a_site_that_does_not_know_when_lead_began_has_charts_alone():
    rows = figures("bookings_divertible", counts(150, 0.7))
    site = place(rows).site.model_copy(update={"lead_began": None})
    kinds = {one.kind for one in series.every(place(rows, site=site))}
    assert kinds == {"chart"}


def test_a_chart_is_rebased_where_events_leave_points_enough():
    events = pl.DataFrame([("alder", BEGAN, "LEAD begins", "program")], schema=EVENTS, orient="row")
    found = made(figures("bookings_divertible", counts(150, 0.5)), "chart", events=events)
    assert isinstance(found, Chart)
    assert found.starts == (FIRST, BEGAN)
    assert found.points[0].centre > 1.5 * found.points[-1].centre


def test_groups_stand_beside_the_reference_group_and_small_ones_are_left_out():
    rows = []
    for race, n, value in (("white", 200, 100.0), ("black", 120, 240.0), ("asian", 8, 20.0)):
        rows += figures("bookings_divertible_rate", [value], dimension="race", category=race, numerator=float(n))
    population = pl.DataFrame(
        {"site": ["alder"] * 2, "dimension": ["race"] * 2, "category": ["white", "black"], "year": [2019, 2019],
         "reference": ["yes", None]}
    )  # fmt: skip
    found = made(rows, "disparity", "bookings_divertible_rate") or next(
        one.payload for one in series.every(place(rows, {"population": population})) if one.kind == "disparity"
    )
    assert isinstance(found, Disparity)
    (group,) = found.groups
    assert (group.category, found.reference, found.population_year) == ("black", "white", 2019)
    assert group.ratio.estimate == pytest.approx(2.4)
    assert group.difference.estimate == pytest.approx(140)
    assert group.ratio.low == pytest.approx(2.4 * np.exp(-1.959964 * (1 / 200 + 1 / 120) ** 0.5), rel=1e-5)


@pytest.mark.parametrize("point", ["arrest_share_of_stops", "diverted_share", "offered_share", "accepted_share"])
def test_shares_at_each_decision_point_differ_in_points(point):
    rows = []
    for race, n in (("white", 60), ("black", 30)):
        rows += figures(point, [n], dimension="race", category=race, numerator=float(n), denominator=100.0)
    population = pl.DataFrame(
        {"site": ["alder"], "dimension": ["race"], "category": ["white"], "year": [2019], "reference": ["yes"]}
    )
    found = next(
        one.payload for one in series.every(place(rows, {"population": population})) if one.kind == "disparity"
    )
    assert isinstance(found, Disparity)
    assert found.groups[0].difference.estimate == pytest.approx(-30)
    assert found.groups[0].ratio.estimate == pytest.approx(0.5)
    assert found.population_year is None
