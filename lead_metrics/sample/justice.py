"""Police, courts and the jail of a site: contacts, bookings, filings, warrants and cases."""

from __future__ import annotations

import numpy as np
import polars as pl

from lead_metrics.sample.people import races
from lead_metrics.sample.plan import Plan, shape
from lead_metrics.sample.tides import days, drawn, epidemic, law_change, moments, program

DIVERTIBLE = ("drug_possession", "petty_theft", "trespass", "prostitution")
OTHER = ("assault", "burglary", "driving", "domestic", "weapon")
AGENCIES = ("Alder County Sheriff", "City Police")


def area_ids(plan: Plan) -> list[str]:
    """Return the ids of the site's areas."""
    return [name.lower().replace(" ", "_") for name in plan.site["areas"]]


def _placed(plan: Plan, size: int) -> np.ndarray:
    areas = area_ids(plan)
    weights = np.array([1 / (n + 1.5) for n in range(len(areas))])
    return plan.chance.choice(areas, size=size, p=weights / weights.sum())


def _met(plan: Plan, on: np.ndarray, crowd: pl.DataFrame) -> pl.DataFrame:
    """Return whom each event meets: groups as disparity before or after LEAD began would have it."""
    tilts = shape()["disparity"]
    late = on >= np.datetime64(plan.began) + np.timedelta64(500, "D")
    wanted = np.where(late, races(plan, len(on), tilts["after"]), races(plan, len(on), tilts["before"]))
    order = plan.chance.random(len(on)) ** 3
    pools = {race: np.flatnonzero(crowd["race"].to_numpy() == race) for race in crowd["race"].unique().sort()}
    everybody = np.arange(crowd.height)
    rows = np.empty(len(on), dtype=int)
    for race in np.unique(wanted):
        pool = pools.get(race, everybody)
        pool = pool if len(pool) else everybody
        here = wanted == race
        rows[here] = pool[(order[here] * len(pool)).astype(int)]
    return crowd[rows]


def _charges(plan: Plan, divertible: bool, size: int) -> pl.Series:
    return pl.Series("charge", plan.chance.choice(DIVERTIBLE if divertible else OTHER, size=size), dtype=pl.String)


def contacts(plan: Plan, crowd: pl.DataFrame) -> pl.DataFrame:
    """Return stops, citations, arrests and diversions of everybody."""
    rates, effects = shape()["rates"], shape()["effects"]
    low, taken, law = epidemic(plan, 0.75), program(plan, effects["program"]), law_change(plan)
    counts = {
        "stop": drawn(plan, rates["stops"], low),
        "arrest": drawn(plan, rates["divertible_arrests"], low, law),
        "citation": drawn(plan, rates["citations"], low, law),
        "other": drawn(plan, rates["other_arrests"], low),
    }
    parts = [_contacts(plan, kind, days(plan, counts[kind]), crowd, 1 - taken) for kind in counts]
    whole = pl.concat(parts).sort("at", "contact")
    return whole.with_columns(site=pl.lit(plan.name))


def _contacts(plan: Plan, kind: str, on: np.ndarray, crowd: pl.DataFrame, diverting: np.ndarray) -> pl.DataFrame:
    size, chance = len(on), plan.chance
    who = _met(plan, on, crowd)
    divertible = kind in ("arrest", "citation")
    month = np.searchsorted(np.array(plan.months, dtype="datetime64[D]"), on, side="right") - 1
    offered = (
        (chance.random(size) < np.minimum(diverting[month] * 1.45, 0.9)) & divertible if size else np.zeros(0, bool)
    )
    diverted = offered & (chance.random(size) < 0.82)
    held = {"stop": "released", "arrest": "arrested", "citation": "cited", "other": "arrested"}[kind]
    outcome = np.where(diverted, "diverted", held)
    named = np.where(diverted, "diversion", {"other": "arrest"}.get(kind, kind))
    reasons = chance.choice(["not_eligible", "nobody_available", "not_offered"], size=size, p=[0.4, 0.25, 0.35])
    why = np.where(offered, "declined", reasons)
    return who.select(
        pl.Series("contact", [f"C-{plan.name}-{kind}-{n:06d}" for n in range(size)], dtype=pl.String),
        pl.when(pl.Series(chance.random(size) < 0.93)).then("person").alias("person"),
        pl.Series("at", moments(plan, on)).cast(pl.Datetime("us")),
        pl.Series("agency", chance.choice(AGENCIES, size=size, p=[0.35, 0.65]), dtype=pl.String),
        pl.Series("area", _placed(plan, size), dtype=pl.String),
        pl.Series("kind", named, dtype=pl.String),
        pl.when(kind != "stop").then(_charges(plan, divertible, size)).alias("charge"),
        pl.lit(divertible).alias("divertible"),
        pl.Series("offered", offered) if divertible else pl.lit(None, pl.Boolean).alias("offered"),
        pl.Series("outcome", outcome, dtype=pl.String),
        pl.when(pl.Series(divertible & ~diverted if size else np.zeros(0, bool)))
        .then(pl.Series(why, dtype=pl.String))
        .alias("why_not"),
        "race",
        "sex",
        "age_band",
    )


