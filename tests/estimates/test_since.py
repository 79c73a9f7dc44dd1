"""What became final since a meeting: whole periods beside the same a year before, per 30 days, never raw counts."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lead_metrics.catalogue.load import catalogue
from lead_metrics.estimates.rates import rate_ratio
from lead_metrics.estimates.sentences import Teller
from lead_metrics.estimates.since import Since, next_final, since, tell_since
from lead_metrics.periods import Grain, add_months
from tests.figures import indicator, series, teller

COUNTS, LAG = indicator(), 10
MONTHS = [60.0] * 12 + [60.0] * 9 + [30.0] * 3
NOW = series(MONTHS)
"""Two years of months up to December 2025, the last three half as high as a year before."""

TODAY = date(2026, 2, 1)


def words(found: Since, told: Teller | None = None) -> str:
    """Return the sentence, its key first."""
    return tell_since(found, told or teller(), TODAY).sentence


def test_new_months_are_summed_and_told_per_30_days_beside_the_same_a_year_before() -> None:
    found = since(NOW, series(MONTHS[:21]), COUNTS, LAG)
    change = found.change
    assert change is not None and change.by is not None
    assert (change.latest.start, change.latest.until) == (date(2025, 10, 1), date(2026, 1, 1))
    assert (change.earlier.start, change.earlier.until) == (date(2024, 10, 1), date(2025, 1, 1))
    assert change.latest.value == pytest.approx(90 / 92 * 30) and change.earlier.value == pytest.approx(180 / 92 * 30)
    plain = rate_ratio(90, 92, 180, 92)
    assert change.by.estimate == pytest.approx(plain.estimate - 1)
    assert change.by.low <= plain.low - 1 and change.by.high >= plain.high - 1
    assert change.seeable is not None and change.seeable > 0
    assert words(found).startswith("sentence.lower") and "since.per_30_days days=30 n=29.3" in words(found)


def test_a_year_that_needs_a_leap_day_is_told_by_its_own_days() -> None:
    found = since(series([31.0] * 12 + [31.0] * 2), series([31.0] * 13), COUNTS, LAG)
    assert found.change is not None
    assert found.change.latest.value == pytest.approx(31 / 28 * 30)
    assert found.change.earlier.value == pytest.approx(31 / 29 * 30)


def test_nothing_newly_final_says_until_when_all_is_and_when_more_can_come() -> None:
    found = since(NOW, NOW, COUNTS, LAG)
    assert found.latest is None and found.change is None
    assert (found.until, found.due) == (date(2026, 1, 1), date(2026, 2, 11))
    assert words(found) == "since.nothing_due day=February 11, 2026 name=Bookings until=December 31, 2025"
    late = tell_since(found, teller(), date(2026, 2, 11)).sentence
    assert late == "since.nothing_late day=February 11, 2026 name=Bookings until=December 31, 2025"


def test_a_series_that_its_source_cuts_as_it_likes_promises_no_day() -> None:
    reported = NOW.with_columns(grain=pl.lit("reported"))
    found = since(reported, reported, COUNTS, LAG)
    assert found.due is None and words(found) == "since.nothing name=Bookings until=December 31, 2025"


def test_without_a_meeting_before_only_the_last_period_speaks() -> None:
    found = since(NOW, None, COUNTS, LAG)
    assert found.change is not None and found.change.latest.start == date(2025, 12, 1)


def test_a_new_figure_that_is_withheld_or_has_no_year_before_is_not_compared() -> None:
    hidden = since(series([*MONTHS, None]), NOW, COUNTS, LAG)
    assert hidden.latest is not None and hidden.change is None
    assert words(hidden) == "since.not_comparable name=Bookings period=January 2026"
    young = since(series([60.0] * 5), series([60.0] * 4), COUNTS, LAG)
    assert young.change is None and young.latest is not None


def test_a_gap_leaves_what_follows_it() -> None:
    found = since(series([*MONTHS[:22], None, 30.0]), series(MONTHS[:21]), COUNTS, LAG)
    assert found.change is not None and found.change.latest.start == date(2025, 12, 1)


def test_an_indicator_without_any_final_figure_says_so() -> None:
    never = since(series([]), None, COUNTS, LAG)
    assert words(never) == "since.never name=Bookings"
    assert since(NOW, series([]), COUNTS, LAG).latest is not None


def test_no_period_stands_on_both_sides_however_much_is_new() -> None:
    found = since(series([30.0] * 40), series([]), COUNTS, LAG)
    assert found.change is not None
    assert found.change.earlier.until <= found.change.latest.start
    assert (found.change.latest.until - found.change.latest.start).days in (365, 366)


def test_spans_of_other_lengths_are_not_compared() -> None:
    spans = [(date(2024, 7, 1), date(2025, 7, 1), 80.0), (date(2025, 7, 1), date(2026, 1, 1), 50.0)]
    frame = series([80.0, 50.0]).with_columns(
        pl.Series("from", [one[0] for one in spans]),
        pl.Series("until", [one[1] for one in spans]),
        grain=pl.lit("reported"),
    )
    found = since(frame, frame.head(1), indicator("reported"), LAG)
    assert found.latest is not None and found.change is None


def test_a_period_that_begins_on_a_leap_day_is_looked_for_the_day_before() -> None:
    days = [(date(2023, 2, 28), date(2023, 3, 20)), (date(2024, 2, 29), date(2024, 3, 20))]
    frame = series([40.0, 60.0]).with_columns(
        pl.Series("from", [one[0] for one in days]),
        pl.Series("until", [one[1] for one in days]),
        grain=pl.lit("reported"),
    )
    found = since(frame, frame.head(1), indicator("reported"), LAG)
    assert found.change is not None and found.change.earlier.start == date(2023, 2, 28)


def test_people_are_not_added_up_over_periods() -> None:
    people = indicator("people", counts="people")
    found = since(NOW, series(MONTHS[:21]), people, LAG)
    assert found.change is not None
    assert (found.change.latest.start, found.change.latest.value) == (date(2025, 12, 1), 30.0)
    assert "since.per_30_days" not in words(found, teller("people", counts="people"))


def test_shares_are_told_in_percentage_points_of_the_last_new_period() -> None:
    shares = series([40.0, 50.0], grain=Grain.YEAR)
    frame = shares.with_columns(low=shares["value"] - 3, high=shares["value"] + 3)
    found = since(frame, frame.head(1), indicator("share", "percent"), LAG)
    assert found.change is not None and found.change.kind == "points" and found.change.clear


def test_months_that_became_quarters_are_new_where_they_reach_further() -> None:
    quarters = series([90.0] * 8, grain=Grain.QUARTER)
    found = since(quarters, series([30.0] * 22), COUNTS, LAG)
    assert found.change is not None and found.change.latest.start == date(2025, 10, 1)
    assert found.due == date(2026, 4, 11)


def test_thirteen_fewer_beside_figures_that_are_eleven_apart_cannot_be_said() -> None:
    """The sentence and the figures behind it are the same numbers, whatever they are."""
    found = since(series([91.0, *[85.0] * 11, 80.0]), series([91.0] * 12), COUNTS, LAG)
    assert found.change is not None and found.change.by is not None
    ratio = found.change.latest.value / found.change.earlier.value
    assert found.change.by.estimate == pytest.approx(ratio - 1)


@given(
    values=st.lists(st.one_of(st.none(), st.floats(0, 500).map(round).map(float)), max_size=40),
    known=st.integers(0, 40),
    lag=st.integers(0, 90),
)
def test_whatever_is_final_something_true_is_said(values: list[float | None], known: int, lag: int) -> None:
    now, before = series(values), series(values[:known])
    found = since(now, before, COUNTS, lag)
    told = tell_since(found, teller(), TODAY)
    assert told.title and told.sentence
    if not values:
        assert found.until is None
        return
    assert (found.latest is None) == (known >= len(values))
    assert found.due == next_final(now.sort("from").to_dicts()[-1], lag)
    if found.change is not None:
        start, until = found.change.latest.start, found.change.latest.until
        assert date(2024, 1, 1) <= start < until == found.until
        assert start >= add_months(date(2024, 1, 1), known)
        span = (until - start).days
        assert found.change.earlier.until <= start
        places = range(len(values))[-((until.year - start.year) * 12 + until.month - start.month) :]
        assert found.change.latest.value == pytest.approx(sum(values[n] or 0 for n in places) / span * 30)
        assert all(values[n] is not None for n in places)


def test_every_language_says_it() -> None:
    built_in = catalogue()
    for language in ("en", "es"):
        said = {key: text for key, text in built_in.words[language].items() if key.startswith("since.")}
        assert len(set(said.values())) == len(said) >= 9
