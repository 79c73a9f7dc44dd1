"""What surrounds a site: residents, meetings, reviews, money, supply and policy events."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from lead_metrics.catalogue.load import catalogue
from lead_metrics.periods import add_months
from lead_metrics.sample.plan import Plan, shape

PARTNERS = (
    "police",
    "sheriff",
    "prosecutor",
    "defender",
    "community",
    "business",
    "elected",
    "provider",
    "lived_experience",
    "health",
)


def population(plan: Plan) -> pl.DataFrame:
    """Return residents by year and group; white residents are the reference group."""
    rows: list[tuple[None, float, str, str, float, str | None]] = []
    for year in range(plan.start.year, plan.until.year + 1):
        whole = round(plan.residents * (1 + 0.008 * (year - plan.start.year)))
        rows.append((None, float(year), "none", "all", float(whole), None))
        rows += [
            (None, float(year), "race", group, float(round(whole * part)), "yes" if group == "white" else "no")
            for group, part in shape()["population"].items()
        ]
    schema = {
        "area": pl.String,
        "year": pl.Float64,
        "dimension": pl.String,
        "category": pl.String,
        "people": pl.Float64,
        "reference": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(site=pl.lit(plan.name))


def meetings(plan: Plan) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return meetings of the policy coordinating group every two months, and who came."""
    days = [m.replace(day=12) for m in plan.months if m >= plan.began and m.month % 2 == 0]
    held = pl.DataFrame(
        {"meeting": [f"M-{plan.name}-{day:%Y%m}" for day in days], "site": plan.name, "body": "pcg", "on": days},
        schema_overrides={"meeting": pl.String, "on": pl.Date},
    )
    came = plan.chance.random((len(days), len(PARTNERS))) < 0.78
    rows = [(held["meeting"][m], plan.name, PARTNERS[p]) for m, p in np.argwhere(came).tolist()]
    return held, pl.DataFrame(
        rows, schema={"meeting": pl.String, "site": pl.String, "partner": pl.String}, orient="row"
    )


def reviews(plan: Plan) -> pl.DataFrame:
    """Return a yearly review of every fidelity element, slowly rising."""
    rows = []
    for years, first in enumerate(m for m in plan.months if m > plan.began and m.month == 6):
        rating = np.clip(plan.chance.normal(1.4 + 0.25 * years, 0.7, size=len(catalogue().fidelity)).round(), 0, 3)
        rows += [
            (plan.name, element, first.replace(day=20), float(r), "Minutes of the yearly review")
            for element, r in zip(catalogue().fidelity, rating, strict=True)
        ]
    schema = {"site": pl.String, "element": pl.String, "on": pl.Date, "rating": pl.Float64, "evidence": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def spending(plan: Plan) -> pl.DataFrame:
    """Return yearly spending on custody and on care."""
    rows = []
    for year in range(plan.start.year, plan.until.year + 1):
        first, last = date(year, 1, 1), date(year + 1, 1, 1)
        grown = 1.04 ** (year - plan.start.year)
        rows.append((plan.name, first, last, "custody", round(plan.residents * 96 * grown, -3), "jail operations"))
        if last > plan.began:
            rows.append(
                (
                    plan.name,
                    max(first, plan.began),
                    last,
                    "care",
                    round(plan.people * 5200 * grown / 4, -3),
                    "case management",
                )
            )
    schema = {
        "site": pl.String,
        "from": pl.Date,
        "until": pl.Date,
        "side": pl.String,
        "amount": pl.Float64,
        "kind": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def supply(plan: Plan) -> pl.DataFrame:
    """Return beds, vouchers and treatment waits by month."""
    size, chance = len(plan.months), plan.chance
    levels = {
        "beds": chance.poisson(max(2, plan.residents / 9000), size),
        "vouchers": chance.poisson(max(1, plan.residents / 30000), size),
        "treatment_wait": np.clip(chance.normal(19, 4, size), 1, None).round(),
    }
    rows = [
        (plan.name, None, month, add_months(month, 1), kind, float(values[n]))
        for kind, values in levels.items()
        for n, month in enumerate(plan.months)
    ]
    schema = {
        "site": pl.String,
        "area": pl.String,
        "from": pl.Date,
        "until": pl.Date,
        "kind": pl.String,
        "amount": pl.Float64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def events(plan: Plan) -> pl.DataFrame:
    """Return what else changed: the program, an epidemic, a law, and how things are recorded."""
    words = shape()["events"]
    when = {
        "program": (plan.began, "program"),
        "epidemic": (plan.at(0.42), "epidemic"),
        "reopening": (plan.at(0.62), "policy"),
        "law_change": (plan.at(0.78), "policy"),
        "reporting": (plan.at(0.9), "reporting"),
    }
    rows = [(plan.name, day, words[name], kind) for name, (day, kind) in when.items()]
    return pl.DataFrame(
        rows, schema={"site": pl.String, "on": pl.Date, "title": pl.String, "kind": pl.String}, orient="row"
    )
