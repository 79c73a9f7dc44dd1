"""The kinds of chart beside the trend: their rows, and the same in words."""

from __future__ import annotations

import json

import polars as pl
import pytest

from lead_metrics.charts import (
    before_after,
    control,
    describe,
    dumbbell,
    flow,
    forest,
    items,
    paired,
    places,
    rows,
    small,
)  # fmt: skip
from lead_metrics.charts.tokens import THEMES
from lead_metrics.views.specimens import EVENTS, figures, listed, shapes
from tests.charts.specimens import SPECIMENS, teller

WORDS = teller()


def test_each_kind_is_compiled_once_for_each_theme():
    for one in SPECIMENS.values():
        for theme in THEMES:
            assert one.draw(theme) is one.draw(theme)


@pytest.mark.parametrize("name", SPECIMENS)
def test_each_chart_has_words_for_all_that_it_draws(name):
    one = SPECIMENS[name]
    assert one.alt.endswith(".") and "{" not in one.alt
    drawn = one.rows.filter(pl.col("row").is_in(["figure", "month"])) if "row" in one.rows.columns else one.rows
    assert len(one.table) == drawn.height
    assert drawn["said"].null_count() == 0


def test_the_two_levels_of_a_pair_keep_to_their_halves():
    spec = paired.draw(("individual", "systemic"), (False, False))
    reaches = [
        [end["expr"] for end in part["encoding"]["y"]["scale"]["range"]]
        for panel in spec["layer"][1:]
        for part in panel["layer"]
        if "range" in part["encoding"].get("y", {}).get("scale", {})
    ]
    assert ["height * 0.46", "0"] in reaches and ["height", "height * 0.54"] in reaches


def test_what_was_to_be_expected_stands_beside_what_was_seen():
    since = figures(50, 0, 0).select(*before_after.EXPECTED)
    drawn = before_after.expected(since, WORDS)
    assert drawn["row"].unique().to_list() == ["expected"]
    assert drawn["said"][0] == "January 2023: 50 was to be expected (43 to 58)"
    assert before_after.describe("Seen.", since, WORDS) == "Seen. December 2025: 50 was to be expected (43 to 58)."
    assert before_after.describe("Seen.", since.clear(), WORDS) == "Seen."


def test_a_withheld_figure_is_never_a_signal():
    gaps = figures(80, -1, 9, gaps=True)
    band = gaps.select("from", "until").with_columns(value=60.0, low=40.0, high=80.0, signal=pl.lit(True))
    assert control.signals(gaps, band, WORDS).height == gaps["value"].drop_nulls().len()
    said = control.describe("Seen.", gaps, band.with_columns(signal=False), WORDS)
    assert said == "Seen. Usual middle 60, usual range 40 to 80. No figure lies outside it."


def test_the_alt_text_names_each_signal():
    whole = figures(80, -1, 9)
    band = whole.select("from", "until").with_columns(
        value=60.0, low=40.0, high=80.0, signal=pl.int_range(pl.len()).is_in([2])
    )
    assert control.describe("Seen.", whole, band, WORDS).endswith("Outside it: March 2023.")


def test_a_pair_is_shown_whole_or_not_at_all():
    pairs = pl.DataFrame(
        {"label": ["A", "B"], "status": ["shown", "withheld"], "earlier": [1.0, None], "later": [2.0, None],
         "unreliable": [False, False]}, schema=dumbbell.PAIRS,
    )  # fmt: skip
    assert dumbbell.table(pairs, WORDS) == [("A", "from 1 to 2"), ("B", "withheld to protect privacy")]
    assert dumbbell.rows(pairs, WORDS)["value"].to_list() == [2.0, None]


def test_no_link_of_a_flow_touches_a_step_that_is_not_shown():
    steps = listed(["A", "B", "C", "D"], [9.0, 8.0, None, 4.0])
    links = flow.rows(steps, WORDS).filter(pl.col("row") == "link")
    assert links["label"].unique().to_list() == ["0"]
    assert links["value"].to_list() == [9.0, 8.0]


def test_ratios_stand_around_one_and_differences_around_zero():
    ratio, apart = (json.dumps(forest.draw("systemic", way, 2)["layer"][0]) for way in (True, False))
    assert '"datum": 1.0' in ratio and '"log"' in ratio
    assert '"datum": 0.0' in apart and '"log"' not in apart


def test_a_map_is_drawn_from_the_shapes_that_it_is_given():
    named = json.dumps(places.draw("systemic", shapes(("Here", "There"))))
    assert "Topology" in named and "Here" in named and "url" not in named


def test_a_small_line_has_no_axis():
    spec = small.draw("systemic")
    assert all(layer["encoding"]["x"]["axis"] is None for layer in spec["layer"])


def test_items_of_nothing_say_so():
    assert items.describe(listed([], []), "forest", WORDS) == "Bookings for divertible charges: no figure to draw."


def test_a_series_of_gaps_says_how_much_of_it_is_shown():
    gaps = figures(80, -1, 9, gaps=True)
    assert "32 of 36 figures shown" in describe.describe(gaps, EVENTS, WORDS)
    assert rows.figures(gaps, describe.tooltips(gaps, WORDS))["mark"].value_counts().height == 5
