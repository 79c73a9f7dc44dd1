"""What becomes of each person after a referral: sought, active, away for a while, moved or deceased."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from lead_metrics.sample.chance import Chance, Ints, choose, days, gamma
from lead_metrics.sample.plan import Plan, shape

COURSE = {"person": pl.String, "status": pl.String, "since": pl.Date, "to": pl.Date}
"""One row a status that a person has from `since` to before `to`."""

NEVER_PARTICIPANTS = ("declined", "not_eligible")


@dataclass
class Spells:
    """Statuses as they are found: whose, which, and from which day."""

    who: list[Ints] = field(default_factory=list)
    status: list[np.ndarray] = field(default_factory=list)
    since: list[np.ndarray] = field(default_factory=list)

    def add(self, who: Ints, status: np.ndarray, since: np.ndarray) -> None:
        """Add one status for each of some people."""
        self.who.append(who)
        self.status.append(status)
        self.since.append(since)


def courses(plan: Plan, referred: pl.DataFrame) -> pl.DataFrame:
    """Return every status of every participant as spans (COURSE), in order."""
    people = referred.unique("person", keep="last", maintain_order=True).filter(
        ~pl.col("outcome").is_in(NEVER_PARTICIPANTS)
    )
    spells, chance = Spells(), plan.chance("courses")
    at, everybody = people["at"].dt.date().to_numpy(), np.arange(people.height)
    spells.add(everybody, np.full(people.height, "sought"), at)
    connected = people["connected_at"].is_not_null().to_numpy()
    _not_connected(plan, chance, people, spells)
    _connected(plan, chance, (everybody[connected], people["connected_at"].dt.date().to_numpy()[connected]), spells)
    return _ordered(plan, people["person"], spells)


def _not_connected(plan: Plan, chance: Chance, people: pl.DataFrame, spells: Spells) -> None:
    """Let the search for those who were not connected end after some months."""
    who = np.flatnonzero(people["connected_at"].is_null().to_numpy())
    since = people["at"].dt.date().to_numpy()[who]
    end = since + days(30 + gamma(chance, shape()["courses"]["sought_days"], len(who)))
    outcome = people["outcome"].to_numpy()[who].astype(str)
    past = end < np.datetime64(plan.until)
    spells.add(who[past], np.where(outcome == "still_sought", "inactive", outcome)[past], end[past])


def _connected(plan: Plan, chance: Chance, began: tuple[Ints, np.ndarray], spells: Spells) -> None:
    """Let people be active and away in turns, as nothing in LEAD ends; some move, some die."""
    rule, until, (who, day) = shape()["courses"], np.datetime64(plan.until), began
    while len(who):
        spells.add(who, np.full(len(who), "active"), day)
        end = day + days(1 + gamma(chance, rule["active_days"], len(who)))
        past = end < until
        who, end = who[past], end[past]
        after = choose(chance, rule["after_active"], len(who))
        spells.add(who, after, end)
        later = end + days(1 + gamma(chance, rule["away_days"], len(who)))
        there, luck = (after == "inactive") & (later < until), chance.random(len(who))
        dies, back = there & (luck < rule["dies_later"]), there & (luck > 1 - rule["comes_back"])
        spells.add(who[dies], np.full(int(dies.sum()), "deceased"), later[dies])
        who, day = who[back], later[back]


def _ordered(plan: Plan, names: pl.Series, spells: Spells) -> pl.DataFrame:
    who = np.concatenate(spells.who)
    found = pl.DataFrame(
        {
            "person": names.gather(who),
            "status": pl.Series(np.concatenate(spells.status).tolist(), dtype=pl.String),
            "since": pl.Series(np.concatenate(spells.since).astype("datetime64[D]"), dtype=pl.Date),
        }
    )
    # Whoever is connected on the day of the referral was not sought on any day.
    kept = found.unique(["person", "since"], keep="last", maintain_order=True).sort("person", "since")
    return kept.with_columns(to=pl.col("since").shift(-1).over("person").fill_null(plan.until))


def gone(course: pl.DataFrame) -> pl.DataFrame:
    """Return since when people who moved or died are gone (columns person, gone)."""
    left = course.filter(pl.col("status").is_in(["moved", "deceased"]))
    return left.group_by("person", maintain_order=True).agg(gone=pl.col("since").min())


def active(course: pl.DataFrame) -> pl.DataFrame:
    """Return when people were active (columns person, since, to)."""
    return course.filter(pl.col("status") == "active").select("person", "since", "to")


def participation(
    course: pl.DataFrame, carried: pl.DataFrame, referred: pl.DataFrame, who: pl.DataFrame
) -> pl.DataFrame:
    """Return each change of status, worker or area, as the program writes it down.

    carried: who worked with active people (columns person, worker, since); who: the people, with level of need.
    """
    others = course.filter(pl.col("status") != "active").with_columns(worker=pl.lit(None, pl.String))
    working = carried.with_columns(status=pl.lit("active"))
    rows = pl.concat([part.select("person", "status", "since", "worker") for part in (others, working)])
    last = referred.unique("person", keep="last", maintain_order=True)
    return (
        rows.join(last.select("person", "site", "area", enrolled=pl.col("connected_at").dt.date()), on="person")
        .join(who, on="person")
        .sort("since", "person")
        .select(
            "person", "site", "enrolled", "status", pl.col("since").alias("status_from"), "worker", "acuity",
            "race", "sex", "age_band", "area", "language",
        )
    )  # fmt: skip
