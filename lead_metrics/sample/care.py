"""How participants fare at a site: contacts with workers, needs, goals, scores, and their circumstances."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from lead_metrics.sample.chance import Chance, choose, dates, days, mixed, moments, texts, times
from lead_metrics.sample.plan import DAYS_A_YEAR, Plan, shape
from lead_metrics.sample.tides import Floats, restricted

MOST_YEARS = 3.0


@dataclass(frozen=True)
class Care:
    """Who was active when: `spells` (person, since, to), `carried` the same by worker, and each person's own traits.

    people: columns person, first (the first active day), place (a number from 0 to 1 that stays with the person).
    """

    plan: Plan
    spells: pl.DataFrame
    carried: pl.DataFrame
    people: pl.DataFrame


def care(plan: Plan, spells: pl.DataFrame, carried: pl.DataFrame) -> Care:
    """Return what all of care is made from."""
    people = spells.group_by("person", maintain_order=True).agg(first=pl.col("since").min())
    return Care(plan, spells, carried, people.with_columns(place=plan.chance("place").random(people.height)))


def _visits(here: Care, chance: Chance, spans: pl.DataFrame, every: float) -> pl.DataFrame:
    """Return days within spans, about one every so many days (the spans' columns, on, years since the first day)."""
    length = (spans["to"] - spans["since"]).dt.total_days().to_numpy()
    count = chance.poisson(length / every * _unequal(chance, len(length)))
    return _at(here, spans, np.repeat(np.arange(len(length)), count), chance.random(int(count.sum())))


def _unequal(chance: Chance, size: int) -> Floats:
    evenness = shape()["care"]["contact_evenness"]
    return chance.gamma(evenness, 1 / evenness, size=size)


def _waves(here: Care, chance: Chance, every: float) -> pl.DataFrame:
    """Return days of asking, one after each so many days of a spell, some of them missed."""
    length = (here.spells["to"] - here.spells["since"]).dt.total_days().to_numpy()
    count = np.ceil(length / every).astype(int)
    rows = np.repeat(np.arange(len(length)), count)
    wave = np.arange(len(rows)) - np.repeat(np.cumsum(count) - count, count)
    part = (wave * every + chance.random(len(rows)) * every * 0.3) / length[rows]
    asked = (part < 1) & (chance.random(len(rows)) >= shape()["care"]["wave_missed"])
    return _at(here, here.spells, rows[asked], part[asked])


def _at(here: Care, spans: pl.DataFrame, rows: np.ndarray, part: Floats) -> pl.DataFrame:
    found = spans[rows]
    length = (found["to"] - found["since"]).dt.total_days().to_numpy()
    on = dates("on", found["since"].to_numpy().astype("datetime64[D]") + days(part * length))
    years = (pl.col("on") - pl.col("first")).dt.total_days() / DAYS_A_YEAR
    placed = found.with_columns(on).join(here.people, on="person", how="left", maintain_order="left")
    return placed.with_columns(site=pl.lit(here.plan.name), years=years).sort("on", "person", maintain_order=True)


def engagements(here: Care) -> pl.DataFrame:
    """Return contacts with participants, most of them in the field, in the epidemic by phone."""
    chance, rule = here.plan.chance("engagements"), shape()["care"]
    met = _visits(here, chance, here.carried, rule["contact_days"])
    on = met["on"].to_numpy().astype("datetime64[D]")
    mode = mixed(chance, rule["modes"], rule["modes_epidemic"], restricted(here.plan, on).astype(float))
    usual = np.array([rule["minutes"][name] for name in rule["modes"]])
    middle = usual[np.argsort([*rule["modes"]])][np.searchsorted(sorted(rule["modes"]), mode)]
    length = pl.Series("minutes", np.ceil(chance.gamma(3, middle / 3)), dtype=pl.Float64)
    return met.with_columns(times("at", moments(chance, on)), texts("mode", mode), length).select(
        "person", "site", "at", "worker", "mode", "minutes"
    )


def circumstances(here: Care) -> pl.DataFrame:
    """Return where people live, what they have, and visits to emergency rooms and overdoses."""
    chance, rule = here.plan.chance("circumstances"), shape()["care"]
    asked = _waves(here, chance, rule["wave_days"])
    housing = _housing(asked, _standing(chance, asked))
    parts = [_topic(asked, "housing", housing, chance), _nights(asked, housing, chance)]
    for topic in ("income", "health_care", "documents"):
        yes = _standing(chance, asked) < _share(asked, topic)
        parts.append(_topic(asked, topic, np.where(yes, "yes", "no"), chance))
    for topic in ("emergency", "overdose"):
        seen = _visits(here, chance, here.spells, rule[f"{topic}_days"])
        eased = rule["eased"] ** np.minimum(seen["years"].to_numpy(), MOST_YEARS / 2)
        happened = seen.filter(pl.Series(chance.random(seen.height) < eased, dtype=pl.Boolean))
        parts.append(_valued(happened, topic, np.full(happened.height, "yes")))
    return pl.concat(parts).sort("on", "person", "topic", maintain_order=True)


def _standing(chance: Chance, asked: pl.DataFrame) -> Floats:
    """Return each person's own place, the same from wave to wave but for a little: circumstances last."""
    wide = shape()["circumstances"]["steady"]
    return np.clip(asked["place"].to_numpy() + chance.normal(0, wide, size=asked.height), 0, 1)


def _share(asked: pl.DataFrame, topic: str) -> Floats:
    start, yearly = shape()["circumstances"][topic]
    return np.asarray(start + yearly * np.minimum(asked["years"].to_numpy(), MOST_YEARS))


def _housing(asked: pl.DataFrame, standing: Floats) -> np.ndarray:
    inside = np.where(standing < _share(asked, "sheltered"), "interim", "unsheltered")
    return np.where(standing < _share(asked, "permanent"), "permanent", inside)


def _nights(asked: pl.DataFrame, housing: np.ndarray, chance: Chance) -> pl.DataFrame:
    often = np.where(housing == "unsheltered", 0.78, np.where(housing == "interim", 0.1, 0.01))
    return _valued(asked, "nights_unsheltered", chance.binomial(30, often).astype(str))


def _topic(asked: pl.DataFrame, topic: str, values: np.ndarray, chance: Chance) -> pl.DataFrame:
    blank = chance.random(asked.height) < shape()["circumstances"]["unanswered"]
    return _valued(asked, topic, np.where(blank, "unknown", values))


def _valued(asked: pl.DataFrame, topic: str, values: np.ndarray) -> pl.DataFrame:
    return asked.select("person", "site", "on", pl.lit(topic).alias("topic"), texts("value", values))


def assessments(here: Care) -> pl.DataFrame:
    """Return scores of each instrument: better with time on average, though not for everybody."""
    chance, parts = here.plan.chance("assessments"), []
    for name, scale in shape()["scores"].items():
        asked = _waves(here, chance, shape()["care"]["wave_days"] * 1.5)
        for domain in scale["domains"]:
            score = _scores(here, chance, asked, scale)
            columns = {"instrument": name, "domain": domain}
            parts.append(asked.select("person", "site", "on").with_columns(
                *(pl.lit(value).alias(column) for column, value in columns.items()),
                pl.Series("score", score, dtype=pl.Float64),
                *(pl.lit(float(end)).alias(at) for at, end in zip(("minimum", "maximum"), scale["range"], strict=True)),
            ))  # fmt: skip
    return pl.concat(parts).sort("on", "person", maintain_order=True)


def _scores(here: Care, chance: Chance, asked: pl.DataFrame, scale: dict[str, list[float]]) -> Floats:
    size, (lowest, highest) = here.people.height, scale["range"]
    own = here.people.select(
        "person",
        level=chance.normal(scale["start"][0], scale["start"][1], size=size),
        slope=chance.normal(scale["yearly"][0], scale["yearly"][1], size=size),
    )
    known = asked.select("person", "years").join(own, on="person", how="left", maintain_order="left")
    mean = known["level"] + known["slope"] * known["years"].clip(0, MOST_YEARS)
    noise = chance.normal(0, scale["start"][1] / 2, size=asked.height)
    return np.clip(np.round(mean.to_numpy() + noise), lowest, highest)


def needs(here: Care) -> pl.DataFrame:
    """Return needs that people name, and when they were met: papers soon, a home late or not at all."""
    chance, rule = here.plan.chance("needs"), shape()["needs"]
    named = _visits(here, chance, here.spells, shape()["care"]["need_days"])
    topic = choose(chance, {name: often for name, (often, _, _) in rule.items()}, named.height)
    place = np.searchsorted(sorted(rule), topic)
    share, mean = (np.array([rule[name][n] for name in sorted(rule)])[place] for n in (1, 2))
    met = named["on"].to_numpy().astype("datetime64[D]") + days(chance.gamma(1.5, mean / 1.5))
    there = pl.Series(chance.random(named.height) < share, dtype=pl.Boolean) & (dates("met", met) < named["to"])
    return named.select("person", "site", texts("topic", topic), pl.col("on").alias("identified")).with_columns(
        met=pl.when(there).then(dates("met", met))
    )


def goals(here: Care) -> pl.DataFrame:
    """Return goals that people set for themselves; older ones have come further."""
    chance, rule = here.plan.chance("goals"), shape()["care"]
    fixed = _visits(here, chance, here.spells, rule["goal_days"])
    age = (np.datetime64(here.plan.until) - fixed["on"].to_numpy()).astype(int) / DAYS_A_YEAR
    progress = mixed(chance, rule["goals_first"], rule["goals_later"], np.clip(age, 0, 1))
    topics = {name: often for name, (often, _, _) in shape()["needs"].items()}
    return fixed.select(
        "person", "site", pl.col("on").alias("set"), texts("topic", choose(chance, topics, fixed.height)),
        texts("progress", progress),
    )  # fmt: skip


def experience(here: Care) -> pl.DataFrame:
    """Return what people say of the care, without a person: each is asked now and then, and some answer."""
    chance, rule = here.plan.chance("experience"), shape()["care"]
    asked = _visits(here, chance, here.spells, rule["survey_days"])
    parts = [
        asked.select("site", "on", pl.lit(question).alias("question")).with_columns(
            pl.Series("answer", np.clip(chance.normal(mean, 0.8, size=asked.height).round(), 1, 5), dtype=pl.Float64)
        )
        for question, mean in rule["questions"].items()
    ]
    return pl.concat(parts).sort("on", "question", "answer")
