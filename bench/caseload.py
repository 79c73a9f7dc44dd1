"""The caseload page of 2,000 people and 150 workers beside one of 60 and 3, and how long their suggestions take."""

from __future__ import annotations

import contextlib
import os
import random
import statistics
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import httpx
import polars as pl
from sqlalchemy import Engine

from lead_metrics.access.addresses import SESSION_COOKIE
from lead_metrics.caseload.reading import state_of, told
from lead_metrics.caseload.suggestion import suggest
from lead_metrics.catalogue.model import Site
from lead_metrics.cells import CASELOAD, OUTLOOK
from lead_metrics.store import accounts, write
from lead_metrics.store.engine import engine
from lead_metrics.store.sessions import open_session
from tests.browser.serving import Server, rerun, serve, stream
from tests.sampled import place
from tests.store.drafts import draft, figure
from tests.views.test_caseload import ahead, of_site

SIZES = {"small": (60, 3), "large": (2000, 150)}
WARM, RERUNS, QUESTIONS = 5, 30, 12
PATIENCE = 10
DAY = date(2026, 11, 23)
LANGUAGES = {"english": 0.8, "spanish": 0.15, "other": 0.05}
AREAS = tuple("abcdef")
FAVOURITE, LEAVE = 3.0, 0.04
"""Some workers carry far more than others, and some are on leave."""
WHOLE = {
    "contacts_behind": 3.0, "contacts_a_month": 3.2, "in_field": 61.0, "hours_to_first": 5.5, "first_contacts": 40.0,
    "waiting": 6.0, "waiting_7": 6.0, "waiting_days": 3.0, "waiting_longest": 6.0,
}  # fmt: skip


def main() -> None:
    """Print a line for each size: people, rows, milliseconds of the page and seconds of the suggestion."""
    with tempfile.TemporaryDirectory() as name:
        made = place(Path(name))
        store = engine(made.environment["LEAD_DATABASE_URL"])
        sites = {site: Site(id=site, name=site.title()) for site in SIZES}
        write.publish(store, write.save(store, draft([figure(site=site) for site in SIZES], sites=sites)))
        rows = {site: invented(site, people, workers) for site, (people, workers) in SIZES.items()}
        for site, frame in rows.items():
            write.save_caseload(store, site, frame, _outlook(site))
        with serve(made.environment, Path(name) / "log") as server:
            warmed(server)
            taken = reruns(server, store)
        for site, frame in rows.items():
            tell(site, frame, taken[site])
        for kind in ("again", "asked"):
            small, large = (statistics.median(getattr(taken[site], kind)) for site in SIZES)
            print(f"{kind}: {large / small:.2f} times")
        small, large = (taken[site].worked for site in SIZES)
        print(f"processor, again: {large / small:.2f} times")


def warmed(server: Server) -> None:
    """Wait until the warm-up is over; on a busy machine that may take minutes."""
    for _ in range(PATIENCE):
        with contextlib.suppress(httpx.TimeoutException), httpx.Client(trust_env=False, timeout=60) as client:
            client.get(f"{server.url}/_stcore/health")
            return


def invented(site: str, people: int, workers: int) -> pl.DataFrame:
    """Return the staff view (cells.CASELOAD) of so many people, shared out unevenly."""
    chance = random.Random(7)
    codes = [f"{site}-{n:03}" for n in range(workers)]
    weights = [FAVOURITE if n % 10 == 0 else 1.0 + chance.random() for n in range(workers)]
    carried = Counter(
        (worker, chance.choices(list(LANGUAGES), list(LANGUAGES.values()))[0], chance.choice(AREAS))
        for worker in chance.choices(codes, weights, k=people)
    )
    rows = [(site, who, DAY, "active", "all", *group, float(n)) for (who, *group), n in carried.items()]
    for code in codes:
        load = sum(n for (who, *_), n in carried.items() if who == code)
        present = 0.0 if chance.random() < LEAVE and workers > 10 else 1.0
        values = {"active": load, "full_time": 1.0, "present": present, "weighted": load * 1.2}
        rows += [of_site(site, measure, float(value), code) for measure, value in values.items()]
        rows += [
            of_site(site, f"no_contact_{days}", float(load * 6 // days), code, door)
            for days in (30, 60, 90)
            for door in ("all", "community")
        ]
    rows += [of_site(site, measure, value) for measure, value in WHOLE.items()]
    return pl.DataFrame(rows, schema=CASELOAD, orient="row")


def _outlook(site: str) -> pl.DataFrame:
    return pl.DataFrame(ahead(site), schema=OUTLOOK, orient="row")


@dataclass
class Taken:
    """Milliseconds of a site's page: at the first opening, again as it was, and with a question not asked before.

    worked: the processor's, on average, of a page that is opened again; others on the machine do not lengthen it.
    """

    first: float = 0.0
    again: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    worked: float = 0.0
    asked: list[float] = field(default_factory=list)


def reruns(server: Server, store: Engine) -> dict[str, Taken]:
    """Return what reruns of each site's page take, as its staff see it; turn by turn, so that all are slowed alike."""
    taken = {site: Taken() for site in SIZES}
    with contextlib.ExitStack() as open_ones:
        sockets = {site: open_ones.enter_context(stream(server, _staff(store, site))) for site in SIZES}

        def timed(site: str, question: str = "") -> float:
            start, spent = time.perf_counter(), processor(server)
            rerun(sockets[site], page="caseload", query=f"site={site}{question}")
            taken[site].processor.append(processor(server) - spent)
            return (time.perf_counter() - start) * 1000

        for site, found in taken.items():
            found.first = timed(site)
        for turn in range(WARM + RERUNS):
            for site, found in taken.items():
                millis = timed(site)
                if turn < WARM:
                    found.processor.clear()
                else:
                    found.again.append(millis)
        for found in taken.values():
            found.worked = statistics.fmean(found.processor)
        for most in range(QUESTIONS):
            for site, found in taken.items():
                found.asked.append(timed(site, f"&most={26 + most}"))
    return taken


def processor(server: Server) -> float:
    """Return the milliseconds that the server's process has worked so far."""
    told = Path(f"/proc/{server.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def _staff(store: Engine, site: str) -> dict[str, str]:
    accounts.add(store, f"{site}@example.org", "a long sentence nobody guesses", "staff", sites=[site])
    return {SESSION_COOKIE: open_session(store, f"{site}@example.org", role="staff")}


def tell(site: str, rows: pl.DataFrame, taken: Taken) -> None:
    """Print what was measured."""
    state = state_of(told(rows))
    start = time.perf_counter()
    found = suggest(state)
    seconds = time.perf_counter() - start
    again, asked = statistics.median(taken.again), statistics.median(taken.asked)
    print(
        f"{site}: {state.total} people, {len(state.workers)} workers, {rows.height} rows; first {taken.first:.0f} ms, "
        f"again {again:.1f} ms ({taken.worked:.1f} of the processor), another question {asked:.1f} ms; "
        f"suggestion {seconds:.2f} s, {found.people} people move"
    )


if __name__ == "__main__":
    main()
