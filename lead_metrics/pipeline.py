"""The writing side told in ten lines: the vault's records are counted, pass the gate and the audit, and are stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from lead_metrics.aggregate.caseload import count_caseload
from lead_metrics.aggregate.counting import count
from lead_metrics.catalogue.load import catalogue, text
from lead_metrics.cells import RawCells, ReleasedCells
from lead_metrics.errors import AuditBroken, RequestRefused
from lead_metrics.forecast.outlook import expect
from lead_metrics.intake import delivery, retention
from lead_metrics.intake.choices import Choice, coarsened, in_force, keep
from lead_metrics.intake.choices import made as choices_made
from lead_metrics.intake.deposit import Deposit
from lead_metrics.intake.report import Report
from lead_metrics.privacy import audit as audits
from lead_metrics.privacy import gate
from lead_metrics.privacy.report import RELATION, REPORT
from lead_metrics.privacy.retreat import retreat
from lead_metrics.river import River
from lead_metrics.settings import settings
from lead_metrics.store import trail, write
from lead_metrics.store.draft import ESTIMATES, EVENTS, REVIEWS, Draft
from lead_metrics.store.stored import areas_of, estimates_of, release_of, releases, stored
from lead_metrics.verdicts.making import made
from lead_metrics.verdicts.place import Place

__all__ = [
    "Choice", "Report", "River", "audit", "check", "choices", "coarsen", "deliver", "let_go", "publish", "reasons",
    "refresh_staff", "release",
]  # fmt: skip

RELEASE = "release"
MOST_NAMED = 5
Days = tuple[date | None, date | None]


def check(files: Sequence[Path], source: str, site: str | None = None) -> Report:
    """Read and validate files; store nothing."""
    return delivery.check(files, source, site, catalogue())


def deliver(
    river: River, files: Sequence[Path], to: tuple[str, str], *, covers: Days = (None, None), sample: bool = False
) -> Report:
    """Put what is accepted of the files into the vault; `to` is their source and site, `covers` their days.

    The first real delivery sets the sample's aside: an invented county never mixes with a real one.
    """
    source, site = to
    report = delivery.deliver(
        files, source, site, covers_from=covers[0], covers_until=covers[1], sample=sample, catalogue=river.catalogue,
        vault=river.vault,
    )  # fmt: skip
    if not sample and any(report.accepted.values()):
        for one in river.vault.deliveries():
            if one.sample and not one.withdrawn:
                river.vault.withdraw(one.id)
    return report


def release(river: River, as_of: date, note: str = "", *, published: bool = False) -> int:
    """Make a release of all sites and return its number; a draft unless `published`.

    Raises AuditBroken, naming cells, where a reader could narrow a withheld figure; then nothing is stored.
    """
    if as_of > date.today():
        raise RequestRefused(f"{as_of} lies ahead; a release speaks of a day up to today")
    # What readers know is looked up, judged with and added to under one lock: two releases never miss each other.
    with river.alone(RELEASE):
        river.tell("reading the vault")
        deposit, sample = river.deposit(), _sample(river)
        river.tell("counting")
        raw = count(deposit, river.catalogue, as_of)
        river.tell("judging what may be shown")
        judged = _judged(river, raw, as_of, _known(river, sample))
        river.tell("asking what has changed")
        estimated = _estimated(river, judged.cells, deposit, as_of, sample)
        river.tell("storing")
        words, happened = text(settings().catalogue), events(deposit)
        number = write.save(
            river.engine,
            Draft(
                judged.cells, raw.areas, happened, deposit.sites, as_of, river.catalogue, words, note, sample,
                estimated, reviews(deposit, as_of),
            ),
        )  # fmt: skip
        river.vault.keep_report(number, judged.report)
        if published:
            write.publish(river.engine, number)
    return number


def _estimated(river: River, cells: ReleasedCells, deposit: Deposit, as_of: date, sample: bool) -> pl.DataFrame:
    """Return the estimates of a release beside those of the latest published one (store.draft.ESTIMATES)."""
    rules = river.catalogue.estimating
    if rules is None:
        return pl.DataFrame(schema=ESTIMATES)
    happened = events(deposit)
    places = [
        Place(site, cells.of(name), happened, deposit, river.catalogue, rules, as_of)
        for name, site in sorted(deposit.sites.items())
    ]
    past = [one.number for one in releases(river.engine) if one.published_at and one.sample == sample]
    return made(places, estimates_of(river.engine, past[-1]) if past else pl.DataFrame(schema=ESTIMATES))


def _judged(river: River, raw: RawCells, as_of: date, past: Sequence[ReleasedCells]) -> gate.Judged:
    """Return what the gate decided, once the audit is satisfied; what cannot be protected is left out."""
    while True:
        judged, broken = _attacked(river, raw, as_of, past)
        less = retreat(raw, broken)
        if less.left_out.height == raw.left_out.height:
            break
        river.tell(f"judging again, without what {len(broken)} figures could tell")
        raw = less
    # What is broken even so is told by earlier releases alone.
    refuse_broken(broken, "nothing was stored")
    return judged


def _attacked(
    river: River, raw: RawCells, as_of: date, past: Sequence[ReleasedCells]
) -> tuple[gate.Judged, list[audits.Broken]]:
    judged = gate.release(raw, river.catalogue, past, as_of, coarsened(river.vault))
    river.tell("attacking it as a reader could")
    return judged, audits.attack(judged.cells, judged.report, raw.areas, river.catalogue, past)


def publish(river: River, number: int) -> None:
    """Show a draft to its audiences, never while another release is being judged."""
    with river.alone(RELEASE):
        write.publish(river.engine, number)


def refresh_staff(river: River, day: date, site: str | None = None) -> list[str]:
    """Refresh the staff view of every site, or of one, as of a day, touching no other audience; return the sites.

    Raises RequestRefused where the vault knows no such site.
    """
    deposit = river.deposit()
    if site is not None:
        if site not in deposit.sites:
            raise RequestRefused("nothing was delivered for this site yet; deliver its files first")
        deposit = replace(deposit, sites={site: deposit.sites[site]})
    river.tell("counting caseloads")
    rows = count_caseload(deposit, river.catalogue, day)
    river.tell("looking at the months ahead")
    ahead = expect(deposit, river.catalogue, day)
    for name in deposit.sites:
        write.save_caseload(river.engine, name, rows, ahead)
    return sorted(deposit.sites)


def let_go(river: River, day: date) -> int:
    """Remove the records of people that their sites have kept long enough, write it down, and return how many."""
    with river.alone(RELEASE):
        gone = retention.let_go(river.vault, river.catalogue, day)
        for one in gone:
            said = f"{one.records} records of {one.site}, of people not met since {one.before}"
            trail.append(river.engine, "purge", about=said)
    return sum(one.records for one in gone)


def audit(river: River, number: int) -> None:
    """Attack a stored release together with all earlier ones; raises AuditBroken, naming cells and never counts."""
    cells, areas = stored(river.engine, number), areas_of(river.engine, number)
    past = _known(river, release_of(river.engine, number).sample, before=number)
    # Without the gate's reasons the attack is blind, and asks more of what is withheld.
    report = river.vault.report(number)
    reasons = pl.DataFrame(schema=REPORT) if report is None else report
    refuse_broken(
        audits.attack(cells, reasons, areas, river.catalogue, past),
        f"hide it with: python -m lead_metrics unpublish {number}",
    )


def reasons(river: River, number: int) -> pl.DataFrame:
    """Return why figures of a release are withheld, wait or were made coarser (privacy.report.REPORT), no count in it.

    Raises RequestRefused where the reasons are not kept: they never leave the side that writes.
    """
    release_of(river.engine, number)
    report = river.vault.report(number)
    if report is None:
        raise RequestRefused(f"no reasons are kept for release {number}; they lie beside the vault that made it")
    return report.filter(pl.col("reason") != RELATION)


def coarsen(river: River, choice: Choice) -> None:
    """Keep a manager's choice to show an indicator by longer periods from the next release on, and write it down.

    Raises RequestRefused where nothing was delivered for the site, there is no such indicator, or nothing to take back.
    """
    if choice.site not in {one.site for one in river.vault.deliveries() if not one.withdrawn}:
        raise RequestRefused(f"nothing was delivered for {choice.site}; see: python -m lead_metrics deliveries")
    if choice.indicator not in river.catalogue.indicators:
        raise RequestRefused(f"there is no indicator {choice.indicator}; docs/indicators.md lists them")
    with river.alone("choices"):
        known = {(one.site, one.indicator) for one in choices(river)}
        if choice.grain is None and (choice.site, choice.indicator) not in known:
            raise RequestRefused(f"nothing was chosen for {choice.indicator} of {choice.site}")
        keep(river.vault, choice)
        said = f"at least by {choice.grain}" if choice.grain else "taken back"
        trail.append(river.engine, "coarsen", about=f"{choice.site} {choice.indicator}: {said}")


def choices(river: River) -> list[Choice]:
    """Return what managers chose to show by longer periods and did not take back."""
    return in_force(choices_made(river.vault))


def refuse_broken(broken: Sequence[audits.Broken], then: str) -> None:
    """Raise AuditBroken for figures that could be narrowed, the first few by name."""
    if broken:
        named = "; ".join(
            f"{b.site} {b.area} {b.indicator} {b.start} {b.dimension} {b.category}" for b in broken[:MOST_NAMED]
        )
        raise AuditBroken(f"{len(broken)} withheld figures could be narrowed: {named}; {then}")


def events(deposit: Deposit) -> pl.DataFrame:
    """Return the policy events that charts mark (store.draft.EVENTS)."""
    found = deposit.records.get("events")
    return pl.DataFrame(schema=EVENTS) if found is None else found.select(*EVENTS)


def reviews(deposit: Deposit, as_of: date) -> pl.DataFrame:
    """Return the fidelity reviews up to a day, one an element and day (store.draft.REVIEWS); no steps but 0 to 3."""
    found = deposit.records.get("reviews")
    if found is None:
        return pl.DataFrame(schema=REVIEWS)
    fit = found.filter(pl.col("rating").is_between(0, 3), pl.col("on") <= as_of)
    told = fit.with_columns(pl.col("evidence").fill_null(""))
    return told.unique(["site", "element", "on"], keep="last", maintain_order=True).select(*REVIEWS)


def _sample(river: River) -> bool:
    """Tell whether the release is of the sample; raises RequestRefused where sample and real data would mix."""
    kinds = {one.sample for one in river.vault.deliveries() if not one.withdrawn}
    if len(kinds) > 1:
        raise RequestRefused("the vault holds sample and real deliveries; withdraw one kind before releasing")
    if True in kinds and any(not one.sample for one in releases(river.engine)):
        raise RequestRefused("the database holds real releases; keep the sample in a database of its own")
    return True in kinds


def _known(river: River, sample: bool, before: int | None = None) -> list[ReleasedCells]:
    """Return what readers know for ever: all that was ever published, invented figures and real ones apart."""
    return [
        stored(river.engine, one.number)
        for one in releases(river.engine)
        if one.published_at and one.sample == sample and (before is None or one.number < before)
    ]
