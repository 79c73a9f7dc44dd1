"""What the gate withholds beside the exact optimum, and how its time and memory grow with the number of sites.

Run: python -m bench.privacy optimum [tables of each kind], python -m bench.privacy county, or
python -m bench.privacy sites 1 10 50 150. Prints the rows of the tables in docs/privacy_measured.md.
"""

from __future__ import annotations

import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Event, Thread

import numpy as np
from psutil import NoSuchProcess, Process

from bench import counties, river
from bench.optimum import Marks, optimum, safe
from bench.random_tables import KINDS
from bench.tables import Table, problem, rules
from lead_metrics.aggregate.counting import count
from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import Catalogue
from lead_metrics.cells import KEYS, RawCells, Status
from lead_metrics.intake.vault import Vault
from lead_metrics.pipeline import River
from lead_metrics.privacy import programs
from lead_metrics.privacy.attack import Bounds
from lead_metrics.privacy.audit import attack
from lead_metrics.privacy.gate import release
from lead_metrics.privacy.relations import System
from lead_metrics.store.engine import engine

TABLES, MONTHS = 100, 120
REACH_OUTSIDE_NETWORKS = 4.0
MEGABYTE = 2**20
LOOK_EVERY = 0.25
LEAKS, IMPOSSIBLE = "not protected by the gate", "not to be protected by marks alone"


@dataclass(frozen=True)
class Loss:
    """How many figures of one table are withheld: by the primary rule, by the gate, and by the optimum."""

    primary: int
    gate: int
    best: int


def main(arguments: list[str]) -> None:
    """Measure what is asked for; each size in a process of its own, so that its memory is its own."""
    what, *numbers = arguments
    if what == "optimum":
        for kind in KINDS:
            tell_loss(kind, int(numbers[0]) if numbers else TABLES)
    elif what == "case":
        print(json.dumps(measured(counties.counties(int(numbers[0]), MONTHS), counties.catalogue())))
    elif what == "county":
        print(json.dumps(measured(sample_county(), catalogue())))
    else:
        for number in numbers:
            tell_case(int(number))


def tell_loss(kind: str, tables: int) -> None:
    """Print a row for one kind of table."""
    found: Counter[str] = Counter()
    losses = [one for one in compared(kind, tables, found) if one.best]
    gate, best = (sum(getattr(one, name) for one in losses) for name in ("gate", "best"))
    ratios = sorted(one.gate / one.best for one in losses)
    worst = max(losses, key=lambda one: one.gate / one.best)
    print(
        f"| {kind} | {len(losses)} | {found[LEAKS]} | {found[IMPOSSIBLE]} | {sum(one.primary for one in losses)} "
        f"| {gate} | {best} | {gate / best:.3f} | {statistics.mean(ratios):.3f} | {worst.gate} / {worst.best} |",
        flush=True,
    )


def compared(kind: str, tables: int, left_out: Counter[str]) -> Iterator[Loss]:
    """Yield the loss for random tables of that kind; those that cannot be compared are counted in `left_out`."""
    for seed in range(tables):
        table = KINDS[kind](np.random.default_rng([seed, len(kind)]))
        given, keys = problem(table, rules())
        withheld = gated(table, keys)
        best = optimum(given, given.cost / given.cost.max(), 1.0 if table.network else REACH_OUTSIDE_NETWORKS)
        if best is None:
            left_out[IMPOSSIBLE] += 1
        elif not safe(given, withheld):
            left_out[LEAKS] += 1
        else:
            yield Loss(int(given.forced.sum()), int(withheld.sum()), int(best.withheld.sum()))


def gated(table: Table, keys: list[tuple[object, ...]]) -> Marks:
    """Return which figures the gate withholds."""
    told = release(table.raw(), rules()).cells.frame.filter(status=Status.WITHHELD.value)
    hidden = set(told.select(list(KEYS)).iter_rows())
    return np.array([key in hidden for key in keys])


def tell_case(sites: int) -> None:
    """Print a row for that many sites, measured in a process of its own."""
    command = [sys.executable, "-m", "bench.privacy", "case", str(sites)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    one = json.loads(told.splitlines()[-1])
    cells = one["raw"]
    print(
        f"| {sites} | {cells:,} | {one['released']:,} | {one['withheld']:.1%} | {one['gate']:.1f} | {one['audit']:.1f} "
        f"| {1e9 * one['gate'] / (cells * math.log2(cells)):.1f} | {one['before']:,.0f} | {one['peak']:,.0f} "
        f"| {one['by_programs']:.2%} | {one['broken']} |",
        flush=True,
    )


def measured(raw: RawCells, by: Catalogue) -> dict[str, float]:
    """Return seconds of gate and audit, megabytes before and at most, cells, and how the audit decided.

    by_programs: the share of protected sizes of the first site that propagation left undecided. broken: figures that
    the audit names.
    """
    before = held()
    with Most() as most:
        start = time.perf_counter()
        judged = release(raw, by)
        gate = time.perf_counter() - start
        start = time.perf_counter()
        broken = attack(judged.cells, judged.report, raw.areas, by)
        audit = time.perf_counter() - start
    # What is decided in processes of their own cannot be watched from here.
    decided: Counter[str] = Counter()
    watch(decided)
    site = min(raw.frame["site"])
    attack(judged.cells.of(site), judged.report.filter(site=site), raw.of(site).areas, by)
    statuses = judged.cells.frame["status"]
    return {
        "raw": raw.frame.height, "released": statuses.len(), "gate": gate, "audit": audit,
        "withheld": int((statuses == Status.WITHHELD.value).sum()) / max(1, statuses.len()),
        "before": before, "peak": most.megabytes,
        "by_programs": decided["undecided"] / max(1, decided["protected"]), "broken": len(broken),
    }  # fmt: skip


def watch(decided: Counter[str]) -> None:
    """Have the attack note how many protected sizes it has, and how many of them it must ask programs about."""
    found = programs.undecided

    def noted(system: System, bounds: Bounds) -> programs.Blocks:
        blocks = found(system, bounds)
        decided["protected"] += int(system.needy.sum())
        decided["undecided"] += int(system.needy[blocks.unknown].sum())
        return blocks

    programs.undecided = noted


def held() -> float:
    """Return the megabytes that this process and all that it has started hold."""
    sizes = 0
    for one in (Process(), *Process().children(recursive=True)):
        # A process may end between being listed and being asked.
        with suppress(NoSuchProcess):
            sizes += one.memory_info().rss
    return sizes / MEGABYTE


class Most:
    """Looks several times a second at what is held, as long as it is entered. megabytes: the most that was seen."""

    def __init__(self) -> None:
        """Have seen nothing yet."""
        self.megabytes = 0.0
        self._over = Event()
        self._looking = Thread(target=self._look, daemon=True)

    def __enter__(self) -> Most:
        """Begin to look."""
        self._looking.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Look no more."""
        self._over.set()
        self._looking.join()

    def _look(self) -> None:
        while not self._over.wait(LOOK_EVERY):
            self.megabytes = max(self.megabytes, held())


def sample_county() -> RawCells:
    """Return the raw cells of the sample county, as `bench.river` makes them."""
    with tempfile.TemporaryDirectory() as name:
        os.environ["LEAD_KEYS"] = f"{name}/keys"
        folder = Path(name)
        made = River(Vault(folder / "vault"), engine(f"sqlite:///{folder / 'lead.db'}"), catalogue())
        river.delivered(made, river.written(folder))
        return count(made.deposit(), made.catalogue, date.today())


if __name__ == "__main__":
    main(sys.argv[1:])
