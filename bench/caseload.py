"""The caseload page of 2,000 people and 150 workers beside one of 60 and 3, and how long their suggestions take."""

from __future__ import annotations

import contextlib
import random
import statistics
import tempfile
import time
from collections import Counter
from datetime import date
from pathlib import Path

import httpx
import polars as pl
from sqlalchemy import Engine

from lead_metrics.access.addresses import SESSION_COOKIE
from lead_metrics.caseload.reading import state_of
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
WARM, RERUNS = 5, 30
PATIENCE = 10
DAY = date(2026, 11, 23)
LANGUAGES = {"english": 0.8, "spanish": 0.15, "other": 0.05}
AREAS = tuple("abcdef")
FAVOURITE, LEAVE = 3.0, 0.04
"""Some workers carry far more than others, and some are on leave."""


def main() -> None:
    """Print a line for each size: people, rows, milliseconds of the page and seconds of the suggestion."""
    with tempfile.TemporaryDirectory() as name:
        made = place(Path(name))
        store = engine(made.environment["LEAD_DATABASE_URL"])
        sites = {site: Site(id=site, name=site.title()) for site in SIZES}
        write.publish(store, write.save(store, draft([figure(site=site) for site in SIZES], sites=sites)))
        with serve(made.environment, Path(name) / "log") as server:
            warmed(server)
            for site, (people, workers) in SIZES.items():
                rows = invented(site, people, workers)
                write.save_caseload(store, site, rows, _outlook(site))
                tell(site, rows, reruns(server, store, site))


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
        told = {
            "active": load,
            "full_time": 1.0,
            "present": present,
            "weighted": load * 1.2,
            "no_contact_30": load // 5,
        }
        rows += [of_site(site, measure, float(value), code) for measure, value in told.items()]
    return pl.DataFrame(rows, schema=CASELOAD, orient="row")


def _outlook(site: str) -> pl.DataFrame:
    return pl.DataFrame(ahead(site), schema=OUTLOOK, orient="row")


def reruns(server: Server, store: Engine, site: str) -> list[float]:
    """Return the milliseconds of reruns of the page over one open websocket, as staff of the site."""
    accounts.add(store, f"{site}@example.org", "a long sentence nobody guesses", "staff", sites=[site])
    token = open_session(store, f"{site}@example.org", role="staff")
    taken = []
    with stream(server, {SESSION_COOKIE: token}) as socket:
        for _ in range(WARM + RERUNS):
            start = time.perf_counter()
            rerun(socket, page="caseload", query=f"site={site}")
            taken.append((time.perf_counter() - start) * 1000)
    return taken


def tell(site: str, rows: pl.DataFrame, taken: list[float]) -> None:
    """Print what was measured."""
    state = state_of(rows)
    start = time.perf_counter()
    found = suggest(state)
    seconds = time.perf_counter() - start
    print(
        f"{site}: {state.total} people, {len(state.workers)} workers, {rows.height} rows; first {taken[0]:.0f} ms, "
        f"warm median {statistics.median(taken[WARM:]):.1f} ms; suggestion {seconds:.2f} s, {found.people} people move"
    )


if __name__ == "__main__":
    main()
