"""The invented county as delivery files: canonical tables in CSV, with late records and a few errors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from lead_metrics.catalogue.model import Site
from lead_metrics.periods import Grain, add_months, start_of
from lead_metrics.sample import care, governance, justice, pathway
from lead_metrics.sample.people import crowd
from lead_metrics.sample.plan import Plan, plans

LATE_DAYS = 45
DATED = {"police": ("contacts", "at"), "jail": ("bookings", "admitted")}
"""What each source that is late brings, and the column that dates it."""

EVERYBODY_PER_RESIDENT = 0.06


@dataclass(frozen=True)
class SampleDelivery:
    """Files to be delivered together; `errors` of their rows are wrong on purpose."""

    source: str
    site: str
    files: list[Path]
    covers_from: date
    covers_until: date
    errors: int = 0


def write(  # noqa: PLR0913  (each is an option of the command line)
    folder: Path,
    *,
    sites: int = 3,
    months: int = 72,
    participants: int = 2400,
    seed: int = 1,
    until: date | None = None,
) -> list[SampleDelivery]:
    """Write the county's files below a folder and return what to deliver, in order; the same seed gives the same bytes.

    until: the first day after the last month, this month's first unless given.
    """
    last = until or start_of(date.today(), Grain.MONTH)
    made: list[SampleDelivery] = []
    for plan in plans(sites, months, participants, seed, last):
        made += _site(plan, folder / plan.name)
    return made


def settings(
    *, sites: int = 3, months: int = 72, participants: int = 2400, seed: int = 1, until: date | None = None
) -> dict[str, Site]:
    """Return the settings of the county's sites."""
    last = until or start_of(date.today(), Grain.MONTH)
    return {plan.name: plan.settings() for plan in plans(sites, months, participants, seed, last)}


def _site(plan: Plan, folder: Path) -> list[SampleDelivery]:
    people = crowd(plan, plan.people, "A")
    others = crowd(plan, max(200, round(plan.residents * EVERYBODY_PER_RESIDENT)), "A0")
    everybody = pl.concat([people, others])
    contacts = _contacts(plan, everybody)
    late = _deliver(plan, folder, "police", contacts)
    late += _deliver(plan, folder, "jail", justice.bookings(plan, everybody))
    whole = {
        "program": _program(plan, people, contacts),
        "population": {"population": governance.population(plan)},
        "hand_entered": _by_hand(plan),
    }
    return late + [_whole(plan, folder, source, tables) for source, tables in whole.items()]


def _whole(plan: Plan, folder: Path, source: str, tables: dict[str, pl.DataFrame]) -> SampleDelivery:
    # A program has no records from before it began: nothing was there to be counted, which is not a zero.
    first = plan.began if source == "program" else plan.start
    files = [_csv(frame, folder / source / f"{name}.csv") for name, frame in tables.items()]
    return SampleDelivery(source, plan.name, files, first, plan.until, _spoil(files, source))


def _contacts(plan: Plan, everybody: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([justice.contacts(plan, everybody), justice.calls(plan)], how="diagonal").sort("at", "contact")


def _program(plan: Plan, people: pl.DataFrame, contacts: pl.DataFrame) -> dict[str, pl.DataFrame]:
    referred = pathway.referrals(plan, people)
    posts = pathway.positions(plan, referred)
    statuses = pathway.participation(plan, referred, people, posts)
    spans = care.active_spans(plan, statuses)
    warrants, cases = justice.warrants_and_cases(plan, referred.select("person", pl.col("at").dt.date().alias("day")))
    return {
        "referrals": referred,
        "participation": statuses,
        "positions": posts,
        "engagements": care.engagements(plan, spans),
        "needs": care.needs(plan, spans),
        "assessments": care.assessments(plan, spans),
        "circumstances": care.circumstances(plan, spans),
        "goals": care.goals(plan, spans),
        "filings": justice.filings(plan, contacts),
        "warrants": warrants,
        "cases": cases,
        "experience": care.experience(plan, spans),
    }


def _by_hand(plan: Plan) -> dict[str, pl.DataFrame]:
    held, came = governance.meetings(plan)
    return {
        "events": governance.events(plan),
        "meetings": held,
        "attendance": came,
        "reviews": governance.reviews(plan),
        "spending": governance.spending(plan),
        "supply": governance.supply(plan),
    }


def _deliver(plan: Plan, folder: Path, source: str, frame: pl.DataFrame) -> list[SampleDelivery]:
    """Return two deliveries: the first without some late records, the second bringing them and a few corrections."""
    table, at = DATED[source]
    late = plan.until.toordinal() - LATE_DAYS
    key = frame.columns[0]
    recent = pl.col(at).dt.date() >= date.fromordinal(late)
    held_back = recent & (pl.col(key).hash(seed=7) % 12 == 0)
    first = frame.filter(~held_back.fill_null(False))
    corrected = first.filter(recent, pl.col(key).hash(seed=9) % 40 == 0).with_columns(race=pl.lit("unknown"))
    second = pl.concat([frame.filter(held_back.fill_null(False)), corrected])
    paths = [_csv(first, folder / source / f"{table}.csv"), _csv(second, folder / source / f"{table}_late.csv")]
    middle = add_months(plan.until, -1)
    return [
        SampleDelivery(source, plan.name, [paths[0]], plan.start, middle),
        SampleDelivery(source, plan.name, [paths[1]], plan.start, plan.until),
    ]


def _csv(frame: pl.DataFrame, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.write_csv(path, datetime_format="%Y-%m-%dT%H:%M:%S")
    return path


def _spoil(files: list[Path], source: str) -> int:
    """Add rows that a check refuses, so that the sample shows what a refusal looks like; return how many."""
    needs = next((path for path in files if path.stem == "needs"), None)
    if source != "program" or needs is None:
        return 0
    lines = needs.read_text(encoding="utf-8").splitlines(keepends=True)
    site = needs.parent.parent.name
    wrong = [f"A-{site}-000000,{site},parking,2024-03-01,\n", f"A-{site}-000000,{site},housing,2024-31-12,\n"]
    needs.write_text("".join(lines + wrong), encoding="utf-8")
    return len(wrong)
