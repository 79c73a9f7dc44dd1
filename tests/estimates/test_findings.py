"""What a stored estimate says: pure, whole, cautious, in both languages."""

from __future__ import annotations

import re
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lead_metrics.catalogue.load import catalogue
from lead_metrics.estimates import interrupted_series
from lead_metrics.estimates.findings import looked_at, told_estimate
from lead_metrics.estimates.fitting.before_after import before_after
from lead_metrics.estimates.payloads import (
    KINDS,
    BeforeAfter,
    Chart,
    ChartPoint,
    Check,
    Comparison,
    Disparity,
    Ends,
    FirstEvent,
    Group,
    Paired,
    Referral,
    Special,
    read,
)
from lead_metrics.estimates.runs import runs
from lead_metrics.estimates.sentences import Teller
from lead_metrics.periods import add_months
from tests.figures import UNITS, indicator, series
from tests.verdicts.places import counts

BEGAN = date(2022, 1, 1)
NAMES = {"black": "Black", "white": "White"}
NEVER = re.compile(
    r"\b(caus|prov(e|ed|es)\b|significan|saved|offender|client|graduat|acuity|suppress|demuestr|ahorr)", re.IGNORECASE
)
LOWER, BOTH = Ends(estimate=-0.18, low=-0.24, high=-0.12), Ends(estimate=-0.02, low=-0.2, high=0.15)
HIGHER = Ends(estimate=3.2, low=1.1, high=5.4)
DAY = date(2026, 1, 1)
POINT = ChartPoint(start=DAY, value=3, centre=2, lower=1, upper=2.5)


def finding(**fields):
    return BeforeAfter(
        **({"began": BEGAN, "answer": "lower", "scale": "percent", "before": 24, "after": 48, "effect": LOWER,
            "seeable": 0.15, "holds": "holds"} | fields)
    )  # fmt: skip


EVERY = [
    finding(), finding(answer="no_clear_change", effect=BOTH, holds=None), finding(scale="points", effect=HIGHER,
                                                                                  answer="higher"),
    finding(events=("A law",), together=("A rule",), holds="depends",
            checks=(Check(what="start_later", effect=BOTH, same=False),)),
    finding(holds="does_not_hold", placebos=8, alarms=5),
    *(finding(answer="too_early", effect=None, holds=None, why=why)
      for why in ("coarse", "few_months", "few_sides", "small", "not_whole", "unsettled")),
    *(Comparison(began=BEGAN, beside=beside, names=("a", "b"), answer=effect.direction, effect=effect, own=BOTH,
                 other=BOTH)
      for beside in ("charges", "places") for effect in (LOWER, BOTH, HIGHER)),
    *(Referral(people=200, of=220, before=1.5, after=0.6, effect=effect, answer=effect.direction, follow_days=365,
               left_out_days=30, as_of=DAY) for effect in (LOWER, BOTH, HIGHER)),
    Referral(people=200, of=None, before=1.5, after=0.6, effect=LOWER, answer="lower", follow_days=365,
             left_out_days=30, as_of=DAY),
    *(Paired(people=40, of=60, first=30, latest=33, effect=effect, answer=effect.direction, months_apart=10, rose=30,
             fell=None, same=None, as_of=DAY, a_year=effect) for effect in (LOWER, BOTH, HIGHER)),
    FirstEvent(people=200, median=Ends(estimate=None), as_of=DAY,
               left=((90, Ends(estimate=0.9, low=0.85, high=0.94)), (365, Ends(estimate=0.6, low=0.5, high=0.7)))),
    FirstEvent(people=200, median=Ends(estimate=None), left=(), as_of=DAY),
    *(Chart(grain="month", verdict=verdict, points=(POINT,) * 14, starts=(DAY,),
            special=(Special(start=DAY, value=3, rule="shift", side="above"),))
      for verdict in ("special", "steady", "trial", "too_few")),
    Disparity(start=BEGAN, until=DAY, reference="white", population_year=2024, groups=(
        Group(category="black", ratio=Ends(estimate=2.4, low=1.9, high=3), difference=Ends(estimate=9, low=5, high=12)),
        Group(category="asian", ratio=Ends(estimate=0.9, low=0.7, high=1.2), difference=BOTH))),
]  # fmt: skip


