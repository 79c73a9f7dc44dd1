"""The people of a site: those who are referred to LEAD, and everybody else whom police and jail meet."""

from __future__ import annotations

import numpy as np
import polars as pl

from lead_metrics.sample.chance import Chance, Ints, Names, choose, dates, days, mixed, texts
from lead_metrics.sample.plan import Plan, shape
from lead_metrics.sample.tides import Days, Floats, settled

FEWEST = 200
KNOWN_MONTHS = 12
"""A program begins as if it had been known for some months: people were waiting for it."""


def participants(plan: Plan) -> pl.DataFrame:
    """Return those who are ever referred, in that order (columns person, race, sex, age_band, language, referred)."""
    chance = plan.chance("participants")
    on = np.sort(_referred(plan, chance))
    race = groups(plan, chance, "referral", on)
    who = shape()["people"]
    spoken = mixed(chance, who["language"], who["language_hispanic"], (race == "hispanic").astype(float))
    return _persons(plan, chance, race, 0).with_columns(texts("language", spoken), dates("referred", on))


def _referred(plan: Plan, chance: Chance) -> Days:
    """Return days of referral: more of them as LEAD becomes known, fewer in the epidemic."""
    months = np.array([m for m in plan.months if m >= plan.began], dtype="datetime64[D]")
    ends = np.append(months[1:], np.datetime64(plan.until, "D"))
    known = np.sqrt(KNOWN_MONTHS + np.arange(len(months)))
    quiet = (months >= np.datetime64(plan.at("epidemic"))) & (months < np.datetime64(plan.at("reopening")))
    weight = known * np.where(quiet, shape()["epidemic"]["referral"], 1.0)
    month = chance.choice(len(months), size=plan.people, p=weight / weight.sum())
    return np.asarray(months[month] + days(chance.random(plan.people) * (ends - months).astype(int)[month]))


def others(plan: Plan) -> pl.DataFrame:
    """Return everybody else whom police or jail ever meet (columns person, race, sex, age_band, often)."""
    chance = plan.chance("others")
    size = max(FEWEST, round(plan.residents * shape()["met_at_all"]))
    residents, tilt = plan.site["population"], shape()["disparity"]["arrest"]["before"]
    race = choose(chance, {group: residents[group] * tilt[group] for group in residents}, size)
    often = chance.lognormal(0, shape()["met_unequally"], size=size)
    return _persons(plan, chance, race, plan.people).with_columns(pl.Series("often", often))


def _persons(plan: Plan, chance: Chance, race: Names, first: int) -> pl.DataFrame:
    who, size = shape()["people"], len(race)
    numbers = pl.Series("person", range(first, first + size), dtype=pl.Int64)
    return pl.DataFrame(
        [
            numbers.cast(pl.String).str.zfill(6),
            texts("race", race),
            texts("sex", choose(chance, who["sex"], size)),
            texts("age_band", choose(chance, who["age_band"], size)),
        ]
    ).with_columns(pl.lit(f"{plan.name}-").add(pl.col("person")).alias("person"))


def groups(plan: Plan, chance: Chance, point: str, on: Days) -> Names:
    """Return a group a day, met as often as the disparity of that decision point has it on that day."""
    residents, tilts = plan.site["population"], shape()["disparity"][point]
    before, after = ({g: residents[g] * tilts[when][g] for g in residents} for when in ("before", "after"))
    return mixed(chance, before, after, settled(plan, on))


def met(chance: Chance, race: Names, crowd: pl.DataFrame) -> pl.DataFrame:
    """Return a person of each wanted group, some far more often than others."""
    known, often = crowd["race"].to_numpy(), crowd["often"].to_numpy()
    rows = np.zeros(len(race), dtype=np.int64)
    for group in np.unique(race):
        wanted = race == group
        pool = np.flatnonzero(known == group)
        # A tiny county may have nobody of a group; then anybody is met.
        pool = pool if len(pool) else np.arange(len(known))
        rows[wanted] = pool[weighted(chance, often[pool], int(wanted.sum()))]
    return crowd[rows]


def weighted(chance: Chance, weights: Floats, size: int) -> Ints:
    """Return places drawn by their weights."""
    reach = np.cumsum(weights)
    return np.asarray(np.minimum(np.searchsorted(reach, chance.random(size) * reach[-1]), len(weights) - 1))


def recorded(chance: Chance, source: str, race: pl.Series) -> pl.Series:
    """Return race as a source writes it down: sometimes not at all."""
    blank = pl.Series(chance.random(race.len()) < shape()["people"]["race_blank"][source], dtype=pl.Boolean)
    return race.to_frame().select(pl.when(blank).then(pl.lit("unknown")).otherwise("race").alias("race")).to_series()
