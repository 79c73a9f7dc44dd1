"""What a figure says in one sentence."""

import re
from math import hypot

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from lead_metrics.cells import Status
from lead_metrics.estimates.sentences import tell, tell_groups
from lead_metrics.periods import Grain
from tests.figures import series, teller


def test_a_clear_fall_says_its_size_its_interval_and_both_years():
    told = tell(series([100.0] * 12 + [50.0] * 12), teller())
    assert told.title.startswith("title.lower")
    assert told.sentence.startswith("sentence.lower")
    assert "value=600" in told.sentence and "before=1,200" in told.sentence
    assert "size=50%" in told.sentence
    assert "interval=interval.lower" in told.sentence


def test_a_clear_rise_is_called_higher():
    assert tell(series([50.0] * 12 + [100.0] * 12), teller()).sentence.startswith("sentence.higher")


def test_no_clear_change_says_what_could_have_been_seen():
    told = tell(series([100.0] * 24), teller())
    assert told.sentence.startswith("sentence.no_clear_change_seeable")
    assert "seeable=12%" in told.sentence
    assert "interval=interval.both" in told.sentence


def test_shares_never_speak_of_percent_where_points_are_meant():
    frame = series([40.0, 60.0], grain=Grain.YEAR).with_columns(low=pl.col("value") - 3, high=pl.col("value") + 3)
    told = tell(frame, teller("share", "percent"))
    assert "size=sentence.points n=20.0" in told.sentence


def test_shares_without_a_clear_change_say_so_without_a_size_that_could_have_been_seen():
    frame = series([40.0, 41.0], grain=Grain.YEAR).with_columns(low=pl.col("value") - 3, high=pl.col("value") + 3)
    assert tell(frame, teller("share", "percent")).sentence.startswith("sentence.no_clear_change ")


def test_an_interval_of_points_names_its_unit_once():
    frame = series([60.0, 40.0], grain=Grain.YEAR).with_columns(low=pl.col("value") - 3, high=pl.col("value") + 3)
    said = tell(frame, teller("share", "percent")).sentence
    assert "interval=interval.lower high=sentence.points n=24.2 low=15.8" in said


def test_groups_without_a_total_are_told_by_name_for_the_latest_period():
    frame = series([1.5, 2.5], grain=Grain.YEAR).with_columns(category=pl.lit("black"))
    told = tell_groups(frame, teller("ratio", "days"), {"black": "Black"})
    assert told.quiet
    assert told.sentence == "sentence.groups groups=Black 2.5 days name=Bookings period=2025"


def test_groups_of_which_none_is_shown_say_no_figure():
    frame = series([None], grain=Grain.YEAR).with_columns(category=pl.lit("black"))
    assert "2.5" not in tell_groups(frame, teller("ratio", "days"), {"black": "Black"}).sentence


def test_a_median_gets_no_verdict():
    told = tell(series([4.0, 2.0], grain=Grain.YEAR), teller("median", "days"))
    assert told.sentence.startswith("sentence.beside")
    assert told.title == "title.value name=Bookings value=2.0 days"


def test_a_first_figure_is_too_early_to_compare():
    assert tell(series([40.0]), teller()).sentence.startswith("sentence.first")


def test_a_mostly_withheld_series_is_a_sentence_without_a_chart():
    told = tell(series([40.0, None, None, None]), teller())
    assert told.quiet
    assert told.sentence.startswith("sentence.thin") and "value=40" in told.sentence


def test_a_wholly_withheld_series_says_so_and_gives_no_figure():
    told = tell(series([None] * 4), teller())
    assert told.quiet
    assert told.sentence.startswith("sentence.withheld")


def test_missing_and_not_collected_are_told_apart():
    frame = series([None])
    missing = tell(frame.with_columns(status=pl.lit(str(Status.MISSING))), teller())
    absent = tell(frame.with_columns(status=pl.lit(str(Status.NOT_COLLECTED))), teller())
    assert missing.sentence.startswith("sentence.missing")
    assert absent.sentence.startswith("sentence.not_collected")
    assert "takes=It takes bookings." in absent.sentence
    assert tell(frame.clear(), teller()).sentence.startswith("sentence.not_collected")


@given(st.lists(st.one_of(st.none(), st.integers(11, 5000).map(float)), max_size=40))
def test_no_sentence_speaks_of_a_withheld_period(values):
    frame = series(values)
    told = tell(frame, teller())
    hidden = frame.filter(pl.col("status") == Status.WITHHELD)
    assert told.sentence
    if hidden.height == frame.height and frame.height:
        assert told.sentence.startswith("sentence.withheld")


@given(st.lists(st.integers(40, 60).map(float), min_size=24, max_size=60), st.sampled_from([0.3, 0.8, 1.0, 1.3, 3.0]))
def test_what_is_said_of_counts_is_what_their_own_sums_say(values, times):
    values = values[:-12] + [round(times * value) for value in values[-12:]]
    frame = series(values)
    said = tell(frame, teller()).sentence
    days = ((frame["until"] - frame["from"]).dt.total_days()).to_list()
    after, before = sum(values[-12:]), sum(values[-24:-12])
    by = 100 * ((after / sum(days[-12:])) / (before / sum(days[-24:-12])) - 1)
    assert f"value={after:,.0f}" in said and f"before={before:,.0f} " in said
    if said.startswith("sentence.no_clear_change"):
        assert "size=" not in said or "interval=interval.both" in said
    else:
        assert said.startswith("sentence.higher" if by > 0 else "sentence.lower")
        assert abs(float(re.search(r"size=(\d+)%", said)[1]) - abs(by)) <= 0.5 + 1e-6


@given(st.tuples(st.integers(5, 95), st.integers(5, 95)), st.tuples(st.integers(1, 15), st.integers(1, 15)))
def test_what_is_said_of_shares_is_their_difference_in_points(values, half):
    wide = pl.Series(half, dtype=pl.Float64)
    frame = series([float(value) for value in values], grain=Grain.YEAR)
    frame = frame.with_columns(low=pl.col("value") - wide, high=pl.col("value") + wide)
    said = tell(frame, teller("share", "percent")).sentence
    by, width = values[1] - values[0], hypot(*half)
    if abs(abs(by) - width) < 1e-6:
        return
    if abs(by) > width:
        assert said.startswith("sentence.higher" if by > 0 else "sentence.lower")
        assert f"size=sentence.points n={abs(by):.1f}" in said
        assert f"low={abs(by) - width:.1f}" in said and f"n={abs(by) + width:.1f}" in said
    else:
        assert said.startswith("sentence.no_clear_change ")
