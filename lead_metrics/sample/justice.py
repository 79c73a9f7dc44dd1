"""Whom police at a site stop, arrest, cite and divert: what everything later in the system follows from."""

from __future__ import annotations

import numpy as np
import polars as pl

from lead_metrics.sample.chance import Chance, choose, days, drawn, mixed, moments, month_of, spread, texts, times
from lead_metrics.sample.people import groups, met, recorded
from lead_metrics.sample.places import area_of
from lead_metrics.sample.plan import DAYS_A_YEAR, Plan, shape
from lead_metrics.sample.tides import Days, settled, since, tide

WHO = ("person", "race", "sex", "age_band")
MOST_LATER = 1.5
"""How much more often than on the whole an offer is made once LEAD has taken hold."""

ARRESTS = ("divertible", "other", "warrant")
"""What an arrest is for; a warrant leads to jail without a contact of its own."""


def arrests(plan: Plan, crowd: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Return every arrest and warrant (columns of WHO, gone, kind, charge, at), of participants and everybody else.

    people: participants, with the days when they were referred, connected and gone.
    """
    chance = plan.chance("arrests")
    found = pl.concat([_of_everybody(plan, chance, crowd), _of_participants(plan, chance, people)])
    charged = found.with_columns(_charges(chance, found["kind"]), times("at", moments(chance, found["on"].to_numpy())))
    # The new law takes many arrests for small amounts of drugs away.
    spared = pl.Series(chance.random(charged.height) < shape()["changes"]["law_change"], dtype=pl.Boolean)
    drug = (pl.col("charge") == shape()["charges"]["drug"]) & (pl.col("on") >= plan.at("law_change"))
    return charged.filter(~(drug & spared)).drop("on").sort("at", "person")


def _of_everybody(plan: Plan, chance: Chance, crowd: pl.DataFrame) -> pl.DataFrame:
    parts = []
    for kind in ARRESTS:
        on = spread(plan, chance, drawn(plan, chance, shape()["rates"][kind], tide(plan, kind)))
        who = met(chance, groups(plan, chance, "arrest", on), crowd).select(WHO)
        parts.append(who.with_columns(pl.lit(None, pl.Date).alias("gone"), pl.lit(kind).alias("kind"), on=on))
    return pl.concat(parts).with_columns(pl.col("on").cast(pl.Date))


def _of_participants(plan: Plan, chance: Chance, people: pl.DataFrame) -> pl.DataFrame:
    """Return what happens to participants: most in the weeks before they are referred, less and less afterwards."""
    rule, size = shape()["before"], people.height
    years = (np.datetime64(plan.until) - np.datetime64(plan.lived[0])).astype(int) / DAYS_A_YEAR
    most = max(rule["connected"])
    rate = chance.gamma(rule["evenness"], rule["a_year"] / rule["evenness"], size=size)
    rows = np.repeat(np.arange(size), chance.poisson(rate * years * most))
    on = np.datetime64(plan.lived[0]) + days(chance.random(len(rows)) * years * DAYS_A_YEAR)
    kind = choose(chance, rule["kinds"], len(rows))
    left = np.zeros(len(rows))
    for name in ARRESTS:
        left = np.where(kind == name, tide(plan, name)[month_of(plan, on)], left)
    kept = chance.random(len(rows)) * most < left * _phase(people[rows], on)
    found = people[rows].select(*WHO, "gone").with_columns(texts("kind", kind), pl.Series("on", on, dtype=pl.Date))
    return found.filter(pl.Series(kept, dtype=pl.Boolean), (pl.col("on") < pl.col("gone")).fill_null(True))


def _phase(people: pl.DataFrame, on: Days) -> np.ndarray:
    """Return how much of a person's usual rate is left on a day, by the time since the referral."""
    rule = shape()["before"]
    passed = (on - people["referred"].to_numpy()).astype(int) / DAYS_A_YEAR
    place = np.searchsorted(np.array(rule["years"]), passed, side="right")
    connected = people["connected"].is_not_null().to_numpy()
    left = np.where(connected, np.array(rule["connected"])[place], np.array(rule["others"])[place])
    return np.asarray(left)


def _charges(chance: Chance, kind: pl.Series) -> pl.Series:
    names, charge = kind.to_numpy().astype(str), np.full(kind.len(), "", dtype="<U32")
    for one in ARRESTS:
        charge = np.where(names == one, choose(chance, shape()["charges"][one], kind.len()), charge)
    return texts("charge", charge)


def contacts(plan: Plan, arrested: pl.DataFrame, diverted: pl.DataFrame, crowd: pl.DataFrame) -> pl.DataFrame:
    """Return stops, calls, citations, arrests and diversions of the delivered months.

    diverted: referrals through the door of arrest diversion, with who they are.
    """
    chance = plan.chance("contacts")
    known = arrested.filter(pl.col("kind") != "warrant", pl.col("at").dt.date() >= plan.start)
    open_to_it = known.filter(pl.col("kind") == "divertible", pl.col("at").dt.date() >= plan.began)
    declined = diverted.height * shape()["offers"]["declined"] / max(open_to_it.height, 1)
    parts = [
        _described(plan, chance, known.with_columns(divertible=pl.col("kind") == "divertible", kind=pl.lit("arrest"))),
        _described(plan, chance, _citations(plan, chance, crowd)),
    ]
    judged = _judged(plan, chance, pl.concat(parts), declined)
    whole = pl.concat([judged, _stops(plan, chance, crowd), _diversions(chance, diverted), calls(plan)], how="diagonal")
    return _numbered(plan, chance, whole)


def _described(plan: Plan, chance: Chance, rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        *WHO, "at", "kind", "charge", "divertible",
        texts("agency", choose(chance, shape()["agencies"], rows.height)),
        texts("area", area_of(plan, chance, rows.height)),
    )  # fmt: skip


def _seen(plan: Plan, chance: Chance, kind: str, crowd: pl.DataFrame, more: np.ndarray | float = 1.0) -> pl.DataFrame:
    on = spread(plan, chance, drawn(plan, chance, shape()["rates"][kind], tide(plan, kind) * more))
    on = on[on >= np.datetime64(plan.start)]
    who = met(chance, groups(plan, chance, kind, on), crowd).select(WHO)
    return who.with_columns(times("at", moments(chance, on)), pl.lit(kind).alias("kind"))


def _citations(plan: Plan, chance: Chance, crowd: pl.DataFrame) -> pl.DataFrame:
    seen = _seen(plan, chance, "citation", crowd)
    charge = texts("charge", choose(chance, shape()["charges"]["divertible"], seen.height))
    return seen.with_columns(charge, divertible=pl.lit(True))


def _stops(plan: Plan, chance: Chance, crowd: pl.DataFrame) -> pl.DataFrame:
    # From the change of recording on, stops are written down that were not before.
    seen = _seen(plan, chance, "stop", crowd, since(plan, "reporting", shape()["changes"]["reporting"]))
    plain = seen.with_columns(pl.lit(None, pl.String).alias("charge"), divertible=pl.lit(None, pl.Boolean))
    return _described(plan, chance, plain).with_columns(outcome=pl.lit("released"))


def _diversions(chance: Chance, diverted: pl.DataFrame) -> pl.DataFrame:
    charge = texts("charge", choose(chance, shape()["charges"]["divertible"], diverted.height))
    return diverted.select(*WHO, "at", "agency", "area").with_columns(
        charge,
        kind=pl.lit("diversion"),
        divertible=pl.lit(True),
        offered=pl.lit(True),
        outcome=pl.lit("diverted"),
    )


def _judged(plan: Plan, chance: Chance, rows: pl.DataFrame, declined: float) -> pl.DataFrame:
    """Return arrests and citations with what was offered, and why nobody was diverted.

    declined: the share of all that were offered LEAD and said no.
    """
    on = rows["at"].dt.date().to_numpy().astype("datetime64[D]")
    part = settled(plan, on)
    offered = chance.random(rows.height) < declined * MOST_LATER * part
    reason = mixed(chance, shape()["offers"]["why_not_first"], shape()["offers"]["why_not_later"], part)
    # Before LEAD there was nothing to offer.
    asked = pl.col("divertible") & (pl.col("at").dt.date() >= plan.began)
    said_no = pl.Series(offered, dtype=pl.Boolean)
    why = pl.when(said_no).then(pl.lit("declined")).otherwise(texts("why", reason))
    return rows.with_columns(
        offered=pl.when(asked).then(said_no),
        why_not=pl.when(asked).then(why),
        outcome=pl.when(pl.col("kind") == "citation").then(pl.lit("cited")).otherwise(pl.lit("arrested")),
    )


def calls(plan: Plan) -> pl.DataFrame:
    """Return calls for service, which are about places and name nobody."""
    chance = plan.chance("calls")
    on = spread(plan, chance, drawn(plan, chance, shape()["rates"]["call"], tide(plan, "call")))
    on = on[on >= np.datetime64(plan.start)]
    return pl.DataFrame(
        [
            times("at", moments(chance, on)),
            texts("agency", choose(chance, shape()["agencies"], len(on))),
            texts("area", area_of(plan, chance, len(on))),
        ]
    ).with_columns(kind=pl.lit("call"))


def _numbered(plan: Plan, chance: Chance, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the contacts in order of time, some of them without a person, each with a number."""
    ordered = rows.sort("at", "kind", "person", "area")
    linked = pl.Series(chance.random(ordered.height) >= shape()["offers"]["unlinked"], dtype=pl.Boolean)
    named = ordered.with_columns(person=pl.when(linked | (pl.col("kind") == "diversion")).then("person"))
    raced = named.with_columns(
        race=pl.when(pl.col("race").is_not_null()).then(recorded(chance, "contacts", named["race"]))
    )
    number = pl.int_range(pl.len()).cast(pl.String).str.zfill(7)
    return raced.select(
        (pl.lit(f"C-{plan.name}-") + number).alias("contact"), "person", pl.lit(plan.name).alias("site"), "at",
        "agency", "area", "kind", "charge", "divertible", "offered", "outcome", "why_not", "race", "sex", "age_band",
    )  # fmt: skip