def teller(language="en", kind="count", unit="number"):
    def words(key, **fields):
        return catalogue().words[language][key].format(**fields)

    return Teller(indicator(kind, unit), UNITS[unit], language, words)


def said(payload, language="en", unit="number"):
    return told_estimate(
        payload, teller(language, unit=unit), {"black": "Black", "white": "White"}, catalogue().estimating
    )


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("payload", EVERY, ids=lambda one: type(one).__name__)
def test_every_estimate_is_a_whole_sentence_that_claims_no_cause(payload, language):
    sentence = said(payload, language)
    assert sentence.endswith(".")
    assert "{" not in sentence and "None" not in sentence and "nan" not in sentence
    assert not NEVER.search(sentence)


@pytest.mark.parametrize("payload", EVERY, ids=lambda one: type(one).__name__)
def test_what_is_stored_is_read_back_as_it_was(payload):
    kind = next(name for name, model in KINDS.items() if model is type(payload))
    assert read(kind, payload.model_dump_json()) == payload


def test_a_fall_tells_direction_size_interval_and_caution():
    assert said(finding()) == (
        "Bookings: 18% lower than expected after LEAD began in January 2022 (95% interval: 12% to 24% lower). "
        "It holds when the question is asked in other ways. Other things changed too: see the numbered events."
    )


def test_no_clear_change_comes_with_what_could_have_been_seen():
    unclear = finding(answer="no_clear_change", effect=BOTH, holds=None)
    assert "we could have seen one of about 15% or more" in said(unclear)


def test_too_early_comes_with_its_reason():
    sentence = said(finding(answer="too_early", effect=None, why="few_months", holds=None))
    assert sentence.startswith("Bookings: too early to say") and "it takes 60" in sentence


def test_percent_and_points_are_never_mixed():
    shares = said(finding(scale="points", effect=HIGHER, answer="higher", seeable=4.0), unit="percent")
    assert "percentage points" in shares and not re.search(r"\d%(?! interval)", shares)
    assert "points" not in said(finding())


def test_people_referred_at_their_worst_moments_always_carry_the_caution():
    for payload in (one for one in EVERY if isinstance(one, Referral)):
        assert "worst moments" in said(payload)
        assert "no group to compare with" in said(payload)


def test_how_many_figures_were_looked_at_and_how_many_stand_out_by_chance():
    payloads = [finding()] * 40 + [finding(answer="too_early", effect=None)] * 9
    assert looked_at(payloads, teller().words, "en") == (
        "40 figures were looked at together; about 2.0 of them would stand out by chance alone."
    )


@settings(max_examples=8)
@given(st.integers(0, 500), st.sampled_from([0.6, 0.8, 1.0, 1.3]))
def test_a_sentence_says_what_is_estimated_anew_from_the_frame(seed, ratio):
    frame = series([float(one) for one in counts(150, ratio, seed)], start=date(2020, 1, 1))
    frame = frame.with_columns(numerator="value", denominator="low")
    rules = catalogue().estimating
    found = before_after(runs(frame, indicator())[0], BEGAN, [], rules)
    days = [(add_months(one, 1) - one).days for one in frame["from"]]
    direct = interrupted_series(
        frame.with_columns(days=pl.Series(days)), outcome="value", time="from", start=BEGAN,
        exposure="days", family="quasipoisson", season="harmonic", errors="ar1",
    )  # fmt: skip
    sentence = said(found)
    low, high = sorted(round(abs(100 * (end - 1))) for end in (direct.low, direct.high))
    assert found.answer == ("no_clear_change" if not direct.clear else "lower" if direct.ratio < 1 else "higher")
    assert str(low) in sentence and str(high) in sentence
    if direct.clear:
        assert f"{round(abs(100 * (direct.ratio - 1)))}% {found.answer}" in sentence
