"""A released sample in a folder of its own, made once by the command line as a person would."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from lead_metrics.cells import ALL, NONE
from lead_metrics.settings import ROOT, settings
from lead_metrics.store.engine import engine
from lead_metrics.store.tables import Figure

COUNTED = ("shown", "withheld")
PATIENCE = 600


@dataclass(frozen=True)
class Sampled:
    """Where a sample was released, and the environment that finds it."""

    folder: Path
    environment: Mapping[str, str]

    @property
    def engine(self) -> Engine:
        """Return the database of the sample."""
        return engine(self.environment["LEAD_DATABASE_URL"])

    def shown(self, *, totals: bool = False) -> float:
        """Return which share of all counted figures is shown; totals: of those of whole sites, not broken down."""
        counted = select(Figure.status).where(col(Figure.status).in_(COUNTED))
        with Session(self.engine) as session:
            if totals:
                counted = counted.where(col(Figure.area) == ALL, col(Figure.dimension) == NONE)
            statuses = list(session.exec(counted))
        return statuses.count("shown") / len(statuses)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command line there."""
        return subprocess.run(
            [sys.executable, "-m", "lead_metrics", *arguments], cwd=ROOT, env={**os.environ, **self.environment},
            capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip


def place(folder: Path) -> Sampled:
    """Return a place for a sample: its own database, vault and keys, and no worker."""
    return Sampled(folder, {
        "LEAD_DATABASE_URL": f"sqlite:///{folder / 'lead.db'}", "LEAD_VAULT": str(folder / "vault"),
        "LEAD_KEYS": str(folder / "keys"), "LEAD_INBOX": str(folder / "inbox"), "LEAD_WORKER": "off",
    })  # fmt: skip


@contextmanager
def served(made: Sampled) -> Iterator[Sampled]:
    """Have everything in this process work at a place."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in made.environment.items():
            patch.setenv(name, value)
        settings.cache_clear()
        yield made
    settings.cache_clear()


def released(folder: Path, *size: str) -> Sampled:
    """Return a place with a sample of that size released."""
    made = place(folder)
    done = made.run("sample", *size)
    assert done.returncode == 0, done.stderr
    return made
