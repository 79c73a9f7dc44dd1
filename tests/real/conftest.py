"""The public data that these tests read, beside the project; without it they say so and are left out."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import polars as pl

from tests.public import public
from tests.sampled import Sampled, place

AS_OF = "2026-11-01"
Figures = Callable[..., pl.DataFrame]


def released(folder: Path, *deliveries: tuple[Path, str, str]) -> Sampled:
    """Return a place in which these files (path, source, site) were delivered and released."""
    made = place(folder)
    for path, source, site in deliveries:
        done = made.run("deliver", str(path), "--source", source, "--site", site)
        assert done.returncode == 0, done.stdout + done.stderr
    done = made.run("release", "--as-of", AS_OF, "--publish")
    assert done.returncode == 0, done.stderr
    return made


def figures(made: Sampled, indicator: str, *more: str) -> pl.DataFrame:
    """Return what the command line says of an indicator."""
    done = made.run("figures", "--indicator", indicator, *more)
    assert done.returncode == 0, done.stderr
    return pl.read_csv(io.StringIO(done.stdout), try_parse_dates=True, infer_schema_length=None)


__all__ = ["figures", "public", "released"]