def calls(plan: Plan) -> pl.DataFrame:
    """Return calls for service, which are about places and name nobody."""
    on = days(plan, drawn(plan, shape()["rates"]["calls"], epidemic(plan, 0.9), program(plan, 0.88)))
    return pl.DataFrame(
        {
            "contact": [f"D-{plan.name}-{n:06d}" for n in range(len(on))],
            "site": plan.name,
            "at": moments(plan, on),
            "agency": plan.chance.choice(AGENCIES, size=len(on), p=[0.35, 0.65]),
            "area": _placed(plan, len(on)),
            "kind": "call",
        },
        schema_overrides={"contact": pl.String, "agency": pl.String, "area": pl.String, "at": pl.Datetime("us")},
    ).sort("at", "contact")


def bookings(plan: Plan, crowd: pl.DataFrame) -> pl.DataFrame:
    """Return admissions to jail: a few people often, most people once."""
    effects, chance = shape()["effects"], plan.chance
    low = epidemic(plan, effects["epidemic"])
    half = shape()["rates"]["bookings"] / 2
    parts = []
    for divertible, tides in ((True, (low, program(plan, effects["program"]), law_change(plan))), (False, (low,))):
        on = days(plan, drawn(plan, half, *tides))
        size = len(on)
        stay = np.ceil(chance.lognormal(0.9 if divertible else 2.0, 1.1, size=size)).astype("timedelta64[D]")
        left = on + stay
        at = moments(plan, on)
        who = _met(plan, on, crowd)
        parts.append(
            who.select(
                pl.Series("booking", [f"B-{plan.name}-{divertible:d}-{n:06d}" for n in range(size)], dtype=pl.String),
                "person",
                pl.lit(plan.name).alias("site"),
                pl.Series("admitted", at).cast(pl.Datetime("us")),
                pl.Series("released", (left.astype("datetime64[us]") + np.timedelta64(20, "h"))).cast(
                    pl.Datetime("us")
                ),
                pl.lit("Alder County Jail").alias("facility"),
                _charges(plan, divertible, size).alias("charge"),
                pl.lit(divertible).alias("divertible"),
                pl.Series("warrant_only", (chance.random(size) < 0.12)),
                "race",
                "sex",
                "age_band",
            )
        )
    whole = pl.concat(parts).sort("admitted", "booking")
    # Whoever is still held when the files are made has no day of release.
    return whole.with_columns(pl.when(pl.col("released") < pl.lit(plan.until).cast(pl.Datetime("us"))).then("released"))


def filings(plan: Plan, arrested: pl.DataFrame) -> pl.DataFrame:
    """Return cases filed some weeks after an arrest."""
    chance = plan.chance
    rows = arrested.filter(pl.col("kind") == "arrest", pl.Series(chance.random(arrested.height) < 0.55))
    wait = pl.lit(pl.Series(chance.integers(2, 60, size=rows.height)))
    incident = pl.col("at").dt.date()
    return rows.select(
        pl.col("contact").str.replace("C-", "F-").alias("filing"),
        "person",
        "site",
        incident.alias("incident"),
        (incident + pl.duration(days=wait)).alias("filed"),
        "charge",
        "divertible",
        pl.Series(
            "disposition",
            chance.choice(["pending", "dismissed", "convicted"], size=rows.height, p=[0.3, 0.4, 0.3]),
            dtype=pl.String,
        ),
    ).filter(pl.col("filed") < plan.until)


def warrants_and_cases(plan: Plan, participants: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return warrants and open cases of participants, more of them resolved and coordinated as time goes on."""
    chance = plan.chance
    size = participants.height
    issued = participants["day"].to_numpy() + chance.integers(-400, 200, size=size).astype("timedelta64[D]")
    resolved = issued + chance.integers(20, 500, size=size).astype("timedelta64[D]")
    inside = pl.col("issued").is_between(plan.start, plan.until, closed="left")
    frame = participants.select(
        "person",
        pl.lit(plan.name).alias("site"),
        pl.Series("issued", issued).cast(pl.Date),
        pl.Series("resolved", resolved).cast(pl.Date),
    )
    warrants = frame.filter(inside, pl.Series(chance.random(size) < 0.45)).with_columns(
        pl.when(pl.col("resolved") < plan.until).then("resolved")
    )
    opened = participants["day"].to_numpy() + chance.integers(0, 500, size=size).astype("timedelta64[D]")
    cases = participants.select(
        "person",
        pl.lit(plan.name).alias("site"),
        pl.Series("opened", opened).cast(pl.Date),
        pl.Series("coordinated", chance.random(size) < 0.62),
        pl.lit(None, pl.Date).alias("closed"),
    )
    return warrants, cases.filter(pl.col("opened") < plan.until)
