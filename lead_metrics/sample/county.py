"""The invented county, told in the order in which one thing follows from another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from lead_metrics.catalogue.model import Site
from lead_metrics.periods import Grain, start_of
from lead_metrics.sample import care as caring
from lead_metrics.sample import courts, files, governance, justice, money_and_supply, pathway, workforce
from lead_metrics.sample.chance import choose, texts
from lead_metrics.sample.courses import active, courses, gone, participation
from lead_metrics.sample.files import SampleDelivery
from lead_metrics.sample.people import others, participants, recorded
from lead_metrics.sample.plan import Plan, Size, plans, shape

__all__ = ["SampleDelivery", "settings", "write"]

Tables = dict[str, pl.DataFrame]


def write(  # noqa: PLR0913  (each is an option of the command line)
    folder: Path,
    *,
    sites: int = 3,
    months: int = 72,
    participants: int = 900,
    seed: int = 1,
    until: date | None = None,
) -> list[SampleDelivery]:
    """Write the county's files below a folder and return what to deliver, in order; the same seed gives the same bytes.

    participants: how many people are ever referred, at all sites together. until: the first day after the last month,
    this month's first unless given. The sites' settings are written beside the files, as `sites/<id>.toml`.
    """
    made: list[SampleDelivery] = []
    for plan in plans(Size(sites, months, participants, seed, _last(until))):
        files.settings_file(plan.settings(), folder / "sites")
        made += _site(plan, folder / plan.name)
    return made


def settings(
    *, sites: int = 3, months: int = 72, participants: int = 900, seed: int = 1, until: date | None = None
) -> dict[str, Site]:
    """Return the settings of the county's sites by id; the same arguments as `write` give the same sites."""
    return {plan.name: plan.settings() for plan in plans(Size(sites, months, participants, seed, _last(until)))}


def _last(until: date | None) -> date:
    return until or start_of(date.today(), Grain.MONTH)


@dataclass(frozen=True)
class Told:
    """What the program knows of its people: who they are, how they came, what became of them, and who worked with them.

    people: columns of people.participants, with `connected` and `gone` where it came to that.
    """

    people: pl.DataFrame
    referred: pl.DataFrame
    course: pl.DataFrame
    held: pl.DataFrame
    carried: pl.DataFrame


def told(plan: Plan) -> Told:
    """Return all that the program of a site knows."""
    people = participants(plan)
    referred = pathway.referrals(plan, people)
    course = courses(plan, referred)
    posts = workforce.posts(plan, active(course))
    held = workforce.positions(plan, posts)
    connected = referred.group_by("person").agg(connected=pl.col("connected_at").dt.date().min())
    known = people.join(connected, on="person", how="left", maintain_order="left").join(
        gone(course), on="person", how="left", maintain_order="left"
    )
    return Told(known, referred, course, held, workforce.carried(plan, active(course), posts, held))


def _site(plan: Plan, folder: Path) -> list[SampleDelivery]:
    known, crowd = told(plan), others(plan)
    arrested = justice.arrests(plan, crowd, known.people)
    diverted = known.referred.filter(pl.col("door") == "arrest_diversion").join(
        known.people.select(justice.WHO), on="person", maintain_order="left"
    )
    contacts = justice.contacts(plan, arrested, diverted, crowd)
    return [
        *files.in_two(plan, folder, "police", ("contacts", "at"), contacts),
        *files.in_two(plan, folder, "jail", ("bookings", "admitted"), courts.bookings(plan, arrested)),
        # A program has no records from before it began: nothing was there to be counted, which is not a zero.
        files.whole(
            plan, folder, "program", {**_program(plan, known), "filings": courts.filings(plan, arrested)}, plan.began
        ),
        files.whole(plan, folder, "population", {"population": money_and_supply.population(plan)}, plan.start),
        files.whole(plan, folder, "hand_entered", _by_hand(plan, known), plan.start),
    ]


def _program(plan: Plan, known: Told) -> Tables:
    here = caring.care(plan, active(known.course), known.carried)
    return {
        "referrals": known.referred,
        "participation": participation(known.course, known.carried, known.referred, _who(plan, known.people)),
        "positions": known.held,
        "engagements": caring.engagements(here),
        "needs": caring.needs(here),
        "goals": caring.goals(here),
        "assessments": caring.assessments(here),
        "circumstances": caring.circumstances(here),
        "warrants": courts.warrants(plan, known.people),
        "cases": courts.cases(plan, known.people),
    }


def _who(plan: Plan, people: pl.DataFrame) -> pl.DataFrame:
    """Return people as the program writes them down, with their level of need."""
    chance = plan.chance("who")
    level = choose(chance, shape()["people"]["level"], people.height)
    return people.with_columns(recorded(chance, "participation", people["race"]), texts("acuity", level))


def _by_hand(plan: Plan, known: Told) -> Tables:
    held, came = governance.meetings(plan)
    here = caring.care(plan, active(known.course), known.carried)
    return {
        "events": governance.events(plan),
        "meetings": held,
        "attendance": came,
        "reviews": governance.reviews(plan),
        "experience": caring.experience(here),
        "spending": money_and_supply.spending(plan, known.held),
        "supply": money_and_supply.supply(plan),
        "counts": money_and_supply.counts(plan),
    }
