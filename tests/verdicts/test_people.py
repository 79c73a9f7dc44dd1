"""What became of the same people: who is counted, for how long, and when nothing is said."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lead_metrics.aggregate import referred
from lead_metrics.aggregate.referred import Followed
from lead_metrics.estimates.payloads import FirstEvent, Paired, Referral
from lead_metrics.store.draft import ESTIMATES
from lead_metrics.verdicts import people
from lead_metrics.verdicts.blurred import at_least, rounded
from lead_metrics.verdicts.making import made
from tests.verdicts.places import figures, place
from tests.verdicts.places import people as invented

FOLLOWED = Followed(365, 30, date(2020, 1, 1), date(2026, 1, 1))


def told(records, kind):
    found = [one.payload for one in people.every(place([], records)) if one.kind == kind]
    return found[0] if found else None


def one_person(bookings, on=date(2023, 6, 1), **status):
    """Return the rows of one person's referral and bookings (day, days held)."""
    records = {
        "referrals": pl.DataFrame({"person": ["p"], "site": ["alder"], "day": [on]}),
        "bookings": pl.DataFrame(
            [{"person": "p", "site": "alder", "day": day, "released": datetime.combine(day, datetime.min.time(), UTC)
              + (date(2000, 1, 1 + held) - date(2000, 1, 1))} for day, held in bookings],
        ),
    }  # fmt: skip
    if status:
        records["participation"] = pl.DataFrame([{"person": "p", "site": "alder", **status}])
    return referred.before_after(place([], records).deposit, "alder", "bookings", FOLLOWED)


def test_the_referrals_day_and_the_month_before_it_are_in_neither_side():
    frame = one_person([(date(2023, 6, 1), 0), (date(2023, 5, 15), 0), (date(2023, 4, 1), 0), (date(2023, 7, 1), 0)])
    assert dict(frame.select("wave", "events").iter_rows()) == {"before": 1, "after": 1}


def test_time_in_custody_and_after_death_is_no_time_at_risk():
    frame = one_person([(date(2023, 7, 1), 20)])
    assert dict(frame.select("wave", "years").iter_rows())["after"] == pytest.approx((365 - 20) / 365.25)
    frame = one_person([(date(2023, 7, 1), 0)], status="deceased", day=date(2023, 9, 2))
    assert dict(frame.select("wave", "years").iter_rows())["after"] == pytest.approx(92 / 365.25)


def test_stays_that_overlap_are_counted_once():
    frame = one_person([(date(2023, 7, 1), 20), (date(2023, 7, 5), 5)])
    assert dict(frame.select("wave", "years").iter_rows())["after"] == pytest.approx((365 - 20) / 365.25)


def test_somebody_whose_time_before_was_not_recorded_is_left_out():
    assert one_person([(date(2020, 7, 1), 0)], on=date(2020, 6, 1)).is_empty()


def test_everyone_referred_is_counted_whether_they_stayed_or_not():
    found = told(invented(200, before=1.5, after=0.6), "referral")
    assert isinstance(found, Referral)
    assert (found.people, found.of, found.answer) == (200, 200, "lower")
    assert found.effect.low < -0.6 < found.effect.high
    assert 1.3 < found.before < 1.7
    assert (found.follow_days, found.left_out_days) == (365, 30)


@pytest.mark.parametrize("count", [5, 10])
def test_nothing_is_said_about_ten_people_or_fewer(count):
    assert list(people.every(place([], invented(count)))) == []


@pytest.mark.parametrize(("early", "of"), [(0, 100), (4, None), (10, None), (15, 110)])
def test_of_how_many_is_not_said_where_the_few_left_out_could_be_worked_out(early, of):
    records = invented(100, before=1.2, after=0.6)
    left = {"person": [f"e{n}" for n in range(early)], "site": ["alder"] * early, "day": [date(2020, 3, 1)] * early}
    records["referrals"] = pl.concat([records["referrals"], pl.DataFrame(left, schema=records["referrals"].schema)])
    found = told(records, "referral")
    assert (found.people, found.of) == (100, of)


