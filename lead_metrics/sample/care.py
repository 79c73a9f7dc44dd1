"""How participants fare at a site: contacts, needs, goals, scores, circumstances, and what they say of the care."""

from __future__ import annotations

import numpy as np
import polars as pl

from lead_metrics.sample.plan import Plan
from lead_metrics.sample.tides import moments

TOPICS = ("housing", "income", "health_care", "treatment", "documents", "legal", "safety", "food", "connection")
WAVE = 120


def active_spans(plan: Plan, participation: pl.DataFrame) -> pl.DataFrame:
    """Return when each participant was active, and with whom (columns person, worker, since, to)."""
    ordered = participation.sort("person", "status_from")
    spans = ordered.with_columns(
        since=pl.col("status_from"), to=pl.col("status_from").shift(-1).over("person").fill_null(plan.until)
    )
    return spans.filter(pl.col("status") == "active", pl.col("to") > pl.col("since")).select(
        "person", "worker", "since", "to"
    )


def visits(plan: Plan, spans: pl.DataFrame, every: float) -> pl.DataFrame:
    """Return days within each span, about one every so many days (columns person, worker, on)."""
    length = (spans["to"] - spans["since"]).dt.total_days().to_numpy()
    count = plan.chance.poisson(length / every)
    rows = np.repeat(np.arange(spans.height), count)
    on = spans["since"].to_numpy()[rows] + (plan.chance.random(len(rows)) * length[rows]).astype("timedelta64[D]")
    return spans[rows].select("person", "worker", pl.Series("on", on).cast(pl.Date)).sort("on", "person")


def engagements(plan: Plan, spans: pl.DataFrame) -> pl.DataFrame:
    """Return contacts with participants, most of them in the field."""
    met, chance = visits(plan, spans, 9.5), plan.chance
    size = met.height
    return met.select(
        "person",
        pl.lit(plan.name).alias("site"),
        pl.Series("at", moments(plan, met["on"].to_numpy())).cast(pl.Datetime("us")),
        "worker",
        pl.Series(
            "mode", chance.choice(["field", "office", "phone"], size=size, p=[0.58, 0.17, 0.25]), dtype=pl.String
        ),
        pl.Series("minutes", chance.gamma(3, 14, size=size).round()),
    )


def _progress(plan: Plan, spans: pl.DataFrame, on: pl.DataFrame) -> np.ndarray:
    """Return years since each person was first active."""
    first = spans.group_by("person").agg(pl.col("since").min())
    joined = on.join(first, on="person", how="left", maintain_order="left")
    return (joined["on"] - joined["since"]).dt.total_days().to_numpy() / 365.25


def circumstances(plan: Plan, spans: pl.DataFrame) -> pl.DataFrame:
    """Return housing, income, health care and documents every few months, and nights, visits and overdoses."""
    asked, chance = visits(plan, spans, WAVE), plan.chance
    years, size = _progress(plan, spans, asked), asked.height
    luck = chance.random(size)
    permanent, outside = 0.16 + 0.11 * np.minimum(years, 3), 0.46 - 0.1 * np.minimum(years, 3)
    housing = np.where(luck < permanent, "permanent", np.where(luck < permanent + outside, "unsheltered", "interim"))
    housing = np.where(chance.random(size) < 0.04, "unknown", housing)
    parts = [_topic(plan, asked, "housing", housing)]
    for topic, start, gain in (("income", 0.38, 0.12), ("health_care", 0.48, 0.11), ("documents", 0.55, 0.14)):
        yes = chance.random(size) < start + gain * np.minimum(years, 3)
        parts.append(_topic(plan, asked, topic, np.where(yes, "yes", "no")))
    nights = np.where(
        housing == "unsheltered", chance.integers(14, 31, size=size), chance.binomial(30, 0.08, size=size)
    )
    parts.append(_topic(plan, asked, "nights_unsheltered", nights.astype(str)))
    for topic, every in (("emergency", 290.0), ("overdose", 1500.0)):
        happened = visits(plan, spans, every)
        parts.append(_topic(plan, happened, topic, np.full(happened.height, "yes")))
    return pl.concat(parts)


def _topic(plan: Plan, on: pl.DataFrame, topic: str, values: np.ndarray) -> pl.DataFrame:
    return on.select(
        "person",
        pl.lit(plan.name).alias("site"),
        "on",
        pl.lit(topic).alias("topic"),
        pl.Series("value", values.tolist(), dtype=pl.String),
    )


def assessments(plan: Plan, spans: pl.DataFrame) -> pl.DataFrame:
    """Return BARC-10 scores: better on average with time, not for everybody, with missed waves."""
    asked, chance = visits(plan, spans, WAVE * 1.4), plan.chance
    people = {person: n for n, person in enumerate(asked["person"].unique(maintain_order=True))}
    own = chance.normal(0, 6, size=max(len(people), 1))
    slope = chance.normal(3.0, 3.5, size=max(len(people), 1))
    which = np.array([people[person] for person in asked["person"]], dtype=int)
    years = _progress(plan, spans, asked)
    score = 33 + own[which] + slope[which] * np.minimum(years, 2) + chance.normal(0, 3, size=asked.height)
    return asked.select(
        "person",
        pl.lit(plan.name).alias("site"),
        "on",
        pl.lit("barc10").alias("instrument"),
        pl.lit("total").alias("domain"),
        pl.Series("score", np.clip(score, 10, 60).round()),
        pl.lit(10.0).alias("minimum"),
        pl.lit(60.0).alias("maximum"),
    )


def needs(plan: Plan, spans: pl.DataFrame) -> pl.DataFrame:
    """Return needs that participants name, and when they were met, if they were."""
    named, chance = visits(plan, spans, 150), plan.chance
    size = named.height
    met = named["on"].to_numpy() + chance.gamma(1.6, 38, size=size).astype("timedelta64[D]")
    when = pl.Series("met", met).cast(pl.Date)
    return named.select(
        "person",
        pl.lit(plan.name).alias("site"),
        pl.Series("topic", chance.choice(TOPICS, size=size), dtype=pl.String),
        pl.col("on").alias("identified"),
        pl.when(pl.Series(chance.random(size) < 0.66) & (when < plan.until)).then(when).alias("met"),
    )


def goals(plan: Plan, spans: pl.DataFrame) -> pl.DataFrame:
    """Return goals that participants set, and how far they came."""
    fixed, chance = visits(plan, spans, 170), plan.chance
    size = fixed.height
    return fixed.select(
        "person",
        pl.lit(plan.name).alias("site"),
        pl.col("on").alias("set"),
        pl.Series("topic", chance.choice(TOPICS, size=size), dtype=pl.String),
        pl.Series(
            "progress",
            chance.choice(["set", "advanced", "reached", "changed"], size=size, p=[0.34, 0.36, 0.2, 0.1]),
            dtype=pl.String,
        ),
    )


def experience(plan: Plan, spans: pl.DataFrame) -> pl.DataFrame:
    """Return answers about the care, without a person."""
    asked, chance = visits(plan, spans, 400), plan.chance
    parts = [
        asked.select(
            pl.lit(plan.name).alias("site"),
            "on",
            pl.lit(question).alias("question"),
            pl.Series("answer", np.clip(chance.normal(mean, 0.8, size=asked.height), 1, 5).round()),
        )
        for question, mean in (("respect", 4.4), ("choice", 4.1), ("helped", 3.9))
    ]
    return pl.concat(parts)
