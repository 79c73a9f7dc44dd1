"""A small county must not get a wall of withheld figures."""

from __future__ import annotations

import polars as pl

from lead_metrics.access.viewer import ANYBODY
from lead_metrics.catalogue.load import catalogue
from lead_metrics.facts.figures import facts_for
from tests.sampled import Sampled

COUNTED = ("shown", "withheld")


def home() -> tuple[str, ...]:
    """Return the indicators of the public's home page."""
    view = catalogue().views["public"]
    pairs = [one for pair in view.pairs for one in (pair.individual, pair.systemic)]
    return tuple(dict.fromkeys([*pairs, *(one for question in view.questions for one in question.indicators)]))


def points(there: Sampled) -> pl.DataFrame:
    frame = facts_for(ANYBODY, there.engine, indicators=home(), dimension="none")
    return frame.filter(pl.col("area") == "all", pl.col("status").is_in(COUNTED))


def test_four_of_five_points_of_the_public_home_are_shown(small_county: Sampled):
    frame = points(small_county)
    assert frame.height >= 100
    assert (frame["status"] == "shown").mean() >= 0.8


def test_no_pair_of_the_public_home_is_withheld_marks_alone(small_county: Sampled):
    shown = set(points(small_county).filter(pl.col("status") == "shown")["indicator"])
    for pair in catalogue().views["public"].pairs:
        assert shown & {pair.individual, pair.systemic}, f"{pair.individual} and {pair.systemic} show nothing"


def test_how_many_people_the_program_reaches_is_told(small_county: Sampled):
    reached = points(small_county).filter(pl.col("indicator") == "people_referred").sort("from")
    assert reached["status"].to_list()[-1] == "shown"


def test_small_series_are_told_by_longer_periods_rather_than_withheld(small_county: Sampled):
    grains = points(small_county).group_by("indicator").agg(pl.col("grain").unique())
    assert all(len(one) == 1 for one in grains["grain"])
    assert {"month"} < {grain for one in grains["grain"] for grain in one}
