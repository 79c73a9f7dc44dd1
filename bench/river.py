"""Seconds for the sample and a release, beside the bare group-bys that count the same bookings."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl

from lead_metrics.settings import ROOT

SIZES = {"small": ("--sites", "1", "--participants", "100"), "default": ()}
KEYS = ("race", "sex", "age_band")


def main() -> None:
    """Print one line a measurement."""
    for name, size in SIZES.items():
        with tempfile.TemporaryDirectory() as folder:
            measure(name, size, Path(folder))


def measure(name: str, size: tuple[str, ...], place: Path) -> None:
    """Print what one size of county takes."""
    print(f"{name}: sample {seconds(lambda: run(place, 'sample', *size)):.1f} s")
    print(f"{name}: release {seconds(lambda: run(place, 'release')):.1f} s")
    whole = pl.concat((pl.read_parquet(path) for path in place.rglob("bookings.parquet")), how="diagonal")
    print(f"{name}: bare group-bys of {whole.height:,} bookings {seconds(lambda: bare(whole)) * 1000:.0f} ms")


def run(place: Path, *arguments: str) -> None:
    """Run the command line in a place of its own."""
    own = {
        "LEAD_DATABASE_URL": f"sqlite:///{place / 'lead.db'}", "LEAD_VAULT": str(place / "vault"),
        "LEAD_KEYS": str(place / "keys"),
    }  # fmt: skip
    command = [sys.executable, "-m", "lead_metrics", *arguments]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **own}, check=True, capture_output=True)


def bare(bookings: pl.DataFrame) -> None:
    """Count bookings and people by month, whole and by each breakdown, with nothing around it."""
    months = bookings.with_columns(month=pl.col("day").dt.month_start())
    for keys in ([], *([key] for key in KEYS)):
        months.group_by("site", "month", *keys).agg(pl.len(), pl.col("person").n_unique())


def seconds(work: Callable[[], None]) -> float:
    """Return how long something took."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
