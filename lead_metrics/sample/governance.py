"""How a site is governed: meetings and who came, fidelity reviews, and what changed from outside."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from lead_metrics.catalogue.load import catalogue
from lead_metrics.sample.plan import Plan, shape

BODIES = {"pcg": 12, "owg": 5, "clt": 20}
"""The bodies that meet, and on which day of a month."""

REVIEW = (6, 20)
FEW_RATED = 0.12
"""The share of elements that a review leaves out."""


def meetings(plan: Plan) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return meetings of each body, and who came; for some months the coordinating group did not meet."""
    rows = [
        (f"M-{plan.name}-{body}-{month:%Y%m}", plan.name, body, month.replace(day=day))
        for body, day in BODIES.items()
        for month in _held(plan, body)
    ]
    schema = {"meeting": pl.String, "site": pl.String, "body": pl.String, "on": pl.Date}
    held = pl.DataFrame(rows, schema=schema, orient="row").sort("on", "body")
    return held, _attendance(plan, held)


def _held(plan: Plan, body: str) -> list[date]:
    every, lapse = shape()["governance"][f"{body}_months"], shape()["governance"]["lapse"]
    months = plan.months
    fallow = months[int(len(months) * lapse[0]) : int(len(months) * lapse[1])] if body == "pcg" else []
    return [month for month in months if month >= plan.began and month.month % every == 0 and month not in fallow]


def _attendance(plan: Plan, held: pl.DataFrame) -> pl.DataFrame:
    partners = shape()["governance"]["partners"]
    came = plan.chance("attendance").random((held.height, len(partners))) < np.array([*partners.values()])
    meeting, partner = np.nonzero(came)
    return pl.DataFrame(
        {
            "meeting": held["meeting"].gather(meeting),
            "partner": pl.Series(list(partners), dtype=pl.String).gather(partner),
        }
    ).with_columns(site=pl.lit(plan.name))


def reviews(plan: Plan) -> pl.DataFrame:
    """Return a yearly review of the fidelity elements: each has its own level, and most rise slowly."""
    chance, elements = plan.chance("reviews"), list(catalogue().fidelity)
    level = chance.normal(1.3, 0.6, size=len(elements))
    rows = []
    for year, month in enumerate(m for m in plan.months if m > plan.began and m.month == REVIEW[0]):
        rating = np.clip((level + 0.3 * year + chance.normal(0, 0.4, size=len(elements))).round(), 0, 3)
        rated = chance.random(len(elements)) >= FEW_RATED
        rows += [
            (plan.name, element, month.replace(day=REVIEW[1]), float(rating[n]), "Minutes of the yearly review")
            for n, element in enumerate(elements)
            if rated[n]
        ]
    schema = {"site": pl.String, "element": pl.String, "on": pl.Date, "rating": pl.Float64, "evidence": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def events(plan: Plan) -> pl.DataFrame:
    """Return what else changed: the program, an epidemic, a law, and how things are recorded."""
    rows = [(plan.name, plan.at(name), said["title"], said["kind"]) for name, said in shape()["events"].items()]
    schema = {"site": pl.String, "on": pl.Date, "title": pl.String, "kind": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")
