"""What follows an arrest at a site: the jail, charges filed, warrants and court cases."""

from __future__ import annotations

import numpy as np
import polars as pl

from lead_metrics.sample.chance import Chance, choose, dates, days, gamma, minutes, texts, times
from lead_metrics.sample.justice import ARRESTS
from lead_metrics.sample.people import recorded
from lead_metrics.sample.plan import Plan, shape
from lead_metrics.sample.tides import restricted, settled


def bookings(plan: Plan, arrested: pl.DataFrame) -> pl.DataFrame:
    """Return admissions to jail; those of before the first month only where they last into it."""
    chance = plan.chance("bookings")
    held = arrested.filter(_booked(plan, chance, arrested))
    admitted = held["at"].to_numpy().astype("datetime64[m]") + minutes(20 + chance.random(held.height) * 300)
    stay = minutes(np.minimum(_stay(chance, held["kind"]), shape()["bookings"]["longest"]) * 1440)
    whole = held.select(
        "person",
        pl.lit(plan.name).alias("site"),
        times("admitted", admitted),
        times("released", admitted + stay),
        pl.lit(shape()["facility"]).alias("facility"),
        "charge",
        (pl.col("kind") == "divertible").alias("divertible"),
        (pl.col("kind") == "warrant").alias("warrant_only"),
        recorded(chance, "bookings", held["race"]),
        "sex",
        "age_band",
        "gone",
    )
    return _numbered(plan, whole)


def _booked(plan: Plan, chance: Chance, arrested: pl.DataFrame) -> pl.Series:
    """Return who is booked; in the epidemic the jail takes fewer."""
    rule, kind = shape()["bookings"], arrested["kind"].to_numpy().astype(str)
    few = restricted(plan, arrested["at"].dt.date().to_numpy())
    share = np.zeros(len(kind))
    for name in ARRESTS:
        share = np.where(kind == name, rule[name] * np.where(few, rule["restricted"][name], 1.0), share)
    return pl.Series(chance.random(len(kind)) < share, dtype=pl.Boolean)


def _stay(chance: Chance, kind: pl.Series) -> np.ndarray:
    """Return days in jail: a few for most, months for some."""
    names, noise, stay = kind.to_numpy().astype(str), chance.normal(size=kind.len()), np.zeros(kind.len())
    for name, (middle, width) in shape()["bookings"]["stay"].items():
        stay = np.where(names == name, middle * np.exp(width * noise), stay)
    return stay


def _numbered(plan: Plan, whole: pl.DataFrame) -> pl.DataFrame:
    end = pl.min_horizontal("released", pl.col("gone").cast(pl.Datetime("us")))
    lasting = whole.with_columns(released=pl.max_horizontal("admitted", end)).filter(
        pl.col("admitted") < plan.until, pl.col("released") >= plan.start
    )
    number = pl.int_range(pl.len()).cast(pl.String).str.zfill(6)
    ordered = lasting.drop("gone").sort("admitted", "person", "charge")
    # Whoever is still held when the files are made has no day of release.
    return ordered.select(
        (pl.lit(f"B-{plan.name}-") + number).alias("booking"),
        pl.all().exclude("released"),
        released=pl.when(pl.col("released") < plan.until).then("released"),
    )


def filings(plan: Plan, arrested: pl.DataFrame) -> pl.DataFrame:
    """Return charges filed some weeks after an arrest, fewer of the divertible ones as LEAD takes hold."""
    chance, rule = plan.chance("filings"), shape()["filings"]
    on = arrested["at"].dt.date().to_numpy().astype("datetime64[D]")
    part, kind = settled(plan, on), arrested["kind"].to_numpy().astype(str)
    share = np.zeros(len(kind))
    for name in ("divertible", "other"):
        first, later = rule[name]
        share = np.where(kind == name, first + (later - first) * part, share)
    filed = on + days(1 + gamma(chance, rule["days"], len(kind)))
    old = filed < np.datetime64(plan.until) - np.timedelta64(rule["decided_after"], "D")
    decided = np.where(old, choose(chance, rule["dispositions"], len(kind)), "pending")
    whole = arrested.with_columns(dates("incident", on), dates("filed", filed), texts("disposition", decided)).filter(
        pl.Series(chance.random(len(kind)) < share, dtype=pl.Boolean),
        pl.col("filed").is_between(plan.start, plan.until, closed="left"),
        (pl.col("filed") < pl.col("gone")).fill_null(True),
    )
    number = pl.int_range(pl.len()).cast(pl.String).str.zfill(6)
    return whole.sort("filed", "person", "charge").select(
        (pl.lit(f"F-{plan.name}-") + number).alias("filing"), "person", pl.lit(plan.name).alias("site"), "incident",
        "filed", "charge", (pl.col("kind") == "divertible").alias("divertible"), "disposition",
    )  # fmt: skip


def warrants(plan: Plan, people: pl.DataFrame) -> pl.DataFrame:
    """Return warrants of participants; once a liaison prosecutor works with them, they are resolved sooner."""
    chance, rule = plan.chance("warrants"), shape()["warrants"]
    some = people.filter(pl.Series(chance.random(people.height) < rule["share"], dtype=pl.Boolean))
    size, referred = some.height, some["referred"].to_numpy().astype("datetime64[D]")
    issued = referred + days(chance.integers(rule["between"][0], rule["between"][1], size=size).astype(float))
    helped = some["connected"].is_not_null().to_numpy()
    wait = gamma(chance, rule["days"], size) * np.where(helped, rule["helped"], 1.0)
    from_when = np.where(helped, np.maximum(issued, referred), issued)
    resolved = pl.col("resolved") < pl.min_horizontal(pl.lit(plan.until), "gone")
    return (
        some.select("person", pl.lit(plan.name).alias("site"), dates("issued", issued), "gone")
        .with_columns(dates("resolved", from_when + days(1 + wait)))
        .filter(pl.col("issued") < plan.until, (pl.col("issued") < pl.col("gone")).fill_null(True))
        .with_columns(resolved=pl.when(resolved).then("resolved"))
        .select("person", "site", "issued", "resolved")
        .sort("issued", "person")
    )


def cases(plan: Plan, people: pl.DataFrame) -> pl.DataFrame:
    """Return court cases of participants, more of them coordinated as LEAD takes hold."""
    chance, rule = plan.chance("cases"), shape()["cases"]
    rows = np.repeat(np.arange(people.height), chance.poisson(rule["each"], size=people.height))
    who, size = people[rows], len(rows)
    opened = who["referred"].to_numpy().astype("datetime64[D]") + days(
        chance.integers(rule["between"][0], rule["between"][1], size=size).astype(float)
    )
    coordinated = chance.random(size) < rule["coordinated"][0] + rule["coordinated"][1] * settled(plan, opened)
    closed = dates("closed", opened + days(20 + gamma(chance, rule["days"], size)))
    return (
        who.select("person", pl.lit(plan.name).alias("site"), dates("opened", opened), "gone")
        .with_columns(pl.Series("coordinated", coordinated, dtype=pl.Boolean), closed)
        .filter(pl.col("opened") < plan.until, (pl.col("opened") < pl.col("gone")).fill_null(True))
        .with_columns(closed=pl.when(pl.col("closed") < plan.until).then("closed"))
        .select("person", "site", "opened", "coordinated", "closed")
        .sort("opened", "person")
    )