def test_how_many_were_referred_is_rounded_down_so_far_that_no_withheld_month_is_told():
    """Of 198 people 190 stand in months that are shown: the exact number would tell that the withheld one holds 8."""
    months = figures("people_referred", [19.0] * 10)
    hidden = figures("people_referred", [*[19.0] * 10, None])
    assert at_least(place(months), "referrals", 198) == 190
    assert at_least(place(hidden), "referrals", 198) == 190
    assert at_least(place(hidden), "referrals", 208) == 190
    assert at_least(place(figures("people_referred", [None])), "referrals", 9) is None


@settings(max_examples=60)
@given(st.integers(0, 300), st.integers(1, 6), st.data())
def test_whoever_knows_the_rule_still_finds_each_withheld_month_anything_from_one_to_ten(total, withheld, data):
    hidden = data.draw(st.lists(st.integers(1, 10), min_size=withheld, max_size=withheld))
    told = [(float(total), withheld, 10)]
    said = rounded(total + sum(hidden), told)
    assume(said is not None)
    left = [people - total for people in range(total + 10 * withheld + 30) if rounded(people, told) == said]
    for one in range(1, 11):
        assert any(withheld - 1 <= rest - one <= 10 * (withheld - 1) for rest in left)


def test_what_is_told_of_people_has_three_digits():
    found = told(invented(200, before=1.5, after=0.6), "referral")
    for end in (found.effect.estimate, found.effect.low, found.effect.high):
        assert end == float(f"{end:.3g}")


def test_nothing_is_said_where_few_were_booked_on_a_side():
    assert told(invented(60, before=3.0, after=0.08), "referral") is None


def test_the_curve_has_no_step_of_a_few_people():
    found = told(invented(200, after=0.3), "first_event")
    assert isinstance(found, FirstEvent)
    shares = [left.estimate for _, left in found.left]
    assert shares == sorted(shares, reverse=True)
    assert all((a - b) * found.people > 10 or a == b for a, b in zip(shares, shares[1:], strict=False))


def scores(count, change=4.0):
    days = [date(2023, 1, 1), date(2023, 11, 1)]
    return {"assessments": pl.DataFrame(
        [{"person": f"p{n}", "site": "alder", "day": day, "instrument": "barc10", "domain": None,
          "score": 30.0 + n % 7 + (change + n % 3 - 1 if day == days[1] else 0)} for n in range(count) for day in days],
        schema_overrides={"domain": pl.String},
    )}  # fmt: skip


def test_scores_of_the_same_people_are_compared_and_few_who_fell_are_not_told():
    found = told(scores(40), "paired")
    assert isinstance(found, Paired)
    assert (found.people, found.of, found.answer) == (40, 40, "higher")
    assert found.effect.estimate == pytest.approx(4, abs=0.1)
    assert found.months_apart == pytest.approx(10, abs=0.1)
    assert (found.rose, found.fell, found.same) == (100, 0, 0)
    assert told(scores(9), "paired") is None
    some = scores(40)["assessments"].with_columns(
        score=pl.when((pl.col("person") == "p3") & (pl.col("day") == date(2023, 11, 1))).then(1.0).otherwise("score")
    )
    found = told({"assessments": some}, "paired")
    assert (found.rose, found.fell, found.same) == (None, None, None)


@pytest.mark.parametrize(("more", "renewed"), [(0, False), (1, False), (10, False), (11, True)])
def test_an_estimate_is_kept_until_more_than_ten_people_have_come(more, renewed):
    before = made([place([], scores(40))], pl.DataFrame(schema=ESTIMATES))
    later = (
        scores(max(more, 1), change=6.0)["assessments"]
        .head(2 * more)
        .with_columns(person=pl.lit("new") + pl.col("person"), day=pl.col("day").dt.offset_by("36mo"))
    )
    grown = {"assessments": pl.concat([scores(40, change=6.0)["assessments"], later])}
    after = made([place([], grown, as_of=date(2027, 1, 15))], before)
    same = after["payload"].to_list() == before["payload"].to_list()
    assert same != renewed
