"""Care: within active time, better on average, not for everybody, and never complete."""

from __future__ import annotations

import polars as pl
import pytest

from lead_metrics.sample import care as caring
from lead_metrics.sample.care import Care
from lead_metrics.sample.county import Told
from lead_metrics.sample.courses import active
from lead_metrics.sample.plan import Plan, shape

MADE = {
    "engagements": "at",
    "needs": "identified",
    "goals": "set",
    "assessments": "on",
    "circumstances": "on",
}


@pytest.fixture(scope="module")
def here(plan: Plan, known: Told) -> Care:
    return caring.care(plan, active(known.course), known.carried)


@pytest.fixture(scope="module")
def told(here: Care) -> dict[str, pl.DataFrame]:
    return {name: getattr(caring, name)(here) for name in MADE}


def months(spans: pl.DataFrame) -> float:
    return float(spans.select(((pl.col("to") - pl.col("since")).dt.total_days() / 30.44).sum()).item())


@pytest.mark.parametrize("name", MADE)
def test_care_happens_while_somebody_is_active(name: str, told, here: Care):
    rows = told[name].with_columns(pl.col(MADE[name]).cast(pl.Date).alias("on_day")).with_row_index()
    inside = rows.join(here.spells, on="person").filter(
        pl.col("on_day") >= pl.col("since"), pl.col("on_day") < pl.col("to")
    )
    assert rows.height == inside["index"].n_unique() > 0


def test_participants_are_met_two_to_five_times_a_month_mostly_in_the_field(told, here: Care):
    assert 2 < told["engagements"].height / months(here.spells) < 5
    modes = dict(told["engagements"]["mode"].value_counts(normalize=True).iter_rows())
    assert modes["field"] > 0.5 > modes["phone"] > modes["office"]


def test_in_the_epidemic_the_telephone_takes_over(told, plan: Plan):
    day = pl.col("at").dt.date()
    within = (day >= plan.at("epidemic")) & (day < plan.at("reopening"))
    met = told["engagements"]
    assert (met.filter(within)["mode"] == "phone").mean() > 1.6 * (met.filter(~within)["mode"] == "phone").mean()


def test_calls_are_shorter_than_meetings(told):
    length = dict(told["engagements"].group_by("mode").agg(pl.col("minutes").mean()).iter_rows())
    assert length["phone"] < 0.5 * length["field"]


def test_whoever_met_a_participant_carried_them_that_day(told, known: Told):
    met = told["engagements"].drop_nulls("worker").with_row_index()
    day = pl.col("at").dt.date()
    right = met.join(known.carried, on=["person", "worker"]).filter(day >= pl.col("since"), day < pl.col("to"))
    assert right["index"].n_unique() == met.height


def test_well_being_rises_on_average_and_not_for_everybody(told):
    for instrument in ("barc10", "assm"):
        scores = told["assessments"].filter(pl.col("instrument") == instrument)
        waves = scores.sort("on").group_by("person", "domain").agg(
            n=pl.len(), change=pl.col("score").last() - pl.col("score").first()
        )  # fmt: skip
        again = waves.filter(pl.col("n") > 1)
        assert again["change"].mean() > 0
        assert 0.1 < (again["change"] <= 0).mean() < 0.6
        assert (waves["n"] == 1).any()


def test_scores_stay_within_their_scale(told):
    scores = told["assessments"]
    assert scores.filter(~pl.col("score").is_between(pl.col("minimum"), pl.col("maximum"))).is_empty()
    scales = set(scores.select("instrument", "minimum", "maximum").unique().iter_rows())
    assert scales == {("barc10", 10.0, 60.0), ("assm", 1.0, 5.0)}


def test_a_quarter_of_the_waves_is_missed(told, here: Care):
    asked = told["circumstances"].filter(pl.col("topic") == "income").height
    due = here.spells.select(
        ((pl.col("to") - pl.col("since")).dt.total_days() / shape()["care"]["wave_days"]).ceil().sum()
    ).item()
    assert 0.6 < asked / due < 0.8


def test_circumstances_last_from_wave_to_wave_and_get_better(told, here: Care):
    housing = told["circumstances"].filter(pl.col("topic") == "housing", pl.col("value") != "unknown").sort("on")
    same = housing.select((pl.col("value") == pl.col("value").shift(1).over("person")).mean()).item()
    assert 0.55 < same < 0.95
    since = housing.join(here.people, on="person").with_columns(
        years=(pl.col("on") - pl.col("first")).dt.total_days() / 365
    )
    permanent = [
        (part["value"] == "permanent").mean()
        for part in (since.filter(pl.col("years") < 0.5), since.filter(pl.col("years") > 1.5))
    ]
    assert permanent[0] + 0.1 < permanent[1] < 0.7


def test_nights_without_shelter_go_with_being_unsheltered(told):
    known = told["circumstances"].filter(pl.col("topic").is_in(["housing", "nights_unsheltered"]))
    both = known.group_by("person", "on").agg(
        nights=pl.col("value").filter(pl.col("topic") != "housing").first().cast(pl.Float64),
        housing=pl.col("value").filter(pl.col("topic") == "housing").first(),
    )
    nights = dict(both.group_by("housing").agg(pl.col("nights").mean()).iter_rows())
    assert nights["unsheltered"] > 20 > nights["interim"] > nights["permanent"]
    assert both["nights"].is_between(0, 30).all()


def test_papers_come_soon_and_a_home_late_or_not_at_all(told):
    met = (
        told["needs"]
        .group_by("topic")
        .agg(
            share=pl.col("met").is_not_null().mean(),
            days=(pl.col("met") - pl.col("identified")).dt.total_days().median(),
        )
    )
    found = {row["topic"]: row for row in met.to_dicts()}
    assert found.keys() == shape()["needs"].keys()
    assert found["documents"]["share"] > 1.4 * found["housing"]["share"]
    assert found["documents"]["days"] < found["housing"]["days"]
    assert told["needs"].filter(pl.col("met") < pl.col("identified")).is_empty()


def test_older_goals_have_come_further(told, plan: Plan):
    old = pl.col("set") < plan.months[-12]
    came = [told["goals"].filter(part)["progress"].is_in(["advanced", "reached"]).mean() for part in (old, ~old)]
    assert came[0] > came[1] + 0.1


def test_emergencies_and_overdoses_become_rarer(told, here: Care):
    for topic in ("emergency", "overdose"):
        seen = told["circumstances"].filter(pl.col("topic") == topic).join(here.people, on="person")
        assert seen["value"].unique().to_list() == ["yes"]
        assert seen.height > 20
    seen = told["circumstances"].filter(pl.col("topic") == "emergency").join(here.people, on="person")
    late = pl.col("on") >= pl.col("first").dt.offset_by("1y")
    year_two = here.spells.join(here.people, on="person").select(
        "person", since=pl.max_horizontal("since", pl.col("first").dt.offset_by("1y")), to="to"
    )
    later = months(year_two.filter(pl.col("to") > pl.col("since")))
    first = months(here.spells) - later
    assert seen.filter(late).height / later < 0.85 * seen.filter(~late).height / first


def test_answers_about_the_care_name_nobody(here: Care, plan: Plan):
    answers = caring.experience(here)
    assert answers.columns == ["site", "on", "question", "answer"]
    assert {3.0, 4.0, 5.0} <= set(answers["answer"]) <= {1.0, 2.0, 3.0, 4.0, 5.0}
    means = dict(answers.group_by("question").agg(pl.col("answer").mean()).iter_rows())
    assert means["respect"] > means["choice"] > means["helped"] > 3.5
    assert answers["on"].min() >= plan.began
