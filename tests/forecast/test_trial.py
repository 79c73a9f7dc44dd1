"""Tried on the past: on real referrals of another county, the forecast beats last year's month and knows how well."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest

from lead_metrics.forecast import trial as trials
from lead_metrics.forecast.trial import AHEAD, Trial, share, shared_out, tried
from tests.real.conftest import public

DIVERSION = "cook_county_diversion/diversion_2011_2021.csv.gz"
FIRST, LAST = date(2011, 1, 1), date(2021, 3, 1)


def monthly(rows: pl.DataFrame) -> np.ndarray:
    """Return referrals a month."""
    months = pl.DataFrame({"on": pl.date_range(FIRST, LAST, "1mo", eager=True)})
    counted = rows.group_by(pl.col("on").dt.truncate("1mo")).len()
    return months.join(counted, on="on", how="left", maintain_order="left")["len"].fill_null(0).to_numpy().astype(float)


@pytest.fixture(scope="module")
def referrals() -> pl.DataFrame:
    """Return the county's referrals by program and day."""
    frame = pl.read_csv(public(DIVERSION), infer_schema=False)
    on = pl.col("REFERRAL_DATE").str.slice(0, 10).str.to_date("%m/%d/%Y", strict=False)
    return frame.select("DIVERSION_PROGRAM", on=on).filter(pl.col("on").is_between(FIRST, date(2021, 3, 31)))


@pytest.fixture(scope="module")
def whole(referrals: pl.DataFrame) -> Trial:
    """Return the trial from every third month that leaves a year before and six months after it."""
    counts = monthly(referrals)
    found = trials._trial(counts, range(13, len(counts) - AHEAD + 1, 3))
    assert len(found.origins) == 35
    return found


def test_it_is_never_worse_than_last_years_month_on_average(whole: Trial, referrals: pl.DataFrame):
    assert whole.error(whole.told) < whole.error(whole.seasonal)
    for _, rows in referrals.group_by("DIVERSION_PROGRAM"):
        part = shared_out(whole, monthly(referrals), monthly(rows))
        if rows.height > 500:
            assert part.error(part.told) < part.error(part.seasonal)


def test_its_intervals_hold_what_they_say_though_an_epidemic_lies_in_these_years(whole: Trial):
    eighty, ninety_five = whole.rolled.coverage()
    assert eighty == pytest.approx(0.80, abs=0.05)
    assert ninety_five == pytest.approx(0.95, abs=0.04)


def test_each_origin_knows_only_what_was_known_then():
    counts = np.concatenate([np.repeat(20.0, 24), np.repeat(90.0, 6)])
    found = tried(counts)
    assert found.origins[-1] == 24
    assert found.told[-1] == pytest.approx(np.repeat(20.0, AHEAD), abs=0.1)
    assert found.seen[-1].tolist() == [90.0] * AHEAD


def test_a_past_too_short_to_be_tried_on_is_not():
    assert tried(np.repeat(5.0, 18)) is None
    assert tried(np.repeat(5.0, 19)) is not None


def test_a_door_gets_its_share_of_the_last_year():
    counts, part = np.repeat(20.0, 30), np.concatenate([np.repeat(15.0, 12), np.repeat(5.0, 18)])
    found = shared_out(tried(counts), counts, part)
    assert found.told[-1] == pytest.approx(np.repeat(20 * share(part[:24], counts[:24]), AHEAD), abs=0.1)
    assert share(part, counts) == 0.25
    assert share(np.zeros(12), np.zeros(12)) == 0.0


def test_coverage_is_made_with_earlier_errors_alone():
    found = tried(np.concatenate([np.repeat(20.0, 40)]))
    assert found.rolled.coverage() == (1.0, 1.0)
    parts = (found.seen, found.told, found.naive, found.seasonal)
    alone = Trial(found.origins[:1], *(part[:1] for part in parts))
    assert np.isnan(alone.rolled.coverage()).all()
