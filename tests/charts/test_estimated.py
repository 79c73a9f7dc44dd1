"""A stored estimate as a chart: drawn, said and tabled from the same figures."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lead_metrics.charts import estimated
from lead_metrics.charts.estimated import Ground
from lead_metrics.charts.tokens import THEMES
from lead_metrics.estimates.payloads import (
    BeforeAfter,
    Chart,
    ChartPoint,
    Check,
    Comparison,
    Disparity,
    Ends,
    Group,
    Line,
    Special,
)
from lead_metrics.periods import add_months
from lead_metrics.views.specimens import EVENTS, figures
from tests.charts.specimens import teller

WHOLE = figures(80, -1, 9)
MONTHS = WHOLE["from"].to_list()
BEGAN = MONTHS[12]
FELL = Ends(estimate=-0.18, low=-0.24, high=-0.12)


def ground(indicator: str = "bookings_divertible", language: Any = "en", series: pl.DataFrame = WHOLE) -> Ground:
    return Ground(series, EVENTS, teller(language, indicator))


def finding(**more: Any) -> BeforeAfter:
    lines = tuple(
        Line(start=day, observed=80 - n, fitted=81 - n, expected=90 - n, low=80 - n, high=100 - n)
        for n, day in enumerate(MONTHS)
    )
    checks = (Check(what="start_later", effect=Ends(estimate=-0.1, low=-0.2, high=0.05), same=False),)
    fields = {"began": BEGAN, "answer": "lower", "scale": "percent", "before": 12, "after": 24, "effect": FELL,
              "gap": -9.4, "lines": lines, "placebos": 8, "alarms": 1, "holds": "depends",
              "checks": checks}  # fmt: skip
    return BeforeAfter(**{**fields, **more})


def of(kind: str, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(pl.col("row") == kind)


def test_the_expected_line_begins_with_lead_and_the_models_line_runs_through() -> None:
    drawn = estimated.interrupted(finding(), ground())
    assert of("expected", drawn.rows)["value"].to_list() == [90 - n for n in range(12, 36)]
    assert of("fitted", drawn.rows)["value"].to_list() == [81 - n for n in range(36)]
    assert drawn.table[12] == ("January 2024", "68", "69", "78", "68 to 88")
    assert drawn.alt.endswith("December 2025: 55 was to be expected (45 to 65).")
    assert drawn.more == "On average the model’s line lies 9 a month below what was to be expected."


def test_the_gap_of_a_share_is_told_in_points_and_none_without_a_clear_change() -> None:
    share = ground("diverted_share")
    assert "9.4 percentage points a month" in estimated.interrupted(finding(scale="points"), share).more
    assert estimated.interrupted(finding(answer="no_clear_change"), ground()).more == ""


def test_the_same_question_asked_in_other_ways_stands_below_the_finding() -> None:
    drawn = estimated.tried(finding(), ground())
    assert drawn.table == (("as first asked", "-18%", "-24% to -12%"), ("a later start", "-10%", "-20% to 5%"))
    assert of("figure", drawn.rows)["low"].to_list() == [-24.0, -20.0]
    assert drawn.more.startswith("At 1 of 8 dates")
    points = estimated.tried(finding(scale="points", effect=Ends(estimate=-3.2, low=-5, high=-1), checks=()), ground())
    assert points.table[0][1] == "-3.2 percentage points"


def chart(**more: Any) -> Chart:
    points = tuple(
        ChartPoint(start=day, value=value, centre=60.0 if n < 20 else 50.0, lower=40.0, upper=80.0)
        for n, (day, value) in enumerate(zip(MONTHS, WHOLE["value"], strict=True))
    )
    special = (Special(start=MONTHS[2], value=points[2].value, rule="outside", side="above"),)
    return Chart(**({"grain": "month", "verdict": "special", "points": points, "special": special,
                     "starts": (MONTHS[0], MONTHS[20])} | more))  # fmt: skip


def test_limits_that_were_computed_anew_do_not_join_those_before() -> None:
    drawn = estimated.usual(chart(), ground())
    usual = of("usual", drawn.rows)
    assert usual.group_by("segment").len().sort("segment")["len"].to_list() == [20, 16]
    assert of("signal", drawn.rows).height == 1
    assert [row[0] for row in drawn.table if row[-1]] == ["March 2023"]


def test_a_stretch_with_too_few_points_has_no_limits() -> None:
    bare = chart(points=tuple(one.model_copy(update={"centre": None, "lower": None, "upper": None})
                              for one in chart().points), special=(), verdict="too_few")  # fmt: skip
    drawn = estimated.usual(bare, ground())
    assert of("usual", drawn.rows).is_empty() and drawn.table == ()


def test_all_other_charges_are_drawn_at_the_same_level_before_lead() -> None:
    lines = tuple((day, 100.0, 300.0 if day < BEGAN else 150.0) for day in MONTHS)
    found = Comparison(began=BEGAN, beside="charges", names=("bookings_all",), answer="lower", effect=FELL, own=FELL,
                       other=FELL, lines=lines)  # fmt: skip
    drawn = estimated.beside(found, ground(), {})
    assert of("expected", drawn.rows)["value"].to_list() == [100.0] * 12 + [50.0] * 24
    assert drawn.table[0] == ("January 2023", "100", "300")


def test_a_place_stands_above_each_place_without_lead_by_name() -> None:
    found = Comparison(began=BEGAN, beside="places", names=("a", "b"), answer="lower", effect=FELL, own=FELL,
                       other=FELL, placebos=(0.02, -0.05))  # fmt: skip
    drawn = estimated.beside(found, ground(), {"a": "Alder"})
    assert [row[:2] for row in drawn.table] == [("With LEAD", "-18%"), ("Alder", "2%"), ("b", "-5%")]


@pytest.mark.parametrize(
    ("indicator", "said"), [("bookings_divertible_rate", "2.40"), ("offered_share", "9.0 percentage points")]
)
def test_groups_are_told_by_ratio_or_where_they_are_shares_in_points(indicator: str, said: str) -> None:
    group = Group(category="black", ratio=Ends(estimate=2.4, low=1.9, high=3),
                  difference=Ends(estimate=9, low=5, high=12))  # fmt: skip
    found = Disparity(
        start=BEGAN, until=add_months(BEGAN, 12), reference="white", population_year=2024, groups=(group,)
    )
    drawn = estimated.unequal(found, ground(indicator), {"black": "Black"})
    assert drawn.table[0][:2] == ("Black", said)


@settings(max_examples=20, deadline=None)
@given(st.sets(st.integers(0, 35), max_size=20))
def test_nothing_is_drawn_of_a_figure_that_is_withheld_beyond_what_the_estimate_tells(hidden: set[int]) -> None:
    marks = pl.int_range(pl.len()).is_in(sorted(hidden))
    series = WHOLE.with_columns(status=pl.when(marks).then(pl.lit("withheld")).otherwise("status"))
    kept = tuple(one for n, one in enumerate(finding().lines) if n not in hidden)
    drawn = estimated.interrupted(finding(lines=kept), ground(series=series))
    assert of("figure", drawn.rows)["value"].null_count() == len(hidden)
    assert of("fitted", drawn.rows).height == len(kept)
    assert len(drawn.table) == len(kept)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("theme", THEMES)
def test_every_kind_is_drawn_in_every_theme_with_words_in_both_languages(language: Any, theme: Any) -> None:
    on = ground(language=language)
    for drawn in (estimated.interrupted(finding(), on), estimated.tried(finding(), on), estimated.usual(chart(), on)):
        assert drawn.draw(theme)["config"] and "{" not in drawn.alt + drawn.more
        for key in (f"grounds.{drawn.name}", f"grounds.note_{drawn.name}", *(f"table.{head}" for head in drawn.heads)):
            assert on.teller.words(key)


def test_events_outside_the_series_are_left_out() -> None:
    later = EVENTS.vstack(pl.DataFrame({"on": [date(2031, 1, 1)], "title": ["Later"], "kind": ["policy"]}))
    assert estimated.within(WHOLE, later).height == EVENTS.height
    assert estimated.within(WHOLE.clear(), later).is_empty()
